"""Speed of the learning, in processor time. `OPENBLAS_NUM_THREADS=1 python -m benchmarks.learn_speed [people]`

One person of 100 ratings and 8 things tried, everything that `unspasm learn fit` says, warm; then a cohort made up in
memory (60 ratings, 3 things tried each): the population fit, and the posterior of everybody with shapes plugged in.
Reading tables is not counted: it is the same work for any model. Memory is the highest that this process ever held.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import limits_from, prior_from, to_diary, what_works
from unspasm.learn.model import from_gram
from unspasm.learn.people import Grams, People, grams
from unspasm.learn.population import first_beliefs, fit_population, part_of
from unspasm.learn.simulate import World, make_person

CHUNK, DAYS, ITEMS = 1000, 12, 3
PEOPLE = 20_000


def main(people: int) -> None:
    """Prints the figures."""
    knowledge = load_knowledge()
    prior, limits = prior_from(knowledge), limits_from(knowledge)
    world = World(effects=((-0.5, 0.7),) * 8, design="mixed", days=20)
    diary = next(
        d
        for d in (to_diary(make_person(world, np.random.default_rng(k)).rows) for k in range(100))
        if len(d.items) == 8 and d.pain.min() > 0 and d.pain.max() < 10
    )
    times = [_seconds(lambda: what_works(diary, prior, limits)) for _ in range(101)][1:]
    print(
        f"one person, {len(diary)} ratings, 8 things tried: {1000 * median(times):.1f} ms (least {1000 * min(times):.1f})"
    )

    items = [f"item_{k}" for k in range(ITEMS)]
    with tempfile.TemporaryDirectory() as folder:
        chunks = list(range(people // CHUNK))
        making = sum(_seconds(lambda k=k: _people(k)) for k in chunks[:5]) / 5 * len(chunks)
        seconds = (
            _seconds(lambda: [_keep(Path(folder) / f"{k}.npy", grams(_people(k), prior)) for k in chunks]) - making
        )
        own = np.tile(np.arange(ITEMS), (CHUNK, 1))
        rounds = 0

        def fit() -> None:
            nonlocal rounds
            _, rounds = fit_population(
                lambda now: (part_of(Grams(np.load(Path(folder) / f"{k}.npy"), own), now) for k in chunks),
                first_beliefs(prior, items),
            )

        fitting = _seconds(fit)
        start = first_beliefs(prior, items)
        solving = _seconds(lambda: [_solve(Path(folder) / f"{k}.npy", start.mean, start.sd) for k in chunks])
    ratings = DAYS * 5
    print(
        f"{people} people of {ratings} ratings: cross products {seconds:.1f} s, population fit {fitting:.1f} s ({rounds} rounds)"
    )
    print(
        f"  reckoned for 100,000 people: {(seconds + fitting) * 1e5 / people:.1f} s; 20 rounds: "
        f"{(seconds + fitting * 20 / rounds) * 1e5 / people:.1f} s"
    )
    print(
        f"  everybody's posterior, shapes plugged in: {seconds + solving:.1f} s; for a million: "
        f"{(seconds + solving) * 1e6 / people:.0f} s"
    )
    print(f"  highest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


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


def _keep(path: Path, made: Grams) -> None:
    np.save(path, made.gram)


def _solve(path: Path, mean: np.ndarray, sd: np.ndarray) -> None:
    gram = np.load(path)
    from_gram(gram, np.zeros(len(gram)), mean, np.diag(sd**2))


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
