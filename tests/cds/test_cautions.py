"""Grounds against a medicine: what the record shows, what it leaves open, what it does not know."""

import pytest

from tests.cds.calls import (
    BACK_PAIN,
    KNOWLEDGE,
    NOW,
    RXNORM,
    SNOMED,
    allergy,
    bundle,
    cards,
    caution,
    condition,
    egfr,
    medicine,
    order,
    patient,
    rules_of,
    view,
)
from unspasm.care import read_answers
from unspasm.care.doses import ask_about
from unspasm.fhir.cds.cautions import grounds_against
from unspasm.fhir.cds.evidence import Evidence
from unspasm.fhir.cds.record import Record

IBUPROFEN = medicine("Ibuprofen 600 MG Oral Tablet", id="draft")

FOUND = [
    # what stands in the record, the ground that it makes, how loud with a draft of ibuprofen
    (condition("Chronic kidney disease", "N18.4"), "kidney_disease_severe", "critical"),
    (condition("CKD stage 2", "N18.2"), "kidney_disease", "info"),
    (condition("Kidney trouble", "709044004", SNOMED), "kidney_disease", "info"),
    (egfr(25), "kidney_disease_severe", "critical"),
    (egfr(45), "kidney_disease", "info"),
    (condition("Heart failure", "I50.9"), "heart_failure", "warning"),
    (condition("old heart attack", "I25.2", status="resolved"), "heart_disease_or_stroke", "warning"),
    (condition("Duodenal ulcer", "K26.9", status="resolved"), "stomach_ulcer", "warning"),
    (condition("Upper GI bleed"), "stomach_ulcer_current", "critical"),
    (condition("Ulcerative colitis", "K51.90"), "bowel_inflammation", "warning"),
    (condition("Asthma", "195967001", SNOMED), "asthma", "info"),
    (condition("Pregnant", "Z33.1", recordedDate="2026-09-01"), "pregnant", "critical"),
    (allergy("Ibuprofen"), "nsaid_allergy", "critical"),
    (allergy("NSAIDs"), "nsaid_allergy", "critical"),
    (medicine("warfarin sodium 5 MG Oral Tablet"), "warfarin", "critical"),
    (medicine("Eliquis 5 mg"), "blood_thinner", "critical"),
    (medicine("", "B01AF02"), "blood_thinner", "critical"),
    (medicine("Clopidogrel 75mg"), "other_bleed_risk", "warning"),
    (medicine("Aspirin 81 MG"), "daily_aspirin", "info"),
    (medicine("Naproxen 500 MG Oral Tablet"), "other_nsaid", "warning"),
    (medicine("Methotrexate 2.5 MG"), "methotrexate", "warning"),
    (medicine("Lithium carbonate 300 MG"), "lithium", "warning"),
    (medicine("Prednisolone 5 mg tablets"), "steroid_tablets", "warning"),
    (medicine("Sertraline 50 MG"), "ssri_snri", "info"),
    (medicine("Lisinopril 10 MG"), "acei_arb_or_diuretic", "info"),
]


@pytest.mark.parametrize(("entry", "ground", "indicator"), FOUND, ids=[f"{row[1]}-{n}" for n, row in enumerate(FOUND)])
def test_an_entry_of_the_record_is_a_ground_against_an_nsaid(entry, ground, indicator):
    card = caution(order(IBUPROFEN, BACK_PAIN, entry))
    assert ground in rules_of(card)
    assert card["indicator"] == indicator
    if ground != "other_nsaid":  # one that is taken is no ground against itself
        assert caution(view(BACK_PAIN, entry))["indicator"] == ("info" if indicator == "info" else "warning")


def test_an_ace_inhibitor_and_a_diuretic_together_are_more_than_each_alone():
    both = caution(order(IBUPROFEN, BACK_PAIN, medicine("Ramipril 5 mg"), medicine("Furosemide 40 mg")))
    assert both["indicator"] == "warning"
    assert "acei_arb_and_diuretic" in rules_of(both)


def test_age_counts_and_is_shown_with_its_date_of_birth():
    card = caution(view(BACK_PAIN, person=patient("1950")))
    assert {"age_60", "floor_is_hard"} <= rules_of(card)
    assert "age 75 or 76: `1950`" in card["detail"]


def test_three_cautions_count_as_a_no():
    card = caution(
        view(BACK_PAIN, condition("Asthma", "J45.909"), condition("Diabetes mellitus", "E11.9"), medicine("Sertraline"))
    )
    assert "many_cautions" in rules_of(card)
    assert card["indicator"] == "warning"


def test_nothing_found_is_said_to_clear_nothing():
    for call in (view(BACK_PAIN), order(IBUPROFEN, BACK_PAIN)):
        card = caution(call)
        assert card["summary"].endswith("no ground against it was found in what was sent; that clears nothing") or card[
            "summary"
        ].endswith("no ground against them was found in what was sent; that clears nothing")
        assert "No eGFR of the last year in what was sent." in card["detail"]
        assert "No word about pregnancy in what was sent." in card["detail"]
        assert "What is not listed was not found. That does not mean that it is not there." in card["detail"]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("patient", "No date of birth in what was sent."),
        ("medications", "No list of medicines in what was sent."),
        ("allergies", "No list of allergies in what was sent."),
        ("kidney", "No eGFR of the last year in what was sent."),
    ],
)
def test_what_was_not_sent_is_named(left_out, said):
    call = view(BACK_PAIN, egfr(90))
    assert said not in caution(call)["detail"]
    del call["prefetch"][left_out]
    assert said in caution(call)["detail"]


def test_null_says_that_the_list_was_looked_for_and_is_empty():
    call = view(BACK_PAIN)
    call["prefetch"]["allergies"] = None
    assert "No list of allergies" not in caution(call)["detail"]


def test_pregnancy_is_not_missed_where_it_cannot_be():
    for person in (patient(gender="male"), patient("1950-01-01"), patient("2020-01-01")):
        assert "No word about pregnancy" not in caution(view(BACK_PAIN, person=person))["detail"]


def test_an_old_kidney_value_still_warns_and_is_said_to_be_old():
    card = caution(view(BACK_PAIN, egfr(25, "2023-01-01")))
    assert "kidney_disease_severe" in rules_of(card)
    assert "The last eGFR is older than a year" in card["detail"]


def test_the_newest_kidney_value_holds():
    card = caution(view(BACK_PAIN, egfr(25, "2026-01-01", id="old"), egfr(80, "2026-11-01", id="new")))
    assert "kidney_disease_severe" not in rules_of(card)


@pytest.mark.parametrize("value", [True, None, "25", -3, 25_000, {"a": 1}])
def test_a_kidney_value_that_is_no_number_is_no_value(value):
    assert "No eGFR" in caution(view(BACK_PAIN, egfr(value, id="odd")))["detail"]


def test_of_two_degrees_the_worse_one_holds_in_whatever_order():
    vague, bad = condition("Chronic kidney disease", "N18.9"), egfr(25)
    for record in ((vague, bad), (bad, vague)):
        assert caution(order(IBUPROFEN, BACK_PAIN, *record))["indicator"] == "critical"
    mild_then_bad = (condition("CKD 2", "N18.2", id="mild"), condition("CKD 4", "N18.4", id="bad"))
    assert caution(order(IBUPROFEN, BACK_PAIN, *mild_then_bad))["indicator"] == "critical"


def test_a_degree_that_was_not_sent_is_named_as_open():
    card = caution(
        view(
            BACK_PAIN,
            condition("Chronic kidney disease", "N18.9"),
            condition("pregnant", "Z33.1", recordedDate="2026-09-01"),
        )
    )
    block = card["detail"].split("**Hangs on a detail that was not sent**")[1].split("**Not known**")[0]
    assert "Kidney disease, moderate or severe, or dialysis" in block
    assert "Pregnancy from 20 weeks" in block


def test_pregnancy_with_no_age_is_open_not_silent():
    card = caution(view(BACK_PAIN, condition("pregnant", "Z33.1", recordedDate="2026-09-01"), person=patient("")))
    assert "pregnant" in rules_of(card)


@pytest.mark.parametrize(
    "entry",
    [
        condition("No history of peptic ulcer"),
        condition("Family history of gastric ulcer"),
        condition("Peptic ulcer", "K27.9", verificationStatus={"coding": [{"code": "refuted"}]}),
        condition("Peptic ulcer", "K27.9", verificationStatus={"coding": [{"code": "entered-in-error"}]}),
        condition("Normal pregnancy", "72892002", SNOMED, status="resolved"),
        condition("Pregnancy test negative"),
        condition("Pregnant", "Z33.1", recordedDate="2022-03-01"),
        medicine("Warfarin 5 mg", status="stopped"),
        medicine("Warfarin 5 mg", status="entered-in-error"),
        medicine("Warfarin 5 mg", doNotPerform=True),
        medicine("Warfarin 5 mg", subject={"reference": "Patient/somebody-else"}),
        medicine("Diclofenac 1 % topical gel"),
        medicine("Hydrocortisone 1 % cream"),
        medicine("Ketorolac 0.5 % ophthalmic solution"),
        allergy("Penicillin"),
        egfr(20, "2027-01-01"),
        egfr(20, status="entered-in-error"),
    ],
)
def test_what_is_denied_over_void_or_of_another_person_is_no_ground(entry):
    card = caution(view(BACK_PAIN, entry))
    assert card["summary"].startswith("NSAIDs: no ground against them")


def test_a_problem_not_confirmed_counts_and_is_marked():
    unsure = condition("Peptic ulcer", "K27.9", verificationStatus={"coding": [{"code": "provisional"}]})
    card = caution(view(BACK_PAIN, unsure))
    assert "stomach_ulcer" in rules_of(card)
    assert "not confirmed" in card["detail"]


def test_a_medicine_by_reference_is_found_and_one_to_nowhere_is_counted():
    told = medicine(id="m1", medicationCodeableConcept=None, medicationReference={"reference": "#w"})
    inside = told | {"contained": [{"resourceType": "Medication", "id": "w", "code": {"text": "Warfarin 3 mg"}}]}
    assert "warfarin" in rules_of(caution(view(BACK_PAIN, inside)))
    beside = told | {"medicationReference": {"reference": "Medication/w"}}
    call = view(BACK_PAIN, beside)
    assert "Medicines that could not be read: 1" in caution(call)["detail"]
    call["prefetch"]["more"] = bundle({"resourceType": "Medication", "id": "w", "code": {"text": "Warfarin 3 mg"}})
    assert "warfarin" in rules_of(caution(call))


def test_a_draft_is_no_ground_against_itself_but_a_second_nsaid_is():
    sent_twice = order(IBUPROFEN, BACK_PAIN, IBUPROFEN)
    assert "other_nsaid" not in rules_of(caution(sent_twice))
    second = order(IBUPROFEN, BACK_PAIN)
    second["context"]["draftOrders"]["entry"] += bundle(medicine("Naproxen 500 mg", id="d2"))["entry"]
    assert "other_nsaid" in rules_of(caution(second))


def test_only_the_selected_draft_is_spoken_of_on_select_and_all_on_sign():
    drafts = bundle(IBUPROFEN, medicine("Naproxen 500 mg", id="d2"))
    select = order(IBUPROFEN, BACK_PAIN)
    select["context"]["draftOrders"] = drafts
    assert [c["summary"].split(":")[0] for c in cards(select)] == ["Ibuprofen"]
    sign = select | {"hook": "order-sign"}
    assert [c["summary"].split(":")[0] for c in cards(sign)] == ["Ibuprofen", "Naproxen"]
    select["context"]["selections"] = ["MedicationRequest/nowhere"]
    assert len(cards(select)) == 2
    assert "The selection names no draft order that was sent." in cards(select)[0]["detail"]


def test_a_low_dose_of_aspirin_is_no_painkiller_and_a_high_one_is():
    assert not cards(order(medicine("Aspirin 81 MG Oral Tablet", id="d"), BACK_PAIN, condition("Gout", "M10.9")))
    high = caution(order(medicine("Aspirin 500 MG Oral Tablet", id="d"), BACK_PAIN, condition("Gout", "M10.9")))
    assert "gout" in rules_of(high)


def test_paracetamol_is_judged_by_its_own_grounds():
    draft = medicine("Acetaminophen 500 MG Oral Tablet", id="d")
    found = cards(order(draft, BACK_PAIN, condition("Cirrhosis", "K74.60"), condition("Heart failure", "I50.9")))
    grounds = rules_of(found[0])
    assert "liver_disease_severe" in grounds
    assert "heart_failure" not in grounds


ROWS = [
    row
    for row in (*KNOWLEDGE.clinic.problems, *KNOWLEDGE.clinic.drugs, *KNOWLEDGE.clinic.allergies)
    if row.facts and all(len(options) == 1 for options in row.facts.values())
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
@pytest.mark.parametrize("age", [30, 62, 80])
def test_the_grounds_are_those_of_the_dose_ledger_for_the_same_facts(row, age):
    """The ledger reads answers of a person, this service a record: with the same facts both must say the same."""
    answers = {fact: min(options) for fact, options in row.facts.items()}
    told = read_answers({"age": age, "sex": "female", **answers}, KNOWLEDGE, NOW.date())
    record = Record(KNOWLEDGE, ages=frozenset({age}))
    record.learn(row.facts | {"sex": frozenset({"female"})}, Evidence("x", "", "", "", "", False, "V"))
    mine = {g.id: g.verdict for g in grounds_against(record, "NSAID_ORAL", "ibuprofen", KNOWLEDGE) if not g.is_open}
    both = [ask_about(told, KNOWLEDGE, market).standing("ibuprofen").reasons for market in ("us", "uk")]
    theirs = {r.rule: r.verdict for reasons in both for r in reasons if r.rule != "unknown_fact"}
    assert mine.items() <= theirs.items()
    gravest = {"not_for_you"} & set(theirs.values()) or set(theirs.values())
    assert gravest <= set(mine.values())
    said = set(mine) | {
        key for key in theirs if KNOWLEDGE.clinic.grounds[key] in {KNOWLEDGE.clinic.grounds[m] for m in mine}
    }
    milder = {key for key in theirs if any(m.startswith(f"{key}_") for m in mine)}
    assert set(theirs) == said | milder


def test_a_medicine_or_an_allergy_with_a_verified_code_alone_is_read():
    """RxNorm 5640 is ibuprofen, 11289 is warfarin, 1191 is aspirin; of a code that we do not hold, that is said."""
    draft = medicine("", "5640", RXNORM, id="d")
    allergic = allergy("") | {"code": {"coding": [{"system": RXNORM, "code": "1191"}]}}
    for entry, ground in ((medicine("", "11289", RXNORM), "warfarin"), (allergic, "nsaid_allergy")):
        card = caution(order(draft, BACK_PAIN, entry))
        assert ground in rules_of(card)
        assert card["indicator"] == "critical"
    unknown = order(medicine("", "999999999", RXNORM, id="d"), BACK_PAIN)
    assert any("could not be read" in card["summary"] for card in cards(unknown))
