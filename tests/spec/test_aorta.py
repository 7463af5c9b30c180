"""The great vessel: a tear or a leak that hides as back pain."""

title = "The aorta"


def test_faint_or_cold_sweat_with_pain_from_50_on(screening_table):
    screening_table("""
        age | fainted | cold_sweat | disposition | because
        ----+---------+------------+-------------+--------
        50  | yes     |            | emergency   | vas_aaa
        50  |         | yes        | emergency   | vas_aaa
        72  | yes     |            | emergency   | vas_aaa
    """)


def test_a_known_wide_aorta_and_any_new_pain(screening_table):
    screening_table(
        """
        pain_worst | pain_days | age | disposition | because
        -----------+-----------+-----+-------------+--------
        2          | 1         | 45  | emergency   | vas_aaa
        8          | 10        | 70  | emergency   | vas_aaa
        """,
        vessel_trouble="yes",
        aortic_aneurysm="yes",
        pain_now=2,
    )


def test_new_severe_pain_from_60_on_is_seen_in_person_whatever_the_trigger_and_even_if_a_position_eases_it(
    screening_table,
):
    screening_table("""
        age | pain_worst | trigger         | onset_speed   | disposition | because
        ----+------------+-----------------+---------------+-------------+--------
        60  | 7          | lift            | within_minute | same_day    | vas_aaa
        68  | 9          | bend_twist      | within_hour   | same_day    | vas_aaa
        68  | 7          | lift            | over_hours    | same_day    | vas_aaa
        75  | 7          | position_change | over_days     | same_day    | vas_aaa
        59  | 7          | lift            | within_minute | self_care   |
    """)


def test_severe_within_an_hour_from_60_on_with_one_more_sign(screening_table):
    screening_table(
        """
        belly_pain | pain_sites            | groin_pain | eases_with_position | trigger    | disposition | because
        -----------+-----------------------+------------+---------------------+------------+-------------+--------
        yes        |                       |            |                     |            | emergency   | vas_aaa
                   | flank_left            |            |                     |            | emergency   | vas_aaa
                   |                       | yes        |                     |            | emergency   | vas_aaa
                   |                       |            | no                  |            | emergency   | vas_aaa
                   |                       |            |                     | no_trigger | emergency   | vas_aaa
                   |                       |            | not_sure            |            | same_day    | vas_aaa
        """,
        age=66,
        pain_worst=8,
        onset_speed="within_hour",
    )


def test_worst_ever_counts_as_severe_from_60_on(screening_table):
    screening_table("""
        age | pain_worst | worst_ever | trigger    | disposition | because
        ----+------------+------------+------------+-------------+--------
        64  | 6          | yes        | lift       | same_day    | vas_aaa
        64  | 6          | yes        | no_trigger | emergency   | vas_aaa
    """)


def test_moderate_new_pain_from_60_on_with_a_risk_for_the_aorta(screening_table):
    """An unknown risk counts as a risk at this age."""
    screening_table(
        """
        pain_worst | ever_smoked | high_blood_pressure | same_as_before | disposition | because
        -----------+-------------+---------------------+----------------+-------------+--------
        4          | yes         |                     | no             | same_day    | vas_aaa
        5          |             | yes                 | no             | same_day    | vas_aaa
        5          | not_sure    |                     | no             | same_day    | vas_aaa
        6          | yes         |                     | not_sure       | same_day    | vas_aaa
        """,
        age=68,
        pain_now=4,
        onset_speed="over_hours",
        pain_sites=["low_back_left"],
    )


def test_the_ruptured_aneurysm_that_looks_like_a_strain(screening_table):
    """A smoker of 68 who lifted something: no variant may end below `same_day`."""
    screening_table(
        """
        pain_worst | onset_speed   | pain_sites     | ever_smoked | eases_with_position | disposition
        -----------+---------------+----------------+-------------+---------------------+------------
        4          | within_minute | low_back_left  | yes         | yes                 | same_day
        5          | within_hour   | low_back_left  | yes         | yes                 | same_day
        6          | over_hours    | low_back_left  | yes         | yes                 | same_day
        5          | within_hour   | low_back_left  | not_sure    | yes                 | same_day
        5          | within_hour   | low_back_left  | skipped     | yes                 | same_day
        8          | within_hour   | low_back_left  | yes         | no                  | emergency
        8          | within_minute | flank_left     | no          | yes                 | emergency
        8          | over_hours    | low_back_left  | no          | yes                 | same_day
        """,
        age=68,
        trigger="lift",
        pain_now=4,
    )


def test_a_pulse_in_the_belly(screening_table):
    screening_table("""
        belly_pulse | pain_worst | age | disposition | because
        ------------+------------+-----+-------------+--------
        yes         | 8          | 45  | emergency   | vas_aaa
        yes         | 3          | 45  | same_day    | vas_aaa
    """, pain_now=3)  # fmt: skip


def test_sudden_severe_pain_alone_is_the_picture_of_a_spasm_and_does_not_alarm(screening_table):
    screening_table("""
        pain_worst | onset_speed   | trigger         | pain_sites     | age | disposition
        -----------+---------------+-----------------+----------------+-----+------------
        9          | within_minute | position_change | low_back_left  | 40  | self_care
        9          | within_minute | no_trigger      | low_back_left  | 40  | self_care
        8          | within_minute | bend_twist      | low_back_right | 49  | self_care
    """)


def test_sudden_severe_pain_with_one_more_sign_may_be_a_tear(screening_table):
    screening_table(
        """
        tearing_moving | chest_pain | belly_pain | breathless | stroke_sign | leg_cold | disposition | because
        ---------------+------------+------------+------------+-------------+----------+-------------+---------------
        yes            |            |            |            |             |          | emergency   | vas_dissection
                       | yes        |            |            |             |          | emergency   | vas_dissection
                       |            | yes        |            |             |          | emergency   | vas_dissection
                       |            |            | yes        |             |          | emergency   | vas_dissection
                       |            |            |            | yes         |          | emergency   | vas_dissection
                       |            |            |            |             | yes      | emergency   | vas_dissection
        """,
        pain_worst=8,
        breath_only_catches="yes",
    )


def test_no_trigger_and_no_position_that_eases_it_is_an_emergency(screening_table):
    screening_table(
        """
        trigger    | changes_with_movement | eases_with_position | pain_sites            | age | disposition
        -----------+-----------------------+---------------------+-----------------------+-----+------------
        no_trigger | no                    | no                  | low_back_left         | 35  | emergency
        no_trigger | no                    | no                  | between_blades_middle | 35  | emergency
        no_trigger | yes                   | yes                 | between_blades_left   | 35  | same_day
        no_trigger | yes                   | yes                 | low_back_left         | 50  | same_day
        """,
        pain_worst=8,
    )


def test_what_makes_a_tear_more_likely(screening_table):
    screening_table(
        """
        connective_tissue_disorder | aortic_family | heart_valve_surgery | disposition | because
        ---------------------------+---------------+---------------------+-------------+---------------
        yes                        |               |                     | emergency   | vas_dissection
                                   | yes           |                     | emergency   | vas_dissection
                                   |               | yes                 | emergency   | vas_dissection
        """,
        vessel_trouble="yes",
        pain_worst=8,
    )
    screening_table(
        """
        stimulants_recent | disposition | because
        ------------------+-------------+---------------
        yes               | emergency   | vas_dissection
        """,
        street_drugs="yes",
        pain_worst=8,
    )


def test_upper_back_site_alone_is_no_sign_but_age_or_blood_pressure_with_it_is(screening_table):
    screening_table(
        """
        age | high_blood_pressure | disposition | because
        ----+---------------------+-------------+---------------
        40  | no                  | self_care   |
        50  | no                  | same_day    | vas_dissection
        40  | yes                 | same_day    | vas_dissection
        """,
        pain_worst=8,
        pain_sites=["between_blades_left"],
        trigger="reach",
        reproduced_by_moving="yes",
    )


def test_a_cold_leg_is_an_emergency(screening_table):
    screening_table("""
        leg_cold | disposition | because
        ---------+-------------+-------------
        yes      | emergency   | vas_cold_leg
    """)
