"""Heart, lungs and the arteries of the neck, felt in the back."""

title = "Chest and breath"


def test_signs_of_the_heart(screening_table):
    screening_table("""
        chest_pain | jaw_arm_pain | cold_sweat | disposition | because
        -----------+--------------+------------+-------------+---------
        yes        |              |            | emergency   | card_acs
                   | yes          |            | emergency   | card_acs
                   |              | yes        | emergency   | card_acs
        not_sure   |              |            | same_day    | card_acs
    """)


def test_feeling_sick_with_upper_back_pain(screening_table):
    """Under 40, moved by movement and with no heart risk it is today; otherwise now."""
    screening_table(
        """
        age | diabetes | vessel_trouble | changes_with_movement | disposition | because
        ----+----------+----------------+-----------------------+-------------+---------
        39  | no       | no             | yes                   | same_day    | card_acs
        40  | no       | no             | yes                   | emergency   | card_acs
        39  | yes      | no             | yes                   | emergency   | card_acs
        39  | no       | yes            | yes                   | emergency   | card_acs
        """,
        sick_vomiting="yes",
        pain_sites=["between_blades_left"],
        reproduced_by_moving="yes",
        pain_worst=5,
    )


def test_short_of_breath(screening_table):
    screening_table("""
        breathless | breath_only_catches | age | disposition | because
        -----------+---------------------+-----+-------------+------------
        yes        | no                  | 30  | emergency   | pulm_pe_ptx
        yes        | yes                 | 30  | same_day    | pulm_pe_ptx
        yes        | yes                 | 40  | emergency   | pulm_pe_ptx
        yes        | not_sure            | 30  | same_day    | pulm_pe_ptx
        not_sure   | no                  | 30  | same_day    | pulm_pe_ptx
    """)


def test_a_stab_on_breathing_with_anything_that_makes_a_clot_likely(screening_table):
    screening_table(
        """
        recent_bed_rest | clot_before | cancer_ever | oestrogen | long_trip | cough_blood | calf_swollen | disposition
        ----------------+-------------+-------------+-----------+-----------+-------------+--------------+------------
        yes             |             |             |           |           |             |              | emergency
                        | yes         |             |           |           |             |              | emergency
                        |             | yes         |           |           |             |              | emergency
                        |             |             | yes       |           |             |              | emergency
                        |             |             |           | yes       |             |              | emergency
                        |             |             |           |           | yes         |              | emergency
                        |             |             |           |           |             | yes          | emergency
                        |             |             |           |           |             |              | soon
        """,
        breath_stab="yes",
        breath_reproduced="yes",
    )


def test_a_stab_on_breathing_alone(screening_table):
    screening_table("""
        breath_stab | breath_reproduced | fever | disposition | because
        ------------+-------------------+-------+-------------+------------
        yes         | yes               | no    | soon        | pulm_pe_ptx
        yes         | no                | no    | same_day    | pulm_pe_ptx
        yes         | yes               | yes   | same_day    | pulm_pe_ptx
    """)


def test_one_swollen_calf_is_seen_today(screening_table):
    screening_table("""
        calf_swollen | disposition | because
        -------------+-------------+------------
        yes          | same_day    | pulm_pe_ptx
    """)


def test_a_stroke_sign_is_an_emergency(screening_table):
    screening_table("""
        stroke_sign | pain_sites | disposition | because
        ------------+------------+-------------+---------------
        yes         | neck_left  | emergency   | vas_neck_artery
        not_sure    | neck_left  | same_day    | vas_neck_artery
    """)


def test_new_one_sided_neck_pain_after_a_jerk(screening_table):
    screening_table("""
        neck_unusual | neck_jerk_infection | pain_sites | disposition | because
        -------------+---------------------+------------+-------------+---------------
        yes          | yes                 | neck_left  | same_day    | vas_neck_artery
        yes          | no                  | neck_left  | self_care   |
    """)


def test_mid_back_pain_not_clearly_from_a_strain(screening_table):
    screening_table(
        """
        trigger    | reproduced_by_moving | disposition | because
        -----------+----------------------+-------------+---------
        reach      | yes                  | self_care   |
        reach      | no                   | soon        | thor_new
        no_trigger | yes                  | soon        | thor_new
        """,
        pain_sites=["mid_back_left"],
        pain_worst=5,
    )


def test_fainting(screening_table):
    """One faint from pain, seen coming, with full recovery, under 40: today. Anything else: now."""
    screening_table(
        """
        age | faint_recovered | faint_twice | belly_pain | blood_thinner | disposition | because
        ----+-----------------+-------------+------------+---------------+-------------+------------
        39  | yes             | no          | no         | no            | same_day    | unwell_faint
        40  | yes             | no          | no         | no            | emergency   | unwell_faint
        39  | no              | no          | no         | no            | emergency   | unwell_faint
        39  | yes             | yes         | no         | no            | emergency   | unwell_faint
        39  | yes             | no          | yes        | no            | emergency   | unwell_faint
        39  | yes             | no          | no         | yes           | emergency   | unwell_faint
        """,
        fainted="yes",
    )
