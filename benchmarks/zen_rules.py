"""The danger rules as a decision of zen-engine, a general rule engine, for a race on equal rules.

Two-valued: zen has no "not asked" and no "not sure", so only fully answered people can be compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import zen

from unspasm.care import Answers
from unspasm.knowledge import Fact, Knowledge
from unspasm.knowledge.condition import Node, Test


class ZenRules:
    """All danger levels in one expression node; shared conditions are named once and referred to."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        engine = zen.ZenEngine()
        self._decision = engine.create_decision(json.dumps(decision(knowledge)))

    def tier(self, person: Mapping[str, Any]) -> int:
        """The most urgent tier of a fully answered person (see `plain_person`)."""
        result = self._decision.evaluate(person)["result"]
        return max((lv.tier for i, lv in enumerate(self.knowledge.levels) if result[f"level{i}"]), default=0)


def plain_person(answers: Answers, knowledge: Knowledge) -> dict[str, Any]:
    """Fully known answers as zen reads them: yes and no as truth values, sets as lists."""
    person: dict[str, Any] = {}
    for key, value in answers.items():
        if knowledge.facts[key].type == "yes_no":
            person[key] = value == "yes"
        else:
            person[key] = sorted(value) if isinstance(value, frozenset) else value
    return person


def decision(knowledge: Knowledge) -> dict[str, Any]:
    """The decision graph: input, one expression node, output."""
    expressions = [
        {"id": f"e{number}", "key": key, "value": value} for number, (key, value) in enumerate(_expressions(knowledge))
    ]
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }


def _expressions(knowledge: Knowledge) -> list[tuple[str, str]]:
    """(name, expression): the shared conditions first, then one a level."""
    nodes = knowledge.program.nodes
    used = _nodes_below([level.when for level in knowledge.levels], nodes)
    parents = Counter(child for index in used for child in set(nodes[index].args))
    shared = [index for index in used if nodes[index].test is None and parents[index] > 1]
    names: dict[int, str] = {}
    found = []
    for index in shared:
        found.append((f"shared{index}", _text(index, nodes, names, knowledge)))
        names[index] = f"$.shared{index}"
    found += [(f"level{i}", _text(lv.when, nodes, names, knowledge)) for i, lv in enumerate(knowledge.levels)]
    return found


def _nodes_below(roots: list[int], nodes: list[Node]) -> list[int]:
    seen, stack = set[int](), list(roots)
    while stack:
        index = stack.pop()
        if index not in seen:
            seen.add(index)
            stack.extend(nodes[index].args)
    return sorted(seen)


def _text(index: int, nodes: list[Node], names: Mapping[int, str], knowledge: Knowledge) -> str:
    if index in names:
        return names[index]
    node = nodes[index]
    if node.test is not None:
        return _test(node.test, knowledge.facts[node.test.fact])
    parts = [_text(child, nodes, names, knowledge) for child in node.args]
    if node.kind == "not":
        return f"(not ({parts[0]}))"
    if node.kind in ("and", "or"):
        return "(" + f" {node.kind} ".join(parts) + ")"
    if node.kind == "at_least":
        return "((" + " + ".join(f"({part} ? 1 : 0)" for part in parts) + f") >= {node.n})"
    return node.kind


def _test(test: Test, fact: Fact) -> str:
    if test.op == "yes":
        return fact.id
    if test.op == "any_of":
        return f"some({fact.id}, # in {_options(test.value)})"
    if test.op == "is":
        return f"({fact.id} == '{test.value}')"
    if test.op == "in":
        return f"({fact.id} in {_options(test.value)})"
    if test.op == "from":
        return f"({fact.id} in {_options(o for o in fact.option_ids if fact.at_or_after(o, str(test.value)))})"
    return f"({fact.id} {test.op} {test.value})"


def _options(values: Any) -> str:
    return "[" + ", ".join(f"'{value}'" for value in sorted(values)) + "]"
