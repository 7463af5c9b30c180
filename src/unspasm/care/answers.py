"""What a person answered, checked against the dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from unspasm.care.evaluate import ALL, CERTAIN, HANGING, PUT, Pair, evaluate
from unspasm.knowledge.condition import Test, holds
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import Knowledge

NOT_SURE, SKIPPED = "not_sure", "skipped"
UNANSWERED = (NOT_SURE, SKIPPED)

Value = str | int | frozenset[str] | date
Answers = Mapping[str, Value]
"""Fact id -> value. Absent: not asked. `not_sure`, `skipped`: the question was put and stayed unanswered."""

STARTED_ON, PAIN_DAYS = "started_on", "pain_days"


class AnswersError(ValueError):
    """Answers that cannot be used. `fact` is the id of the question to mend, or empty."""

    def __init__(self, message: str, fact: str = "") -> None:
        super().__init__(message)
        self.fact = fact


def read_answers(raw: object, knowledge: Knowledge, today: date) -> Answers:
    """Checked answers from a JSON-like table `{fact: value}`; null means not asked.

    Raises AnswersError for an unknown fact, a value of the wrong type, option or range, a date after
    `today`, and answers that contradict each other. Nothing is guessed.
    """
    if not isinstance(raw, Mapping):
        raise AnswersError('the answers must be one table of the form {"fact": value}')
    answers: dict[str, Value] = {}
    for key, value in raw.items():
        fact = knowledge.facts.get(key) if isinstance(key, str) else None
        if fact is None:
            raise AnswersError(f"there is no fact called {_shown(key)}; `unspasm facts` lists them")
        if value is not None:
            answers[fact.id] = _read(fact, value, today)
    _derive_days(answers, knowledge, today)
    checked = MappingProxyType(answers)
    refuse_contradictions(checked, knowledge)
    return checked


def refuse_contradictions(answers: Answers, knowledge: Knowledge) -> None:
    """Raises AnswersError with the knowledge base's own sentence if two answers cannot both be true."""
    if not knowledge.contradictions:
        return
    pairs = person_pairs(answers, knowledge)
    for contradiction in knowledge.contradictions:
        if pairs[contradiction.when][0] & CERTAIN:
            raise AnswersError(contradiction.message, contradiction.facts[-1])


def person_pairs(answers: Answers, knowledge: Knowledge) -> list[Pair]:
    """Every condition's pair for one person, the three readings as three bits of a whole number."""
    return evaluate(knowledge.program, comparer(answers, knowledge), ALL, 0)


def comparer(answers: Answers, knowledge: Knowledge) -> Callable[[Test], Pair]:
    """Compares one person's answers with the constants of tests."""
    facts = knowledge.facts

    def compare(test: Test) -> Pair:
        value = answers.get(test.fact)
        if value is None:
            return HANGING, HANGING
        if value == NOT_SURE or value == SKIPPED:
            return PUT, PUT
        return (ALL, 0) if holds(test, value, facts[test.fact]) else (0, ALL)

    return compare


def _read(fact: Fact, value: Any, today: date) -> Value:
    if isinstance(value, str) and value in UNANSWERED:
        return value
    match fact.type:
        case "yes_no":
            if isinstance(value, bool):
                return "yes" if value else "no"
            if value in ("yes", "no"):
                return str(value)
            raise _wrong(fact, value, 'give "yes", "no", "not_sure" or "skipped"')
        case "one_of":
            if isinstance(value, str) and value in fact.option_ids:
                return value
            raise _wrong(fact, value, f"give one of {', '.join(fact.option_ids)}")
        case "many_of":
            if isinstance(value, list | tuple | set | frozenset) and all(
                isinstance(v, str) and v in fact.option_ids for v in value
            ):
                return frozenset(value)
            raise _wrong(fact, value, f"give a list of any of {', '.join(fact.option_ids)}")
        case "integer":
            if isinstance(value, int) and not isinstance(value, bool) and fact.min <= value <= fact.max:
                return value
            raise _wrong(fact, value, f"give a whole number from {fact.min} to {fact.max}")
    return _read_date(fact, value, today)


def _read_date(fact: Fact, value: Any, today: date) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(fact, value, "give a date such as 2026-01-31") from None
    if day > today:
        raise _wrong(fact, value, "that day has not come yet")
    return day


def _derive_days(answers: dict[str, Value], knowledge: Knowledge, today: date) -> None:
    started, days = answers.get(STARTED_ON), answers.get(PAIN_DAYS)
    if not isinstance(started, date):
        return
    fact = knowledge.facts[PAIN_DAYS]
    derived = max(fact.min, min(fact.max, (today - started).days))
    if isinstance(days, int) and days != derived:
        raise AnswersError(f"{STARTED_ON} means {derived} days ago, but {PAIN_DAYS} says {days}; keep one", PAIN_DAYS)
    answers[PAIN_DAYS] = derived


def _wrong(fact: Fact, value: Any, cure: str) -> AnswersError:
    return AnswersError(f"{fact.id}: {_shown(value)} does not fit; {cure}", fact.id)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
