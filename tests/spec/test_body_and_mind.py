"""Belly, kidneys, medicines, and being safe."""

title = "Belly, medicines and safety"


def test_belly(screening_table):
    screening_table("""
        gut_bleed | belly_pain | upper_belly | belly_sudden_severe | yellow_eyes | disposition | because
        ----------+------------+-------------+---------------------+-------------+-------------+---------------
        yes       |            |             |                     |             | emergency   | visc_upper_abd
                  | yes        | yes         | yes                 |             | emergency   | visc_upper_abd
                  | yes        | yes         | no                  | yes         | same_day    | visc_upper_abd
    """)


def test_kidney_stones(screening_table):
    screening_table(
        """
        colic_waves | fever | one_kidney | bladder_retention | disposition | because
        ------------+-------+------------+-------------------+-------------+----------
        yes         |       |            |                   | same_day    | ren_colic
        yes         | yes   |            |                   | emergency   | ren_colic
        yes         |       | yes        |                   | emergency   | ren_colic
        yes         |       |            | yes               | emergency   | ren_colic
        """
    )


def test_dark_pee(screening_table):
    screening_table("""
        pee_red_dark | dark_pee | muscles_weak_sore | disposition | because
        -------------+----------+-------------------+-------------+----------------
        yes          | yes      | yes               | emergency   | rhabdo_dark_pee
        yes          | yes      | no                | same_day    | rhabdo_dark_pee
    """)


def test_sickle_cell(screening_table):
    screening_table("""
        sickle_cell | pain_worst | fever | breathless | disposition | because
        ------------+------------+-------+------------+-------------+------------
        yes         | 5          |       |            | same_day    | sickle_pain
        yes         | 8          |       |            | emergency   | sickle_pain
        yes         | 5          | yes   |            | emergency   | sickle_pain
        yes         | 5          |       | yes        | emergency   | sickle_pain
    """, breath_only_catches="yes")  # fmt: skip


def test_people_whose_body_makes_no_steroid(screening_table):
    screening_table(
        """
        sick_vomiting | very_weak_runs | fainted | confused | steroid_missed | disposition | because
        --------------+----------------+---------+----------+----------------+-------------+---------------
        yes           |                |         |          |                | emergency   | adrenal_crisis
                      | yes            |         |          |                | emergency   | adrenal_crisis
                      |                | yes     |          |                | emergency   | adrenal_crisis
                      |                |         | yes      |                | emergency   | adrenal_crisis
                      |                |         |          | yes            | emergency   | adrenal_crisis
        """,
        steroids="yes",
        steroid_dependent="yes",
    )


def test_a_baclofen_pump(screening_table):
    screening_table(
        """
        pump_trouble | fever | confused | disposition | because
        -------------+-------+----------+-------------+--------------
        yes          |       |          | emergency   | baclofen_pump
                     | yes   |          | emergency   | baclofen_pump
                     |       | yes      | emergency   | baclofen_pump
        """,
        body_line="yes",
        baclofen_pump="yes",
    )


def test_stopped_medicines(screening_table):
    screening_table(
        """
        stopped_sedative | stopped_opioid | withdrawal_signs | fit | disposition | because
        -----------------+----------------+------------------+-----+-------------+----------------
        yes              |                | yes              |     | emergency   | drug_withdrawal
        yes              |                |                  | yes | emergency   | drug_withdrawal
                         | yes            |                  |     | same_day    | drug_withdrawal
        """,
        drug_stopped="yes",
    )


def test_stuck_in_a_twist_after_a_drug_and_a_locked_jaw(screening_table):
    screening_table("""
        stuck_twist | dystonia_airway | jaw_locked | disposition | because
        ------------+-----------------+------------+-------------+--------------
        yes         | no              |            | same_day    | drug_dystonia
        yes         | yes             |            | emergency   | drug_dystonia
                    |                 | yes        | emergency   | tox_tetanus
    """)


def test_cramps_in_many_places(screening_table):
    screening_table(
        """
        water_tablets | lips_tingle | days_vomit_runs | heart_skips | fit | disposition | because
        --------------+-------------+-----------------+-------------+-----+-------------+-------------
        yes           |             |                 |             |     | soon        | metab_cramps
                      | yes         |                 |             |     | same_day    | metab_cramps
                      |             | yes             |             |     | same_day    | metab_cramps
                      |             |                 | yes         |     | emergency   | metab_cramps
                      |             |                 |             | yes | emergency   | metab_cramps
        """,
        aches_many="yes",
        cramps_all_over="yes",
    )


def test_statins(screening_table):
    screening_table("""
        aches_many | statin_new | muscles_weak_sore | disposition | because
        -----------+------------+-------------------+-------------+---------------
        yes        | yes        | no                | soon        | statin_myalgia
        yes        | yes        | yes               | same_day    | statin_myalgia
    """)


def test_too_many_painkillers(screening_table):
    screening_table("""
        overdose | overdose_on_purpose | overdose_big | sick_vomiting | disposition | because
        ---------+---------------------+--------------+---------------+-------------+---------------------
        yes      | yes                 |              |               | emergency   | overdose_painkillers
        yes      |                     | yes          |               | emergency   | overdose_painkillers
        yes      |                     |              | yes           | emergency   | overdose_painkillers
        yes      | no                  | no           | no            | same_day    | overdose_painkillers
    """)


def test_thoughts_of_ending_life(screening_table):
    screening_table("""
        self_harm_thoughts | self_harm_plan | self_harm_done | disposition | because
        -------------------+----------------+----------------+-------------+------------------------
        yes                | no             | no             | same_day    | proc_harm_self_or_other
        yes                | yes            | no             | emergency   | proc_harm_self_or_other
        yes                |                | yes            | emergency   | proc_harm_self_or_other
        not_sure           | no             | no             | same_day    | proc_harm_self_or_other
    """)


def test_unsafe_at_home(screening_table):
    screening_table("""
        unsafe_at_home | disposition | because
        ---------------+-------------+------------------------
        yes            | same_day    | proc_harm_self_or_other
    """)


def test_cannot_get_up(screening_table):
    screening_table(
        """
        pain_worst | function     | lives_alone_no_help | saddle_numb | belly_pain | disposition | because
        -----------+--------------+---------------------+-------------+------------+-------------+---------------------
        8          | cannot_stand | no                  |             |            | same_day    | pain_severe_immobile
        5          | needs_help   | yes                 |             |            | same_day    | pain_severe_immobile
        8          | cannot_stand | no                  | yes         |            | emergency   | pain_severe_immobile
        8          | cannot_stand | no                  |             | yes        | emergency   | pain_severe_immobile
        """,
        pain_now=5,
    )


def test_checked_before_and_no_better(screening_table):
    screening_table("""
        seen_twice | getting_worse | no_better | pain_days | disposition | because
        -----------+---------------+-----------+-----------+-------------+---------------
        yes        | yes           |           | 5         | same_day    | proc_no_better
        yes        | no            | yes       | 42        | soon        | proc_no_better
        yes        | no            | no        | 5         | self_care   |
    """)


def test_long_inflammatory_pain_is_a_routine_visit(screening_table):
    screening_table(
        """
        wakes_late_night | buttock_pain | better_with_movement | family_spa | red_painful_eye | disposition | because
        -----------------+--------------+----------------------+------------+-----------------+-------------+--------------
        yes              | yes          | yes                  | yes        |                 | routine     | infl_axspa
        yes              | yes          | yes                  |            |                 | routine     | infl_axspa
                         |              |                      |            | yes             | same_day    | infl_eye_bowel
        """,
        pain_days=120,
        age_at_onset=36,
    )
