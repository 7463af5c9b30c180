"""What FHIR can carry of a record, and what stays behind. Coming back it is exactly this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from unspasm.fhir.elements import is_said, words
from unspasm.fhir.observation import OBSERVED
from unspasm.fhir.values import Answer, Check, Entry, Told
from unspasm.knowledge import Knowledge

WINDOWS = ("session", "wait")
CARRIED = (*OBSERVED, *WINDOWS, "session_end", "dose", "goal", "trial", "trial_end")
ALWAYS_LEFT = (
    "Earlier wordings of entries that you changed, and entries that you took back.",
    "Answers that you changed later in the same check: only the last one is sent.",
    "Your settings of the app.",
    "What you brought in from other systems: it stays theirs.",
)
"""What no FHIR file of ours holds. The archive holds it."""


def carried(told: Told, knowledge: Knowledge, *, private: bool) -> Told:
    """The same without what stays behind: private answers unless asked for, unknown kinds and facts, loose ends."""
    checks = tuple(replace(check, answers=_answers(check, knowledge, private)) for check in told.checks)
    kept = [entry for entry in told.entries if entry.kind in CARRIED]
    kinds = {entry.thread: entry.kind for entry in kept}
    entries = tuple(found for entry in kept if (found := _tied(entry, kinds)) is not None)
    return replace(told, checks=checks, entries=entries)


def left_behind(told: Told, knowledge: Knowledge, *, private: bool) -> tuple[str, ...]:
    """One sentence for each kind of thing that stays behind."""
    kept = carried(told, knowledge, private=private)
    lines = list(ALWAYS_LEFT)
    secret = sum(
        knowledge.facts[a.fact].private for check in told.checks for a in check.answers if a.fact in knowledge.facts
    )
    if secret and not private:
        lines.append("Your private answers, and what rests on them. Tick the box to send them, too.")
    unknown = {a.fact for check in told.checks for a in check.answers if a.fact not in knowledge.facts}
    if unknown:
        lines.append(f"Answers to {len(unknown)} questions that this version no longer asks.")
    kinds = sorted({entry.kind for entry in told.entries} - {*CARRIED, "brought_in"})
    if kinds:
        lines.append(f"Entries of these kinds: {', '.join(kinds)}.")
    before = {entry.thread: entry for entry in told.entries if entry.kind in CARRIED}
    after = {entry.thread: entry for entry in kept.entries}
    changed = sum(thread not in after or after[thread] != entry for thread, entry in before.items())
    if changed:
        lines.append(
            f"Part of {changed} entries: ties to a session that you took back, or signs that FHIR cannot hold."
        )
    return tuple(lines)


def _answers(check: Check, knowledge: Knowledge, private: bool) -> tuple[Answer, ...]:
    known = [answer for answer in check.answers if answer.fact in knowledge.facts]
    open_ones = [answer for answer in known if private or not knowledge.facts[answer.fact].private]
    return tuple(replace(answer, value=_value(answer, knowledge)) for answer in open_ones)


def _value(answer: Answer, knowledge: Knowledge) -> Any:
    """Several choices in the order of the dictionary: their own order says nothing."""
    if isinstance(answer.value, list | tuple):
        return [key for key in knowledge.facts[answer.fact].option_ids if key in answer.value]
    return answer.value


def _tied(entry: Entry, kinds: Mapping[str, str]) -> Entry | None:
    """The entry with what it can hold; None where it belongs to something that is not there."""
    data: dict[str, Any] = {key: _said(value) for key, value in entry.data.items()}
    session, trial = data.get("session"), data.get("trial")
    if session is not None and kinds.get(str(session)) not in (WINDOWS if entry.kind == "rating" else ("session",)):
        if entry.kind != "rating":
            return None
        del data["session"]
        data["phase"] = "now" if data["phase"] in ("before", "after") else data["phase"]
    if trial is not None and kinds.get(str(trial)) != "trial":
        if entry.kind != "wait":
            return None
        del data["trial"]
    if entry.kind in ("note", "goal") and not is_said(data["words"]):
        return None
    return replace(entry, data=data)


def _said(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return words(value) if is_said(value) or not value else ""


def of_kind(entries: Iterable[Entry], *kinds: str) -> list[Entry]:
    """Entries of these kinds, in their order."""
    return [entry for entry in entries if entry.kind in kinds]
