"""Dose tables: one dose a row, in the order of taking, by a healthy man of 40 and 80 kg who answered every question.

    dose_table('''
        at      | drug      | mg  | verdict  | next    | left
        --------+-----------+-----+----------+---------+-----
        1 08:00 | ibuprofen | 400 | ok       | 1 14:00 | 800
        1 13:59 | ibuprofen | 200 | too_soon |         |
    ''', market="us", age=70)

`at` and `next` are day of January 2026 and clock, in UTC unless the cell says an offset (`1 08:00 +05:30`). A blank
`next` or `left` is left open; `none` is null. `pack` names the product, `g` is grams of gel.
"""

from datetime import datetime

import pytest

from tests.oracle.agree_doses import healthy, product
from tests.spec.conftest import rows_of


def instant(cell):
    """`1 08:00` or `1 08:00 +05:30` as a time of January 2026."""
    day, clock, *offset = cell.split()
    return f"2026-01-{int(day):02d}T{clock}:00{offset[0] if offset else '+00:00'}"


def line_of(row):
    """A row as one line of the contract."""
    line = {"at": instant(row["at"]), "ingredient": row["drug"]}
    if "mg" in row:
        line["mg"] = float(row["mg"]) if "." in row["mg"] else int(row["mg"])
    if "g" in row:
        line["g"] = float(row["g"])
    if "pack" in row:
        line["product"] = row["pack"]
    return line


@pytest.fixture
def dose_table():
    def check_rows(table, market="us", **person):
        rows = list(rows_of(table))
        results = product(healthy(**person), [line_of(row) for row in rows], market)
        wrong = []
        for row, result in zip(rows, results, strict=True):
            said = {"verdict": result["verdict"]}
            expected = {"verdict": row["verdict"]}
            if "next" in row:
                expected["next"] = None if row["next"] == "none" else datetime.fromisoformat(instant(row["next"]))
                said["next"] = result["earliest_next"] and datetime.fromisoformat(result["earliest_next"])
            if "left" in row:
                expected["left"] = None if row["left"] == "none" else float(row["left"])
                said["left"] = result["left_24h_mg"]
            rules = {reason["rule"] for reason in result["reasons"] if reason["verdict"] == result["verdict"]}
            if "because" in row:
                missing = set(row["because"].split()) - rules
                expected["missing"], said["missing"] = set(), missing
            if said != expected:
                wrong.append(f"{row['at']} {row['drug']}: {said} because of {sorted(rules)}, not {expected}")
        assert not wrong, "\n" + "\n".join(wrong)

    return check_rows
