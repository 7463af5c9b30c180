"""Calls as other systems write them: mixtures, brands, half-read lists, signs in the record. Nothing wrong-way, no false silence."""

import json

import pytest

from tests.cds.calls import (
    BACK_PAIN,
    KNOWLEDGE,
    LOINC,
    NOW,
    RXNORM,
    SNOMED,
    allergy,
    bundle,
    cards,
    caution,
    concept,
    condition,
    egfr,
    medicine,
    order,
    patient,
    rules_of,
    view,
)
from tests.cds.specification import check_card
from unspasm.fhir.cds.danger import risks
from unspasm.fhir.cds.record import Record, read_record
from unspasm.fhir.cds.sent import collect

IBUPROFEN = medicine("Ibuprofen 600 MG Oral Tablet", id="draft")
BLEED = condition("", "K92.2")
NOBODY = "no ground against it was found"
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}


def on_ibuprofen(*record, **more):
    return caution(order(IBUPROFEN, BACK_PAIN, *record, **more))


# --- one entry, several diseases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "grounds"),
    [
        (condition("", "I13.0"), {"heart_failure", "kidney_disease", "high_blood_pressure"}),
        (condition("", "E11.22"), {"diabetes", "kidney_disease"}),
        (condition("Heart failure and chronic kidney disease stage 4"), {"heart_failure", "kidney_disease_severe"}),
        (condition("Diabetes with CKD stage 4", "E11.9"), {"diabetes", "kidney_disease_severe"}),
        (condition("No asthma but heart failure"), {"heart_failure"}),
    ],
)
def test_every_disease_of_one_entry_counts(entry, grounds):
    assert grounds <= rules_of(on_ibuprofen(entry))


def test_the_worse_degree_of_one_entry_holds_and_is_named_once():
    card = on_ibuprofen(condition("Chronic kidney disease stage 4", "N18.9"))
    assert "kidney_disease_severe" in rules_of(card)
    assert card["indicator"] == "critical"


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Allergic asthma", "asthma"),
        ("Chronic obstructive pulmonary disease with asthma", "asthma"),
        ("Suspected peptic ulcer", "stomach_ulcer"),
        ("HFrEF", "heart_failure"),
        ("NSTEMI 2019", "heart_disease_or_stroke"),
        ("Pulmonary hypertension, heart failure", "heart_failure"),
        ("Diabetes screening declined; heart failure", "heart_failure"),
    ],
)
def test_a_word_before_it_that_takes_nothing_back_does_not_hide_a_disease(text, ground):
    assert ground in rules_of(on_ibuprofen(condition(text)))


def test_a_triple_negative_cancer_is_a_cancer():
    loud = cards(view(BACK_PAIN, condition("Triple negative malignant neoplasm of breast", "706970001", SNOMED)))
    assert any("cancer that has reached the spine" in card["detail"] for card in loud)


@pytest.mark.parametrize(
    "text",
    ["Colon cancer screening", "Breast cancer, family history", "Stroke ruled out", "Osteoporosis prevention", "Heat stroke"],
)  # fmt: skip
def test_what_was_looked_for_or_is_of_a_relative_is_no_disease(text):
    assert not any("raises the question" in card["detail"] for card in cards(view(BACK_PAIN, condition(text))))


@pytest.mark.parametrize("text", ["Diabetes insipidus", "Pulmonary hypertension", "Ocular hypertension"])
def test_a_phrase_that_only_shares_a_word_is_no_ground(text):
    assert NOBODY in on_ibuprofen(condition(text))["summary"]


# --- codes in the dress of other systems --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["m54.50", "M5450", "M62830", "m62.830"])
@pytest.mark.parametrize(
    "system",
    ["http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90", "http://fhir.de/CodeSystem/bfarm/icd-10-gm"],
)  # fmt: skip
def test_a_code_of_the_back_is_known_in_small_letters_without_its_dot_and_in_any_icd10(code, system):
    assert any(card["summary"].startswith("Back or neck pain") for card in cards(view(condition("", code, system))))


def test_a_ground_is_known_by_the_oid_of_icd10_and_not_by_another_list():
    assert on_ibuprofen(condition("", "K92.2", "urn:oid:2.16.840.1.113883.6.90"))["indicator"] == "critical"
    for other in ("http://hl7.org/fhir/sid/icd-9-cm", "http://hl7.org/fhir/sid/icd-10-pcs", "http://clinic.example/x"):
        assert NOBODY in on_ibuprofen(condition("", "K92.2", other))["summary"]


def test_weeks_and_trouble_of_a_pregnancy_say_that_there_is_one():
    for code in ("Z3A.28", "O13.3", "O20.0"):
        assert on_ibuprofen(condition("", code, recordedDate="2026-11-01"))["indicator"] == "critical"


def test_a_pregnancy_that_has_ended_is_none():
    for code in ("O03.9", "O00.90", "O99.03"):
        assert NOBODY in on_ibuprofen(condition("", code, recordedDate="2026-11-01"))["summary"]


def test_a_pregnancy_status_in_words_counts_and_its_denial_does_not():
    def status(words):
        return {
            "resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p1"},
            "code": concept("", LOINC, "82810-3"), "effectiveDateTime": "2026-11-01",
            "valueCodeableConcept": concept(words),
        }  # fmt: skip

    assert on_ibuprofen(status("Pregnant"))["indicator"] == "critical"
    assert NOBODY in on_ibuprofen(status("Not pregnant"))["summary"]


def test_medicines_that_only_the_list_of_problems_names_are_grounds():
    for code, ground in (("Z79.02", "other_bleed_risk"), ("Z79.82", "daily_aspirin"), ("Z79.52", "steroid_tablets")):
        assert ground in rules_of(on_ibuprofen(condition("", code)))


# --- silence is never read as safety ------------------------------------------------------------------------------------

HALF = {
    "an error report in the bundle": bundle(OUTCOME),
    "an entry that was refused": {"resourceType": "Bundle", "entry": [{"response": {"status": "403 Forbidden"}}]},
    "a wrapped refusal": {"response": {"status": "403"}, "resource": None},
    "an empty object": {},
    "entries that are none": {"resourceType": "Bundle", "entry": [None, 5]},
    "a further page": {"resourceType": "Bundle", "entry": [], "link": [{"relation": "next", "url": "https://x"}]},
    "codes of a system that we do not read": bundle(condition("", "L03", "http://hl7.org/fhir/sid/icpc-2")),
    "a code of a house list": bundle(condition("", "M54.5", "http://hospital.example/local")),
    "a code of SNOMED that we do not know": bundle(condition("", "134407002", SNOMED)),
}


@pytest.mark.parametrize("sent", HALF.values(), ids=HALF.keys())
def test_problems_that_did_not_all_come_are_not_read_as_no_back_pain(sent):
    call = view()
    call["prefetch"]["conditions"] = sent
    (card,) = cards(call)
    assert card["summary"] == "If this is back or neck pain, ask the danger signs (no full problem list was sent)"
    assert "we cannot tell if this is about back or neck pain" in card["detail"]


@pytest.mark.parametrize("sent", [bundle(), None, bundle(condition("", "I10")), bundle(condition("Hypertension"))])
def test_a_whole_list_without_back_pain_still_gets_no_card(sent):
    call = view()
    call["prefetch"]["conditions"] = sent
    assert cards(call) == []


def test_a_hint_in_a_bundle_is_no_error():
    call = view()
    hint = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
    call["prefetch"]["conditions"] = bundle(hint)
    assert cards(call) == []


def test_a_list_that_failed_is_said_to_be_missing():
    call = order(IBUPROFEN, BACK_PAIN)
    call["prefetch"]["allergies"] = bundle(OUTCOME)
    unknown = caution(call)["detail"].split("**Not known**")[1]
    assert "No list of allergies in what was sent." in unknown
    assert "`allergies` holds an error report" in unknown


def test_what_came_as_a_code_alone_stands_under_what_is_not_known():
    only_code = {"code": {"coding": [{"system": RXNORM, "code": "7980"}]}}  # one that we do not hold
    card = on_ibuprofen(allergy("") | only_code, medicine("", "1536498", RXNORM), egfr(22, valueQuantity={"value": 22}))
    unknown = card["detail"].split("**Not known**")[1].split("**Read from")[0]
    assert "Allergies that could not be read: 1" in unknown
    assert "Medicines that could not be read: 1" in unknown
    assert "Values of eGFR that could not be read: 1" in unknown


def test_a_draft_with_a_code_alone_is_said_to_be_unread():
    draft = medicine("", "310965", RXNORM, id="d", status="draft")
    (card,) = cards(order(draft, BACK_PAIN, BLEED))
    check_card(card)
    assert card["summary"].startswith("A draft order could not be read")
    assert "`MedicationRequest/d`" in card["detail"]
    named = order(IBUPROFEN, BACK_PAIN)
    named["context"]["draftOrders"]["entry"] += bundle(draft)["entry"]
    assert not any("could not be read:" in card["summary"] for card in cards(named))


def test_what_hangs_on_a_detail_is_not_told_as_no_ground():
    for entry in (condition("", "C50.9"), condition("", "Z88.6")):
        card = on_ibuprofen(entry)
        assert "possible grounds against, for which a detail was not sent: " in card["summary"]
        assert "no ground" not in card["summary"]


# --- values -------------------------------------------------------------------------------------------------------------


def test_an_egfr_per_second_or_less_than_a_limit_is_read():
    per_second = egfr(0.4, valueQuantity={"value": 0.4, "unit": "mL/s/1.73m2"})
    assert on_ibuprofen(per_second)["indicator"] == "critical"
    below = egfr(60, valueQuantity={"value": 60, "comparator": "<", "unit": "mL/min/1.73m2"})
    assert "kidney_disease" in rules_of(on_ibuprofen(below))
    above = egfr(60, valueQuantity={"value": 60, "comparator": ">", "unit": "mL/min/1.73m2"})
    assert "kidney_disease" not in rules_of(on_ibuprofen(above))


def test_of_two_values_of_one_day_the_lower_one_holds():
    high = egfr(75, id="high", code=concept("", LOINC, "48643-1"))
    for record in ((egfr(25), high), (high, egfr(25))):
        assert "kidney_disease_severe" in rules_of(on_ibuprofen(*record))


# --- allergies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        condition("Allergy to aspirin (finding)", "293586001", SNOMED),
        condition("NSAID allergy"),
        allergy("Advil"),
        allergy("ASA"),
        allergy("", reaction=[{"substance": concept("Naproxen")}]),
        allergy("Aspirin", clinicalStatus={"coding": [{"code": "resolved"}]}),
    ],
)
def test_an_allergy_is_found_wherever_it_is_written(entry):
    assert "nsaid_allergy" in rules_of(on_ibuprofen(entry))


@pytest.mark.parametrize("text", ["No allergy to aspirin", "Not allergic to NSAIDs", "Tolerates ibuprofen"])
def test_an_allergy_that_is_denied_is_none(text):
    assert NOBODY in on_ibuprofen(allergy(text))["summary"]


# --- medicines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Indomethacin 50 MG Rectal Suppository",
        "Ketorolac Tromethamine 15.75 MG/ACTUAT Nasal Spray",
        "Ibuprofen 200 mg gel caps",
        "CELEBREX 200 MG CAPSULE",
        "Naproxen 500 MG / Esomeprazole 20 MG [Vimovo]",
        "Vimovo",
    ],
)
def test_an_nsaid_that_works_in_the_whole_body_is_judged_as_one(text):
    card = caution(order(medicine(text, id="d"), BACK_PAIN, BLEED))
    assert card["indicator"] == "critical"
    assert "other_nsaid" in rules_of(on_ibuprofen(medicine(text)))


@pytest.mark.parametrize(
    "text", ["Heparin lock flush 10 UNT/ML", "Heparin topical gel", "Mesalamine (5-ASA) 800 mg", "Somatropin"]
)
def test_a_name_in_another_thing_is_no_ground(text):
    assert NOBODY in on_ibuprofen(medicine(text))["summary"]


def test_a_draft_by_atc_code_alone_is_judged_and_named():
    for system in ("http://www.whocc.no/atc", "http://www.whocc.no/ATC"):
        card = caution(order(medicine("", "M01AE01", system, id="d"), BACK_PAIN, BLEED))
        assert card["summary"].startswith("An oral NSAID: ")
        assert card["indicator"] == "critical"


def test_a_child_and_a_low_dose_of_aspirin():
    low = medicine("Aspirin 81 MG chewable tablet", id="d")
    assert caution(order(low, BACK_PAIN, person=patient("2018-01-01")))["indicator"] == "warning"


def test_what_a_medication_holds_is_read_where_it_has_no_name():
    held = {"resourceType": "Medication", "id": "m", "ingredient": [{"itemCodeableConcept": concept("Naproxen")}]}
    draft = medicine(id="d", medicationCodeableConcept=None, medicationReference={"reference": "#m"}, contained=[held])
    assert caution(order(draft, BACK_PAIN, BLEED))["indicator"] == "critical"


def test_a_gel_is_critical_for_fewer_grounds_than_a_tablet():
    gel = medicine("diclofenac sodium 0.01 MG/MG Topical Gel", id="d")
    assert caution(order(gel, BACK_PAIN, BLEED))["indicator"] == "warning"
    assert caution(order(gel, BACK_PAIN, allergy("Diclofenac")))["indicator"] == "critical"


def test_a_kidney_trouble_of_stage_3_is_loud_and_not_critical():
    for entry in (condition("", "N18.31"), condition("CKD stage 3b"), condition("", "700379002", SNOMED)):
        card = on_ibuprofen(entry, condition("Chronic kidney disease", "N18.9"))
        assert card["indicator"] == "warning"
        assert "kidney_disease_severe" in rules_of(card)
    assert on_ibuprofen(condition("", "N18.31"), egfr(22))["indicator"] == "critical"


@pytest.mark.parametrize(
    ("draft", "drug"),
    [
        ("Hydrocodone Bitartrate 5 MG / Acetaminophen 325 MG Oral Tablet", "Hydrocodone"),
        ("Aspirin 385 MG / Caffeine 30 MG / Orphenadrine 25 MG", "Orphenadrine"),
        ("Co-codamol 30mg/500mg tablets", "Codeine"),
    ],
)
def test_a_mixture_is_named_by_the_part_that_is_meant(draft, drug):
    summaries = [card["summary"] for card in cards(order(medicine(draft, id="d"), BACK_PAIN))]
    assert any(summary.lower().startswith(f"if {drug.lower()} is for back or neck pain") for summary in summaries)
    assert not any(
        summary.lower().startswith(("if acetaminophen is", "if aspirin is", "if paracetamol is"))
        for summary in summaries
    )


def test_a_low_dose_of_aspirin_gets_a_card_only_for_the_gravest_grounds():
    low = medicine("Aspirin 81 MG Oral Tablet", id="d")
    assert caution(order(low, BACK_PAIN, allergy("Aspirin")))["indicator"] == "critical"
    assert caution(order(low, BACK_PAIN, BLEED))["indicator"] == "critical"
    assert "other_nsaid" in rules_of(caution(order(low, BACK_PAIN, medicine("Naproxen 500 mg"))))
    assert cards(order(low, BACK_PAIN, condition("", "I50.9"), medicine("Apixaban 5 mg"))) == []
    mixture = medicine("Aspirin 25 MG / Dipyridamole 200 MG Oral Capsule", id="d")
    assert cards(order(mixture, BACK_PAIN, condition("", "M10.9"))) == []


def test_an_order_that_is_taken_back_gets_no_card():
    scan = {"resourceType": "ServiceRequest", "id": "d", "status": "revoked", "code": concept("MRI lumbar spine")}
    assert cards(order(scan, BACK_PAIN)) == []
    for status in ("cancelled", "stopped", "entered-in-error"):
        assert cards(order(medicine("Ibuprofen 600 mg", id="d", status=status), BACK_PAIN, BLEED)) == []


def test_a_refusal_in_words_counts_as_one_in_codes():
    wrong = condition("", "K92.2", verificationStatus={"text": "Entered in error"})
    assert NOBODY in on_ibuprofen(wrong)["summary"]


# --- danger signs in the record -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "points_to"),
    [
        (condition("", "R33.9", recordedDate="2026-11-20"), "cauda equina"),
        (condition("Saddle anesthesia", recordedDate="2026-11-20"), "cauda equina"),
        (condition("", "G83.4", recordedDate="2026-11-20"), "cauda equina"),
        (condition("", "R15.9", recordedDate="2026-11-20"), "cauda equina"),
        (condition("Foot drop, left", recordedDate="2026-11-20"), "damage to a nerve root or the spinal cord"),
        (condition("", "R50.9", recordedDate="2026-11-24"), "an infection in the spine"),
        (condition("", "R63.4", recordedDate="2026-11-20"), "cancer or infection"),
    ],
)
def test_a_danger_sign_in_the_record_makes_the_danger_card_louder(entry, points_to):
    card = next(card for card in cards(view(BACK_PAIN, entry)) if "danger signs" in card["summary"])
    assert card["indicator"] == "warning"
    assert points_to in card["detail"].split("why it matters here")[1]


def test_a_danger_sign_of_years_ago_or_one_that_is_over_is_no_sign_of_now():
    for old in (condition("", "R33.9", recordedDate="2020-01-01"), condition("", "R33.9", status="resolved")):
        assert cards(view(BACK_PAIN, old))[0]["indicator"] == "info"


def test_nobody_is_told_of_a_baby_who_is_not_known_to_have_one():
    for entry in (condition("", "R63.4"), condition("Foot drop"), condition("", "R50.9")):
        fresh = entry | {"recordedDate": "2026-11-24"}
        for person in (patient(gender="male"), patient()):
            told = cards(view(BACK_PAIN, fresh, person=person))[0]["detail"].split("**Not known**")[0]
            assert "baby" not in told
            assert "labour" not in told


def test_a_pregnancy_in_the_record_brings_its_own_dangers_back():
    record = (BACK_PAIN, condition("Fever", recordedDate="2026-11-24"))
    pregnant = condition("Pregnant", "Z33.1", recordedDate="2026-09-01")
    calm, more = (_points(view(*record, *also)) for also in ((), (pregnant,)))
    assert not any("labour" in points for points in calm["fever"])
    assert any("labour" in points for points in more["fever"])


def _points(call):
    sent = collect(json.loads(json.dumps(call)), "p1")
    record: Record = read_record(sent, KNOWLEDGE, NOW)
    return {label: points for label, points, _ in risks(record, KNOWLEDGE)}


# --- what guidelines say, and of whom they do not say it ----------------------------------------------------------------

SCAN = {"resourceType": "ServiceRequest", "id": "d", "status": "draft", "code": concept("MRI lumbar spine")}


def test_nothing_speaks_against_a_picture_of_the_spine_where_the_record_holds_a_danger():
    assert len(cards(order(SCAN, BACK_PAIN))) == 1
    for entry in (condition("", "C50.9"), condition("", "G83.4"), condition("", "R33.9", recordedDate="2026-11-20")):
        assert cards(order(SCAN, BACK_PAIN, entry)) == []


def test_lines_about_plain_back_pain_say_that_they_may_not_fit_a_record_with_a_danger():
    said = "These lines are about back pain without a serious cause; here they may not fit."
    morphine = medicine("Morphine 10 mg", id="d")
    for call, plain in (
        (order(morphine, BACK_PAIN, condition("", "C79.51")), order(morphine, BACK_PAIN)),
        (view(BACK_PAIN, condition("", "C79.51")), view(BACK_PAIN)),
    ):
        assert said in cards(call)[-1]["detail"]
        assert said not in cards(plain)[-1]["detail"]


def test_an_order_is_for_the_back_only_where_its_own_reason_says_so():
    because = medicine("Gabapentin 300 mg", id="d", reasonCode=[concept("Low back pain")])
    assert cards(order(because, BACK_PAIN))[0]["summary"].startswith("Gabapentin for back or neck pain: ")
    other = medicine("Gabapentin 300 mg", id="d", reasonCode=[concept("Epilepsy")])
    for draft in (other, medicine("Gabapentin 300 mg", id="d")):
        assert (
            cards(order(draft, BACK_PAIN))[0]["summary"].lower().startswith("if gabapentin is for back or neck pain: ")
        )


def test_back_pain_in_a_child_makes_the_danger_card_louder():
    card = next(c for c in cards(view(BACK_PAIN, person=patient("2014-01-01"))) if "danger signs" in c["summary"])
    assert card["indicator"] == "warning"
    assert "causes that are rare in adults" in card["detail"]
