"""What the person complains of, as provisional Conditions, asserted by them. A danger sign is never one of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from unspasm.care import Profile
from unspasm.care.episodes import Episode
from unspasm.fhir.codes import coded
from unspasm.fhir.elements import Json, coding, concept, derived, instant, reference
from unspasm.fhir.names import TERMS, id_for
from unspasm.fhir.response import response_id
from unspasm.fhir.values import Check
from unspasm.knowledge import Knowledge

BACKACHE = "backache"


def to_complaint(check: Check, profile: Profile, onset: datetime | None, patient: str, knowledge: Knowledge) -> Json:
    """The complaint of a check, in the words of the profile: where, since when, how strong. No diagnosis.

    onset: aware, or None where it was not told.
    """
    region = profile.region
    name = knowledge.tables["codes"]["condition_of_region"].get(region.id if region else "", BACKACHE)
    where = f"Pain: {region.label}" if region else "Back pain"
    axes = (profile.time_class, profile.onset, profile.severity)
    rows = [row.label for row in (*axes, *profile.modifiers, *profile.background) if row is not None]
    patterns = [f"{word}: {label}" for _, label, word in profile.patterns]
    return _provisional(
        complaint_id(check), "active", coded(name, "condition", where, knowledge), patient,
        onsetDateTime=instant(onset) if onset else None, recordedDate=instant(check.started_at),
        evidence=[{"detail": [reference(response_id(check))]}],
        note=[{"text": "; ".join([*rows, *patterns]) + ". Told by the person; this is not a diagnosis."}] if rows else None,
    )  # fmt: skip


def complaint_id(check: Check) -> str:
    """The id of the Condition that a check gives."""
    return id_for("Condition", check.id)


def to_past_episodes(episodes: Sequence[Episode], patient: str, knowledge: Knowledge) -> list[Json]:
    """A resolved Condition for each episode that the diary shows as over."""
    return [
        _provisional(
            id_for("Condition", "episode", episode.id), "resolved",
            coded(BACKACHE, "condition", "An episode of back pain, from the diary", knowledge), patient,
            onsetDateTime=instant(episode.opened_at), abatementDateTime=instant(episode.closed_at),
            note=[{"text": f"{episode.why} {episode.closed_why}".strip()}],
        )
        for episode in episodes
        if episode.closed_at is not None
    ]  # fmt: skip


def _provisional(id: str, status: str, code: Json, patient: str, **parts: object) -> Json:
    found = derived(
        "Condition", id, clinicalStatus=concept("", coding(f"{TERMS}condition-clinical", status)),
        verificationStatus=concept("", coding(f"{TERMS}condition-ver-status", "unconfirmed")),
        code=code, subject=reference(patient), asserter=reference(patient), **parts,
    )  # fmt: skip
    return {**found, "id": id}
