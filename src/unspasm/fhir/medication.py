"""Medicines that were taken, as MedicationStatements; what our ledger says of a dose, as a DetectedIssue.

Nothing here recommends a medicine: a statement says what was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from unspasm.care import Answers
from unspasm.care.doses.dose import Judgement
from unspasm.care.doses.elsewhere import judge_elsewhere
from unspasm.care.doses.judge import judge_doses
from unspasm.care.doses.logged import Line, Taken, counted, doses_of
from unspasm.fhir.elements import (
    Json,
    coding,
    concept,
    derived,
    extension,
    instant,
    number,
    own,
    reference,
    timed,
    words,
)
from unspasm.fhir.names import CODES, INGREDIENT, id_for, item_system
from unspasm.fhir.values import Entry
from unspasm.knowledge import Knowledge

AGE, OK = "age", "ok"


def to_medication_statement(entry: Entry, patient: str) -> Json:
    """The MedicationStatement of one taking: the pack as text, a dosage for each drug in it."""
    lines = entry.data["lines"]
    names = [coding(item_system("ingredient"), key) for key in dict.fromkeys(line["ingredient"] for line in lines)]
    product = entry.data.get("product") or " + ".join(_name(line) for line in lines)
    return own(
        "MedicationStatement", entry, status="completed", subject=reference(patient),
        medicationCodeableConcept=concept(product, *names), informationSource=reference(patient),
        category=concept("Taken by the person", coding(CODES, "dose" if entry.data.get("product") else "dose_unnamed")),
        **timed("effectiveDateTime", entry), dosage=[_dosage(number, line) for number, line in enumerate(lines, 1)],
    )  # fmt: skip


def to_detected_issues(
    entries: Sequence[Entry], answers: Answers, market: str, patient: str, knowledge: Knowledge, private: bool
) -> Iterator[Json]:
    """A DetectedIssue for each dose of which the ledger says anything but `ok`, with its reasons as text.

    private: whether reasons that rest on a private answer may leave.
    """
    by_id = {entry.thread: entry for entry in entries}
    for place, (thread, judgement) in enumerate(_judged(entries, answers, market, knowledge)):
        reasons = [one for one in judgement.reasons if private or not _is_private(one.because, knowledge)]
        if judgement.verdict == OK or not reasons:
            continue
        entry = by_id[thread]
        yield derived(
            "DetectedIssue", thread, str(place), status="final",
            code=concept(reasons[0].text, coding(item_system("dose-verdict"), reasons[0].verdict)),
            patient=reference(patient), identifiedDateTime=instant(entry.happened_at),
            implicated=[reference(id_for("entry", thread))], detail=" ".join(reason.text for reason in reasons),
        )  # fmt: skip


def _judged(
    entries: Sequence[Entry], answers: Answers, market: str, knowledge: Knowledge
) -> Iterator[tuple[str, Judgement]]:
    """What is said of each line that the ledger knows: no number of a pack without a market and a grown person."""
    taken = [_taken(entry) for entry in entries]
    log = doses_of(taken, knowledge, market or knowledge.ledger.markets[0])
    age = answers.get(AGE)
    if market and isinstance(age, int) and age >= knowledge.ledger.person.under_age:
        said = judge_doses(answers, counted(log), knowledge, market)
    else:
        said = judge_elsewhere(answers, taken, knowledge, (market,) if market else ())
    known = [line.taken.key for line in log if line.dose is not None]
    yield from zip(known, said, strict=True)


def _taken(entry: Entry) -> Taken:
    lines = tuple(Line(line["ingredient"], Decimal(str(line["amount"])), line["unit"]) for line in entry.data["lines"])
    return Taken(entry.thread, entry.happened_at.astimezone(ZoneInfo(entry.zone)), entry.data.get("product", ""), lines)


def _is_private(because: Any, knowledge: Knowledge) -> bool:
    return any(fact in knowledge.facts and knowledge.facts[fact].private for fact in because)


def _dosage(place: int, line: Any) -> Json:
    amount, unit = line["amount"], line["unit"]
    return {
        "extension": [extension(INGREDIENT, valueCode=line["ingredient"])],
        "sequence": place,
        "text": words(f"{_name(line)}, {Decimal(str(amount)).normalize():f} {unit}"),
        "doseAndRate": [{"doseQuantity": {"value": number(amount), "unit": unit}}],
    }


def _name(line: Any) -> str:
    return str(line["ingredient"]).replace("_", " ")
