"""Brings in a FHIR R4 file: our own comes back as it was, another system's as entries that say where they are from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO
from uuid import UUID, uuid5

from pydantic import ValidationError

from unspasm.care import AnswersError, read_answers
from unspasm.fhir import Arrived, BundleRefused, Check, Elsewhere, Entry, Told, read_bundle, slim
from unspasm.handover.arrival import Arrival, Refused
from unspasm.handover.strict_json import parse_json, parse_words, words_of
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.record.rows import AnswerRow, CheckRow, EventRow, PersonRow, Rows, RowsError
from unspasm.record.times import YEARS

LOOSE = "other"
"""The screen of a fact that no screen asks."""
NDJSON = (
    "This file holds many JSON values, one a line (NDJSON). Ask for one FHIR Bundle instead. Nothing was brought in."
)


def is_json(file: IO[bytes]) -> bool:
    """Whether this begins as JSON does."""
    return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_fhir(file: IO[bytes], *, now: datetime) -> Arrival:
    """What a FHIR file holds. Raises Refused: no JSON, no FHIR, another version, several people, changed, two alike."""
    try:
        words = words_of(file.read()).removeprefix("\ufeff")  # only one copy of the text is in memory from here on
        raw = parse_words(words, slim)
    except ValueError as error:
        file.seek(0)
        if _is_ndjson(file.read()):
            raise Refused(NDJSON) from None
        raise Refused(f"This looks like JSON, but {error}. Nothing was brought in.") from None
    del words
    knowledge = load_knowledge()
    try:
        arrived = read_bundle(raw, knowledge, now=now)
        del raw
        rows = _rows(arrived, knowledge, now)
    except BundleRefused as error:
        raise Refused(
            f"{error} Nothing was brought in.".replace("Nothing of it was read. Nothing", "Nothing")
        ) from None
    except (ValidationError, RowsError, AnswersError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise Refused(f"An entry in this file cannot be right: {said}. Nothing was brought in.") from None
    return Arrival(
        "fhir-r4", arrived.title, rows, dict(arrived.understood), (*arrived.notes, *arrived.not_understood),
        None if arrived.told else tuple(_condition(one) for one in arrived.elsewhere if one.kind == "condition"),
        arrived.about, arrived.born,
    )  # fmt: skip


def _rows(arrived: Arrived, knowledge: Knowledge, now: datetime) -> Rows:
    events = [_brought_in(one, now) for one in arrived.elsewhere]
    taken_back = {UUID(thread): now.astimezone(UTC) for thread in arrived.taken_back}
    if arrived.told is None:
        return Rows(events=events, only_new=True, taken_back=taken_back)
    told = arrived.told
    for answer in (one for check in told.checks for one in check.answers):
        read_answers({answer.fact: answer.value}, knowledge, now.astimezone(UTC).date())
    return Rows(
        PersonRow(id=UUID(told.person), made_at=_began(told, now)),
        tuple(
            CheckRow(id=UUID(one.id), mode=one.mode, started_at=one.started_at, closed_at=one.closed_at)
            for one in told.checks
        ),
        tuple(row for check in told.checks for row in _answers(check, knowledge)),
        [*(_event(one) for one in told.entries), *events],
        only_new=True,
        taken_back=taken_back,
    )


def _answers(check: Check, knowledge: Knowledge) -> Iterator[AnswerRow]:
    screens = {fact: screen.id for screen in knowledge.screens for fact in screen.facts}
    for one in check.answers:
        yield AnswerRow(
            check=UUID(check.id), fact=one.fact, value=one.value, asked_again=one.asked_again,
            screen=screens.get(one.fact, LOOSE), at=one.at,
        )  # fmt: skip


def _event(entry: Entry) -> EventRow:
    """The entry as the first version that this record knows. A later version elsewhere is another key."""
    thread = UUID(entry.thread)
    key = thread if entry.version == 1 else uuid5(thread, f"version {entry.version}")
    return EventRow(
        key=key, thread=thread, version=1, kind=entry.kind, data=dict(entry.data), happened_at=entry.happened_at,
        zone=entry.zone, written_at=entry.written_at,
    )  # fmt: skip


def _brought_in(one: Elsewhere, now: datetime) -> EventRow:
    """What another system says, as the first version of an entry at the time that it names, or of bringing it in."""
    at = one.at if one.at is not None and one.at.year in YEARS and one.at <= now else now
    data = {
        "what": one.kind, "words": one.words, "system": one.system, "code": one.code, "value": one.value,
        "status": one.status, "since": one.since, "until": one.until, "back": one.back, "chronic": one.chronic, "chronic_why": one.chronic_why,
        "as_of": one.as_of,
    }  # fmt: skip
    return EventRow(
        key=UUID(one.id), thread=UUID(one.thread), version=1, kind="brought_in", data={k: v for k, v in data.items() if v},
        happened_at=at.astimezone(UTC), zone="UTC", written_at=now.astimezone(UTC),
    )  # fmt: skip


def _condition(one: Elsewhere) -> dict[str, str]:
    return {
        "words": one.words, "code": one.code, "system": one.system, "status": one.status, "since": one.since,
        "until": one.until, "back": one.back, "chronic": one.chronic, "chronic_why": one.chronic_why,
    }  # fmt: skip


def _began(told: Told, now: datetime) -> datetime:
    times = [check.started_at for check in told.checks] + [entry.written_at for entry in told.entries]
    return min([now.astimezone(UTC), *times])


def _is_ndjson(text: bytes) -> bool:
    """Whether the first line is a whole JSON value, and another one follows."""
    first, _, rest = text.removeprefix(b"\xef\xbb\xbf").strip().partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        parse_json(first)
    except ValueError:
        return False
    return True
