"""What a screen's form said, as answers. Contradictions are refused, silence is never read as "no"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from unspasm.knowledge import Fact

NOT_SURE, SKIPPED = "not_sure", "skipped"
NONE_WITH_TICKS = 'You ticked something and also chose "None of these". Keep one of the two.'
NOTHING_TICKED = 'Tick what fits, or choose "None of these" or "Not sure".'
NOTHING_CHOSEN = "Tick at least one line, or skip this question."
NO_ANSWER = "Choose an answer, or skip this question."


class FormData(Protocol):
    """What a posted form offers."""

    def get(self, key: str) -> Any: ...
    def getlist(self, key: str) -> Sequence[Any]: ...


@dataclass
class Told:
    """Answers of one screen; `errors` by fact id, the empty key for the screen as a whole."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_screen(kind: str, facts: Sequence[Fact], data: FormData, today: date) -> Told:
    """The answers of a screen of this kind to the facts that it showed."""
    if kind == "ticks":
        return read_ticks(facts, data)
    if kind == "single":
        return read_single(facts[0], data, today)
    return read_fields(facts, data, today)


def read_ticks(facts: Sequence[Fact], data: FormData) -> Told:
    """A tick list: ticked is yes; the button says what the others are."""
    ticked = set(data.getlist("tick")) & {fact.id for fact in facts}
    others = {"none": "no", "go": "no", "unsure": NOT_SURE, "skip": SKIPPED}.get(str(data.get("say")))
    if others is None or (data.get("say") == "go" and not ticked):
        return Told(errors={"": NOTHING_TICKED})
    if data.get("say") == "none" and ticked:
        return Told(errors={"": NONE_WITH_TICKS})
    return Told({fact.id: "yes" if fact.id in ticked else others for fact in facts})


def read_single(fact: Fact, data: FormData, today: date) -> Told:
    """One question with one button for each answer; other types are read as a field."""
    if fact.type not in ("yes_no", "one_of"):
        return read_fields([fact], data, today)
    said = data.get("say")
    if said in (*fact.option_ids, NOT_SURE):
        return Told({fact.id: said})
    return Told({fact.id: SKIPPED}) if said == "skip" else Told(errors={fact.id: NO_ANSWER})


def read_fields(facts: Sequence[Fact], data: FormData, today: date) -> Told:
    """Several questions, each with its own way to skip; `skip` as the button skips all that are empty."""
    told = Told()
    for fact in facts:
        value, error = _read_field(fact, data, today)
        if error and data.get("say") == "skip" and _is_empty(fact, data):
            value, error = SKIPPED, ""
        if error:
            told.errors[fact.id] = error
        else:
            told.answers[fact.id] = value
    return told


def _is_empty(fact: Fact, data: FormData) -> bool:
    return not any(str(value).strip() for value in data.getlist(fact.id)) and not data.get(f"{fact.id}.instead")


def _read_field(fact: Fact, data: FormData, today: date) -> tuple[Any, str]:
    instead = data.get(f"{fact.id}.instead")  # none | not_sure | skipped, beside the answer itself
    given = [str(value).strip() for value in data.getlist(fact.id) if str(value).strip()]
    if given and instead:
        return None, "You gave an answer and also chose something else. Keep one of the two."
    if instead in (NOT_SURE, SKIPPED):
        return instead, ""
    if fact.type == "many_of":
        return _read_many(fact, given, instead)
    if not given:
        return None, NO_ANSWER
    if given[0] in (NOT_SURE, SKIPPED):
        return given[0], ""
    if fact.type == "integer":
        return _read_whole(fact, given[0])
    if fact.type == "date":
        return _read_date(given[0], today)
    return (given[0], "") if given[0] in fact.option_ids else (None, NO_ANSWER)


def _read_many(fact: Fact, given: list[str], instead: Any) -> tuple[Any, str]:
    if not given:
        return ([], "") if instead == "none" else (None, NOTHING_CHOSEN)
    if not set(given) <= set(fact.option_ids):
        return None, NOTHING_CHOSEN
    return [option for option in fact.option_ids if option in given], ""


def _read_whole(fact: Fact, text: str) -> tuple[Any, str]:
    if re.fullmatch(r"-?[0-9]{1,9}", text) and fact.min <= int(text) <= fact.max:
        return int(text), ""
    return None, f"Give a whole number from {fact.min} to {fact.max}, or skip this question."


def _read_date(text: str, today: date) -> tuple[Any, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, "Give a date such as 2026-01-31, or skip this question."
    return (None, "That day has not come yet.") if day > today else (day.isoformat(), "")
