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
        (condition(SNOMED, "1", "Patient denies back pain"), "", ""),
        (condition(SNOMED, "1", "Patient reports no low back pain"), "", ""),
        (condition(SNOMED, "1", "Hypertension; no back pain"), "", ""),
        (condition(SNOMED, "1", "Back pain - denied"), "", ""),
        (condition(SNOMED, "1", "Low back pain ruled out"), "", ""),
        (condition(SNOMED, "1", "H/O back pain"), "", ""),
        (condition(SNOMED, "1", "Past history of back pain"), "", ""),
        (condition(SNOMED, "1", "Mother has back pain"), "", ""),
        (condition(SNOMED, "1", "History of cancer, low back pain"), "low", "unknown"),
        (condition(SNOMED, "1", "Spondylosis without myelopathy of lumbar region"), "low", "unknown"),
        (condition(SNOMED, "1", "Low back pain (resolved)", onsetDateTime="2001"), "low", "no"),
        (condition(SNOMED, "1", "Low back pain, not chronic"), "low", "no"),
        (condition(SNOMED, "1", "Non-chronic low back pain"), "low", "no"),
        (condition("", "x", "LBP"), "low", "unknown"),
        (condition("", "x", "Low-back pain"), "low", "unknown"),
        (condition(SNOMED, "1", "Spinal stenosis of cervical region"), "neck", "unknown"),
        (condition(ICD, "M5450"), "low", "unknown"),
        (condition(ICD, "m54.50"), "low", "unknown"),
        (condition("", "M54.5"), "low", "unknown"),
        (condition("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "M54.4"), "low", "unknown"),
        (condition(ICD, "G89.29", "Other chronic pain"), "", ""),
        (condition(onsetDateTime="2024", status="active"), "low", "yes"),
        (condition(onsetDateTime="2026", status="active"), "low", "unknown"),
        (condition(onsetDateTime="2026-09", status="active"), "low", "unknown"),
        (condition(onsetDateTime="2026-10", status="active"), "low", "no"),
        (condition(onsetDateTime="2026", recordedDate="2026-03-01", status="active"), "low", "yes"),
        (condition(onsetDateTime="2026-11-27T10:00:00+13:00", status="active"), "low", "no"),
        (condition(onsetString="for years", status="active"), "low", "unknown"),
        (condition(onsetDateTime="2001", abatementAge={"value": 3, "unit": "a"}), "low", "no"),
        (condition(onsetDateTime="2001", abatementDateTime="2040", status="active"), "low", "yes"),
        (condition(onsetDateTime="2001", clinicalStatus={"text": "Resolved"}), "low", "no"),
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


@pytest.mark.parametrize("status", [{"coding": [{"code": "Refuted"}]}, {"text": "Entered in error"}])
def test_refuted_is_refuted_in_every_spelling(status: dict) -> None:
    assert read(condition(verificationStatus=status)) == ()


def measure(**more: object) -> dict:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "Pain"}, **more}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"valueQuantity": {"value": 1234567.8, "unit": "/uL"}}, "1234567.8 /uL"),
        ({"valueQuantity": {"value": 65, "unit": "mm"}}, "65 mm"),
        ({"valueInteger": 0}, "0"),
        ({"valueBoolean": False}, "no"),
        ({"valueRange": {"low": {"value": 4}, "high": {"value": 6}}}, "4 to 6"),
        ({"valueRange": {"high": {"value": 6}}}, "up to 6"),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, "1 : 128"),
        ({"valueQuantity": {"value": 7, "comparator": ">", "unit": "{score}"}}, ">7 {score}"),
    ],
)  # fmt: skip
def test_a_measure_keeps_its_scale_and_every_digit(value: dict, said: str) -> None:
    (found,) = read(measure(**value))
    assert found.value == said


@pytest.mark.parametrize(
    "value", [{"valueQuantity": {"value": float("inf")}}, {"valueRatio": {"numerator": {"value": 1}}}, {}]
)
def test_half_a_value_is_none_and_said(value: dict) -> None:
    arrived = read_bundle(bundle(PATIENT, measure(**value)), KNOWLEDGE, now=NOW)
    assert (arrived.elsewhere, arrived.not_understood) == ((), ("1 Observation: without a value.",))


@pytest.mark.parametrize(
    "said", ["2024", "2024-05", "2024-05-01", "2024-05-01T00:30:00+02:00", "2024-05-01T23:30:00-05:00"]
)
def test_a_date_stays_as_exact_as_it_was_written_and_on_its_own_day(said: str) -> None:
    found = read(condition(onsetDateTime=said), measure(valueInteger=3, effectiveDateTime=said))
    assert {one.since for one in found} == {said[:10]}


def test_the_same_thing_twice_is_kept_once_and_said() -> None:
    item = {"linkId": "1", "text": "Pain?", "answer": [{"valueInteger": 5}]}
    form = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [item, item]}
    for twice in ((condition(), condition()), (form,)):
        arrived = read_bundle(bundle(PATIENT, *twice), KNOWLEDGE, now=NOW)
        assert len(arrived.elsewhere) == len({one.id for one in arrived.elsewhere}) == 1
        assert "word for word the same: 1." in arrived.notes[0]


@pytest.mark.parametrize("odd", [["final"], {}, 5, None, True])
def test_parts_of_a_wrong_shape_are_no_crash(odd: object) -> None:
    kinds = (
        "Condition",
        "Observation",
        "MedicationRequest",
        "Procedure",
        "AllergyIntolerance",
        "QuestionnaireResponse",
    )
    names = (
        "clinicalStatus",
        "verificationStatus",
        "onsetAge",
        "abatementPeriod",
        "item",
        "component",
        "subject",
    )
    made = [{"resourceType": kind, "code": {"text": "Back pain"}, **dict.fromkeys(names, odd)} for kind in kinds]
    made += [{"resourceType": "Observation", "code": {"text": "Pain"}, "valueInteger": 3, "status": odd}]
    arrived = read_bundle(bundle({**PATIENT, "name": odd, "birthDate": odd}, *made), KNOWLEDGE, now=NOW)
    assert sum(arrived.understood.values()) + len(arrived.not_understood) == 8


def test_an_age_of_onset_beyond_the_calendar_is_no_crash() -> None:
    late = {**PATIENT, "birthDate": "9950-01-01"}
    made = condition(onsetAge={"value": 100, "unit": "a"})
    assert read_bundle(bundle(late, made), KNOWLEDGE, now=NOW).elsewhere[0].chronic == "unknown"


def test_one_page_of_several_is_said_and_a_bundle_in_a_bundle_is_read() -> None:
    page = {**bundle(PATIENT, condition(), kind="searchset"), "link": [{"relation": "next", "url": "x"}]}
    assert any("more follow" in note for note in read_bundle(page, KNOWLEDGE, now=NOW).notes)
    nested = read_bundle(bundle(PATIENT, page, kind="batch-response"), KNOWLEDGE, now=NOW)
    assert [one.back for one in nested.elsewhere] == ["low"]


def test_people_who_are_only_referred_to_are_told_apart() -> None:
    others = [{**condition(), "subject": {"reference": f"https://a.example/Patient/{name}"}} for name in "ab"]
    with pytest.raises(BundleRefused, match="2 people"):
        read_bundle(bundle(*others), KNOWLEDGE, now=NOW)
    same = [others[0], {**condition(code="M54.2"), "subject": {"reference": "Patient/a/_history/2"}}]
    arrived = read_bundle(bundle(*same), KNOWLEDGE, now=NOW)
    assert len(arrived.elsewhere) == 2
    assert "does not say whom" in arrived.about


@pytest.mark.parametrize(
    ("subject", "taken"),
    [
        ({"reference": "Patient/p/_history/3"}, True), ({"reference": "https://a.example/fhir/Patient/p"}, True),
        ({"reference": "Patient/pp"}, False), ({"reference": "#p"}, False), ({"reference": "urn:uuid:9"}, False),
        ({"reference": "Patient?identifier=urn:mrn|1"}, True), ({"reference": "Patient?identifier=urn:mrn|2"}, False),
        ({"identifier": {"system": "urn:mrn", "value": "1"}}, True),
        ({"identifier": {"system": "urn:mrn", "value": "2"}, "display": "Bob"}, False),
    ],
)  # fmt: skip
def test_only_what_is_of_the_patient_of_the_file_is_taken(subject: dict, taken: bool) -> None:
    patient = {**PATIENT, "identifier": [{"system": "urn:mrn", "value": "1"}]}
    arrived = read_bundle(bundle(patient, {**condition(), "subject": subject}), KNOWLEDGE, now=NOW)
    assert bool(arrived.elsewhere) is taken
    assert bool(arrived.not_understood) is not taken


def test_a_file_says_whom_it_is_about() -> None:
    patient = {**PATIENT, "name": [{"family": "Muster", "given": ["Ada", "\u202eB"]}], "birthDate": "1970-02-03"}
    arrived = read_bundle(bundle(patient, condition()), KNOWLEDGE, now=NOW)
    assert arrived.about == "The file is about Ada B Muster, born 1970-02-03. Bring it in only if that is you."


def test_a_medicine_behind_a_reference_is_not_called_useless() -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": {"text": "Ibuprofen"}}
    request = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationReference": {"reference": "Medication/m/_history/1"},
    }
    arrived = read_bundle(bundle(PATIENT, medicine, request), KNOWLEDGE, now=NOW)
    assert ([one.words for one in arrived.elsewhere], arrived.not_understood) == (["Ibuprofen"], ())


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


@pytest.mark.parametrize(
    ("system", "code", "words"),
    [
        (ICD, "M54.50", "Low back pain, unspecified"), (ICD, "M5450", "Low back pain, unspecified"),
        (SNOMED, "278860009", "Chronic low back pain"), (ICD, "278860009", "Chronic low back pain"),
        ("http://loinc.org", "72514-3", "Pain severity"), ("http://www.nlm.nih.gov/research/umls/rxnorm", "5640", "ibuprofen"),
    ],
)  # fmt: skip
def test_a_verified_code_without_words_is_decoded(system: str, code: str, words: str) -> None:
    arrived = read_bundle(bundle(PATIENT, condition(system, code)), KNOWLEDGE, now=NOW)
    assert arrived.elsewhere[0].words.startswith(words)
    assert not any("do not know" in line for line in arrived.not_understood)


@pytest.mark.parametrize(
    ("system", "code", "said"),
    [
        ("http://www.nlm.nih.gov/research/umls/rxnorm", "197805", "Code 197805 of RxNorm, which we do not know."),
        (SNOMED, "22298006", "Code 22298006 of SNOMED CT, which we do not know."),
        ("urn:oid:1.2.3", "x", "Code x of urn:oid:1.2.3, which we do not know."),
        ("", "x", "Code x of no system, which we do not know."),
        (ICD, "R25.2", "Code R25.2 of ICD-10-CM, which we do not know."),  # we have it from memory alone
    ],
)  # fmt: skip
def test_a_code_that_we_do_not_know_is_kept_and_said_once(system: str, code: str, said: str) -> None:
    one, other = condition(system, code, id="a"), condition(system, code, id="b")
    arrived = read_bundle(bundle(PATIENT, one, other), KNOWLEDGE, now=NOW)
    assert [found.words for found in arrived.elsewhere] == [code, code]
    assert arrived.not_understood.count(said) == 1


def test_many_unknown_codes_are_counted() -> None:
    many = [condition("urn:x", f"c{n}") for n in range(40)]
    lines = read_bundle(bundle(PATIENT, *many), KNOWLEDGE, now=NOW).not_understood
    assert len(lines) == 13
    assert lines[-1].startswith("28 more codes")
