"""Danger signs as Flags: what the rules say about the answers, never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from unspasm.care import Screening
from unspasm.care.screen import Reason
from unspasm.fhir.elements import Json, coding, concept, derived, instant, ours, reference
from unspasm.fhir.names import CODES, item_system
from unspasm.fhir.observation import SURVEY
from unspasm.fhir.response import response_id
from unspasm.fhir.values import Check
from unspasm.knowledge import Knowledge


def to_flags(check: Check, reasons: tuple[Reason, ...], patient: str, knowledge: Knowledge) -> Iterator[Json]:
    """A Flag for each rule that speaks, with the answers behind it."""
    for reason in reasons:
        doubt = " (an answer was not sure)" if reason.unsure else " (not ruled out yet)" if reason.suspected else ""
        told = ", ".join(
            f"{knowledge.facts[fact].short or fact}: {knowledge.facts[fact].words(value)}"
            for fact, value in reason.because.items()
        )
        text = f"{reason.title}: may point to {reason.points_to}{doubt}. Answers: {told}. Not a diagnosis."
        yield derived(
            "Flag", check.id, reason.rule, status="active", subject=reference(patient), author=reference(patient),
            category=[concept(f"Danger sign: {reason.tier.replace('_', ' ')}", coding(CODES, "red_flag_answer"))],
            code=concept(text, coding(item_system("rule"), reason.rule)), period={"start": instant(check.started_at)},
        )  # fmt: skip


def to_disposition(check: Check, screening: Screening, patient: str, knowledge: Knowledge) -> Json:
    """Where our rules sent the person, and whether that was settled, as an Observation of our own."""
    settled = "" if screening.decided else " (not settled: questions were still open)"
    return derived(
        "Observation", check.id, "disposition", status="final", category=SURVEY, subject=reference(patient),
        effectiveDateTime=instant(check.started_at), code=ours("disposition", "Where the danger check sent the person"),
        valueCodeableConcept=concept(
            screening.disposition.replace("_", " ") + settled, coding(item_system("disposition"), screening.disposition)
        ),
        component=[
            {"code": ours("knowledge_version", "Version of the rules"), "valueString": knowledge.version},
        ],
        derivedFrom=[reference(response_id(check))],
    )  # fmt: skip


def without_private(reasons: tuple[Reason, ...], knowledge: Knowledge) -> tuple[Reason, ...]:
    """Reasons that rest on no private answer."""
    return tuple(one for one in reasons if not any(knowledge.facts[fact].private for fact in one.because))
