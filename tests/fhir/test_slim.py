"""What nobody reads is dropped while a file is parsed: nothing else is read, or refused, because of it."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from tests.fhir.people import person
from tests.fhir.test_elsewhere import KNOWLEDGE, NOW, PATIENT, bundle, condition
from unspasm.fhir import BundleRefused, read_bundle, slim, to_bundle
from unspasm.handover.strict_json import parse_words
from unspasm.knowledge.episodes import load_episode_rules

HEAVY = {
    "meta": {"lastUpdated": "2026-01-01T00:00:00Z", "profile": ["http://example.org/p"] * 9},
    "text": {"status": "generated", "div": "<div>Chronic low back pain</div>"},
    "category": [{"text": "x"}],
    "encounter": {"reference": "Encounter/1"},
    "note": [{"text": "y" * 500}],
    "extension": [{"url": "http://example.org/e", "valueString": "z"}],
}
REFERENCE = {"reference": "Medication/m"}
FOREIGN = [
    condition(onsetDateTime="2001", abatementAge={"value": 3}, recordedDate="2001", verificationStatus={"text": "x"}),
    {"resourceType": "Observation", "status": "final", "code": {"text": "Pain"}, "valueInteger": 3, "issued": "2020"},
    {"resourceType": "Observation", "status": "final", "code": {"text": "BP"}, "component": [{"code": {"text": "a"}, "valueString": "b"}], "effectivePeriod": {"start": "2020"}},
    {"resourceType": "MedicationRequest", "status": "active", "medicationReference": REFERENCE, "dosageInstruction": [{"text": "1"}], "authoredOn": "2020"},
    {"resourceType": "MedicationRequest", "status": "active", "doNotPerform": True, "medicationReference": REFERENCE},
    {"resourceType": "MedicationStatement", "status": "active", "medicationReference": {"reference": "#in"}, "contained": [{"resourceType": "Medication", "id": "in", "code": {"text": "Inside"}, **HEAVY}], "dosage": [{"text": "2"}], "dateAsserted": "2020"},
    {"resourceType": "Medication", "id": "m", "code": {"text": "Ibuprofen"}},
    {"resourceType": "Procedure", "status": "completed", "code": {"text": "Spine surgery"}, "performedPeriod": {"start": "2019", "end": "2020"}},
    {"resourceType": "AllergyIntolerance", "code": {"text": "Aspirin"}, "onsetDateTime": "2001", "patient": {"reference": "Patient/p"}},
    {"resourceType": "QuestionnaireResponse", "status": "completed", "authored": "2020", "item": [{"linkId": "1", "text": "How?", "answer": [{"valueString": "Well"}]}]},
    {"resourceType": "Claim", "id": "c", "patient": {"reference": "Patient/other"}, "item": [{"sequence": 1}]},
]  # fmt: skip


def parsed(raw: dict, *, less: bool) -> dict:
    return parse_words(json.dumps(raw), slim if less else None)


@pytest.mark.parametrize("resource", FOREIGN, ids=lambda one: str(one)[:60])
def test_a_slim_resource_says_the_same(resource: dict) -> None:
    medication = [FOREIGN[6]] if resource is not FOREIGN[6] else []
    raw = bundle(PATIENT, *medication, {**HEAVY, **resource})
    assert len(str(parsed(raw, less=True))) < len(str(raw)) - 500
    whole, less = (read_bundle(parsed(raw, less=less), KNOWLEDGE, now=NOW) for less in (False, True))
    assert less == whole


def test_everything_at_once_says_the_same() -> None:
    raw = bundle(PATIENT, *({**HEAVY, **one} for one in FOREIGN))
    whole, less = (read_bundle(parsed(raw, less=less), KNOWLEDGE, now=NOW) for less in (False, True))
    assert less == whole
    assert len(whole.elsewhere) > 6


def test_a_file_of_ours_is_kept_whole() -> None:
    raw = to_bundle(person(5), KNOWLEDGE, load_episode_rules(), now=NOW, private=True)
    assert parsed(raw, less=True) == raw


def test_two_under_one_id_that_differ_only_in_what_is_dropped_are_still_refused() -> None:
    first = condition(id="a", note=[{"text": "x"}])
    same = bundle(PATIENT, first, first)
    assert len(read_bundle(parsed(same, less=True), KNOWLEDGE, now=NOW).elsewhere) == 1
    other = bundle(PATIENT, first, {**first, "note": [{"text": "another"}]})
    with pytest.raises(BundleRefused, match="share the id"):
        read_bundle(parsed(other, less=True), KNOWLEDGE, now=NOW)


@pytest.mark.parametrize(
    "old",
    [
        {"resourceType": "Encounter", "actualPeriod": {}},
        {"resourceType": "Questionnaire", "item": [{"type": "coding"}]},
        {"resourceType": "MedicationOrder", "note": "x"},
        {"resourceType": "Observation", "comments": "x"},
    ],
)  # fmt: skip
def test_another_version_is_still_told_by_what_would_be_dropped(old: dict) -> None:
    with pytest.raises(BundleRefused, match="FHIR R4"):
        read_bundle(parsed(bundle(PATIENT, old), less=True), KNOWLEDGE, now=NOW)


def test_what_is_dropped_takes_no_memory() -> None:
    bill = {
        "resourceType": "Claim",
        "patient": {"reference": "Patient/p"},
        "item": [{"sequence": n} for n in range(40)],
    }
    words = json.dumps(bundle(PATIENT, *({**bill, "id": f"c{n}"} for n in range(500))))
    most = []
    for made_less in (None, slim):
        tracemalloc.start()
        parse_words(words, made_less)
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < most[0] / 5
