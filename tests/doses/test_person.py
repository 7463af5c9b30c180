"""What the person's answers do: overdose, what rules a medicine out, age, and answers that are not there."""

import pytest

from tests.oracle.agree_doses import healthy, product

HEAD = "at | drug | mg | verdict | because\n"


def one(drug, mg, market="us", **person):
    line = {"at": "2026-01-05T08:00:00Z", "ingredient": drug, "mg": mg}
    return product(healthy(**person), [line], market)[0]


@pytest.mark.parametrize(("weight_kg", "line"), [(80, 4000), (54, 4000), (53, 3975), (45, 3375), (40, 3000)])
def test_paracetamol_over_4000_mg_or_75_mg_a_kilogram_is_an_emergency(weight_kg, line):
    person = {"weight_kg": weight_kg, "weight_under_50kg": None}
    assert one("paracetamol", line, "uk", **person)["verdict"] == "too_much_at_once"
    over = one("paracetamol", line + 1, "uk", **person)
    assert (over["verdict"], over["earliest_next"], over["left_24h_mg"]) == ("emergency", None, 0)
    assert over["reasons"][0]["action"] == "a3o"


def test_a_light_person_without_a_weight_is_alarmed_from_3000_mg():
    person = {"weight_kg": None, "weight_under_50kg": "yes"}
    assert one("paracetamol", 3000, **person)["verdict"] == "too_much_at_once"
    assert one("paracetamol", 3001, **person)["verdict"] == "emergency"


def test_doses_spread_over_hours_count_as_overdose_until_they_leave_the_window(dose_table):
    dose_table(
        """
        at      | drug        | mg   | verdict
        1 00:00 | paracetamol | 1000 | ok
        1 04:00 | paracetamol | 1000 | ok
        1 08:00 | paracetamol | 1000 | ok
        1 12:00 | paracetamol | 1000 | ok
        1 23:59 | paracetamol | 1    | emergency
        2 00:00 | ibuprofen   | 200  | ok
    """,
        market="uk",
    )


def test_after_an_overdose_every_dose_of_anything_is_an_emergency(dose_table):
    dose_table("""
        at      | drug        | mg   | verdict
        1 00:00 | paracetamol | 5000 | emergency
        1 23:59 | ibuprofen   | 200  | emergency
        2 00:00 | ibuprofen   | 200  | too_soon
    """)


@pytest.mark.parametrize(
    ("market", "drug", "line"),
    [("us", "ibuprofen", 2400), ("us", "naproxen", 1320), ("us", "aspirin", 7776), ("uk", "aspirin", 7200)],
)
def test_more_than_twice_the_ceiling_is_an_emergency(market, drug, line):
    assert one(drug, line, market)["verdict"] == "too_much_at_once"
    assert one(drug, line + 1, market)["verdict"] == "emergency"


@pytest.mark.parametrize("drug", ["ibuprofen", "naproxen", "aspirin", "paracetamol", "menthol", "lidocaine"])
def test_taken_on_purpose_is_an_emergency(drug):
    assert one(drug, 1, overdose="yes", overdose_on_purpose="yes")["verdict"] == "emergency"


def test_over_the_pack_and_ill_is_an_emergency():
    assert one("paracetamol", 1001, sick_vomiting="yes")["verdict"] == "emergency"
    assert one("paracetamol", 1000, sick_vomiting="yes")["verdict"] == "ok"


@pytest.mark.parametrize("sign", ["overdose_ringing", "sick_vomiting", "confused", "gut_bleed"])
def test_signs_of_harm_after_an_anti_inflammatory_are_an_emergency(sign):
    assert one("ibuprofen", 200, **{sign: "yes"})["verdict"] == "emergency"
    assert one("aspirin", 325, **{sign: "yes"})["verdict"] == "emergency"


@pytest.mark.parametrize(
    ("fact", "answer", "oral", "aspirin", "paracetamol", "rub"),
    [
        ("blood_thinner", "yes", "not_for_you", "not_for_you", "caution", "not_for_you"),
        ("stomach_ulcer", "current_or_bled", "not_for_you", "not_for_you", "ok", "not_for_you"),
        ("asthma", "nsaid_sensitive", "not_for_you", "not_for_you", "caution", "not_for_you"),
        ("asthma", "nsaid_ok", "caution", "caution", "ok", "caution"),
        ("kidney_disease", "mild", "caution", "caution", "ok", "caution"),
        ("liver_disease", "severe", "not_for_you", "not_for_you", "not_for_you", "not_for_you"),
        ("takes_lithium", "yes", "not_for_you", "not_for_you", "ok", "caution"),
        ("takes_ssri_snri", "yes", "caution", "caution", "ok", "ok"),
        ("gout", "yes", "ok", "not_for_you", "ok", "ok"),
        ("paracetamol_allergy", "yes", "ok", "ok", "not_for_you", "ok"),
        ("takes_warfarin", "yes", "not_for_you", "not_for_you", "caution", "not_for_you"),
        ("bariatric_surgery", "yes", "not_for_you", "not_for_you", "ok", "ok"),
    ],
)
def test_what_rules_a_medicine_out_holds_at_every_log(fact, answer, oral, aspirin, paracetamol, rub):
    person = {fact: answer}
    assert one("ibuprofen", 200, **person)["verdict"] == oral
    assert one("aspirin", 325, **person)["verdict"] == aspirin
    assert one("paracetamol", 500, **person)["verdict"] == paracetamol
    assert one("methyl salicylate", 1, **person)["verdict"] == rub


def test_daily_aspirin_over_75_mg_rules_ibuprofen_out_in_the_uk_alone():
    person = {"takes_daily_aspirin": "yes", "daily_aspirin_over_75": "yes"}
    assert one("ibuprofen", 200, "uk", **person)["verdict"] == "not_for_you"
    assert one("ibuprofen", 200, "us", **person)["verdict"] == "caution"


def test_three_cautions_count_as_a_no():
    two = {"takes_ssri_snri": "yes", "diabetes": "yes"}
    assert one("ibuprofen", 200, **two)["verdict"] == "caution"
    result = one("ibuprofen", 200, **two, breathing_illness="yes")
    assert result["verdict"] == "not_for_you"
    assert result["reasons"][0]["rule"] == "many_cautions"


@pytest.mark.parametrize("market", ["us", "uk"])
@pytest.mark.parametrize("drug", ["ibuprofen", "aspirin", "paracetamol", "menthol", "methyl salicylate"])
def test_under_18_there_is_no_dose(market, drug):
    result = one(drug, 200, market, age=17)
    assert result["verdict"] == "not_for_you"
    assert result["earliest_next"] is None
    assert "under_age" in {reason["rule"] for reason in result["reasons"]}
    assert not {"single_dose", "rolling_24h", "wait"} & {reason["rule"] for reason in result["reasons"]}
    assert one(drug, 200, market, age=18)["verdict"] not in ("not_for_you", "emergency")


def test_under_18_not_even_a_limit_is_told():
    result = one("ibuprofen", 800, age=17)
    assert result["verdict"] == "not_for_you"
    assert not any("mg" in reason["text"] for reason in result["reasons"])


def test_an_overdose_of_a_child_is_an_emergency():
    assert one("paracetamol", 5000, age=10)["verdict"] == "emergency"


@pytest.mark.parametrize("unknown", [None, "not_sure", "skipped"])
@pytest.mark.parametrize("fact", ["age", "blood_thinner", "overdose_on_purpose", "stomach_ulcer", "nsaid_allergy"])
def test_an_unknown_fact_is_at_least_a_caution(fact, unknown):
    gate = {"overdose": None} if fact == "overdose_on_purpose" else {}
    result = one("ibuprofen", 200, **{fact: unknown}, **gate)
    assert result["verdict"] == "caution"
    assert fact in result["reasons"][0]["because"]


def test_a_no_to_the_gate_is_a_no_behind_it():
    assert one("ibuprofen", 200, overdose="no", overdose_on_purpose=None)["verdict"] == "ok"
    assert one("ibuprofen", 200, steroids="no", takes_steroid_tablets=None)["verdict"] == "ok"


def test_of_a_person_who_said_nothing_nothing_is_ok():
    line = {"at": "2026-01-05T08:00:00Z", "ingredient": "paracetamol", "mg": 500}
    assert product({}, [line], "uk")[0]["verdict"] == "caution"


def test_a_weight_answers_for_the_question_of_light_people_and_the_other_way_round():
    assert one("paracetamol", 500, weight_kg=50, weight_under_50kg=None)["verdict"] == "ok"
    assert one("paracetamol", 500, weight_kg=None, weight_under_50kg="no")["verdict"] == "ok"
    assert one("paracetamol", 500, weight_kg=None, weight_under_50kg=None)["verdict"] == "caution"


def test_what_is_not_sold_for_a_back_shows_no_dose():
    for market, drug in [("uk", "naproxen"), ("us", "diclofenac"), ("uk", "capsaicin"), ("us", "magnesium salicylate")]:
        result = one(drug, 100, market)
        assert (result["verdict"], result["earliest_next"]) == ("not_for_you", None), drug


def test_a_dose_that_a_clinician_set_is_only_kept_in_the_log():
    set_dose = {"clinician_set_dose": "yes"}
    assert one("ibuprofen", 800, **set_dose)["verdict"] == "caution"
    assert one("naproxen", 250, "uk", **set_dose)["verdict"] == "caution"
    assert one("ibuprofen", 2401, **set_dose)["verdict"] == "emergency"
    assert one("ibuprofen", 800, **set_dose)["left_24h_mg"] is None


def test_a_set_dose_is_of_one_medicine_so_with_two_the_labels_hold():
    lines = [
        {"at": "2026-01-05T08:00:00Z", "ingredient": "paracetamol", "mg": 500},
        {"at": "2026-01-05T08:00:00Z", "ingredient": "ibuprofen", "mg": 800},
    ]
    assert product(healthy(clinician_set_dose="yes"), lines, "us")[1]["verdict"] == "too_much_at_once"


def test_a_drug_for_a_blocked_nose_raises_blood_pressure_for_a_day():
    person = healthy(high_blood_pressure="yes")
    nose = {"at": "2026-01-05T08:00:00Z", "ingredient": "pseudoephedrine", "mg": 60}
    near = {"at": "2026-01-06T07:59:00Z", "ingredient": "paracetamol", "mg": 500}
    late = {**near, "at": "2026-01-06T08:00:00Z"}
    assert [r["verdict"] for r in product(person, [nose, near], "us")] == ["caution", "caution"]
    assert [r["verdict"] for r in product(person, [nose, late], "us")] == ["caution", "ok"]


def test_every_reason_names_its_sources_or_is_about_the_list_itself():
    for drug in ("ibuprofen", "paracetamol", "aspirin", "naproxen"):
        for reason in one(drug, 9000)["reasons"]:
            assert reason["sources"], reason
