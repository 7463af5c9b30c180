"""Is what is claimed right? Made-up people with a known truth. `python -m benchmarks.calibration [--quick] [--out FILE]`

Prints the tables and writes them to docs/reference/learning.md. Every figure is followed by its simulation error (one
standard error, +-). --quick: few people, for a look and for tests; it writes nothing unless --out is given.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.calibration_worlds import (
    BROKEN,
    FAIR,
    NULLS,
    OWN,
    POWERS,
    PRIOR,
    Told,
    people_of,
    population_prior,
    shown,
    told_of,
)
from unspasm.learn import Prior
from unspasm.learn.simulate import World, make_person
from unspasm.learn.verdict import HELPS, NO_HELP, WORSE

OUT = Path(__file__).parent.parent / "docs" / "reference" / "learning.md"
SEED = 20261123
FULL = {"looks": 60, "cover": 100, "big": 400, "small": 4, "broken": 120}
QUICK = {"looks": 6, "cover": 12, "big": 40, "small": 1, "broken": 8}
DAYS = 28


def main() -> None:
    """Runs everything and writes the page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--quick", action="store_true")
    ask.add_argument("--out", type=Path)
    ask.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    told = ask.parse_args()
    size = QUICK if told.quick else FULL
    begun = time.process_time()
    with ProcessPoolExecutor(told.workers) as pool:
        page = tables(size, lambda do, each: pool.map(do, each, chunksize=5))
    print(page)
    print(f"\n{time.process_time() - begun:.0f} s of processor time in this process, more in its workers.")
    out = told.out or (None if told.quick else OUT)
    if out:
        out.write_text(page, encoding="utf-8")


Run = Callable[[Callable[..., object], Iterable[object]], Iterable[object]]


def tables(size: dict[str, int], run: Run) -> str:
    """The whole page."""
    parts = [HEAD, false_claims(size["looks"], run), power(size["looks"], run)]
    big, fair = population(OWN, size["big"], 1, run), population(FAIR, size["broken"], 1, run)
    small = population(OWN, 50 if size["small"] > 1 else 20, size["small"], run)
    parts += [coverage(size, big, small, run), claimed(big)]
    parts += [
        accuracy(big, "own choice, never an untreated window"),
        accuracy(fair, "one window a day, with or without by chance"),
    ]
    parts.append(nothing(size["cover"], run))
    return "\n".join(parts)


HEAD = """# What the learning claims, and whether it is right

Made by `make calibration` (`python -m benchmarks.calibration`); nothing here is typed by hand. People are made up with
a known truth (`src/unspasm/learn/simulate.py`), so these figures say how the arithmetic behaves, not how backs do.
Limits were set on other made-up people than the ones reported here. +- is one standard error of the simulation; where nobody (or everybody) was counted, brackets give the 95 % bound.
Points are of 0 to 10; an effect is the change half an hour after one use against the same time without; minus is less
pain. Unless a line says otherwise: 28 days, 3 scheduled ratings a day at any time from 8 to 22, whole scores; level
3 (spread 1.2 over people) and 2.5 (1.2) more at the start; wandering 1.2 points (log-SD 0.3) with a half-life of
8 hours (0.7), noise 0.5, effects that wear off by half in 3 hours (0.5).
"""


def false_claims(n: int, run: Run) -> str:
    """People without any effect who look every day."""
    rows: list[list[str]] = []
    everybody: list[set[str]] = []
    for number, (name, world) in enumerate(NULLS.items()):
        ever = [seen for _, seen, _ in run(partial(_shown, world, SEED + number), range(n))]
        rows.append([name, *_claims(ever)])
        everybody += ever
    rows.append(["all of these together", *_claims(everybody)])
    return _table(
        "False claims, with a look every day",
        f"No effect at all; each day one window with and one without, in random order; {n} people a line. Counted is who "
        f"was EVER shown the verdict on any of {DAYS} evenings. Recovery half-life 10 days (log-SD 1) where not named.",
        ["people", "ever helps", "ever makes it worse", "ever either"],
        rows,
    )


def _claims(ever: Sequence[set[str]]) -> list[str]:
    return [_share([bool(seen & wanted) for seen in ever]) for wanted in ({HELPS}, {WORSE}, {HELPS, WORSE})]


def power(n: int, run: Run) -> str:
    """People with a known effect who look every day."""
    rows = []
    for number, (name, world) in enumerate(POWERS.items()):
        seen = list(run(partial(_shown, world, SEED + 100 + number), range(n)))
        right, wrong = (HELPS, WORSE) if world.effects[0][0] < 0 else (WORSE, HELPS)
        days = [day if right in ever else DAYS + 1 for _, ever, day in seen]
        rows.append(
            [
                name,
                _share([right in ever for _, ever, _ in seen]),
                _share([wrong in ever for _, ever, _ in seen]),
                _share([NO_HELP in ever for _, ever, _ in seen]),
                f"{np.median(days):.0f}",
            ]
        )
    return _table(
        "Power, with a look every day",
        f"Autocorrelation 0.5 at one day, recovery half-life 10 days, wandering 1.2 points, 3 scheduled ratings a day; {n} "
        "people a line. The last column is the median day of the first verdict of any kind.",
        ["people", "found within 28 days", "wrong way", "ever 'does not help'", "median day"],
        rows,
    )


def population(world: World, n: int, times: int, run: Run) -> list[Told]:
    """Populations of n people fitted, and every one of their effects told with the prior of their own population."""
    out: list[Told] = []
    for number in range(times):
        people = people_of(world, n, SEED + 200 + number)
        prior = population_prior(people)
        for told in run(partial(told_of, prior=prior, world=world), people):
            out += told  # type: ignore[arg-type]  # a partial hides what it returns
    return out


def coverage(size: dict[str, int], big: list[Told], small: list[Told], run: Run) -> str:
    """How often intervals hold the truth."""
    rows = [
        _cover(f"own choice at peaks, population of {size['big']} fitted", big),
        _cover(f"own choice at peaks, {size['small']} populations of 50 fitted", small),
    ]
    newcomers = World(effects=((PRIOR.unknown.mean, 1.08),) * 3, design="mixed")
    for name, breaking in BROKEN.items():
        world = replace(newcomers, **breaking)
        people = run(partial(_told, world, SEED + 300, PRIOR), range(size["broken"]))
        rows.append(_cover(f"newcomer, {name}", [told for person in people for told in person]))
    return _table(
        "Intervals",
        "How often the interval holds the true effect. Newcomers: the prior of the knowledge base, one window a day, one of "
        f"three things or none by chance, {size['broken']} people a line; each line breaks the model in one way. Own choice: "
        "a use when pain is half a spread above that of the last three days (4 in 5 such times), never an untreated window; effects over people -0.9 (0.5), -0.3 (0.5), 0 (0.3).",
        ["people", "50 %", "80 %", "95 %", "mean error", "RMSE"],
        rows,
    )


def claimed(told: Sequence[Told]) -> str:
    """Claimed and right, by bands of the chance that was told."""
    chance = np.array([max(t.below_zero, 1 - t.below_zero) for t in told])
    right = np.array([(t.truth < 0) == (t.below_zero > 0.5) for t in told])
    rows = []
    edges = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001]
    for low, high in [*pairwise(edges), (0.5, 1.0001)]:
        inside = (chance >= low) & (chance < high)
        if inside.any():
            name = "all" if (low, high) == (0.5, 1.0001) else f"{100 * low:.0f} to {min(100 * high, 100):.0f} %"
            rows.append([name, str(inside.sum()), f"{100 * chance[inside].mean():.1f} %", _share(right[inside])])
    return _table(
        "Claimed and right",
        "The chance that was told for the likelier side (eases, or not), and how often that side was true. Own choice at "
        "peaks, the large fitted population.",
        ["told", "effects", "claimed", "right"],
        rows,
    )


def accuracy(told: Sequence[Told], design: str) -> str:
    """Errors of three readers of the same diaries."""
    truth = np.array([t.truth for t in told])
    kept = np.array([np.isfinite(t.before_after) for t in told])
    rows = []
    ours = np.array([t.mean for t in told])
    for name, said in (
        ("this model, population fitted from the same people", ours),
        ("the exact model, with true population and shapes", np.array([t.exact for t in told])),
        ("plain before-after averages", np.array([t.before_after for t in told])),
    ):
        error = (said - truth)[kept]
        rows.append(
            [
                name,
                _rmse(error),
                _mean(error),
                f"{np.sqrt((((ours - truth)[kept]) ** 2).mean()) / np.sqrt((error**2).mean()):.3f}",
            ]
        )
    return _table(
        f"Accuracy: {design}",
        f"Recovering people, population of their own fitted, {len(told)} effects of -0.9 (0.5), -0.3 (0.5), 0 (0.3). The last column is our error over theirs.",
        ["reader", "RMSE (points)", "mean error", "ours / theirs"],
        rows,
    )


def nothing(n: int, run: Run) -> str:
    """Every true effect is zero; people act at peaks while they recover."""
    world = replace(OWN, effects=((0.0, 0.0),) * 3)
    people = people_of(world, n, SEED + 400)
    rows = []
    for name, prior in (("population fitted", population_prior(people)), ("prior of the knowledge base", PRIOR)):
        told = [t for person in run(partial(told_of, prior=prior), people) for t in person]
        rows.append([name, _mean(np.array([t.mean for t in told]))])
    drops = np.array([t.before_after for t in told])
    harsh = run(partial(_told, replace(world, at_peaks=2.0), SEED + 500, PRIOR), range(n))
    rows.append(["plain before-after averages", _mean(drops[np.isfinite(drops)])])
    peaks = [t for person in harsh for t in person]
    rows.append(
        ["knowledge base, uses moved to the worst of the two hours to come", _mean(np.array([t.mean for t in peaks]))]
    )
    return _table(
        "When nothing works",
        f"Every true effect is zero; own choice at peaks, {n} recovering people. Shown is the mean effect told; minus is relief "
        "that is not there.",
        ["reader", "mean effect told (points)"],
        rows,
    )


def _shown(world: World, seed: int, number: int) -> tuple[float, set[str], int]:
    return shown(make_person(world, np.random.default_rng([seed, number])), world.days)


def _told(world: World, seed: int, prior: Prior, number: int) -> list[Told]:
    return told_of(make_person(world, np.random.default_rng([seed, number])), prior)


def _cover(name: str, told: Sequence[Told]) -> list[str]:
    error = np.array([t.mean - t.truth for t in told])
    return [name, *(_share([t.inside[k] for t in told]) for k in range(3)), _mean(error), _rmse(error)]


def _share(claims: Sequence[bool] | np.ndarray) -> str:
    share, n = float(np.mean(claims)), len(claims)
    if share in (0.0, 1.0):  # nobody, or everybody: the 95 % bound that this leaves
        return f"{100 * share:.0f} % ({'under' if share == 0 else 'over'} {100 * abs(share - 3 / n):.1f})"
    return f"{100 * share:.1f} % +- {100 * (share * (1 - share) / n) ** 0.5:.1f}"


def _mean(values: np.ndarray) -> str:
    return f"{values.mean():+.3f} +- {values.std() / len(values) ** 0.5:.3f}"


def _rmse(error: np.ndarray) -> str:
    squared = error**2
    rmse = squared.mean() ** 0.5
    return f"{rmse:.3f} +- {squared.std() / len(error) ** 0.5 / (2 * rmse):.3f}"


def _table(title: str, settings: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", settings, "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    print(lines[0], flush=True)
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
