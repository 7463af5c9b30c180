"""Medicines of a record and of draft orders, by name and ATC code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspasm.fhir.cds.codes import Coded, coded
from unspasm.fhir.cds.evidence import Evidence, evidence_of, where_of
from unspasm.fhir.cds.sent import Resource, Sent
from unspasm.fhir.cds.text import day_of, words_of
from unspasm.knowledge.clinic import Clinic, Drug, spelled

OVER = {
    "MedicationRequest": {"cancelled", "completed", "stopped", "ended", "draft"},
    "MedicationStatement": {"completed", "stopped", "not-taken", "intended"},
}
OVER_DRAFT = {"cancelled", "stopped", "ended"}
ATC = "atc"
Meanings = Mapping[tuple[str, str], str]
"""(address of a code system, code) -> what it means."""
PARTS = re.compile(r" ?/ (?=[A-Za-z])|\+|,| and ", re.IGNORECASE)
STRENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,3})?) ?mg\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Medicine:
    """One medicine. sights: each row of `clinic.toml` that it belongs to, with its evidence. name: our own word for it.

    reference: `Type/id`, or "" without an id. drug_names: row id -> the name that was found, or "".
    """

    name: str
    sights: tuple[tuple[Drug, Evidence], ...]
    drug_names: dict[str, str]
    reference: str
    day: str
    low_dose: bool

    @property
    def kinds(self) -> set[str]:
        """What it is as an order. A low dose that is no painkiller is none."""
        return {d.kind for d, _ in self.sights if d.kind} - self.kinds_in_low_dose

    @property
    def kinds_in_low_dose(self) -> set[str]:
        """What it would be in a higher dose."""
        return {d.kind for d, _ in self.sights if self.low_dose and d.low_dose_up_to_mg}

    def name_as(self, kind: str) -> str:
        """What it is called as this kind; of a mixture, the part that is of the kind."""
        return next((self.drug_names[d.id] or d.label for d, _ in self.sights if d.kind == kind), self.name)


def read_medicine(
    resource: Resource, sent: Sent, clinic: Clinic, meanings: Meanings, *, draft: bool
) -> Medicine | None:
    """The medicine, or None where it is over, not taken, void, or of no row that we know. What is left out is counted.

    meanings: what verified codes mean, for a medicine without words. A draft that cannot be read comes back without sights: its silence has to be told.
    """
    status, kind = words_of(resource.get("status")), str(resource.get("resourceType"))
    if status == "entered-in-error":
        sent.leave_out("refuted")
        return None
    if resource.get("doNotPerform") is True or status in (OVER_DRAFT if draft else OVER.get(kind, ())):
        sent.leave_out("over_medicines")
        return None
    concept = with_generics(with_meanings(_concept(resource, sent), meanings), clinic)
    if not concept.texts and not any(ATC in system.lower() for system, _ in concept.codes):
        sent.leave_out("nameless")
        return Medicine("", (), {}, _reference(resource), "", False) if draft else None
    return _medicine(resource, concept, clinic)


def _medicine(resource: Resource, concept: Coded, clinic: Clinic) -> Medicine | None:
    if not concept.may_name(clinic.drug_starts) and not any(ATC in system.lower() for system, _ in concept.codes):
        return None
    form = " ".join([*concept.spelled, *(spelled(t) for t in _routes(resource))])
    day = next((d for k in ("authoredOn", "dateAsserted", "effectiveDateTime") if (d := day_of(resource.get(k)))), "")
    sights: list[tuple[Drug, Evidence]] = []
    names: dict[str, str] = {}
    for drug in clinic.drugs:
        name, code = _fits(drug, concept, form, clinic)
        if name or code:
            sights.append((drug, evidence_of(drug.label, concept, code, day, where_of(resource), drug.mark)))
            names[drug.id] = name
    if not sights:
        return None
    own = next((name for name in names.values() if name), sights[0][0].label)
    return Medicine(own, tuple(sights), names, _reference(resource), day, _is_low(concept, sights))


def _fits(drug: Drug, concept: Coded, form: str, clinic: Clinic) -> tuple[str, str]:
    """The name and the ATC code by which the medicine belongs to the row; both empty if it does not."""
    code = next((c for s, c in concept.codes if ATC in s.lower() and drug.atc and c.upper().startswith(drug.atc)), "")
    name = concept.says(drug.names).strip()
    if code or not name:
        return name, code
    swallowed, local, other_way, skin = (
        any(word in form for word in words)
        for words in (clinic.swallowed_words, clinic.local_words, clinic.other_way_words, clinic.skin_words)
    )
    on_skin = skin and not (swallowed or local or other_way)
    elsewhere = local or (other_way and not drug.absorbed)
    if (drug.skin and not on_skin) or (drug.swallowed and (on_skin or elsewhere)):
        return "", ""
    return name, ""


def _concept(resource: Resource, sent: Sent) -> Coded:
    """Codes and words of the medicine, within it or by reference."""
    said, reference = coded(resource.get("medicationCodeableConcept")), resource.get("medicationReference")
    target = sent.find(resource, reference)
    there = _of_medication(target) if target is not None and target.get("resourceType") == "Medication" else coded(None)
    display = words_of(reference.get("display")) if isinstance(reference, dict) else ""
    return Coded(said.codes + there.codes, said.texts + there.texts + ((display,) if display.strip() else ()))


def _of_medication(target: Resource) -> Coded:
    """What a Medication is, and what it holds."""
    rows = target.get("ingredient")
    held = (
        [coded(row.get("itemCodeableConcept")) for row in rows[:20] if isinstance(row, dict)]
        if isinstance(rows, list)
        else []
    )
    parts = [coded(target.get("code")), *held]
    return Coded(tuple(c for part in parts for c in part.codes), tuple(t for part in parts for t in part.texts))


def _reference(resource: Resource) -> str:
    identity = resource.get("id")
    return f"{resource.get('resourceType')}/{identity}" if isinstance(identity, str) else ""


def with_meanings(concept: Coded, meanings: Meanings) -> Coded:
    """The concept with what its verified codes mean, where nobody wrote down what it is."""
    found = () if concept.texts else tuple(meanings[pair] for pair in concept.codes if pair in meanings)
    return Coded(concept.codes, found) if found else concept


def with_generics(concept: Coded, clinic: Clinic) -> Coded:
    """The concept with what its brands hold as further texts, at the end."""
    if not concept.may_name(clinic.brand_starts):
        return concept
    texts = concept.spelled
    for phrase in clinic.not_these_medicines:
        texts = tuple(text.replace(phrase, " ") for text in texts)
    held = tuple(held for brand, held in clinic.brands.items() if any(brand in text for text in texts))
    return Coded(concept.codes, concept.texts + held) if held else concept


def _routes(resource: Resource) -> list[str]:
    """Words on the way a medicine is taken."""
    dosages = resource.get("dosageInstruction") or resource.get("dosage")
    rows: list[Any] = dosages if isinstance(dosages, list) else []
    return [text for row in rows[:5] if isinstance(row, dict) for text in coded(row.get("route")).texts]


def _is_low(concept: Coded, sights: list[tuple[Drug, Evidence]]) -> bool:
    """Whether it holds so little of a drug with a low dose that it is no painkiller; its own part of a mixture counts."""
    drug = next((drug for drug, _ in sights if drug.low_dose_up_to_mg), None)
    if drug is None:
        return False
    parts = [part for text in concept.texts for part in PARTS.split(text)]
    own = [part for part in parts if any(name in spelled(part) for name in drug.names)]
    strengths = [float(number) for text in own or concept.texts for number in STRENGTH.findall(text)]
    return bool(strengths) and max(strengths) <= drug.low_dose_up_to_mg
