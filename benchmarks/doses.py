"""How fast the medicine ledger judges: `python -m benchmarks.doses`

Three figures: made-up lists a second (read, judged, turned into the contract); the newest dose of a year with 800 doses,
as the page asks for it; 4,000 doses within one day. Exit code 1 where the newest dose takes more than 10 ms.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from tests.oracle.agree_doses import healthy, some_doses
from unspasm.care import read_answers
from unspasm.care.doses import ask_about, judge_doses, judge_for, judge_last, read_doses, to_contract
from unspasm.knowledge import load_knowledge

LISTS, YEAR, IN_A_DAY, MOST_MS = 2_000, 800, 4_000, 10


def spread(count: int, hours: float, drugs: list[str], mg: int) -> list[dict[str, Any]]:
    """`count` doses, evenly over some hours, one drug after the other."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    step = timedelta(hours=hours / count)
    return [
        {"at": (began + number * step).isoformat(), "ingredient": drugs[number % len(drugs)], "mg": mg}
        for number in range(count)
    ]


def main() -> None:
    """Prints the three figures."""
    knowledge = load_knowledge()
    told = read_answers(healthy(), knowledge, date(2026, 11, 22))
    rng = random.Random(1)

    lists = [some_doses(rng, "us") for _ in range(LISTS)]
    person, began = ask_about(told, knowledge, "us"), time.perf_counter()
    for lines in lists:
        to_contract(judge_for(person, read_doses(lines, knowledge, "us")))
    took = time.perf_counter() - began
    print(f"{LISTS:,} lists, {sum(map(len, lists)):,} doses: {LISTS / took:,.0f} lists a second on one core")

    year = read_doses(spread(YEAR, 365 * 24, ["ibuprofen", "paracetamol"], 400), knowledge, "us")
    times = []
    for _ in range(30):
        began = time.perf_counter()
        judge_last(told, year, knowledge, "us")
        times.append((time.perf_counter() - began) * 1000)
    newest = median(times)
    print(f"the newest dose of a year with {YEAR} doses: {newest:.1f} ms at the median")

    day = read_doses(spread(IN_A_DAY, 24, ["ibuprofen"], 1), knowledge, "us")
    began = time.perf_counter()
    judge_doses(told, day, knowledge, "us")
    print(f"{IN_A_DAY:,} doses in one day: {time.perf_counter() - began:.2f} s")
    sys.exit(0 if newest < MOST_MS else 1)


if __name__ == "__main__":
    main()
