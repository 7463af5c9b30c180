"""Files of other systems: what is understood of each, and what is not. None is trusted, none is read in half."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from unspasm.fhir import BundleRefused, Elsewhere, read_bundle
from unspasm.knowledge import load_knowledge

NOW = datetime(2026, 11, 27, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
ICD, SNOMED = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def bundle(*resources: dict, kind: str = "collection") -> dict:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": one} for one in resources]}


PATIENT = {"resourceType": "Patient", "id": "p"}


def condition(system: str = ICD, code: str = "M54.50", display: str = "", status: str = "", **more: object) -> dict:
    made = {
        "resourceType": "Condition",
        "code": {"coding": [{"system": system, "code": code, "display": display}]},
        "subject": {"reference": "Patient/p"},
        **more,
    }
    if status:
        made["clinicalStatus"] = {"coding": [{"system": CLINICAL, "code": status}]}
    return made


def read(*resources: dict) -> tuple[Elsewhere, ...]:
    return read_bundle(bundle(PATIENT, *resources), KNOWLEDGE, now=NOW).elsewhere


@pytest.mark.parametrize(
    ("resource", "back", "chronic"),
    [
        (condition(onsetDateTime="2008-11-12T16:00:00.000Z", status="active"), "low", "yes"),
        (condition(onsetDateTime="2026-11-20", status="active"), "low", "no"),
        (condition(onsetDateTime="2026-09-05", status="active"), "low", "no"),
        (condition(onsetDateTime="2026-09-03", status="active"), "low", "yes"),
        (condition(), "low", "unknown"),
        (condition(onsetDateTime="2030-01-01"), "low", "unknown"),
        (condition(onsetDateTime="2001", status="resolved"), "low", "no"),
        (condition(onsetDateTime="2001", abatementDateTime="2002"), "low", "no"),
        (condition(recordedDate="2020-01-01", status="active"), "low", "yes"),
        (condition(code="M54.2", display="Cervicalgia"), "neck", "unknown"),
        (condition(code="M54.6"), "upper", "unknown"),
        (condition(code="M62.830"), "back", "unknown"),
        (condition(SNOMED, "278860009", "Chronic low back pain (finding)"), "low", "yes"),
        (condition(ICD, "278860009", "Chronic Lower Back Pain"), "low", "yes"),
        (condition(SNOMED, "278862001", "Acute low back pain"), "low", "no"),
        (condition(SNOMED, "161891005", "Backache (finding)"), "back", "unknown"),
        (condition("", "", "Acute on chronic lumbar pain"), "low", "yes"),
        (condition(SNOMED, "116288000", "chronic knee pain and hip pain"), "", ""),
        (condition(ICD, "M25.519", "Pain in unspecified shoulder"), "", ""),
        (condition(SNOMED, "1", "Family history of low back pain"), "", ""),
        (condition(SNOMED, "1", "No back pain"), "", ""),
        (condition(SNOMED, "1", "Low back pain, no radiculopathy"), "low", "unknown"),
        (condition(SNOMED, "44465007", "Sprain of ankle"), "", ""),
        (condition(SNOMED, "39848009", "Whiplash injury to neck"), "neck", "unknown"),
        (condition(ICD, "C53.9", "Malignant neoplasm of cervix uteri, cervical"), "", ""),
    ],
)  # fmt: skip
def test_a_condition_of_the_back_is_told_from_others_and_chronic_from_new(resource, back, chronic) -> None:
    (found,) = read(resource)
    assert (found.back, found.chronic) == (back, chronic), found


def test_words_in_a_narrative_make_no_condition() -> None:
    text = {"status": "generated", "div": "<div>Chronic low back pain, whiplash</div>"}
    plan = {
        "resourceType": "CarePlan",
        "id": "c",
        "text": text,
        "status": "active",
        "subject": {"reference": "Patient/p"},
    }
    arrived = read_bundle(bundle(PATIENT, plan), KNOWLEDGE, now=NOW)
    assert arrived.elsewhere == ()
    assert arrived.understood == {"Patient": 1}
    assert "CarePlan" in arrived.not_understood[0]


def test_a_refuted_condition_and_a_withdrawn_measure_stay_out() -> None:
    refuted = condition(verificationStatus={"coding": [{"code": "refuted"}]})
    mistake = {"resourceType": "Observation", "status": "entered-in-error", "code": {"text": "Pain"}, "valueInteger": 3}
    arrived = read_bundle(bundle(PATIENT, refuted, mistake), KNOWLEDGE, now=NOW)
    assert arrived.elsewhere == ()
    assert len(arrived.not_understood) == 2


def test_answers_under_the_name_of_options_are_read_and_said() -> None:
    item = {"linkId": "2", "text": "Pain?", "answerOption": [{"valueCoding": {"display": "Moderate"}}]}
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [{"linkId": "g", "item": [item]}],
    }
    arrived = read_bundle(bundle(PATIENT, response), KNOWLEDGE, now=NOW)
    assert [(one.words, one.value) for one in arrived.elsewhere] == [("Pain?", "Moderate")]
    assert any("options" in note for note in arrived.notes)


@pytest.mark.parametrize(
    ("version", "resource"),
    [
        ("DSTU2", {"resourceType": "MedicationOrder"}),
        ("DSTU2", {"resourceType": "Patient", "id": "q", "name": [{"family": ["Jackson"]}]}),
        ("DSTU2", {"resourceType": "Condition", "patient": {"reference": "Patient/p"}, "code": {"text": "Low back pain"}}),
        ("STU3", {"resourceType": "Condition", "clinicalStatus": "active", "code": {"text": "Low back pain"}}),
        ("STU3", {"resourceType": "ProcedureRequest"}),
        ("R5", {"resourceType": "MedicationStatement", "medication": {"concept": {"text": "Ibuprofen"}}}),
        ("R5", {"resourceType": "Encounter", "class": [{}]}),
    ],
)  # fmt: skip
def test_another_version_is_refused_by_its_name(version: str, resource: dict) -> None:
    with pytest.raises(BundleRefused, match=version):
        read_bundle(bundle(resource, condition()), KNOWLEDGE, now=NOW)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ([], "FHIR"), ("x", "FHIR"), (None, "FHIR"), ({}, "resourceType"), ({"resourceType": 3}, "resourceType"),
        ({"hook": "patient-view"}, "CDS Hooks"), ({"resourceType": "Bundle"}, "type"),
        (bundle(kind="history"), "history"), ({"resourceType": "Bundle", "type": "collection", "entry": {}}, "list"),
        ({"resourceType": "Bundle", "type": "collection", "entry": [1]}, "list"),
        (bundle(PATIENT, {"resourceType": "Patient", "id": "q"}), "2 people"),
        (bundle(PATIENT, {"resourceType": "Goal", "id": "1"}, {"resourceType": "Goal", "id": "1", "x": 1}), "share the id"),
    ],
)  # fmt: skip
def test_what_is_no_record_of_one_person_is_refused(raw: object, says: str) -> None:
    with pytest.raises(BundleRefused, match=says):
        read_bundle(raw, KNOWLEDGE, now=NOW)


def test_what_is_of_somebody_else_or_points_to_nowhere_stays_out() -> None:
    stranger = {**condition(), "subject": {"reference": "Patient/other"}}
    medicine = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationReference": {"reference": "Medication/none"},
    }
    arrived = read_bundle(bundle(PATIENT, stranger, medicine), KNOWLEDGE, now=NOW)
    assert arrived.elsewhere == ()
    assert len(arrived.not_understood) == 2


def test_hostile_words_come_in_as_short_plain_text() -> None:
    (found,) = read({**condition("", "", ""), "code": {"text": "Back pain\u202e\x00 <script>" + "x" * 10_000}})
    assert "\u202e" not in found.words
    assert "\x00" not in found.words
    assert len(found.words) <= 200


def test_the_same_file_twice_gives_the_same_ids() -> None:
    first, second = (read(condition(id="c", onsetDateTime="2020")) for _ in range(2))
    assert first == second


OUTSIDE = sorted((Path(__file__).parents[3] / "shared/data/fhir").glob("*/*.json"))


@pytest.mark.skipif(not OUTSIDE, reason="the files of other systems are not part of the repository")
@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.name)
def test_no_real_file_is_a_crash(path: Path) -> None:
    try:
        arrived = read_bundle(json.loads(path.read_text(encoding="utf-8")), KNOWLEDGE, now=NOW)
    except (BundleRefused, json.JSONDecodeError):
        assert path.parent.name == "cds_hooks" or "dstu2" in path.name
        return
    assert all(one.words for one in arrived.elsewhere)
