"""The record as a FHIR R4 Bundle, and the knowledge as a package for other engines."""

from __future__ import annotations

import json
from datetime import datetime
from typing import IO
from uuid import UUID

from unspasm.fhir import Answer, Check, Entry, Told, left_behind, to_bundle
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.ledger import market_of
from unspasm.record.rows import EventRow, Rows

NOBODY = UUID(int=0)


def write_bundle(out: IO[bytes], rows: Rows, *, now: datetime, private: bool) -> None:
    """Writes the Bundle of these rows. now: aware. private: whether private answers leave, too."""
    knowledge = load_knowledge()
    bundle = to_bundle(told_of(rows, knowledge), knowledge, load_episode_rules(), now=now, private=private)
    out.write(json.dumps(bundle, indent=1, allow_nan=False).encode())


def stays_behind(rows: Rows, *, private: bool) -> tuple[str, ...]:
    """One sentence for each kind of thing that a FHIR file does not hold."""
    knowledge = load_knowledge()
    return left_behind(told_of(rows, knowledge), knowledge, private=private)


def name_of_bundle(now: datetime) -> str:
    """A name for the file: it says what it is and when, and nothing about the person."""
    return f"unspasm-fhir-r4-{now:%Y-%m-%d}.json"


def told_of(rows: Rows, knowledge: Knowledge) -> Told:
    """What counts now in these rows: the last version of each entry, the last answer to each fact of a check."""
    entries = sorted(
        (_entry(one) for one in _latest(rows).values() if not one.withdrawn),
        key=lambda entry: (entry.happened_at, entry.written_at, entry.thread),
    )
    answers: dict[UUID, dict[str, Answer]] = {check.id: {} for check in rows.checks}
    for row in rows.answers:
        answers[row.check].pop(row.fact, None)
        answers[row.check][row.fact] = Answer(row.fact, row.value, row.at, row.asked_again)
    checks = tuple(
        Check(str(one.id), one.mode, one.started_at, one.closed_at, tuple(answers[one.id].values()))
        for one in rows.checks
    )
    person = str(rows.person.id if rows.person else NOBODY)
    return Told(person, checks, tuple(entries), _market(rows, knowledge))


def _latest(rows: Rows) -> dict[UUID, EventRow]:
    last: dict[UUID, EventRow] = {}
    for event in rows.events:
        if event.thread not in last or event.version > last[event.thread].version:
            last[event.thread] = event
    return last


def _entry(event: EventRow) -> Entry:
    return Entry(
        str(event.thread), event.kind, event.data, event.happened_at, event.zone, event.written_at, event.version
    )


def _market(rows: Rows, knowledge: Knowledge) -> str:
    """The pack tables of the country that was chosen; empty where we have none."""
    country = next((one.value for one in rows.settings if one.key == "country"), "")
    return market_of(str(country), knowledge)
