"""Screening tables: one person a row, written as differences from somebody with a plain back spasm.

    screening_table('''
        saddle_numb | disposition | because
        ------------+-------------+----------------
        yes         | emergency   | ces_saddle_numb
        no          | self_care   |
    ''', age=70)

A blank cell keeps the plain person's answer, `absent` takes it away, `a + b` is a list. `disposition` must be exact.
`because` names rules that must be among the reasons of that tier; blank leaves them open.
"""

import pytest

from tests.oracle.agree import product, the_book
from tests.oracle.people import mildest
from tests.spec.plain_person import PLAIN

EXPECTATIONS = ("disposition", "because")


def person(**changes):
    """Somebody with a plain back spasm, no sign of danger and no illness, changed as given; None erases."""
    calm = {fact: mild for fact, entry in the_book()["facts"].items() if (mild := _quiet(entry)) is not None}
    answers = {**calm, **PLAIN, **changes}
    return {fact: value for fact, value in answers.items() if value is not None}


def _quiet(entry):
    return mildest(entry) if entry.get("danger") else None


def rows_of(table):
    """A table as one dictionary of strings a row; lines of dashes and blank cells are left out."""
    lines = [line.strip() for line in table.strip().splitlines() if not set(line.strip()) <= set("-+")]
    names = [name.strip() for name in lines[0].split("|")]
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        assert len(cells) == len(names), f"this row has not {len(names)} cells: {line}"
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def value_of(fact, cell):
    """A cell as an answer."""
    if cell == "absent":
        return None
    kind = the_book()["facts"][fact]["type"]
    if cell in ("not_sure", "skipped"):
        return cell
    if kind == "integer":
        return int(cell)
    return cell.replace(" ", "").split("+") if kind == "many_of" else cell


@pytest.fixture
def screening_table():
    def check_rows(table, **given):
        wrong = []
        for row in rows_of(table):
            changes = {fact: value_of(fact, cell) for fact, cell in row.items() if fact not in EXPECTATIONS}
            result = product(person(**{**given, **changes}))
            spoken = {reason["rule"] for reason in result["reasons"] if reason["tier"] == result["disposition"]}
            if result["disposition"] != row["disposition"]:
                wrong.append(
                    f"{changes}: {result['disposition']} because of {sorted(spoken)}, not {row['disposition']}"
                )
            elif missing := set(row.get("because", "").split()) - spoken:
                wrong.append(f"{changes}: {sorted(missing)} is not among the reasons {sorted(spoken)}")
        assert not wrong, "\n" + "\n".join(wrong)

    return check_rows
