"""Age alone sends nobody anywhere; age with one more thing may."""

title = "Older people"


def test_age_alone_never_fires(screening_table):
    screening_table("""
        age | sex  | onset_speed | pain_worst | same_as_before | disposition
        ----+------+-------------+------------+----------------+------------
        65  | male | over_hours  | 3          | yes            | self_care
        80  | male | over_hours  | 3          | yes            | self_care
    """, trigger="exercise", pain_now=3)  # fmt: skip


def test_sudden_pain_after_a_light_strain_may_be_a_fracture(screening_table):
    screening_table(
        """
        age | osteoporosis | steroids | long_steroids | pain_worst | pain_sites      | midline_bone_pain | disposition | because
        ----+--------------+----------+---------------+------------+-----------------+-------------------+-------------+------------
        64  |              |          |               | 5          |                 |                   | self_care   |
        65  |              |          |               | 5          |                 |                   | soon        | fx_fragility
        74  |              |          |               | 5          |                 |                   | soon        | fx_fragility
        75  |              |          |               | 5          |                 |                   | same_day    | fx_fragility
        65  |              |          |               | 7          |                 |                   | same_day    | fx_fragility
        65  |              |          |               | 5          | mid_back_middle |                   | same_day    | fx_fragility
        65  |              |          |               | 5          |                 | yes               | same_day    | fx_fragility
        50  | yes          |          |               | 5          |                 |                   | same_day    | fx_fragility
        50  |              | yes      | yes           | 5          |                 |                   | same_day    | fx_fragility
        """,
        trigger="bend_twist",
        pain_now=4,
        same_as_before="yes",
        reproduced_by_moving="yes",
    )


def test_a_fall_at_65(screening_table):
    screening_table("""
        age | injury | injury_major | injury_when  | disposition | because
        ----+--------+--------------+--------------+-------------+-------------
        65  | yes    | no           | days_3_to_14 | same_day    | fx_fragility
    """, trigger="injury", pain_worst=5)  # fmt: skip


def test_lost_height_or_a_new_bend(screening_table):
    screening_table("""
        shape_lump | onset_speed   | disposition | because
        -----------+---------------+-------------+----------------
        yes        | within_minute | same_day    | fx_height_shape
        yes        | over_days     | soon        | fx_height_shape
    """)


def test_headache_scalp_or_jaw_from_50_on(screening_table):
    screening_table("""
        age | scalp_jaw | sight_change | disposition | because
        ----+-----------+--------------+-------------+--------
        50  | yes       |              | same_day    | gca_pmr
        50  |           | yes          | emergency   | gca_pmr
        49  | yes       |              | self_care   |
    """)


def test_first_stone_pain_from_60_on_is_the_aorta_until_a_scan_has_shown_it_normal(screening_table):
    screening_table("""
        age | colic_waves | aorta_scan_normal | disposition | because
        ----+-------------+-------------------+-------------+----------
        60  | yes         | no                | emergency   | ren_colic
        60  | yes         | yes               | same_day    | ren_colic
        59  | yes         | no                | same_day    | ren_colic
    """)


def test_cancer(screening_table):
    screening_table(
        """
        cancer_ever | cancer_new_pain | band_like | night_stops_sleep | pain_sites     | disposition | because
        ------------+-----------------+-----------+-------------------+----------------+-------------+----------------
        yes         | yes             |           |                   |                | soon        | ca_history_pain
        yes         | yes             | yes       |                   |                | same_day    | ca_history_pain
        yes         | yes             |           | yes               |                | same_day    | ca_history_pain
        yes         | yes             |           |                   | mid_back_left  | same_day    | ca_history_pain
        yes         | no              |           |                   |                | self_care   |
        """,
        reproduced_by_moving="yes",
    )


def test_weight_loss(screening_table):
    screening_table("""
        weight_loss | age | night_rest_pain | disposition | because
        ------------+-----+-----------------+-------------+---------------
        yes         | 40  |                 | soon        | ca_weight_loss
        yes         | 50  |                 | same_day    | ca_weight_loss
        yes         | 40  | yes             | same_day    | ca_weight_loss
    """)
