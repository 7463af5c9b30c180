"""The camera coach on made-up people it has not seen, as numbers. `python -m benchmarks.coach [--write]`.

People with even seeds are the half on which limits may be set (`--half set`); what is reported are the others. Their
landmarks and outlines carry the errors of a detector, without pictures; `benchmarks.coach_film` goes through pictures
and the real detector. Needs Node. `--write` puts the tables into docs/reference/coach.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from benchmarks.coach_score import events_of, told_of
from tests.coach_people.acts import OURS, WRONG
from tests.coach_people.recordings import Person, person, record, true_holds, true_reps

PAGE = Path("docs/reference/coach.md")
MARKS = ("<!-- measured: made by make coach -->", "<!-- end -->")
NAMES = {"cat_cow": "cat and cow", "childs_pose": "child's pose", "hip_lift": "hip lift"}
CLOSE_S = 0.3
CHUNK = 20


@dataclass(frozen=True)
class Case:
    """One recording, what the coach believes is done, and what it told."""

    who: Person
    movement: str
    told: dict[str, Any]

    @property
    def true(self) -> int:
        return true_reps(self.who) if self.who.act == self.movement else 0

    @property
    def exact(self) -> bool:
        return bool(self.told["reps"] == self.true)

    @property
    def still(self) -> bool:
        """It counted nothing and said that it could not see."""
        return not self.told["reps"] and not self.told["timed"] and bool(self.told["abstained"])


def judged(people: Iterator[tuple[Person, str]]) -> list[Case]:
    """The coach on each of them, a few at a time."""
    made, waiting = [], []
    for who, movement in people:
        waiting.append((who, movement))
        if len(waiting) == CHUNK:
            made += _chunk(waiting)
            waiting = []
    return made + _chunk(waiting)


def _chunk(waiting: list[tuple[Person, str]]) -> list[Case]:
    told = events_of(record(who, movement, outlined=movement == "cat_cow") for who, movement in waiting)
    return [Case(who, movement, told_of(row)) for (who, movement), row in zip(waiting, told, strict=True)]


# --- what is asked -----------------------------------------------------------------------------------


def ordinary(movement: str, seeds: range, **change: Any) -> list[Case]:
    """People who do the movement."""
    return judged((person(movement, seed, **change), movement) for seed in seeds)


def in_range(seeds: range) -> list[str]:
    """Repetitions, holds and cues of people within the working range."""
    rows = [
        "| movement | people | repetitions exact | holds within 0.3 s | median error of a hold | wrong cues |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for movement in OURS:
        cases = ordinary(movement, seeds)
        errors = [] if movement == "cat_cow" else [gap for case in cases for gap in _gaps(case)]
        wrong, chances = sum(len(case.told["cues"]) for case in cases), sum(case.told["chances"] for case in cases)
        close = _share(sum(gap <= CLOSE_S for gap in errors), len(errors)) if errors else "-"
        usual = f"{sorted(errors)[len(errors) // 2]:.2f} s" if errors else "-"
        rows.append(
            f"| {NAMES[movement]} | {len(cases)} | {_share(sum(case.exact for case in cases), len(cases))} "
            f"| {close} | {usual} | {_share(wrong, round(chances))} |"
        )
    return rows


def _gaps(case: Case) -> list[float]:
    """How far each hold is from the truth; one that is missing or too much is far off."""
    true, told = true_holds(case.who), case.told["timed"]
    gaps = [abs(one - other) for one, other in zip(true, told, strict=False)]
    return gaps + [99.0] * abs(len(true) - len(told))


SPOILED: dict[str, dict[str, Any]] = {
    "mirrored": {"mirrored": True},
    "8 pictures a second": {"fps": 8.0},
    "30 pictures a second": {"fps": 30.0},
    "a fifth of pictures dropped": {"dropped": 0.2},
    "a quarter of full light": {"light": 0.25},
    "loose clothes": {"drape": 0.45},
    "rough outline": {"outline": 0.01},
    "rough landmarks": {"landmark": 0.01},
    "far away (trunk about 65 pixels)": {"distance": 3.3},
    "foot behind something, three times half a second": {"hidden": ((5.0, 5.5), (9.0, 9.5), (14.0, 14.5))},
    "not found, three times half a second": {"lost": ((5.0, 5.5), (9.0, 9.5), (14.0, 14.5))},
    "somebody else found, three times 0.3 s": {"swapped": ((5.0, 5.3), (9.0, 9.3), (14.0, 14.3))},
}


def spoiled(seeds: range) -> list[str]:
    """Each perturbation alone, on ordinary people."""
    rows = ["| what is made worse | " + " | ".join(NAMES[name] for name in OURS) + " |", "| --- | --- | --- | --- |"]
    for name, change in SPOILED.items():
        cells = []
        for movement in OURS:
            cases = ordinary(movement, seeds, **change)
            cells.append(_share(sum(case.exact for case in cases), len(cases)))
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return rows


VIEWS = ((0, 10), (10, 20), (20, 30), (30, 40), (40, 50), (50, 60), (60, 80))


def views(seeds: range) -> list[str]:
    """What it can judge from where: exact, kept silent, counted wrongly."""
    head = "| turned away from side-on | " + " | ".join(NAMES[name] for name in OURS) + " |"
    rows = [head, "| --- | --- | --- | --- |"]
    for low, high in VIEWS:
        cells = []
        for movement in OURS:
            turned = (
                (person(movement, seed, yaw=(-1) ** n * (low + (high - low) * (n + 0.5) / len(seeds))), movement)
                for n, seed in enumerate(seeds)
            )
            cases = judged(turned)
            exact, still = sum(case.exact for case in cases), sum(case.still for case in cases)
            cells.append(f"{exact} / {still} / {len(cases) - exact - still}")
        rows.append(f"| {low} to {high} degrees | " + " | ".join(cells) + " |")
    return rows


OUTSIDE: dict[str, dict[str, Any]] = {
    "turned 50 degrees": {"yaw": 50.0},
    "turned 75 degrees": {"yaw": -75.0},
    "too far (trunk about 45 pixels)": {"distance": 4.9},
    "too dark (a twelfth of full light)": {"light": 0.08},
    "foot hidden all the time": {"hidden": ((0.0, 999.0),)},
}


def outside(seeds: range) -> list[str]:
    """Beyond what it can see: it must keep silent."""
    rows = ["| outside the range | " + " | ".join(NAMES[name] for name in OURS) + " |", "| --- | --- | --- | --- |"]
    for name, change in OUTSIDE.items():
        cells = []
        for movement in OURS:
            cases = ordinary(movement, seeds, **change)
            cells.append(_share(sum(case.still for case in cases), len(cases)))
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return rows


def never(seeds: range) -> list[str]:
    """Nobody, somebody who does something else, an animal: nothing may be counted."""
    rows = [
        "| in front of the camera | " + " | ".join(NAMES[name] for name in OURS) + " |",
        "| --- | --- | --- | --- |",
    ]
    for name in ("empty", "animal", *OURS, *WRONG):
        cells = []
        for movement in OURS:
            if name == movement:
                cells.append("-")
                continue
            cases = judged((person(name, seed), movement) for seed in seeds)
            cells.append(_share(sum(bool(case.told["reps"] or case.told["timed"]) for case in cases), len(cases)))
        rows.append(f"| {NAMES.get(name, name.replace('_', ' '))} | " + " | ".join(cells) + " |")
    return rows


def _share(part: int, whole: int) -> str:
    """A share in per cent with its 95 % interval (Wilson)."""
    if not whole:
        return "-"
    p, z = part / whole, 1.96
    middle, half = p + z * z / (2 * whole), z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    low, high = ((middle + sign * half) / (1 + z * z / whole) for sign in (-1, 1))
    return f"{100 * p:.1f} % ({100 * max(0, low):.1f} to {100 * min(1, high):.1f})"


PARTS: dict[str, tuple[str, Callable[[range], list[str]], float]] = {
    "range": ("Within the working range", in_range, 1.0),
    "spoiled": ("One thing made worse: repetitions exact", spoiled, 0.15),
    "views": ("By view: exact / silent / counted wrongly, of all", views, 0.15),
    "outside": ("Outside the working range: kept silent", outside, 0.15),
    "never": ("Nothing to count: clips in which something was counted", never, 0.08),
}


def main() -> None:
    """Reads the command line, prints the tables, and writes them where asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=60, help="a movement, within the range; less elsewhere")
    asked.add_argument("--half", choices=("set", "report"), default="report")
    asked.add_argument("--part", choices=PARTS, action="append", help="only this table")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    lines = []
    for part, (title, table, share) in PARTS.items():
        if given.part and part not in given.part:
            continue
        count = max(3, round(given.people * share))
        first = 2000 if given.half == "set" else 5001
        made = [f"**{title}**", "", *table(range(first, first + 2 * count, 2)), ""]
        print("\n".join(made), flush=True)
        lines += made
    if given.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        PAGE.write_text(before + MARKS[0] + "\n\n" + "\n".join(lines) + MARKS[1] + after, encoding="utf-8")


if __name__ == "__main__":
    main()
