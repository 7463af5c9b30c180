"""What "I'm not sure" and "skip" mean: the question was put, and silence is not safety."""

import pytest

from tests.oracle.agree import product
from tests.spec.conftest import person

title = "Not sure, skipped, and not asked"


@pytest.mark.parametrize("word", ["not_sure", "skipped"])
@pytest.mark.parametrize(
    "sign",
    [
        "saddle_numb",
        "bladder_retention",
        "bowel_loss",
        "chest_pain",
        "jaw_arm_pain",
        "cold_sweat",
        "confused",
        "sepsis_skin",
        "sepsis_other",
        "stroke_sign",
        "belly_pulse",
    ],
)
def test_one_open_answer_about_bladder_bowel_legs_chest_aorta_or_sepsis_is_seen_today(screening_table, sign, word):
    screening_table(f"""
        {sign} | disposition
        -------+------------
        {word} | same_day
        no     | self_care
    """)


def test_one_other_open_answer_does_not_alarm_but_two_do(screening_table):
    screening_table("""
        jaw_locked | gut_bleed | testis_sudden | disposition
        -----------+-----------+---------------+------------
        skipped    |           |               | self_care
                   | not_sure  |               | self_care
                   |           | not_sure      | self_care
        not_sure   | not_sure  |               | same_day
                   | skipped   | not_sure      | same_day
    """)


def test_an_open_age_is_read_with_care(screening_table):
    screening_table("""
        age      | pain_worst | disposition
        ---------+------------+------------
        not_sure | 6          | same_day
        skipped  | 8          | same_day
    """)


def test_a_question_nobody_asked_leaves_the_check_open_and_gives_no_plan():
    result = product(person(saddle_numb=None))
    assert result["disposition"] == "self_care"
    assert result["possible"] == "emergency"
    assert not result["decided"]
    assert result["ask_next"] == ["saddle_numb"]
    assert result["plan"] is None


def test_an_answer_that_is_null_was_not_asked():
    assert product({**person(), "saddle_numb": None}) == product(person(saddle_numb=None))


def test_an_open_answer_about_an_item_holds_back_that_item_alone_and_names_the_question():
    result = product(person(poor_circulation="not_sure", damaged_skin_there="not_sure"))
    waiting = {entry["item"]: entry["ask"] for entry in result["plan"]["left_out"] if entry["kind"] == "waiting"}
    assert "heat" in waiting
    assert "damaged_skin_there" in waiting["heat"]
    assert result["plan"]["now"]
