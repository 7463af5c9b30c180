"""How a spasm is named: by time, by onset, by severity, by pattern."""

import pytest

from tests.oracle.agree import product
from tests.spec.conftest import person, rows_of, value_of

title = "Names for the pain"


@pytest.fixture
def profile_table():
    """As `screening_table`; the columns `time_class`, `onset`, `severity`, `region` and `modifier` are expectations."""
    axes = ("time_class", "onset", "severity", "region")

    def check_rows(table, **given):
        for row in rows_of(table):
            expected = {axis: row.pop(axis) for axis in axes if axis in row}
            modifier = row.pop("modifier", None)
            changes = {fact: value_of(fact, cell) for fact, cell in row.items()}
            profile = product(person(**{**given, **changes}))["profile"]
            assert {axis: profile[axis] for axis in expected} == expected, changes
            assert modifier is None or modifier in profile["modifiers"], changes

    return check_rows


def test_time(profile_table):
    profile_table("""
        pain_days | time_class
        ----------+---------------
        0         | tc_provisional
        1         | tc_provisional
        2         | tc_acute
        41        | tc_acute
        42        | tc_subacute
        84        | tc_subacute
        85        | tc_chronic
    """)


def test_severity_is_the_worse_of_pain_and_function(profile_table):
    profile_table("""
        pain_now | pain_worst | function     | severity
        ---------+------------+--------------+-------------
        0        | 0          | no_limit     | sev_none
        0        | 1          | no_limit     | sev_mild
        1        | 3          | discomfort   | sev_mild
        1        | 3          | slow         | sev_moderate
        4        | 4          | no_limit     | sev_moderate
        5        | 6          | slow         | sev_moderate
        5        | 7          | slow         | sev_severe
        1        | 3          | needs_help   | sev_severe
        1        | 3          | cannot_stand | sev_immobile
    """)


def test_onset(profile_table):
    profile_table("""
        pain_days | onset_speed   | trigger         | earlier_episodes_12_months | spasm_days_weekly | onset
        ----------+---------------+-----------------+----------------------------+-------------------+---------------------
        1         | within_minute | position_change | 0                          | 0                 | spasm_acute
        5         | within_hour   | lift            | 0                          | 0                 | spasm_acute
        5         | within_minute | no_trigger      | 0                          | 0                 | spasm_acute
        5         | over_days     | lift            | 0                          | 0                 | spasm_gradual
        100       | over_days     | lift            | 0                          | 0                 | spasm_chronic
        5         | over_days     | lift            | 3                          | 0                 | spasm_chronic
        5         | over_days     | lift            | 0                          | 1                 | spasm_chronic
        100       | within_minute | lift            | 0                          | 0                 | spasm_sudden_on_long
    """)


def test_recurrent_and_flare(profile_table):
    profile_table("""
        pain_days | earlier_episodes_12_months | pain_free_month_between | worse_than_usual_flare | modifier
        ----------+----------------------------+-------------------------+------------------------+--------------
        5         | 1                          | yes                     |                        | mod_recurrent
        120       | 0                          | no                      | yes                    | mod_flare
    """)


def test_region(profile_table):
    profile_table("""
        pain_sites                      | region
        --------------------------------+----------------
        neck_left                       | region_neck
        mid_back_left                   | region_thoracic
        low_back_left + buttock_left    | region_lumbar
        neck_left + low_back_left       | region_several
    """)


def test_a_simple_spasm_is_likely_from_four_features_and_possible_from_two():
    def confidence(**changes):
        patterns = product(person(**changes))["profile"]["patterns"]
        return {entry["pattern"]: entry["confidence"] for entry in patterns}.get("spasm")

    assert confidence(worse_bending="yes", tight_locked="yes") == "likely"
    assert confidence(worse_bending="no", tight_locked="no") == "possible"
    assert confidence(worse_bending="yes", tight_locked="yes", eases_with_position="no") is None
    assert confidence(leg_below_knee="yes", leg_numb="yes") is None


def test_sciatica_is_likely_from_three_features_and_possible_from_two():
    def confidence(**changes):
        patterns = product(person(**changes))["profile"]["patterns"]
        return {entry["pattern"]: entry["confidence"] for entry in patterns}.get("radicular_leg")

    assert confidence(leg_below_knee="yes", leg_worse_than_back="yes", leg_numb="yes") == "likely"
    assert confidence(leg_below_knee="yes", leg_numb="yes") == "possible"
    assert confidence(leg_below_knee="yes") is None


def test_a_name_never_changes_the_disposition():
    """A flare is not inferred from the score, and a label is no excuse: danger rules run first."""
    result = product(person(saddle_numb="yes"))
    assert result["disposition"] == "emergency"
    assert result["plan"] is None
