"""The comparison of ledger and oracle: it goes over many made-up doses, and it notices what is wrong.

`make slow` compares a million sequences: `python -m tests.oracle.agree_doses --sequences 1000000 --processes 2`.
"""

import copy
import subprocess
import sys

import pytest

from tests.oracle import agree_doses
from tests.oracle.doses_naive import ORDER


def test_a_thousand_sequences_agree_and_reach_every_verdict():
    seen, wrong = agree_doses.compare(1000, seed="a thousand")
    assert not wrong, wrong[0]
    for verdict in ORDER:
        assert seen[verdict] > 50, verdict


FAULTS = {
    "a ceiling 1 mg higher": lambda book: [pack.update(max_24h_mg=1201) for pack in packs(book, "ibuprofen")],
    "a single dose 1 mg higher": lambda book: [pack.update(single_max_mg=401) for pack in packs(book, "ibuprofen")],
    "a wait of 3 hours": lambda book: [pack["min_interval_h"][0].update(wait_h=3) for pack in packs(book, "ibuprofen")],
    "one day more in a row": lambda book: [pack.update(max_days_in_row=11) for pack in packs(book, "ibuprofen")],
    "a pair left out": lambda book: book["rules"]["pair"].pop(0),
    "an overdose line 1 mg higher": lambda book: [
        row.update(over_24h_mg=2401) for row in book["overdoses"] if "ibuprofen" in row["drugs"]
    ],
    "one more of the last 14 days": lambda book: book["rules"]["days"].update(of_last_14=11),
}

SEQUENCES = {"one day more in a row": 1500}
"""A fault that shows only in a long run of days needs more lists."""


def packs(book, drug):
    return [pack for pack in book["packs"] if drug in pack["drugs"] and pack["sold_for_back"]]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_notices_an_oracle_that_reads_one_number_wrong(fault, monkeypatch):
    book = copy.deepcopy(agree_doses.the_book())
    FAULTS[fault](book)
    monkeypatch.setattr(agree_doses, "the_book", lambda: book)
    seen, wrong = agree_doses.compare(SEQUENCES.get(fault, 600), seed=fault)
    assert seen["disagreement"] > 0
    assert wrong


def test_the_command_says_how_many_and_how_fast_and_goes_on_where_it_was_cut_off():
    command = [sys.executable, "-m", "tests.oracle.agree_doses", "--sequences", "2000", "--first", "1000"]
    done = subprocess.run([*command, "--processes", "1"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("1,000 sequences,")
    assert "disagreements 0" in done.stdout
