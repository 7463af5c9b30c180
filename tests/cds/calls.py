"""Makes calls of the service: named patients and their records, as plain dictionaries."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unspasm.fhir.cds import answer
from unspasm.knowledge import load_knowledge

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
REQUESTS = sorted((Path(__file__).parent / "requests").glob("req-*.json"))
ICD10, SNOMED, LOINC = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct", "http://loinc.org"
RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": resource} for resource in resources]}


def concept(text: str = "", system: str = "", code: str = "") -> dict[str, Any]:
    coding = {"coding": [{"system": system, "code": code}]} if code else {}
    return coding | ({"text": text} if text else {})


def patient(born: str = "1985-04-02", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": born} | more


def condition(
    text: str = "", code: str = "", system: str = ICD10, *, id: str = "", status: str = "active", **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": id or re.sub(r"\W", "-", f"c-{text}{code}")[:60],
        "subject": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": concept(text, system, code),
        "recordedDate": "2020-02-03",
    } | more  # fmt: skip


def medicine(text: str = "", code: str = "", system: str = ATC, *, id: str = "", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": id or re.sub(r"\W", "-", f"m-{text}{code}")[:60],
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": concept(text, system, code),
        "authoredOn": "2026-10-01",
    } | more


def egfr(number: Any, day: str = "2026-10-01", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"egfr-{number}", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": concept("", LOINC, "98979-8"), "effectiveDateTime": day,
        "valueQuantity": {"value": number, "unit": "mL/min/1.73m2"},
    } | more  # fmt: skip


def allergy(text: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p1"}, "code": concept(text),
    } | more  # fmt: skip


BACK_PAIN = condition("Low back pain", "M54.50")


def view(*record: dict[str, Any], person: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call for an opened record. Conditions and medicines of the record were asked for and sent, however few."""
    kinds = {
        "conditions": "Condition",
        "medications": "MedicationRequest",
        "allergies": "AllergyIntolerance",
        "kidney": "Observation",
    }
    prefetch = {key: bundle(*(r for r in record if r["resourceType"] == kind)) for key, kind in kinds.items()}
    return {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/d1", "patientId": "p1"},
        "prefetch": {"patient": person or patient(), **prefetch},
    }  # fmt: skip


def order(
    draft: dict[str, Any], *record: dict[str, Any], person: dict[str, Any] | None = None, hook: str = "order-select"
) -> dict[str, Any]:
    """A call for one selected draft order."""
    call = view(*record, person=person)
    drafts = {"draftOrders": bundle(draft), "selections": [f"{draft['resourceType']}/{draft['id']}"]}
    return call | {"hook": hook, "context": {**call["context"], **drafts}}


def cards(call: dict[str, Any]) -> list[dict[str, Any]]:
    return answer(f"back-pain-{call['hook']}", call, KNOWLEDGE, now=NOW)["cards"]


def rules_of(card: dict[str, Any]) -> set[str]:
    """The ids of rules that a card names."""
    block = card["detail"].split("**Rule**")[1].split("**Limits**")[0]
    return set(re.findall(r"`(\w+)`", block)) - {KNOWLEDGE.version}


def caution(call: dict[str, Any]) -> dict[str, Any]:
    """The card with grounds against a medicine."""
    return next(card for card in cards(call) if "ground" in card["summary"])


def sample(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
