"""The emergency that a dose brings: what to do, what to say on the phone, and how long it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from unspasm.care.calling import Calling
from unspasm.care.doses.dose import Reason
from unspasm.knowledge import Knowledge
from unspasm.web.ledger import Book
from unspasm.web.presenters.dose_said import Why, once_each, told_of, whys
from unspasm.web.presenters.dose_words import (
    line_words,
    page_words,
    taken_words,
)


@dataclass(frozen=True)
class Alarm:
    """What to do in an emergency of medicines: title, lines, what to say (words, signs, what was taken), reasons."""

    title: str
    do: tuple[str, ...]
    say: str
    signs: tuple[str, ...]
    taken: tuple[str, ...]
    whys: tuple[Why, ...]


def alarm_of(book: Book, calling: Calling) -> Alarm | None:
    """The emergency that stands now, whichever entry it came with."""
    knowledge = book.knowledge
    hours = int(page_words(knowledge)["keep_alarm_h"])
    reasons: list[Reason] = []
    taken: list[str] = []
    for logged, judgement in zip(book.log, book.judgements, strict=True):
        ago = book.now - logged.taken.at
        if ago <= timedelta(hours=hours):
            taken.append(f"{line_words(logged, knowledge)}, {taken_words(logged.taken.at, book.now)}")
        reasons += [r for r in judgement.reasons if r.verdict == "emergency" and _stands(r, ago, hours, knowledge)]
    if not reasons:
        return None
    found = once_each(reasons)
    action: Mapping[str, Any] = knowledge.actions[found[0].action]
    lines = dict.fromkeys(line for reason in found for line in knowledge.actions[reason.action]["do"])
    return Alarm(
        calling.fill(str(action["title"])), tuple(calling.fill(line) for line in lines),
        _say(found, action, knowledge), _signs(found, knowledge), tuple(taken), whys(found, knowledge),
    )  # fmt: skip


def is_alarm(book: Book, thread: UUID) -> bool:
    """Whether an emergency came with this entry."""
    return any(judgement.verdict == "emergency" for _, judgement in book.of_entry(thread))


def _stands(reason: Reason, ago: timedelta, hours: int, knowledge: Knowledge) -> bool:
    """Whether an emergency of a dose so long ago still counts: a sign for its own time, an amount for longer."""
    gate = next((gate for gate in knowledge.ledger.gates if gate.id == reason.rule and gate.within_min), None)
    return ago <= (timedelta(minutes=gate.within_min) if gate else timedelta(hours=hours))


def _say(found: Sequence[Reason], action: Mapping[str, Any], knowledge: Knowledge) -> str:
    """What to say on the phone: of an amount the words of its action; of a sign, that there is one."""
    if all(_is_sign(reason, knowledge) for reason in found):
        return str(page_words(knowledge)["say_sign"])
    return str(action.get("say", "")).removesuffix(" ...").removesuffix(":")


def _signs(found: Sequence[Reason], knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(told for reason in found if _is_sign(reason, knowledge) for told in told_of(reason, knowledge))
    )


def _is_sign(reason: Reason, knowledge: Knowledge) -> bool:
    """Whether an emergency came with a sign alone, whatever the amount."""
    return any(gate.id == reason.rule and gate.within_min for gate in knowledge.ledger.gates) and (
        "overdose_on_purpose" not in reason.because
    )
