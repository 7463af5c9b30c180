"""How much at once, and how much in any 24 hours: every limit, on it and one milligram over it."""

import pytest

SINGLE = [
    ("us", "ibuprofen", "", 400),
    ("uk", "ibuprofen", "", 400),
    ("us", "naproxen", "", 440),  # as the first dose
    ("us", "aspirin", "", 650),
    ("us", "aspirin", "aspirin 81 mg", 648),
    ("us", "aspirin", "aspirin 325 mg", 650),
    ("uk", "aspirin", "", 600),
    ("us", "paracetamol", "", 1000),
    ("us", "paracetamol", "acetaminophen 325 mg", 650),
    ("us", "paracetamol", "acetaminophen 500 mg", 1000),
    ("us", "paracetamol", "acetaminophen extended-release 650 mg", 1300),
    ("uk", "paracetamol", "", 1000),
]


@pytest.mark.parametrize(("market", "drug", "pack", "most"), SINGLE)
def test_one_dose_holds_no_more_than_the_pack_says(dose_table, market, drug, pack, most):
    head = "at | drug | mg | pack | verdict\n"
    dose_table(head + f"1 08:00 | {drug} | {most} | {pack} | ok", market=market)
    dose_table(head + f"1 08:00 | {drug} | {most}.1 | {pack} | too_much_at_once", market=market)


def test_ibuprofen_stops_at_1200_mg_in_any_24_hours(dose_table):
    dose_table("""
        at      | drug      | mg  | verdict       | next    | left
        1 08:00 | ibuprofen | 400 | ok            | 1 14:00 | 800
        1 14:00 | ibuprofen | 400 | ok            | 1 20:00 | 400
        1 20:00 | ibuprofen | 400 | ok            | 2 08:00 | 0
        2 07:59 | ibuprofen | 200 | daily_maximum | 2 11:59 | 0
    """)
    dose_table("""
        at      | drug      | mg  | verdict | next    | left
        1 08:00 | ibuprofen | 400 | ok      | 1 14:00 | 800
        1 14:00 | ibuprofen | 400 | ok      | 1 20:00 | 400
        1 20:00 | ibuprofen | 400 | ok      | 2 08:00 | 0
        2 08:00 | ibuprofen | 400 | ok      | 2 14:00 | 0
    """)


def test_a_fifth_dose_of_uk_ibuprofen_in_24_hours_is_a_caution(dose_table):
    dose_table(
        """
        at      | drug      | mg  | verdict | because
        1 00:00 | ibuprofen | 200 | ok      |
        1 04:00 | ibuprofen | 200 | ok      |
        1 08:00 | ibuprofen | 200 | ok      |
        1 12:00 | ibuprofen | 200 | ok      |
        1 16:00 | ibuprofen | 200 | caution | many_doses
    """,
        market="uk",
    )


def test_naproxen_may_begin_with_two_tablets_within_an_hour(dose_table):
    dose_table("""
        at      | drug     | mg  | verdict          | next    | left
        1 08:00 | naproxen | 220 | ok               | 1 16:00 | 440
        1 09:00 | naproxen | 220 | ok               | 1 20:00 | 220
        1 19:59 | naproxen | 220 | too_soon         |         |
        3 08:00 | naproxen | 220 | ok               |         |
        3 09:01 | naproxen | 220 | too_soon         |         |
        5 08:00 | naproxen | 440 | ok               | 5 20:00 | 220
        5 20:00 | naproxen | 440 | too_much_at_once |         |
    """)


def test_naproxen_is_no_first_dose_unless_24_hours_were_free_of_it(dose_table):
    dose_table("""
        at      | drug     | mg  | verdict          | because
        1 08:00 | naproxen | 220 | ok               |
        2 07:59 | naproxen | 440 | too_much_at_once | single_dose
    """)
    dose_table("""
        at      | drug     | mg  | verdict
        1 08:00 | naproxen | 220 | ok
        2 08:00 | naproxen | 440 | ok
    """)


def test_a_first_dose_of_naproxen_holds_two_tablets_in_all(dose_table):
    dose_table("""
        at      | drug     | mg  | verdict          | because
        1 08:00 | naproxen | 220 | ok               |
        1 09:00 | naproxen | 440 | too_much_at_once | single_dose
        3 08:00 | naproxen | 110 | ok               |
        3 08:30 | naproxen | 330 | ok               |
        5 08:00 | naproxen | 440 | ok               |
        5 08:30 | naproxen | 110 | too_soon         | stretch wait
    """)


def test_two_packs_of_one_drug_in_a_day_count_under_the_strictest_ceiling(dose_table):
    dose_table("""
        at      | drug        | mg   | pack                                  | verdict       | left
        1 00:00 | paracetamol | 1300 | acetaminophen extended-release 650 mg | ok            | 2600
        1 08:00 | paracetamol | 1300 | acetaminophen extended-release 650 mg | ok            | 1300
        1 16:00 | paracetamol | 650  | acetaminophen 325 mg                  | daily_maximum | 0
    """)


def test_a_pack_that_is_not_named_counts_under_the_strictest_ceiling(dose_table):
    dose_table("""
        at      | drug        | mg   | verdict       | left
        1 00:00 | paracetamol | 1000 | ok            | 2000
        1 06:00 | paracetamol | 1000 | ok            | 1000
        1 12:00 | paracetamol | 1000 | ok            | 0
        1 18:00 | paracetamol | 500  | daily_maximum | 0
    """)


def test_weight_and_illness_lower_the_paracetamol_limits(dose_table):
    head = "at | drug | mg | verdict | because | left\n"
    for light in ({"weight_kg": 49, "weight_under_50kg": None}, {"weight_kg": None, "weight_under_50kg": "yes"}):
        dose_table(head + "1 08:00 | paracetamol | 500 | caution | paracetamol_under_50kg | 1500", **light)
        dose_table(head + "1 08:00 | paracetamol | 501 | too_much_at_once | single_dose | 1499", **light)
    dose_table(head + "1 08:00 | paracetamol | 1000 | ok | | 2000", weight_kg=50, weight_under_50kg=None)
    dose_table(head + "1 08:00 | paracetamol | 1000 | ok | | 2000", weight_kg=None, weight_under_50kg="no")
    dose_table(head + "1 08:00 | paracetamol | 1000 | caution | | 1000", drinks_3_daily="yes")


def test_from_65_naproxen_stops_at_two_tablets_in_24_hours(dose_table):
    table = """
        at      | drug     | mg  | verdict | left
        1 00:00 | naproxen | 220 | caution | {left}
        1 08:00 | naproxen | 220 | caution | {less}
        1 16:00 | naproxen | 220 | {third} | 0
    """
    dose_table(table.format(left=440, less=220, third="caution"), age=64)
    dose_table(table.format(left=220, less=0, third="daily_maximum"), age=65)


def test_gels_are_counted_in_grams_and_uses(dose_table):
    dose_table(
        """
        at      | drug       | g   | pack               | verdict          | next    | left
        1 00:00 | diclofenac | 4   | diclofenac 1.16% gel | ok             | 1 04:00 | none
        1 04:00 | diclofenac | 4.5 | diclofenac 1.16% gel | too_much_at_once |       |
        1 08:00 | diclofenac | 2   | diclofenac 1.16% gel | ok             |         |
        1 12:00 | diclofenac | 2   | diclofenac 1.16% gel | ok             | 2 00:00 |
        1 16:00 | diclofenac | 2   | diclofenac 1.16% gel | daily_maximum  |         |
    """,
        market="uk",
    )
    dose_table(
        """
        at      | drug       | g | verdict  | next
        1 00:00 | diclofenac | 4 | ok       | 1 12:00
        1 11:59 | diclofenac | 4 | too_soon |
    """,
        market="uk",
    )


def test_one_lidocaine_patch_a_day(dose_table):
    dose_table("""
        at      | drug      | mg | verdict       | next
        1 08:00 | lidocaine | 4  | ok            | 2 08:00
        2 07:59 | lidocaine | 4  | daily_maximum | 3 07:59
    """)
