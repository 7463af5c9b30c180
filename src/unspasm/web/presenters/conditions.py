"""When a danger rule speaks, in plain words: its condition as a few short lines."""

from __future__ import annotations

from unspasm.knowledge import Knowledge
from unspasm.knowledge.condition import Node, Test

LONGEST = 160
"""Characters; a line that would be longer only names what it looks at."""
MEASURES = {"==": "{}", "<": "under {}", "<=": "{} or less", ">": "over {}", ">=": "{} or more"}


def when_it_speaks(index: int, knowledge: Knowledge) -> tuple[str, ...]:
    """One line for each way in which this condition can be true."""
    node = knowledge.program.nodes[index]
    ways = node.args if node.kind == "or" else (index,)
    return tuple(dict.fromkeys(_line(way, knowledge) for way in ways))


def _line(index: int, knowledge: Knowledge) -> str:
    words = _words(index, knowledge)
    if len(words) > LONGEST:
        about = [_name(fact, knowledge) for fact in knowledge.program.facts_of(index)]
        words = f"together, your answers about: {', '.join(about[:8])}{' and more' if len(about) > 8 else ''}"
    return f"{words[:1].upper()}{words[1:]}."


def _words(index: int, knowledge: Knowledge, inner: bool = False) -> str:
    node: Node = knowledge.program.nodes[index]
    parts = [_words(arg, knowledge, inner=True) for arg in node.args]
    match node.kind:
        case "test" if node.test is not None:
            return _test(node.test, knowledge)
        case "not":
            return f"not: {parts[0]}"
        case "and":
            return ", and ".join(parts)
        case "or":
            return f"({' or '.join(parts)})" if inner else " or ".join(parts)
        case "at_least":
            return f"at least {node.n} of these: {', '.join(parts)}"
        case "true":
            return "always"
    return "never"


def _test(test: Test, knowledge: Knowledge) -> str:
    name, fact = _name(test.fact, knowledge), knowledge.facts[test.fact]
    labels = dict(fact.options)
    match test.op:
        case "yes":
            return name
        case "is":
            return f"{name}: {_small(labels[str(test.value)])}"
        case "from":
            later = fact.option_ids[fact.option_ids.index(str(test.value)) :]
            return f"{name}: {' or '.join(_small(labels[key]) for key in later)}"
        case "in" | "any_of":
            chosen = test.value if isinstance(test.value, frozenset) else frozenset()
            return f"{name}: {' or '.join(_small(labels[key]) for key in fact.option_ids if key in chosen)}"
    return f"{name}: {MEASURES[test.op].format(test.value)}{' ' + fact.unit if fact.unit else ''}"


def _name(fact: str, knowledge: Knowledge) -> str:
    return knowledge.facts[fact].short or knowledge.facts[fact].line or knowledge.facts[fact].question


def _small(label: str) -> str:
    return label if label[:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]
