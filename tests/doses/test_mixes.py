"""What does not go together, in both orders, and brands that hold the same."""

import pytest

DUPLICATES = [
    ("us", "ibuprofen", 200, "naproxen", 220),
    ("us", "ibuprofen", 200, "aspirin", 325),
    ("us", "naproxen", 220, "aspirin", 325),
    ("uk", "ibuprofen", 200, "aspirin", 300),
]
CAUTIONS = [
    ("us", "ibuprofen", 200, "methyl salicylate", 1, "pill_and_gel"),
    ("us", "aspirin", 325, "methyl salicylate", 1, "aspirin_and_gel"),
    ("us", "lidocaine", 1, "menthol", 1, "skin_products_together"),
    ("us", "lidocaine", 1, "methyl salicylate", 1, "skin_products_together"),
    ("us", "capsaicin", 1, "menthol", 1, "capsaicin_and_other_rub"),
    ("us", "ibuprofen", 200, "aspirin", 100, "nsaid_pill_and_aspirin"),
]
HEAD = "at | drug | mg | verdict | because\n"


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("market", "one", "mg", "other", "other_mg"), DUPLICATES)
def test_two_of_the_ibuprofen_type_within_a_day_are_one_too_many(dose_table, market, one, mg, other, other_mg, turned):
    if turned:
        one, mg, other, other_mg = other, other_mg, one, mg
    table = HEAD + f"1 08:00 | {one} | {mg} | ok | \n2 {{at}} | {other} | {other_mg} | {{verdict}} | "
    dose_table(table.format(at="07:59", verdict="duplicate"), market=market)
    dose_table(table.format(at="08:00", verdict="ok"), market=market)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("market", "one", "mg", "other", "other_mg", "rule"), CAUTIONS)
def test_pairs_that_ask_for_care_do_so_in_both_orders(dose_table, market, one, mg, other, other_mg, rule, turned):
    if turned:
        one, mg, other, other_mg = other, other_mg, one, mg
    table = HEAD + f"1 08:00 | {one} | {mg} | ok | \n2 07:59 | {other} | {other_mg} | caution | {rule}"
    dose_table(table, market=market)


def test_a_rub_that_holds_kin_of_aspirin_and_a_gel_are_one_too_many(dose_table):
    dose_table(
        """
        at      | drug              | g | mg | verdict
        1 08:00 | diclofenac        | 2 |    | ok
        1 09:00 | methyl salicylate |   | 1  | duplicate
    """,
        market="uk",
    )


def test_paracetamol_and_ibuprofen_go_side_by_side(dose_table):
    dose_table("""
        at      | drug        | mg   | verdict
        1 08:00 | ibuprofen   | 400  | ok
        1 08:00 | paracetamol | 1000 | ok
    """)


def test_two_brands_of_paracetamol_are_one_too_many(dose_table):
    dose_table(
        """
        at      | drug        | mg  | pack    | verdict   | because
        1 08:00 | paracetamol | 500 | Panadol | ok        |
        1 12:00 | paracetamol | 500 | Hedex   | duplicate | two_paracetamol_products
    """,
        market="uk",
    )


def test_a_pack_that_is_not_named_may_be_a_second_one(dose_table):
    dose_table(
        """
        at      | drug          | mg  | pack    | verdict | because
        1 08:00 | paracetamol   | 500 | Panadol | ok      |
        1 12:00 | acetaminophen | 500 |         | caution | two_paracetamol_products
    """,
        market="uk",
    )


def test_spellings_of_one_drug_are_one_drug(dose_table):
    dose_table(
        """
        at      | drug          | mg   | verdict       | left
        1 00:00 | Acetaminophen | 1000 | ok            | 3000
        1 04:00 | APAP          | 1000 | ok            | 2000
        1 08:00 | paracetamol   | 1000 | ok            | 1000
        1 12:00 | PARACETAMOL   | 1000 | ok            | 0
        1 16:00 | paracetamol   | 500  | emergency     | 0
    """,
        market="uk",
    )


def test_ibuprofen_soon_after_naproxen_is_too_soon_as_well(dose_table):
    from tests.oracle.agree_doses import healthy, product

    lines = [
        {"at": "2026-01-01T08:00:00Z", "ingredient": "naproxen", "mg": 220},
        {"at": "2026-01-01T09:00:00Z", "ingredient": "ibuprofen", "mg": 200},
    ]
    last = product(healthy(), lines, "us")[-1]
    assert [reason["verdict"] for reason in last["reasons"]] == ["duplicate", "too_soon"]
    assert last["earliest_next"] == "2026-01-02T08:00:00+00:00"
