"""Nerves at the base of the spine: minutes and hours count."""

title = "Squeezed nerves at the base of the spine"


def test_one_new_sign_is_enough(screening_table):
    screening_table("""
        saddle_numb | bladder_retention | bowel_loss | sexual_change | disposition | because
        ------------+-------------------+------------+---------------+-------------+----------------------
        yes         |                   |            |               | emergency   | ces_saddle_numb
                    | yes               |            |               | emergency   | ces_bladder_retention
                    |                   | yes        |               | emergency   | ces_bowel
                    |                   |            | yes           | emergency   | ces_sexual
        no          | no                | no         | no            | self_care   |
    """)


def test_not_sure_about_bladder_bowel_or_numbness_is_seen_today(screening_table):
    screening_table("""
        saddle_numb | bladder_retention | bowel_loss | disposition | because
        ------------+-------------------+------------+-------------+----------------------
        not_sure    |                   |            | same_day    | ces_saddle_numb
                    | not_sure          |            | same_day    | ces_bladder_retention
                    |                   | skipped    | same_day    | ces_bowel
    """)


def test_rather_not_say_on_sex_alone_is_not_urgent_but_with_another_open_answer_it_is(screening_table):
    screening_table("""
        sexual_change | saddle_numb | leg_cold | disposition
        --------------+-------------+----------+------------
        skipped       | no          |          | self_care
        skipped       | not_sure    |          | same_day
        skipped       | no          | not_sure | same_day
    """)


def test_a_medicine_that_slows_the_bladder_is_no_excuse(screening_table):
    screening_table("""
        bladder_retention | opioid_patch | disposition | because
        ------------------+--------------+-------------+----------------------
        yes               | yes          | emergency   | ces_bladder_retention
    """)


def test_a_leak_counts_unless_it_is_old_and_unchanged(screening_table):
    screening_table("""
        bladder_leak | leak_old | disposition | because
        -------------+----------+-------------+-----------------
        yes          | no       | emergency   | ces_bladder_leak
        yes          | not_sure | same_day    | ces_bladder_leak
        not_sure     | no       | same_day    | ces_bladder_leak
        yes          | yes      | self_care   |
    """)


def test_both_legs_count_unless_long_standing_and_only_on_walking(screening_table):
    screening_table("""
        both_legs | both_legs_walking_only | disposition | because
        ----------+------------------------+-------------+-----------------
        yes       | no                     | emergency   | ces_bilateral_leg
        yes       | not_sure               | same_day    | ces_bilateral_leg
        yes       | yes                    | soon        | ces_bilateral_leg
    """)


def test_a_weak_leg(screening_table):
    screening_table("""
        leg_weak | weak_without_pain | foot_drop | leg_weak_worse | disposition | because
        ---------+-------------------+-----------+----------------+-------------+---------------
        yes      | yes               | no        | no             | same_day    | neuro_leg_weak
        yes      | no                | yes       | no             | emergency   | neuro_leg_weak
        yes      | no                | no        | yes            | emergency   | neuro_leg_weak
        yes      | not_sure          | no        | no             | same_day    | neuro_leg_weak
        not_sure |                   | not_sure  |                | same_day    | neuro_leg_weak
        yes      | no                | no        | no             | self_care   |
    """)


def test_legs_that_do_not_obey_point_to_the_cord(screening_table):
    screening_table("""
        legs_not_obey | gait_slow | cancer_ever | hands_clumsy | disposition | because
        --------------+-----------+-------------+--------------+-------------+----------
        yes           | no        |             |              | emergency   | cord_gait
        yes           | yes       |             |              | same_day    | cord_gait
        yes           | yes       | yes         |              | emergency   | cord_gait
        yes           | yes       |             | yes          | emergency   | cord_gait
    """)


def test_clumsy_hands(screening_table):
    screening_table("""
        hands_clumsy | hands_fast | bladder_retention | pain_sites  | disposition | because
        -------------+------------+-------------------+-------------+-------------+------------
        yes          | no         |                   | neck_middle | soon        | myelo_hands
        yes          | yes        |                   | neck_middle | emergency   | myelo_hands
        yes          | no         | yes               | neck_middle | emergency   | myelo_hands
    """)


def test_cancer_and_any_nerve_sign_is_an_emergency(screening_table):
    screening_table(
        """
        leg_weak | leg_numb | both_legs | legs_not_obey | bladder_leak | disposition | because
        ---------+----------+-----------+---------------+--------------+-------------+--------
        yes      |          |           |               |              | emergency   | ca_cord
                 | yes      |           |               |              | emergency   | ca_cord
                 |          | yes       |               |              | emergency   | ca_cord
                 |          |           | yes           |              | emergency   | ca_cord
                 |          |           |               | yes          | emergency   | ca_cord
        """,
        cancer_ever="yes",
        weak_without_pain="no",
        both_legs_walking_only="yes",
        gait_slow="yes",
        leak_old="yes",
    )
