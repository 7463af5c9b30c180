"""How many tries until something is known? Policies side by side, on made-up people.

`python -m benchmarks.days_to_know [--people N] [--write]`: the tries that are announced before a comparison starts, by
the rules of the pages; --write keeps them in the knowledge base with how they were made.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.calibration_worlds import LIMITS, PRIOR, people_of, population_prior
from unspasm.knowledge.works import load_works
from unspasm.learn import Diary, Prior, Row, to_diary
from unspasm.learn.alike import began_at, gaps
from unspasm.learn.fit import chances, effects, mixture, mixtures
from unspasm.learn.policy import choose_next, effect_draws, is_clear
from unspasm.learn.simulate import Body, World
from unspasm.learn.verdict import HELPS, NO_HELP, UNKNOWN, WORSE, fair_comparisons, verdict

SIX = World(
    effects=((-0.8, 0.6), (-0.6, 0.6), (-0.4, 0.6), (-0.3, 0.6), (-0.2, 0.6), (0.0, 0.6)),
    autocorrelation=0.5, half_life_days=(10, 0.3), wander=(1.2, 0.0), days=45,
)  # fmt: skip
"""Six things that a population tells apart beforehand; wandering as in the power lines, 3 scheduled ratings a day."""
ALIKE = replace(SIX, effects=((-0.4, 0.6),) * 6)
"""Six things of which the population says the same."""
RULES = load_works().compare
WITHIN, SURE, DRAWS = 0.3, 0.9, 2000
MOST = 70
POPULATION = 250
"""So many others were fitted before."""
SHARE = 0.8
"""So large a share of people are done by the tries that are announced."""
SEED = 20261127
PLANS = (
    (("item_2", ""), ("item_1", "item_3")),
    (("item_1", "item_3", ""), ("item_0", "item_2", "item_4")),
    (("item_0", "item_2", "item_4", ""), ("item_0", "item_1", "item_3", "item_5")),
    (("item_0", "item_1", "item_3", "item_4", ""), ("item_0", "item_1", "item_2", "item_4", "item_5")),
    (("item_0", "item_1", "item_2", "item_3", "item_4", ""), tuple(f"item_{k}" for k in range(6))),
)
"""What is compared for the announced tries, two comparisons for each number of things; nothing is the empty one."""
WORKS = Path(__file__).parent.parent / "src" / "unspasm" / "knowledge" / "works.toml"


@dataclass(frozen=True)
class Known:
    """How one comparison ended. tries: until it was clear, None where it never was. right: whether what was said holds."""

    tries: int | None
    right: bool


Clear = Callable[[Sequence[Row], Sequence[str], Sequence[str]], tuple[np.ndarray, str | None]]
"""Draws for the policy, and what is clear (None: nothing yet), from ratings, options and what was done."""


def compared(world: World, options: Sequence[str], policy: str, clear: Clear, seed: Sequence[int]) -> Known:
    """One person's comparison, two tries a day, until it is clear. The truth decides whether it ended rightly."""
    rng = np.random.default_rng(seed)
    names = [f"item_{k}" for k in range(len(world.effects))]
    truth = {name: float(rng.normal(*belief)) for name, belief in zip(names, world.effects, strict=True)} | {"": 0.0}
    body, rows, done = Body(world, truth, rng), list[Row](), list[str]()
    draws, said = clear(rows, options, done)
    for day in range(world.days):
        times = sorted((24 * day + 8 + 14 * float(rng.random()), False) for _ in range(world.ratings_a_day))
        times += [(24 * day + h + 5 * float(rng.random()), True) for h in (8, 16)]
        for t, is_try in sorted(times):
            if not is_try:
                rows.append(Row(t, body.rate(t)))
                continue
            option = choose_next(policy, options, done, draws, rng).option
            before = body.rate(t)
            body.use(t, option)
            rows += [
                Row(t, before, option, "before", len(done)),
                Row(t + 0.5, body.rate(t + 0.5), option, "after", len(done)),
            ]
            done.append(option)
            draws, said = clear(rows, options, done)
            if said is not None or len(done) >= MOST:
                return Known(len(done) if said is not None else None, _holds(said, truth, options))
    return Known(None, False)


def _holds(said: str | None, truth: Mapping[str, float], options: Sequence[str]) -> bool:
    """Whether what was called near the best is within `WITHIN` of it, or a verdict (`thing=verdict`) is true."""
    if said is None:
        return False
    name, _, found = said.partition("=")
    if found:
        return {HELPS: truth[name] < 0, WORSE: truth[name] > 0, NO_HELP: abs(truth[name]) < LIMITS.matters}[found]
    return truth[name] <= min(truth[option] for option in options) + WITHIN


def near_best(prior: Prior) -> Clear:
    """Clear once something is within `WITHIN` points of the best with probability `SURE`."""

    def clear(rows: Sequence[Row], options: Sequence[str], done: Sequence[str]) -> tuple[np.ndarray, str | None]:
        draws = _draws(rows, options, prior, len(done))
        near = is_clear(draws, options, WITHIN, SURE)
        return draws, max(near, key=lambda name: near[name]) if near else None

    return clear


def _draws(rows: Sequence[Row], options: Sequence[str], prior: Prior, seed: int) -> np.ndarray:
    """Draws of every option's effect; what was never done draws from the prior."""
    return effect_draws(mixture(_diary(rows, options), prior), options, DRAWS, np.random.default_rng(seed))


def _diary(rows: Sequence[Row], options: Sequence[str]) -> Diary:
    diary = to_diary([*rows] or [Row(0.0, 5.0)])
    return replace(diary, items=(*diary.items, *(o for o in options if o and o not in diary.items)))


def as_on_the_page(rows: Sequence[Row], options: Sequence[str], done: Sequence[str]) -> tuple[np.ndarray, str | None]:
    """Clear by the rules of the pages: with both priors, and not before each thing was rated often enough."""
    diary = _diary(rows, options)
    hopeful, doubtful = mixtures(diary, (PRIOR, PRIOR.sceptical(LIMITS.sceptic_sd)))
    draws = effect_draws(hopeful, options, DRAWS, np.random.default_rng(len(done)))
    rated = {option: list(done).count(option) for option in options}
    if min(rated.values()) < RULES.least_each:
        return draws, None
    if len(options) == RULES.least and "" in options:
        told, doubts = effects(hopeful, LIMITS.matters), chances(doubtful, LIMITS.matters)
        fair, apart = fair_comparisons(diary), gaps(began_at(diary))
        found = {o: verdict(told[o], doubts[o], fair[o], LIMITS, apart.get(o)) for o in options if o}
        settled = [f"{o}={said}" for o, said in found.items() if said != UNKNOWN]
        return draws, settled[0] if settled else None
    doubted = effect_draws(doubtful, options, DRAWS, np.random.default_rng(len(done)))
    near, too = (is_clear(d, options, RULES.within, RULES.sure) for d in (draws, doubted))
    both = [o for o in near if o in too and rated[o] >= RULES.least_best]
    return draws, max(both, key=lambda o: near[o]) if both else None


Run = Callable[[Callable[..., object], Iterable[object]], Iterable[object]]


def ends(world: World, options: Sequence[str], policy: str, prior: Prior | None, seed: int, number: int) -> Known:
    """How one person's comparison ended. prior: clear by it alone; without one, by the rules of the pages."""
    return compared(world, options, policy, near_best(prior) if prior else as_on_the_page, [seed, number])


def by_policy(n: int, run: Run, shapes_of: int = 64) -> list[tuple[str, str, list[Known]]]:
    """Six things under each policy, with the prior of a population that was fitted: (world, policy, how it ended)."""
    out = []
    for number, (name, world) in enumerate((("told apart beforehand", SIX), ("the same beforehand", ALIKE))):
        prior = population_prior(
            people_of(replace(world, design="mixed", days=28), min(POPULATION, 5 * n), SEED + number), shapes_of
        )
        for policy in ("top_two", "thompson", "round_robin", "pairs"):
            names = [f"item_{k}" for k in range(6)]
            found = list(run(partial(ends, world, names, policy, prior, SEED + 10 + number), range(n)))
            out.append((name, policy, found))
    return out


def by_plan(n: int, run: Run) -> list[tuple[int, tuple[str, ...], list[Known]]]:
    """Comparisons by the rules of the pages: (how many things, which, how they ended)."""
    out = []
    for plans in PLANS:
        for options in plans:
            policy = RULES.policy(len(options))
            found = list(run(partial(ends, SIX, options, policy, None, SEED + 20 + len(options)), range(n)))
            out.append((len(options), options, found))
    return out


def quantile(found: Sequence[Known], share: float) -> float:
    """Tries by which this share of comparisons was clear; infinite where it never was so many."""
    return float(np.quantile([np.inf if one.tries is None else one.tries for one in found], share, method="higher"))


def announced(plans: Sequence[tuple[int, tuple[str, ...], list[Known]]]) -> list[int]:
    """The tries to announce for 2, 3, ... things: by then `SHARE` of people are done, whichever they compare; even."""
    most: dict[int, float] = {}
    for things, _, found in plans:
        most[things] = max(most.get(things, 0.0), min(quantile(found, SHARE), MOST))
    tries = [2 * int(np.ceil(most[things] / 2)) for things in sorted(most)]
    return [max(tries[: k + 1]) for k in range(len(tries))]


def written(text: str, tries: Sequence[int], people: int) -> str:
    """The knowledge file with these tries and how they were made."""
    made = (
        f"Tries by which {100 * SHARE:.0f} in 100 of {people} made-up people were done, by the rules above, for the slower "
        f"of two comparisons of so many things. Made by: python -m benchmarks.days_to_know --people {people} --write"
    )
    text, lines = re.subn(r"(?m)^tries = \[[^\]]*\]", f"tries = {list(tries)}", text, count=1)
    text, notes = re.subn(r'(?m)^note_tries = "[^"]*"', f'note_tries = "{made}"', text, count=1)
    if lines != 1 or notes != 1:
        raise ValueError(f"{WORKS.name} has no line `tries` or `note_tries`")
    return text


def main() -> None:
    """Prints the tries to announce; with --write, keeps them."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--people", type=int, default=100)
    ask.add_argument("--write", action="store_true")
    told = ask.parse_args()
    plans = by_plan(told.people, map)
    for things, options, found in plans:
        halves = [quantile(found, share) for share in (0.5, SHARE)]
        print(
            f"{things} things{' with nothing' if '' in options else ''}: half done by {halves[0]:g}, 8 in 10 by {halves[1]:g}"
        )
    tries = announced(plans)
    print("announced:", tries)
    if told.write:
        WORKS.write_text(written(WORKS.read_text(encoding="utf-8"), tries, told.people), encoding="utf-8")


if __name__ == "__main__":
    main()
