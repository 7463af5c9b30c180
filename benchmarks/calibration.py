"""Is what is claimed right? Made-up people with a known truth.

`python -m benchmarks.calibration [--quick] [--only TABLE] [--out FILE]`

Prints the tables and writes them to docs/reference/learning.md, with their figures beside it. --only: makes anew only this
table (`Intervals`: with all that is told of the same populations) and leaves the others of the page as they stand. --quick: few people, for a
look and for tests; it writes nothing unless --out is given.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.calibration_tables import (
    Run,
    accuracy,
    claimed,
    coverage,
    days_to_know,
    false_claims,
    nothing,
    outside,
    population,
    power,
)
from benchmarks.calibration_worlds import FAIR, OWN

OUT = Path(__file__).parent.parent / "docs" / "reference" / "learning.md"
FULL = {
    "looks": 200, "cover": 200, "big": 2000, "fair": 300, "small": 6, "broken": 300, "outside": 200, "days": 200, "plans": 60,
}  # fmt: skip
QUICK = {"looks": 6, "cover": 12, "big": 40, "fair": 12, "small": 1, "broken": 8, "outside": 12, "days": 3, "plans": 3}


def main() -> None:
    """Runs everything and writes the page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--quick", action="store_true")
    ask.add_argument("--only", default="")
    ask.add_argument("--out", type=Path)
    ask.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    told = ask.parse_args()
    size = QUICK if told.quick else FULL
    begun = time.process_time()
    # fresh processes, never copies of this one: a copy keeps locks that other threads hold
    with ProcessPoolExecutor(told.workers, mp_context=get_context("spawn")) as pool:
        page, figures = tables(size, partial(_counted, lambda do, each: pool.map(do, each, chunksize=5)), told.only)
    own = time.process_time() - begun
    lent = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    print(f"{page}\n{own + lent:.0f} s of processor time.")
    out = told.out or (None if told.quick else OUT)
    if out:
        out.write_text(merged(out.read_text(encoding="utf-8"), page) if told.only else page, encoding="utf-8")
        for name, drawing in figures.items():
            (out.parent / name).write_text(drawing, encoding="utf-8")


def _counted(run: Run, do: Callable[..., object], each: Iterable[object]) -> Iterable[object]:
    """The same, with a line that counts people on a terminal's side channel."""
    people = list(each)
    for done, one in enumerate(run(do, people), 1):
        if done % 20 == 0 or done == len(people):
            print(f"\r  {done} of {len(people)} people ", end="", file=sys.stderr, flush=True)
        yield one


def tables(size: dict[str, int], run: Run, only: str = "") -> tuple[str, dict[str, str]]:
    """The whole page, or its head and only the named table, and their figures by file name."""
    figures: dict[str, str] = {}

    def of_populations() -> str:
        big, fair = population(OWN, size["big"], 1, run), population(FAIR, size["fair"], 1, run)
        small = population(OWN, 50 if size["small"] > 1 else 20, size["small"], run)
        parts = [coverage(size, big, small, run, figures), claimed(big, figures)]
        parts.append(accuracy(big, "own choice, never an untreated window"))
        parts.append(accuracy(fair, "one window a day, with or without by chance"))
        return "\n".join(parts)

    make: dict[str, Callable[[], str]] = {
        "False claims": lambda: false_claims(size["looks"], run, figures),
        "Power": lambda: power(size["looks"], run),
        "Tries": lambda: days_to_know(size["days"], size["plans"], run, figures),
        "Intervals": of_populations,
        "Second maker": lambda: outside(size["outside"], run),
        "When nothing works": lambda: nothing(size["cover"], run),
    }
    if only and only not in make:
        raise SystemExit(f"--only takes one of: {', '.join(make)}")
    return "\n".join([HEAD, *(each() for name, each in make.items() if only in ("", name))]), figures


def merged(page: str, anew: str) -> str:
    """The page with the tables of another in the place of its own, by their titles."""
    fresh = {part.partition("\n")[0]: part.rstrip("\n") for part in anew.split("\n## ")[1:]}
    head, *parts = page.split("\n## ")
    kept = [fresh.pop(part.partition("\n")[0], part.rstrip("\n")) + "\n" for part in parts]
    if fresh:
        raise SystemExit(f"the page has no table: {', '.join(fresh)}")
    return "\n## ".join([head, *kept])


HEAD = """# What the learning claims, and whether it is right

Made by `make calibration` (`python -m benchmarks.calibration`); nothing here is typed by hand. People are made up with
a known truth (`src/unspasm/learn/simulate.py`), so these figures say how the arithmetic behaves, not how backs do.
Limits were set on other made-up people than the ones reported here. +- is one standard error of the simulation; where nobody (or everybody) was counted, brackets give the 95 % bound.
Points are of 0 to 10; an effect is the change half an hour after one use against the same time without; minus is less
pain. Unless a line says otherwise: 28 days, 3 scheduled ratings a day at any time from 8 to 22, whole scores; level
3 (spread 1.2 over people) and 2.5 (1.2) more at the start; wandering 1.2 points (log-SD 0.3) with a half-life of
8 hours (0.7), noise 0.5, effects that wear off by half in 3 hours (0.5). People of a second maker
(`benchmarks/outside.py`), which shares neither code nor choices with the first, are named so.

![False claims by kind of person](learning-claims.svg)
![Intervals that hold the truth](learning-intervals.svg)
![Claimed and right](learning-claimed.svg)
![Tries until something is known](learning-days.svg)
"""


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
