"""What was sent, read with the words of `clinic.toml`: which facts a record makes true, and by which entries.

A record only ever adds. What is not found stays unknown: an empty list is no proof of health.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from unspasm.fhir.cds.codes import Coded, Found, coded, find_problems
from unspasm.fhir.cds.evidence import Evidence, evidence_of, where_of
from unspasm.fhir.cds.medicines import Meanings, Medicine, read_medicine, with_generics, with_meanings
from unspasm.fhir.cds.sent import Resource, Sent
from unspasm.fhir.cds.text import day_of, quoted, words_of
from unspasm.fhir.reading.backs import YES, back_of
from unspasm.fhir.reading.decoded import meanings_by_address
from unspasm.fhir.reading.shape import codings, table, tables
from unspasm.knowledge.clinic import Clinic, Possible, Problem, Status, Value, spelled
from unspasm.knowledge.items import Knowledge

NOT_TRUE = {"refuted", "entered-in-error"}
OVER = {"inactive", "remission", "resolved"}
UNCONFIRMED = {"unconfirmed", "provisional", "differential"}
VOID = {"entered-in-error", "cancelled", "registered"}
OLDEST = 120
JUST_BELOW = 0.01


@dataclass(frozen=True)
class BackPain:
    """One entry that says back or neck pain. where: low, upper, neck, or back where it does not say which part."""

    where: str
    evidence: Evidence


@dataclass
class Record:
    """One person's record, as far as it was sent.

    scope: "yes" (back or neck pain), "no" (problems were sent, none of them is), "unknown" (none were sent, or not all
    of them could be read).
    ages: every age in years that the date of birth allows; empty if unknown. facts: fact -> options of which one is true.
    dangers: (id of a danger rule, the entry that names its danger outright). taken: medicines now. drafts: medicines in draft orders. imaging: draft orders of pictures of the spine.
    """

    knowledge: Knowledge
    scope: str = "unknown"
    ages: frozenset[int] = frozenset()
    age: Evidence | None = None
    gender: str = ""
    is_dead: bool = False
    back_pain: list[BackPain] = field(default_factory=list)
    facts: dict[str, frozenset[str]] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    dangers: list[tuple[str, Evidence]] = field(default_factory=list)
    taken: list[Medicine] = field(default_factory=list)
    drafts: list[Medicine] = field(default_factory=list)
    imaging: list[Evidence] = field(default_factory=list)
    values: dict[str, Evidence] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    @property
    def clinic(self) -> Clinic:
        """What the record is read by."""
        return self.knowledge.clinic

    def learn(self, facts: Possible, evidence: Evidence) -> None:
        """Adds what one entry says. Of two degrees the worse one stays; options stand from least to most danger."""
        for fact, options in facts.items():
            self.evidence.setdefault(fact, []).append(evidence)
            known = self.facts.get(fact, frozenset())
            order = self.knowledge.facts[fact].option_ids
            floor = max((min(map(order.index, some)) for some in (known, options) if some), default=0)
            self.facts[fact] = frozenset(o for o in known | options if order.index(o) >= floor)

    def with_medicines(self, medicines: list[Medicine]) -> Record:
        """A copy that also knows these medicines, as if they were taken."""
        copy = Record(
            **{**self.__dict__, "facts": dict(self.facts), "evidence": {k: list(v) for k, v in self.evidence.items()}}
        )
        for medicine in medicines:
            for drug, evidence in medicine.sights:
                copy.learn(drug.facts, evidence)
        return copy


def read_record(sent: Sent, knowledge: Knowledge, now: datetime) -> Record:
    """The record that was sent, at the time of the call. now: aware; its date is the day where the service runs."""
    record, today, meanings = Record(knowledge), now.date(), meanings_by_address(knowledge)
    _read_patient(sent, record, today)
    for condition in sent.of("Condition"):
        _read_condition(condition, sent, record, now)
    for encounter in sent.of("Encounter"):
        for reason in tables(encounter.get("reasonCode")):
            _read_reason(reason, encounter, record, now)
    for allergy in sent.of("AllergyIntolerance"):
        _read_allergy(allergy, sent, record, meanings)
    _read_observations(sent, record, today)
    for resource in sent.of("MedicationRequest", "MedicationStatement"):
        medicine = read_medicine(resource, sent, knowledge.clinic, meanings, draft=False)
        if medicine is not None:
            record.taken.append(medicine)
    _read_drafts(sent, record, meanings, now)
    _settle_scope(sent, record)
    return record


def _read_patient(sent: Sent, record: Record, today: date) -> None:
    patient = sent.patient or {}
    record.gender = str(patient.get("gender")) if patient.get("gender") in ("male", "female") else ""
    dead = patient.get("deceasedBoolean"), patient.get("deceasedDateTime")
    record.is_dead = dead[0] is True or bool(dead[1])
    born = day_of(patient.get("birthDate"))
    ages = _ages(born, today) if born else frozenset()
    if patient.get("birthDate") is not None and not ages:
        sent.notes.append(("odd_birth", ""))
    record.ages = ages
    if ages:
        told = record.clinic.cards[""]["age"].format(ages=" or ".join(map(str, sorted(ages))))
        record.age = Evidence(told, quoted(born), "", "", where_of(patient), False, "design")


def _ages(born: str, today: date) -> frozenset[int]:
    """The ages that a date of birth allows; more than one where only year or month is told; none if it cannot be right.

    >>> sorted(_ages("1950", date(2026, 6, 1)))
    [75, 76]
    """
    year, month, day = (*map(int, born.split("-")), 0, 0)[:3]
    first, last = (month or 1, day or 1), (month or 12, day or 31)
    ages = {today.year - year - (when > (today.month, today.day)) for when in (first, last)}
    if max(ages) < 0 or min(ages) > OLDEST:
        return frozenset()
    return frozenset(age for age in ages if 0 <= age <= OLDEST)


def _read_condition(condition: Resource, sent: Sent, record: Record, now: datetime) -> None:
    verified, state = _status(condition.get("verificationStatus")), _status(condition.get("clinicalStatus"))
    if verified & NOT_TRUE:
        sent.leave_out("refuted")
        return
    is_over = bool(state & OVER) or any(key.startswith("abatement") for key in condition)
    day = next((d for k in ("onsetDateTime", "recordedDate") if (d := day_of(condition.get(k)))), "")
    concept = coded(condition.get("code"))
    remark = "not_confirmed" if verified & UNCONFIRMED else "over" if is_over else ""
    where = where_of(condition)
    if not is_over:
        _add_back_pain(condition, record, day, where, remark, now)
    found = find_problems(concept, record.clinic)
    is_read = bool(found or concept.texts or concept.icd10)
    if not is_read and not back_of(condition, record.knowledge, now).where:
        sent.leave_out("nameless_problems")
    for one in found:
        _learn_problem(
            one, concept, record, day, where, remark, is_now=not (is_over or _is_stale(one.problem, day, now))
        )


def _learn_problem(
    found: Found, concept: Coded, record: Record, day: str, where: str, remark: str, *, is_now: bool
) -> None:
    problem = found.problem
    evidence = evidence_of(problem.label, concept, found.code, day, where, problem.mark, remark, quiet=problem.quiet)
    if problem.past_counts or is_now:
        record.learn(problem.facts, evidence)
    if problem.names_danger and is_now:
        record.dangers.append((problem.names_danger, evidence))


def _is_stale(problem: Problem, day: str, now: datetime) -> bool:
    """Whether an entry speaks of now, and began too long ago for that: lists are seldom tidied."""
    return bool(problem.stale_days and day) and _days_ago(day, now.date()) > problem.stale_days


def _add_back_pain(entry: Resource, record: Record, day: str, where: str, remark: str, now: datetime) -> None:
    back = back_of(entry, record.knowledge, now)
    if not back.where:
        return
    codes_alone = [{"system": one.get("system"), "code": one.get("code")} for one in codings(entry.get("code"))]
    by_code = back_of({"code": {"coding": codes_alone}}, record.knowledge, now).where
    concept, sites = coded(entry.get("code")), record.clinic.sites
    code = next((code for _, code in concept.codes), "") if by_code else ""
    label = f"{sites[back.where]}, {sites['chronic']}" if back.chronic == YES else sites[back.where]
    mark = str(record.knowledge.tables["codes"]["recognise"]["mark"])
    record.back_pain.append(BackPain(back.where, evidence_of(label, concept, code, day, where, mark, remark)))


def _read_reason(reason: Any, holder: Resource, record: Record, now: datetime) -> None:
    period = table(holder.get("period"))
    day = day_of(period.get("start")) or day_of(holder.get("authoredOn"))
    where, concept = where_of(holder), coded(reason)
    _add_back_pain({"code": reason}, record, day, where, "", now)
    for one in find_problems(concept, record.clinic):
        _learn_problem(one, concept, record, day, where, "", is_now=not _is_stale(one.problem, day, now))


def _read_allergy(allergy: Resource, sent: Sent, record: Record, meanings: Meanings) -> None:
    if _status(allergy.get("verificationStatus")) & NOT_TRUE:
        sent.leave_out("refuted")
        return
    clinic = record.clinic
    substances = [coded(row.get("substance")) for row in tables(allergy.get("reaction"))]
    parts = [with_meanings(part, meanings) for part in (coded(allergy.get("code")), *substances)]
    texts = tuple(text for part in parts for text in part.texts)
    if not texts:
        sent.leave_out("nameless_allergies")
    said = tuple(text for text in texts if not _is_denied(text, clinic))
    concept = with_generics(Coded(tuple(code for part in parts for code in part.codes), said), clinic)
    remark = "over" if _status(allergy.get("clinicalStatus")) & OVER else ""
    for row in clinic.allergies:
        words = row.words + tuple(name for drug in clinic.drugs if drug.id in row.drugs for name in drug.names)
        if concept.says(words):
            day = day_of(allergy.get("recordedDate"))
            record.learn(row.facts, evidence_of(row.label, concept, "", day, where_of(allergy), row.mark, remark))


def _is_denied(text: str, clinic: Clinic) -> bool:
    """Whether a text of an allergy says that there is none."""
    return any(word in spelled(text) for word in clinic.not_meant)


def _read_observations(sent: Sent, record: Record, today: date) -> None:
    newest: dict[str, tuple[str, float, Resource, Value]] = {}
    for observation in sent.of("Observation"):
        if words_of(observation.get("status")) in VOID:
            continue
        day = next(
            (d for k in ("effectiveDateTime", "effectiveInstant", "issued") if (d := day_of(observation.get(k)))), ""
        )
        if day[:10] > today.isoformat():
            sent.leave_out("later_value")
            continue
        concept = coded(observation.get("code"))
        for value in record.clinic.values:
            if not _is_value(concept, value):
                continue
            number, known = _quantity(observation, value), newest.get(value.id)
            if number is None:
                sent.leave_out("unread_values")
            elif known is None or (day, -number) > (known[0], -known[1]):
                newest[value.id] = (day, number, observation, value)
        for status in record.clinic.statuses:
            _read_status(observation, concept, status, day, record, today)
    for day, number, observation, value in newest.values():
        _read_value(observation, number, value, day, record, today)


def _is_value(concept: Coded, value: Value) -> bool:
    return any(code in value.loinc for _, code in concept.codes) or bool(concept.says(value.words))


def _quantity(observation: Resource, value: Value) -> float | None:
    """The number in the unit that the limits are in, if it is one that can be read. "Less than" stays just below it."""
    quantity = observation.get("valueQuantity")
    if not isinstance(quantity, dict):
        return None
    number, unit = quantity.get("value"), str(quantity.get("unit") or quantity.get("code") or "")
    times = next((times for start, times in value.units.items() if unit.lower().startswith(start)), None)
    if isinstance(number, bool) or not isinstance(number, int | float) or times is None:
        return None
    number = number * times - (JUST_BELOW if quantity.get("comparator") == "<" else 0)
    return float(number) if 0 <= number < 1_000 else None


def _read_value(observation: Resource, number: float, value: Value, day: str, record: Record, today: date) -> None:
    concept = coded(observation.get("code"))
    step = next((step for step in value.below if number < step[0]), None)
    label, quiet = f"{value.label} {number:.3g} {value.unit}", step is not None and step[2]
    evidence = evidence_of(label, concept, "", day, where_of(observation), value.mark, quiet=quiet)
    record.values[value.id] = evidence
    if not day or _days_ago(day, today) > record.clinic.kidney_value_stale_days:
        record.stale.add(value.id)
    if step is not None:
        record.learn(step[1], evidence)


def _read_status(observation: Resource, concept: Coded, status: Status, day: str, record: Record, today: date) -> None:
    if not any(code in status.loinc for _, code in concept.codes):
        return
    answer = coded(observation.get("valueCodeableConcept"))
    is_fresh = bool(day) and _days_ago(day, today) <= record.clinic.pregnancy_value_stale_days
    is_yes = any(code in status.yes for _, code in answer.codes) or any(t in status.yes_words for t in answer.spelled)
    if is_fresh and is_yes:
        record.learn(status.facts, evidence_of(status.label, concept, "", day, where_of(observation), status.mark, ""))


def _read_drafts(sent: Sent, record: Record, meanings: Meanings, now: datetime) -> None:
    for order in sent.drafts:
        kind = order.get("resourceType")
        if kind in ("MedicationRequest", "MedicationStatement"):
            medicine = read_medicine(order, sent, record.clinic, meanings, draft=True)
            if medicine is not None:
                record.drafts.append(medicine)
        elif kind == "ServiceRequest":
            _read_imaging(order, record)
        elif kind not in ("Medication", "Patient", "Condition"):
            sent.leave_out("not_used")
        for reason in _reasons_of_order(order, sent):
            _read_reason(reason, order, record, now)


def _reasons_of_order(order: Resource, sent: Sent) -> Iterator[Any]:
    yield from tables(order.get("reasonCode"))
    for reference in tables(order.get("reasonReference")):
        found = sent.find(order, reference)
        if found is not None and found.get("resourceType") == "Condition":
            yield found.get("code")


def _read_imaging(order: Resource, record: Record) -> None:
    if order.get("doNotPerform") is True or words_of(order.get("status")) in VOID | {"revoked"}:
        return
    concept = coded(order.get("code"))
    places = [text for site in tables(order.get("bodySite")) for text in coded(site).texts]
    around = [*concept.spelled, *(spelled(text) for text in places)]
    is_picture = concept.says(record.clinic.imaging_words)
    if is_picture and any(word in text for word in record.clinic.imaging_sites for text in around):
        record.imaging.append(
            evidence_of("imaging", concept, "", day_of(order.get("authoredOn")), where_of(order), "design", "")
        )


def _settle_scope(sent: Sent, record: Record) -> None:
    if record.back_pain:
        record.scope = "yes"
    elif "conditions" in sent.parts - sent.incomplete and "nameless_problems" not in sent.left_out:
        record.scope = "no"


def _status(concept: Any) -> set[str]:
    """The codes of a status; where only words were sent, these as a code."""
    read = coded(concept)
    return {code.lower() for _, code in read.codes} | {text.strip().lower().replace(" ", "-") for text in read.texts}


def _days_ago(day: str, today: date) -> int:
    year, month, in_month = (
        (*map(int, day.split("-")), 12, 28)[:3] if day.count("-") < 2 else tuple(map(int, day.split("-")))
    )
    try:
        return (today - date(year, month, in_month)).days
    except ValueError:
        return 0
