"""After a crash, a fall or a blow."""

title = "Injury"

HIT = {"injury": "yes", "trigger": "injury", "injury_major": "yes"}
CLEARED_NECK = {"csr_walked": "yes", "csr_simple_rear": "no", "csr_sitting": "yes", "csr_pain_later": "no"}


def test_a_hard_hit(screening_table):
    screening_table(
        """
        injury_when     | saddle_numb | neck_limb_tingle | disposition | because
        ----------------+-------------+------------------+-------------+----------------
        within_48_hours |             |                  | emergency   | fx_major_trauma
        days_3_to_14    |             |                  | same_day    | fx_major_trauma
        days_3_to_14    | yes         |                  | emergency   | fx_major_trauma
        days_3_to_14    |             | yes              | emergency   | fx_major_trauma
        not_sure        |             |                  | same_day    | fx_major_trauma
        """,
        **HIT,
    )


def test_a_bruise_over_the_spine(screening_table):
    screening_table("""
        injury | injury_major | injury_when     | spine_bruise | disposition | because
        -------+--------------+-----------------+--------------+-------------+---------------
        yes    | no           | within_48_hours | yes          | same_day    | fx_bruise_graze
        yes    | yes          | within_48_hours | yes          | emergency   | fx_bruise_graze
    """)


def test_a_neck_blow_follows_the_neck_rule(screening_table):
    """High-risk signs first; then at least one low-risk sign must be there; only then does turning count."""
    screening_table(
        """
        age | injury_major | neck_limb_tingle | csr_walked | csr_sitting | cannot_turn_45 | disposition | because
        ----+--------------+------------------+------------+-------------+----------------+-------------+-------------
        30  | no           | no               | yes        | yes         | no             | self_care   |
        30  | no           | no               | yes        | yes         | yes            | emergency   | fx_neck_rule
        30  | no           | no               | no         | no          | no             | emergency   | fx_neck_rule
        65  | no           | no               | yes        | yes         | no             | emergency   | fx_neck_rule
        30  | yes          | no               | yes        | yes         | no             | emergency   | fx_neck_rule
        30  | no           | yes              | yes        | yes         | no             | emergency   | fx_neck_rule
        15  | no           | no               | yes        | yes         | no             | emergency   | fx_neck_rule
        30  | no           | no               | yes        | yes         | not_sure       | same_day    | fx_neck_rule
        """,
        injury="yes",
        injury_when="within_48_hours",
        pain_sites=["neck_left"],
        trigger="position_change",
        csr_simple_rear="no",
        csr_pain_later="no",
        csr_no_midline="no",
    )


def test_waking_with_a_stiff_neck_is_not_an_injury(screening_table):
    screening_table("""
        trigger       | pain_sites | injury | cannot_turn_45 | disposition
        --------------+------------+--------+----------------+------------
        woke_with_it  | neck_left  | no     | yes            | self_care
    """)


def test_hip_after_a_fall(screening_table):
    screening_table("""
        injury | injury_when  | hip_groin_fall | hip_no_weight | age | disposition | because
        -------+--------------+----------------+---------------+-----+-------------+-------------
        yes    | days_3_to_14 | yes            | yes           | 40  | emergency   | hip_fracture
        yes    | days_3_to_14 | yes            | no            | 65  | same_day    | hip_fracture
    """)


def test_blood_thinners(screening_table):
    screening_table(
        """
        injury | head_blow | pain_worst | pain_sites | trigger    | eases_with_position | leg_numb | fainted | groin_pain | disposition
        -------+-----------+------------+------------+------------+---------------------+----------+---------+------------+------------
        yes    | yes       |            |            |            |                     |          |         |            | emergency
        yes    | no        |            |            |            |                     |          |         |            | same_day
               |           | 8          |            | lift       | yes                 |          |         |            | same_day
               |           | 8          |            | no_trigger | yes                 |          |         |            | emergency
               |           | 8          |            | lift       | no                  |          |         |            | emergency
               |           | 5          | flank_left |            |                     |          |         |            | emergency
               |           | 5          |            |            |                     | yes      |         |            | emergency
               |           | 5          |            |            |                     |          | yes     |            | emergency
               |           | 5          |            |            |                     |          |         | yes        | emergency
        """,
        blood_thinner="yes",
        injury_when="days_3_to_14",
        faint_recovered="yes",
        pain_now=4,
    )
