"""The person this is made for: a plain spasm, no danger sign, and a plan."""

from tests.oracle.agree import product
from tests.spec.conftest import person

title = "A simple spasm"


def test_a_plain_spasm_is_looked_after_at_home():
    result = product(person())
    assert result["disposition"] == result["possible"] == "self_care"
    assert result["decided"]
    assert not result["reasons"]
    assert {"pattern": "spasm", "confidence": "likely"} in result["profile"]["patterns"]
    assert result["plan"]["now"]
    assert result["plan"]["return_signs"]


def test_ordinary_spasms_do_not_alarm(screening_table):
    screening_table("""
        age | pain_sites              | trigger         | onset_speed   | pain_worst | disposition
        ----+-------------------------+-----------------+---------------+------------+------------
        25  | low_back_left           | bend_twist      | within_minute | 9          | self_care
        35  | neck_right              | woke_with_it    | over_hours    | 5          | self_care
        50  | low_back_middle         | position_change | within_minute | 6          | self_care
        59  | low_back_left           | lift            | within_hour   | 8          | self_care
        40  | low_back_left           | no_trigger      | within_minute | 8          | self_care
        45  | low_back_right          | awkward_posture | over_days     | 4          | self_care
    """)


def test_pain_that_no_position_eases_or_that_fits_nothing_is_looked_at_within_days(screening_table):
    screening_table("""
        eases_with_position | tight_locked | worse_bending | trigger | disposition
        --------------------+--------------+---------------+---------+------------
        no                  |              |               |         | soon
                            |              |               |         | self_care
    """, pain_worst=4)  # fmt: skip


def test_leg_pain_from_a_nerve_root_is_looked_at_within_days(screening_table):
    screening_table("""
        leg_below_knee | leg_worse_than_back | leg_numb | disposition
        ---------------+---------------------+----------+------------
        yes            | yes                 | yes      | soon
    """)


def test_the_same_pain_that_is_organ_related_is_not_a_spasm(screening_table):
    screening_table("""
        changes_with_movement | eases_with_position | belly_pain | pee_burns | disposition | because
        ----------------------+---------------------+------------+-----------+-------------+-------------
        no                    | no                  | yes        |           | same_day    | pat_visceral
        no                    | no                  |            | yes       | same_day    | pat_visceral
    """, pain_worst=5)  # fmt: skip
