"""Speed of the learning, in processor time. `OPENBLAS_NUM_THREADS=1 python -m benchmarks.learn_speed [people]`

One person of 100 ratings and 8 things tried, everything that `unspasm learn fit` says, warm; then a cohort made up in
memory (60 ratings, 3 things tried each): the population fit, and the posterior of everybody with shapes plugged in.
The rival, in the same run, is what one would write by hand in NumPy: for each point of the same grid, or each person,
the covariance of all ratings is built and solved densely (LAPACK). It gives the same numbers, which is checked. Reading
tables is not counted: it is the same work for any model. Writes docs/reference/learning-speed.md.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import Diary, Limits, Prior, limits_from, prior_from, to_diary, what_works
from unspasm.learn.design import belief, design
from unspasm.learn.fit import COUNTS, LOOK, weigh
from unspasm.learn.heard import heard
from unspasm.learn.model import ROUNDING, from_gram
from unspasm.learn.people import Grams, People, columns_of, grams
from unspasm.learn.population import ROUNDS, Beliefs, believe, first_beliefs, part_of
from unspasm.learn.shapes import Grid, grid_of
from unspasm.learn.simulate import World, make_person

CHUNK, DAYS, ITEMS, RIVALS = 1000, 12, 3, 100
PEOPLE = 100_000
OUT = Path(__file__).parents[1] / "docs" / "reference" / "learning-speed.md"
PAGE = """# How fast the learning is

Made by `make bench` (`python -m benchmarks.learn_speed`); nothing here is typed by hand. Processor time of one core, medians, warm.
The rival in the same run is plain NumPy: the covariance of all ratings built and solved densely (LAPACK) for each point of
the same grids, or for each person. It gives the same numbers (checked: evidence to 1e-6). One shared machine of {cores} cores; other
machines differ by a factor, not in the ratios.

| one person, everything that `unspasm learn fit` says | ours | rival, the grids alone | ratio |
| --- | --- | --- | --- |
{one}

| {people:,} people of {ratings} ratings, {items} things tried each | seconds | for each |
| --- | --- | --- |
| cross products of everybody (read once) | {reading:.1f} | {reading_each:.0f} microseconds |
| population fit, {rounds} rounds | {fitting:.1f} | {fitting_each:.1f} microseconds a round |
| both | {both:.1f} | |
| everybody's posterior, shapes plugged in | {solving:.1f} | {solving_each:.0f} microseconds |
| rival: dense solves, one person after another, {rounds} rounds (reckoned from {rivals} people) | {rival:,.0f} | {ratio:,.0f} times both |

For 100,000 people: {hundred:.1f} s with {rounds} rounds. For a million with shapes plugged in: {million:.0f} s. Highest memory of the whole
process after {few:,} people {memory_few:.0f} MiB, after {people:,} {memory:.0f} MiB.
"""


def main(people: int) -> None:
    """Writes and prints the page."""
    knowledge = load_knowledge()
    prior, limits = prior_from(knowledge), limits_from(knowledge)
    one = [_one(name, diary, prior, limits) for name, diary in _diaries()]
    few = max(CHUNK, people // 10)
    _crowd(few, prior)
    memory_few = _memory()
    reading, fitting, solving = _crowd(people, prior)
    rival = ROUNDS * _dense_people(prior) * people
    each = 1e6 / people
    page = PAGE.format(
        cores=os.cpu_count(), one="\n".join(one), people=people, ratings=DAYS * 5, items=ITEMS, rounds=ROUNDS,
        reading=reading, reading_each=reading * each, fitting=fitting, fitting_each=fitting * each / ROUNDS,
        both=reading + fitting, solving=solving, solving_each=solving * each, rivals=RIVALS, rival=rival,
        ratio=rival / (reading + fitting), hundred=(reading + fitting) * 1e5 / people,
        million=(reading + solving) * 1e6 / people, few=few, memory_few=memory_few, memory=_memory(),
    )  # fmt: skip
    OUT.write_text(page, encoding="utf-8")
    print(page)


# --- one person ------------------------------------------------------------------------------------


def _diaries() -> list[tuple[str, Diary]]:
    """A person of 100 ratings and 8 things without a score at an end, and one with many."""
    world = World(effects=((-0.5, 0.7),) * 8, design="mixed", days=20)
    made = [to_diary(make_person(world, np.random.default_rng(k)).rows) for k in range(300)]
    made = [diary for diary in made if len(diary.items) == 8]
    inside = next(d for d in made if not _at_end(d))
    outside = next(d for d in made if _at_end(d) >= 20)
    return [
        (f"{len(inside)} ratings, 8 things, none at an end of the scale", inside),
        (f"{len(outside)} ratings, 8 things, {_at_end(outside)} at an end", outside),
    ]


def _at_end(diary: Diary) -> int:
    return int(((diary.pain <= 0) | (diary.pain >= 10)).sum())


def _one(name: str, diary: Diary, prior: Prior, limits: Limits) -> str:
    ours = median(_seconds(lambda: what_works(diary, prior, limits)) for _ in range(101))
    grids = [grid_of(prior, LOOK), grid_of(prior, COUNTS)]
    theirs = median(_seconds(lambda: [_dense_grid(diary, grid, prior) for grid in grids]) for _ in range(5))
    _check_same(diary, grids[0], prior)
    return f"| {name} | {1000 * ours:.1f} ms | {1000 * theirs:.0f} ms | {theirs / ours:.0f} |"


def _dense_grid(diary: Diary, grid: Grid, prior: Prior) -> np.ndarray:
    """Log evidence of every point of the grid, (w, g), up to a constant, by dense solves."""
    linear, scores = design(diary, prior, grid.effect_half_lives_h), heard(diary, prior)
    held, columns = belief(linear, prior), linear.columns
    apart = np.abs(diary.t_h[:, None] - diary.t_h[None, :])
    noise = np.broadcast_to(scores.noise_var(grid.noise_var).T, (len(diary), len(grid)))
    out = np.empty((len(held.cov), len(grid)))
    for point in range(len(grid)):
        wandering = grid.wander_sd[point] ** 2 * np.exp2(-apart / grid.half_life_h[point]) + np.diag(noise[:, point])
        z = columns[grid.effect[point]]
        off = scores.pain - z @ held.mean
        for k, cov in enumerate(held.cov):
            root = np.linalg.cholesky(wandering + z @ cov @ z.T)
            white = np.linalg.solve(root, off)
            out[k, point] = held.log_share[k] - 0.5 * white @ white - np.log(np.diagonal(root)).sum()
    return out


def _check_same(diary: Diary, grid: Grid, prior: Prior) -> None:
    told = weigh(diary, heard(diary, prior), grid, prior)
    ours = told.joined(belief(told.linear, prior))[1]
    off = ours - _dense_grid(diary, grid, prior)
    if np.ptp(off) > 1e-6:
        raise SystemExit(f"the rival says something else: {np.ptp(off)}")


# --- many people -----------------------------------------------------------------------------------


def _crowd(people: int, prior: Prior) -> tuple[float, float, float]:
    """Seconds for cross products, for the population fit, and for everybody's posterior beyond the cross products."""
    items = [f"item_{k}" for k in range(ITEMS)]
    chunks = range(people // CHUNK)
    own = np.tile(np.arange(ITEMS), (CHUNK, 1))
    start = first_beliefs(prior, items)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{k}.npy" for k in chunks]
        reading = 0.0
        for k, path in zip(chunks, paths, strict=True):
            made = _people(k)
            reading += _seconds(lambda path=path, made=made: np.save(path, grams(made, prior).gram))
        fitting = _seconds(lambda: _rounds(paths, own, start))
        solving = _seconds(lambda: [_solve(path, start.mean, start.sd) for path in paths])
    return reading, fitting, solving


def _rounds(paths: Sequence[Path], own: np.ndarray, start: Beliefs) -> Beliefs:
    """All rounds, though it may stand still before."""
    now = start
    for _ in range(ROUNDS):
        total: Any = None
        for path in paths:
            part = part_of(Grams(np.load(path), own), now)
            total = part if total is None else total + part
        now = believe(total, start, now)
    return now


def _people(seed: int) -> People:
    """People without scores at an end, quickly made: what they feel is no matter for speed."""
    rng = np.random.default_rng(seed)
    day = 24.0 * np.repeat(np.arange(DAYS), 5)
    t_h = day + np.tile([8.0, 11.0, 13.0, 13.5, 20.0], DAYS) + rng.random((CHUNK, 1))
    start = t_h[:, 2::5]
    owner = rng.integers(-1, ITEMS, size=start.shape)
    before = np.tile([False, False, True, False, False], (CHUNK, DAYS))
    effect = np.where(owner >= 0, rng.normal(-0.5, 0.6, size=start.shape), 0.0)
    pain = 4 + 2 * np.exp2(-t_h / 240) + rng.normal(size=t_h.shape)
    pain[:, 3::5] += effect
    item = np.tile(np.arange(ITEMS), (CHUNK, 1))
    return People(t_h, np.clip(np.rint(pain), 1, 9), before, start, owner, item, np.zeros_like(t_h))


def _solve(path: Path, mean: np.ndarray, sd: np.ndarray) -> None:
    gram = np.load(path)
    from_gram(gram, np.zeros(len(gram)), mean, np.diag(sd**2))


def _dense_people(prior: Prior) -> float:
    """Seconds for one person and one round: the posterior of what is linear by a dense solve."""
    people = _people(0)
    start = first_beliefs(prior, [f"item_{k}" for k in range(ITEMS)])
    every = columns_of(people, prior)

    def solve() -> None:
        for k in range(RIVALS):
            apart = np.abs(people.t_h[k][:, None] - people.t_h[k][None, :])
            noise = prior.wander_sd.median**2 * np.exp2(-apart / prior.wander_half_life_h.median)
            noise += (prior.noise_sd.median**2 + ROUNDING) * np.eye(len(apart))
            lean = every[k] * start.sd**2
            gain = np.linalg.solve(noise + lean @ every[k].T, lean)
            _ = start.mean + gain.T @ (people.pain[k] - every[k] @ start.mean)
            _ = np.diag(start.sd**2) - gain.T @ lean

    return median(_seconds(solve) for _ in range(3)) / RIVALS


def _memory() -> float:
    """The highest that this process ever held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
