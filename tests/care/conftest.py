"""The real knowledge base, and a calm person to start from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from unspasm.care import Answers, next_screen, read_answers
from unspasm.knowledge import Knowledge, load_knowledge

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

SIMPLE: dict[str, Any] = {
    "age": 40, "sex": "male", "pain_days": 1, "function": "slow", "pain_sites": ["low_back_left"],
    "onset_speed": "within_minute", "trigger": "lift", "pain_worst": 6, "pain_now": 5,
}  # fmt: skip


@pytest.fixture
def knowledge() -> Knowledge:
    return load_knowledge()


def interviewed(person: dict[str, Any], knowledge: Knowledge, through: str = "danger") -> Answers:
    """A person who answers every question that is put: as `person` says, else in the calm way."""
    told: dict[str, Any] = {}
    while True:
        answers = read_answers(told, knowledge, TODAY)
        ask = next_screen(answers, frozenset(told), knowledge, through)
        if ask is None:
            return answers
        told |= {fact: person.get(fact, _calm(fact, knowledge)) for fact in ask.facts}


def _calm(key: str, knowledge: Knowledge) -> Any:
    fact = knowledge.facts[key]
    if fact.type == "yes_no":
        return "yes" if fact.reassuring else "no"
    if fact.type == "integer":
        return fact.min
    return fact.option_ids[0] if fact.type == "one_of" else []
