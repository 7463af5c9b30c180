"""Pregnant, maybe pregnant, and the six weeks after a birth."""

import pytest

title = "Pregnancy"

WOMAN = {"sex": "female", "age": 30}


@pytest.mark.parametrize(
    "sign",
    ["preg_bleeding", "preg_fluid", "preg_tightening", "preg_baby_less", "preg_head_sight", "fever", "pee_burns"],
)
def test_pregnant_with_any_warning_sign_rings_the_maternity_unit_now(screening_table, sign):
    screening_table(
        f"""
        {sign} | disposition | because
        -------+-------------+-------------
        yes    | same_day    | preg_warning
        """,
        **WOMAN,
        pregnant="yes",
        pregnancy_weeks=30,
    )


@pytest.mark.parametrize("sign", ["preg_heavy_bleeding", "preg_constant_pain", "fit", "breathless", "chest_pain"])
@pytest.mark.parametrize("state", [{"pregnant": "yes", "pregnancy_weeks": 30}, {"gave_birth_6_weeks": "yes"}], ids=str)
def test_pregnant_or_just_given_birth_with_a_grave_sign_is_an_emergency(screening_table, sign, state):
    screening_table(
        f"""
        {sign} | disposition | because
        -------+-------------+-------------
        yes    | emergency   | preg_warning
        """,
        **WOMAN,
        **state,
    )


def test_maybe_pregnant_and_signs_of_a_pregnancy_in_the_wrong_place(screening_table):
    screening_table(
        """
        shoulder_tip_pain | fainted | belly_pain | belly_sudden_severe | low_belly_one_side | unusual_bleeding | disposition | because
        ------------------+---------+------------+---------------------+--------------------+------------------+-------------+------------
        yes               |         |            |                     |                    |                  | emergency   | gyn_ectopic
                          | yes     |            |                     |                    |                  | emergency   | gyn_ectopic
                          |         | yes        | yes                 |                    |                  | emergency   | gyn_ectopic
                          |         |            |                     | yes                |                  | same_day    | gyn_ectopic
                          |         |            |                     |                    | yes              | same_day    | gyn_ectopic
        """,
        **WOMAN,
        could_be_pregnant="yes",
    )


def test_not_sure_whether_pregnant_counts_as_could_be(screening_table):
    screening_table(
        """
        could_be_pregnant | unusual_bleeding | shoulder_tip_pain | disposition
        ------------------+------------------+-------------------+------------
        not_sure          | yes              |                   | same_day
        not_sure          |                  | yes               | same_day
        """,
        **WOMAN,
    )


def test_pelvic_pain_is_asked_pregnant_or_not(screening_table):
    screening_table("""
        sex    | pelvic_sudden | low_belly_one_side | fever | disposition | because
        -------+---------------+--------------------+-------+-------------+-----------
        female | yes           |                    |       | emergency   | gyn_pelvic
        female |               | yes                | yes   | same_day    | gyn_pelvic
    """)


def test_sudden_testicle_pain_is_an_emergency(screening_table):
    screening_table("""
        sex  | testis_sudden | disposition | because
        -----+---------------+-------------+--------------
        male | yes           | emergency   | testis_sudden
    """)


def test_breath_stab_in_pregnancy_and_after_birth(screening_table):
    screening_table(
        """
        pregnant | gave_birth_6_weeks | disposition | because
        ---------+--------------------+-------------+------------
        yes      | no                 | emergency   | pulm_pe_ptx
        no       | yes                | emergency   | pulm_pe_ptx
        """,
        **WOMAN,
        breath_stab="yes",
        breath_reproduced="yes",
    )


def test_a_kidney_stone_in_pregnancy_is_an_emergency(screening_table):
    screening_table(
        """
        pregnant | colic_waves | disposition | because
        ---------+-------------+-------------+----------
        yes      | yes         | emergency   | ren_colic
        no       | yes         | same_day    | ren_colic
        """,
        **WOMAN,
    )
