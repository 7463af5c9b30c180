"""Made-up cases: short stories that we wrote ourselves. 97 were written before any was run, 33 afterwards, at
gaps that were seen in the rules; one gold (a rear-end crash) was corrected after the run; the rules were then mended.

They are not published cases and say nothing about how often we are right: a story that we make up is one that
we thought of. They are promises. Each line of `made_up.jsonl` holds a story as a case report, an exam question
or a clinic note would tell it, with much left out; the urgency that we hold right (`gold`); what we would accept;
and only those answers which the story states. `well_when_told`: what the interview asks and the story leaves out,
for sudden severe pain, which counts until the person is known to be well.
"""

import json
from pathlib import Path

import pytest

from tests.oracle.agree import product

URGENCY = ("self_care", "gp_days", "same_day", "emergency")
LEVEL_OF = {"routine": "gp_days", "soon": "gp_days"}
CASES = [json.loads(line) for line in Path(__file__).with_name("made_up.jsonl").read_text("utf-8").splitlines()]

BEHIND_A_GATE = [
    "aortic_aneurysm",
    "connective_tissue_disorder",
    "long_steroids",
    "steroid_missed",
    "weak_immune",
    "dialysis",
    "pump_trouble",
    "injected_drugs",
    "neuraxial_6_weeks",
    "injury_major",
    "hip_no_weight",
    "head_blow",
    "foot_drop",
    "leg_weak_worse",
    "headache_thunder",
    "belly_sudden_severe",
    "upper_belly",
    "dark_pee",
    "blood_in_pee",
    "overdose_big",
    "withdrawal_signs",
    "dystonia_airway",
    "cancer_new_pain",
    "cramps_all_over",
    "statin_new",
    "stripe_has_rash",
    "hands_fast",
]


def cases(*golds):
    return [pytest.param(case, id=case["id"]) for case in CASES if case["gold"] in golds]


def urgency(result):
    """How urgent, as a place in URGENCY: a visit soon and a routine one are the same here."""
    return URGENCY.index(LEVEL_OF.get(result["disposition"], result["disposition"]))


def least(case):
    return min(URGENCY.index(level) for level in case["acceptable"])


@pytest.mark.parametrize("case", cases(*URGENCY))
def test_nobody_is_sent_to_less_than_is_acceptable(case):
    assert urgency(product(case["answers"])) >= least(case), case["text"]


@pytest.mark.parametrize("case", cases("self_care"))
def test_an_ordinary_back_is_not_sent_to_anyone_today(case):
    result = product({**case["answers"], **case.get("well_when_told", {})})
    assert urgency(result) <= URGENCY.index("gp_days"), case["text"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in CASES if "well_when_told" in c])
def test_sudden_severe_pain_counts_until_the_person_is_known_to_be_well(case):
    assert product(case["answers"])["disposition"] == "same_day"


@pytest.mark.parametrize("case", cases("emergency", "same_day"))
def test_what_is_not_told_is_not_held_to_be_well(case):
    result = product(case["answers"])
    assert result["disposition"] == "emergency" or not result["decided"]


@pytest.mark.parametrize("detail", BEHIND_A_GATE)
def test_a_detail_told_without_its_first_question_reassures_nobody(detail):
    result = product({"age": 45, "sex": "female", "pain_days": 1, "pain_sites": ["low_back_left"], detail: "yes"})
    assert (result["possible"], result["decided"]) == ("emergency", False)


def test_every_case_is_told_once_and_says_that_it_is_made_up():
    assert len({case["id"] for case in CASES}) == len({case["text"] for case in CASES}) == len(CASES)
    assert {case["source"] for case in CASES} == {"made up"}
    assert all(case["gold"] in case["acceptable"] for case in CASES)
