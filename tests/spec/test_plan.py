"""What may be in a plan, and what keeps it out."""

import pytest

from tests.oracle.agree import product
from tests.spec.conftest import person

title = "The plan"

HEAT_AND_COLD = ("heat_pad", "cold_pack", "ball", "floor_mat", "chair", "helper", "nodule_board", "foam_roller")


def plan_of(**changes):
    return product(person(**changes))["plan"]


def items(plan):
    return {item["item"]: item for slot in ("now", "today", "this_week", "prevent") for item in plan[slot]}


def left_out(plan):
    return {entry["item"]: entry for entry in plan["left_out"]}


def may_be_offered(name, plan):
    """In the plan, or left out for want of room, of the thing itself, or of the better of two."""
    return name in items(plan) or left_out(plan)[name]["kind"] in ("instead", "not_at_hand")


@pytest.mark.parametrize(
    ("sign", "disposition"),
    [("saddle_numb", "emergency"), ("fever", "same_day")],
)
def test_an_urgent_person_has_no_plan(sign, disposition):
    result = product(person(**{sign: "yes"}))
    assert result["disposition"] == disposition
    assert result["plan"] is None


def test_while_a_visit_within_days_is_due_only_comfort_is_shown():
    result = product(person(night_sweats="yes"))
    assert result["disposition"] == "soon"
    shown = set(items(result["plan"]))
    assert shown
    assert not shown & {"foam_roller", "nodule_board", "cat_cow", "childs_pose", "hip_lift", "walking"}


@pytest.mark.parametrize(
    ("answers", "held_back"),
    [
        ({"numb_skin_there": "yes"}, ["heat", "cold"]),
        ({"damaged_skin_there": "yes"}, ["heat", "cold", "self_massage", "partner_massage"]),
        ({"cold_disorder": "yes"}, ["cold"]),
        ({"cannot_judge_heat": "yes"}, ["heat"]),
        ({"rub_on_skin_there": "yes"}, ["heat"]),
        ({"opioid_patch": "yes"}, ["heat"]),
        ({"clot_now": "yes"}, ["self_massage", "partner_massage", "foam_roller"]),
        ({"fracture_not_healed": "yes"}, ["self_massage", "foam_roller", "cat_cow", "hip_lift"]),
        ({"pain_worst": 8, "pain_now": 7}, ["nodule_board", "foam_roller"]),
    ],
    ids=str,
)
def test_what_a_person_says_keeps_items_out(answers, held_back):
    plan = plan_of(at_hand=list(HEAT_AND_COLD), age=45, **answers)
    for name in held_back:
        assert name not in items(plan)
        assert left_out(plan)[name]["kind"] in ("excluded", "not_now"), name
        assert left_out(plan)[name]["because"]


def test_the_plain_person_may_be_offered_warmth_cold_and_positions():
    plan = plan_of()
    for name in ("heat", "cold", "position_of_ease", "breathing", "keep_moving"):
        assert may_be_offered(name, plan), name


def test_heat_and_cold_are_never_in_one_plan():
    plan = plan_of(at_hand=list(HEAT_AND_COLD))
    assert not {"heat", "cold"} <= set(items(plan))


def test_a_foam_roller_is_for_after_sport_never_for_an_acute_spasm():
    assert "foam_roller" not in items(plan_of(at_hand=["foam_roller"]))
    mild = plan_of(at_hand=["foam_roller"], just_exercised="yes", pain_now=3, pain_worst=4)
    assert may_be_offered("foam_roller", mild)


def test_what_is_not_at_hand_is_named_as_such():
    plan = plan_of(at_hand=["chair"])
    assert left_out(plan)["heat"]["kind"] == "not_at_hand"


def test_information_pages_and_medicines_are_never_in_a_plan():
    plan = plan_of(at_hand=list(HEAT_AND_COLD))
    named = set(items(plan)) | set(left_out(plan))
    assert not named & {"traction", "inversion", "motorised_traction", "over_door_traction", "gravity_hang"}
    assert not [name for name in named if name in ("ibuprofen", "paracetamol", "naproxen", "aspirin")]


def test_at_most_four_things_for_now_and_today():
    plan = plan_of(at_hand=list(HEAT_AND_COLD))
    assert 1 <= len(plan["now"]) + len(plan["today"]) <= 4


def test_under_18_there_is_no_exercise_plan():
    plan = plan_of(age=15)
    assert not set(items(plan)) & {"cat_cow", "childs_pose", "hip_lift", "walking", "walking_habit", "foam_roller"}


def test_every_item_says_why_how_sure_we_are_and_what_the_article_claims():
    for item in items(plan_of()).values():
        assert item["why"]
        assert item["certainty"]
        assert item["evidence_says"]
        assert item["article_says"]
        assert item["sources"]


def test_the_plan_says_when_to_come_back():
    plan = plan_of()
    assert plan["return_signs"]
    assert plan["check_again"]["hours"] > 0
