"""Made-up answers of every kind, by seeded chance: known, unsure, skipped and not asked."""

from __future__ import annotations

from random import Random
from typing import Any

from unspasm.care import NOT_SURE, SKIPPED
from unspasm.knowledge import Fact, Knowledge


def some_answers(chance: Random, knowledge: Knowledge, unknown: float = 0.3) -> dict[str, Any]:
    """Answers to all facts that the danger rules look at; `unknown`: the share that is not known."""
    facts = {f for level in knowledge.levels for f in knowledge.program.facts_of(level.when)}
    mostly = chance.choice((0.5, 0.9, 0.97, 0.995, 1.0))
    answers: dict[str, Any] = {}
    for key in sorted(facts):
        if chance.random() < unknown:
            value = chance.choice((None, None, NOT_SURE, SKIPPED))
            if value:
                answers[key] = value
        else:
            answers[key] = some_value(chance, knowledge.facts[key], mostly)
    return answers


def some_value(chance: Random, fact: Fact, mostly_no: float = 0.9) -> Any:
    """A known value of this fact."""
    if fact.type == "yes_no":
        return "no" if chance.random() < mostly_no else "yes"
    if fact.type == "integer":
        return chance.randint(fact.min, min(fact.max, 130))
    if fact.type == "many_of":
        return frozenset(key for key in fact.option_ids if chance.random() < 0.15)
    return chance.choice(fact.option_ids)
