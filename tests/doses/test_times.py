"""Waits to the minute, rolling windows over midnight, clock changes and flights, days in a row."""

import pytest

WAITS = [
    ("us", "ibuprofen", "", 200, 4),
    ("us", "ibuprofen", "", 201, 6),
    ("uk", "ibuprofen", "", 200, 4),
    ("uk", "ibuprofen", "", 400, 6),
    ("us", "naproxen", "", 220, 8),
    ("us", "aspirin", "", 650, 4),
    ("uk", "aspirin", "", 600, 4),
    ("us", "paracetamol", "", 650, 4),
    ("us", "paracetamol", "", 651, 6),
    ("us", "paracetamol", "acetaminophen 325 mg", 650, 4),
    ("us", "paracetamol", "acetaminophen 500 mg", 500, 6),
    ("us", "paracetamol", "acetaminophen extended-release 650 mg", 1300, 8),
    ("uk", "paracetamol", "", 1000, 4),
    ("us", "menthol", "", 1, 8),
    ("us", "methyl salicylate", "", 1, 6),
    ("us", "capsaicin", "", 1, 4),
]


@pytest.mark.parametrize(("market", "drug", "pack", "mg", "hours"), WAITS)
def test_the_wait_after_a_dose_ends_to_the_minute(dose_table, market, drug, pack, mg, hours):
    table = "at | drug | mg | pack | verdict | next\n1 08:00 | {0} | {1} | {2} | ok | 1 {3:02d}:00\n1 {4} | {0} | {1} | {2} | {5} |"
    on, early = f"{8 + hours:02d}:00", f"{7 + hours:02d}:59"
    dose_table(table.format(drug, mg, pack, 8 + hours, on, "ok"), market=market)
    dose_table(table.format(drug, mg, pack, 8 + hours, early, "too_soon"), market=market)


def test_a_dose_that_came_too_soon_still_counts_and_the_longer_wait_holds(dose_table):
    dose_table("""
        at      | drug      | mg  | verdict  | next
        1 08:00 | ibuprofen | 400 | ok       | 1 14:00
        1 08:01 | ibuprofen | 200 | too_soon | 1 14:00
        1 14:00 | ibuprofen | 200 | ok       | 1 18:00
    """)


def test_instants_are_compared_so_a_clock_change_or_a_flight_makes_no_time(dose_table):
    # A flight east: the clock on the wall says 14:30, but only two and a half hours have passed.
    dose_table("""
        at             | drug      | mg  | verdict  | next
        1 08:00 +00:00 | ibuprofen | 200 | ok       | 1 12:00 +00:00
        1 14:30 +04:00 | ibuprofen | 200 | too_soon | 1 14:30 +00:00
    """)
    # A flight west: the wall clock stands still, four hours pass.
    dose_table("""
        at             | drug      | mg  | verdict
        1 08:00 +00:00 | ibuprofen | 200 | ok
        1 08:00 -04:00 | ibuprofen | 200 | ok
    """)
    # The night on which the clock goes back: 00:30 summer time to 03:30 winter time is four hours.
    dose_table("""
        at             | drug      | mg  | verdict
        1 00:30 +01:00 | ibuprofen | 200 | ok
        1 03:30 +00:00 | ibuprofen | 200 | ok
    """)
    # The night on which it goes forward: 00:30 to 04:30 on the wall is only three hours.
    dose_table("""
        at             | drug      | mg  | verdict
        1 00:30 +00:00 | ibuprofen | 200 | ok
        1 04:30 +01:00 | ibuprofen | 200 | too_soon
    """)


def test_earliest_next_is_told_in_the_zone_of_the_dose():
    from tests.oracle.agree_doses import healthy, product

    line = {"at": "2026-01-01T22:00:00-05:00", "ingredient": "ibuprofen", "mg": 400}
    assert product(healthy(), [line], "us")[0]["earliest_next"] == "2026-01-02T04:00:00-05:00"


LAST_DAYS = [
    ("us", "ibuprofen", 200, 10),
    ("us", "naproxen", 220, 10),
    ("us", "aspirin", 325, 10),
    ("us", "paracetamol", 500, 10),
    ("uk", "ibuprofen", 200, 10),
    ("uk", "aspirin", 300, 3),
    ("uk", "paracetamol", 500, 3),
    ("us", "capsaicin", 1, 7),
    ("us", "menthol", 1, 7),
    ("us", "lidocaine", 1, 7),
    ("us", "methyl salicylate", 1, 3),
]


@pytest.mark.parametrize(("market", "drug", "mg", "last"), LAST_DAYS)
def test_the_day_after_the_last_allowed_day_in_a_row_says_see_someone(dose_table, market, drug, mg, last):
    rows = [f"{day} 08:00 | {drug} | {mg} | {'ok' if day <= last else 'see_someone'}" for day in range(1, last + 2)]
    dose_table("\n".join(["at | drug | mg | verdict", *rows]), market=market)


def test_one_day_without_does_not_reset_the_days(dose_table):
    days = [1, 2, 3, 4, 5, 7, 8, 9, 10]
    rows = [f"{day} 08:00 | ibuprofen | 200 | ok | " for day in days]
    rows += ["11 08:00 | ibuprofen | 200 | see_someone | of_last_14_days"]
    dose_table("\n".join(["at | drug | mg | verdict | because", *rows]))


def test_ten_days_outside_of_fourteen_are_fine(dose_table):
    days = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15]  # on the 15th the first day is no longer among the last 14
    dose_table("\n".join(["at | drug | mg | verdict", *[f"{day} 08:00 | ibuprofen | 200 | ok" for day in days]]))


def test_fifteen_days_in_a_month_say_see_someone(dose_table):
    days = [*range(1, 29, 2)]
    rows = [f"{day} 08:00 | ibuprofen | 200 | ok | " for day in days]
    assert len(rows) == 14
    rows += ["30 08:00 | ibuprofen | 200 | see_someone | of_last_30_days"]
    dose_table("\n".join(["at | drug | mg | verdict | because", *rows]))


def test_days_run_on_when_the_drug_changes_within_its_family(dose_table):
    rows = [f"{day} 08:00 | ibuprofen | 200 | ok | " for day in range(1, 10)]
    rows += ["10 09:00 | naproxen | 220 | ok | ", "11 10:00 | ibuprofen | 200 | see_someone | days_in_a_row"]
    dose_table("\n".join(["at | drug | mg | verdict | because", *rows]))


def test_a_day_is_the_day_of_the_place_where_the_dose_was_taken(dose_table):
    # In UTC all four stand on three days; where they were taken they stand on four.
    dose_table(
        """
        at             | drug        | mg  | verdict
        1 23:00 -05:00 | paracetamol | 500 | ok
        2 23:00 -05:00 | paracetamol | 500 | ok
        3 23:00 -05:00 | paracetamol | 500 | ok
        4 09:00 -05:00 | paracetamol | 500 | see_someone
    """,
        market="uk",
    )
