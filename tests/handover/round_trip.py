"""Export, bring in elsewhere, export again, for many made-up people: is each record exactly the same?

    python -m tests.handover.round_trip --people 1000

Real archives, a real database. Prints how many were compared and how many differed; exit code 1 if any did.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from random import Random


def main(people: int, seed: int) -> int:
    """Compares, counts, prints. Returns the exit code."""
    folder = tempfile.mkdtemp(prefix="unspasm-round-trip-")
    os.environ["UNSPASM_DATA_DIR"] = folder
    try:
        from unspasm.config.start import prepare

        prepare()
        return _compare(people, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compare(people: int, seed: int) -> int:
    from django.db import transaction

    from tests.handover.people import NOW, make_rows
    from unspasm.handover.archive import write_archive
    from unspasm.handover.formats import read_file
    from unspasm.record.actions import bring_in
    from unspasm.record.queries import everything, local_person

    different = entries = answers = 0
    for number in range(people):
        made = make_rows(Random(seed * 1_000_000 + number), entries=Random(number).randrange(60))
        entries, answers = entries + len(made.events), answers + len(made.answers)
        out, again = io.BytesIO(), io.BytesIO()
        write_archive(out, made, now=NOW)
        with transaction.atomic():  # taken back after each person: an empty installation for the next one
            bring_in(rows=read_file(out, now=NOW).rows, now=NOW)
            found = everything(local_person())
            write_archive(again, found, now=NOW)
            bring_in(rows=read_file(again, now=NOW).rows, now=NOW)
            same = found == made == everything(local_person()) and out.getvalue() == again.getvalue()
            transaction.set_rollback(True)
        different += not same
        if not same:
            print(f"person {number} of seed {seed} came back different")
    print(f"{people} people, {entries:,} entries and changes, {answers:,} answers: {different} came back different")
    return 1 if different else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(main(arguments.people, arguments.seed))
