"""A guided session, or a wait in which nothing was done, as a Procedure. How a session ended stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from unspasm.fhir.elements import (
    Json,
    coding,
    concept,
    extension,
    in_zone,
    instant,
    is_said,
    moment,
    notes,
    own,
    reference,
    words,
)
from unspasm.fhir.names import ACTIVE_S, CODES, END, HOW, REASON, VARIANT, id_for, item_system
from unspasm.fhir.values import Entry
from unspasm.knowledge import Knowledge

STATUS = {"done": "completed", "stopped": "stopped", "not_done": "not-done"}


def to_procedure(entry: Entry, ends: Sequence[Entry], patient: str, knowledge: Knowledge) -> Json:
    """The Procedure of one session or wait. ends: how it ended, in order; at most one in a record as we write it."""
    if entry.kind == "wait":
        return _wait(entry, patient)
    item = knowledge.interventions.get(entry.data["item"])
    last = ends[-1] if ends else None
    told = [extension(VARIANT, valueCode=entry.data.get("variant", "standard"))]
    if entry.data.get("how"):
        told.append(extension(HOW, valueCode=entry.data["how"]))
    return own(
        "Procedure", entry, extension=told + [end_extension(end) for end in ends],
        status=STATUS[last.data["outcome"]] if last else "in-progress",
        statusReason=concept(_reason(entry, last, knowledge)) if last and last.data.get("reason") else None,
        code=concept(
            item.title if item else entry.data["item"],
            coding(CODES, "session"), coding(item_system("intervention"), entry.data["item"]),
        ),
        subject=reference(patient), performedPeriod=_period(entry, last), recorder=reference(patient),
        note=notes([last.data.get("note", "")]) if last else None,
    )  # fmt: skip


def end_extension(end: Entry) -> Json:
    """How and when something ended, exactly: a later entry that belongs to an earlier one."""
    parts = [
        extension("entry", valueUri=f"urn:uuid:{end.thread}"),
        extension("version", valueInteger=end.version),
        extension("at", valueDateTime=moment(end.happened_at, end.zone)),
        extension("zone", valueCode=end.zone),
        extension("written", valueInstant=instant(end.written_at)),
    ]
    data = end.data
    if end.kind == "trial_end":
        return {"url": END, "extension": [*parts, extension("why", valueCode=data["why"])]}
    parts.append(extension("outcome", valueCode=data["outcome"]))
    if data.get("reason"):
        parts.append(extension(REASON, valueCode=data["reason"]))
    if data.get("active_s"):
        parts.append(extension(ACTIVE_S, valueInteger=data["active_s"]))
    if is_said(data.get("note", "")):
        parts.append(extension("note", valueString=words(data["note"])))
    return {"url": END, "extension": parts}


def _wait(entry: Entry, patient: str) -> Json:
    trial = entry.data.get("trial")
    return own(
        "Procedure", entry, status="completed", code=concept("Nothing done, to compare with", coding(CODES, "wait")),
        basedOn=[reference(id_for("entry", str(trial)))] if trial else None,
        subject=reference(patient), **_performed(entry),
    )  # fmt: skip


def _performed(entry: Entry) -> Json:
    return {"performedDateTime": moment(entry.happened_at, entry.zone), "_performedDateTime": in_zone(entry.zone)}


def _period(entry: Entry, last: Entry | None) -> Json:
    period: Json = {"start": moment(entry.happened_at, entry.zone), "_start": in_zone(entry.zone)}
    if last is not None and last.happened_at >= entry.happened_at:
        period["end"] = moment(last.happened_at, last.zone)
    return period


def _reason(entry: Entry, end: Entry, knowledge: Knowledge) -> str:
    try:
        return knowledge.sessions.stop_reason(entry.data["item"], end.data["reason"]).words
    except KeyError:
        return str(end.data["reason"]).replace("_", " ")
