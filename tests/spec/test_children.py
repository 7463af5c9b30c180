"""Under 18 the bar is lower, and there is no exercise plan and no medicine."""

title = "Children and young people"


def test_under_10_always_today_and_under_18_within_days(screening_table):
    screening_table("""
        age | disposition | because
        ----+-------------+--------------
        4   | same_day    | special_child
        9   | same_day    | special_child
        10  | soon        | special_child
        17  | soon        | special_child
        18  | self_care   |
    """)


def test_from_10_to_17_any_warning_sign_is_today(screening_table):
    screening_table(
        """
        child_night_pain | child_morning_stiff | child_unwell | child_curve | child_limp | weight_loss | pain_days | disposition
        -----------------+---------------------+--------------+-------------+------------+-------------+-----------+------------
        yes              |                     |              |             |            |             |           | same_day
                         | yes                 |              |             |            |             |           | same_day
                         |                     | yes          |             |            |             |           | same_day
                         |                     |              | yes         |            |             |           | same_day
                         |                     |              |             | yes        |             |           | same_day
                         |                     |              |             |            | yes         |           | same_day
                         |                     |              |             |            |             | 29        | same_day
        """,
        age=14,
    )


def test_any_emergency_sign_stays_an_emergency(screening_table):
    screening_table("""
        age | saddle_numb | disposition
        ----+-------------+------------
        8   | yes         | emergency
        15  | yes         | emergency
    """)


def test_young_athletes_with_weeks_of_low_back_pain(screening_table):
    screening_table("""
        age | back_bend_sport | pain_days | disposition | because
        ----+-----------------+-----------+-------------+----------------
        20  | yes             | 22        | soon        | fx_stress_young
        24  | yes             | 22        | soon        | fx_stress_young
        25  | yes             | 22        | self_care   |
        20  | yes             | 20        | self_care   |
    """)
