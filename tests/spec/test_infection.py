"""Infection of the spine, the blood, the brain's lining and the kidney."""

title = "Infection"


def test_fever(screening_table):
    screening_table("""
        fever | diabetes | recent_infection | confused | sepsis_other | saddle_numb | disposition | because
        ------+----------+------------------+----------+--------------+-------------+-------------+----------------
        yes   |          |                  |          |              |             | same_day    | inf_fever_spine
        yes   | yes      |                  |          |              |             | emergency   | inf_fever_spine
        yes   |          | yes              |          |              |             | emergency   | inf_fever_spine
        yes   |          |                  | yes      |              |             | emergency   | inf_fever_spine
        yes   |          |                  |          | yes          |             | emergency   | inf_fever_spine
        yes   |          |                  |          |              | yes         | emergency   | inf_fever_spine
    """)


def test_night_sweats(screening_table):
    screening_table("""
        night_sweats | weight_loss | diabetes | trigger    | disposition | because
        -------------+-------------+----------+------------+-------------+----------------
        yes          | no          | no       | lift       | soon        | inf_fever_spine
        yes          | yes         | no       | lift       | same_day    | inf_fever_spine
        yes          | no          | yes      | lift       | same_day    | inf_fever_spine
        yes          | no          | no       | no_trigger | same_day    | inf_fever_spine
    """)


def test_a_strong_risk_and_new_severe_or_unexplained_pain_even_without_fever(screening_table):
    for risk in (
        {"infection_prone": "yes", "weak_immune": "yes"},
        {"body_line": "yes", "dialysis": "yes"},
        {"tuberculosis_ever": "yes"},
        {"recent_infection": "yes"},
        {"hospital_or_spine": "yes", "hospital_stay_3_months": "yes"},
        {"hospital_or_spine": "yes", "spine_procedure_3_months": "yes"},
        {"street_drugs": "yes", "injected_drugs": "yes"},
    ):
        screening_table(
            """
            pain_worst | trigger    | disposition | because
            -----------+------------+-------------+---------
            7          | lift       | same_day    | inf_risk
            4          | no_trigger | same_day    | inf_risk
            """,
            pain_now=3,
            **risk,
        )


def test_diabetes_alone_is_not_urgent(screening_table):
    screening_table("""
        diabetes | pain_worst | fever | disposition | because
        ---------+------------+-------+-------------+---------
        yes      | 7          | no    | soon        | inf_risk
        yes      | 6          | no    | self_care   |
        yes      | 6          | yes   | emergency   | inf_risk
    """)


def test_signs_of_sepsis(screening_table):
    screening_table("""
        confused | sepsis_skin | sepsis_other | disposition | because
        ---------+-------------+--------------+-------------+-----------
        yes      |             |              | emergency   | inf_sepsis
                 | yes         |              | emergency   | inf_sepsis
                 |             | yes          | emergency   | inf_sepsis
        not_sure |             |              | same_day    | inf_sepsis
    """)


def test_stiff_neck_and_headache(screening_table):
    screening_table(
        """
        neck_chin_stiff | fever | sepsis_skin | bad_headache | headache_thunder | sick_vomiting | light_hurts | disposition
        ----------------+-------+-------------+--------------+------------------+---------------+-------------+------------
        yes             | yes   |             |              |                  |               |             | emergency
        yes             |       | yes         |              |                  |               |             | emergency
                        |       |             | yes          | yes              |               |             | emergency
                        |       |             | yes          |                  | yes           |             | emergency
                        |       |             | yes          |                  |               | yes         | emergency
                        |       |             |              |                  | yes           | yes         | emergency
        yes             |       |             |              |                  |               |             | self_care
        """,
        pain_sites=["neck_left"],
        trigger="bend_twist",
        age=30,
    )


def test_kidney_infection(screening_table):
    screening_table("""
        fever | pee_burns | sick_vomiting | confused | disposition | because
        ------+-----------+---------------+----------+-------------+----------
        yes   | yes       |               |          | same_day    | ren_pyelo
              | yes       | yes           |          | same_day    | ren_pyelo
        yes   |           | yes           |          | same_day    | ren_pyelo
        yes   | yes       |               | yes      | emergency   | ren_pyelo
    """)


def test_shingles(screening_table):
    screening_table("""
        rash_stripe | stripe_has_rash | infection_prone | weak_immune | disposition | because
        ------------+-----------------+-----------------+-------------+-------------+---------
        yes         | yes             |                 |             | same_day    | zos_band
        yes         | no              |                 |             | soon        | zos_band
        yes         | no              | yes             | yes         | same_day    | zos_band
    """)


def test_after_a_needle_in_the_spine(screening_table):
    screening_table(
        """
        fever | leg_numb | bladder_retention | neuraxial_site | disposition | because
        ------+----------+-------------------+----------------+-------------+--------------
        yes   |          |                   |                | emergency   | post_neuraxial
              | yes      |                   |                | emergency   | post_neuraxial
              |          | yes               |                | emergency   | post_neuraxial
              |          |                   | yes            | same_day    | post_neuraxial
        """,
        hospital_or_spine="yes",
        spine_procedure_3_months="yes",
        neuraxial_6_weeks="yes",
    )
