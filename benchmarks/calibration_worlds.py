"""The made-up people of `benchmarks.calibration`, and what the model says of each. Seeds here are for reports alone:
limits and priors were set on others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import Prior, limits_from, prior_from, to_diary
from unspasm.learn.fit import effects, mixture
from unspasm.learn.looks import looks
from unspasm.learn.people import grams, side_by_side
from unspasm.learn.population import as_prior, first_beliefs, fit_population, fit_shapes, part_of
from unspasm.learn.prior import Effect, LogNormal
from unspasm.learn.simulate import Person, World, make_person
from unspasm.learn.verdict import HELPS, NO_HELP, WORSE

KNOWLEDGE = load_knowledge()
PRIOR, LIMITS = prior_from(KNOWLEDGE), limits_from(KNOWLEDGE)

NULL = World(half_life_days=(10.0, 1.0))
NULLS = {
    f"autocorrelation {a:g}, {'at peaks' if peaks else 'any time'}": replace(NULL, autocorrelation=a, at_peaks=peaks)
    for a in (0.0, 0.2, 0.5, 0.8)
    for peaks in (0.0, 2.0)
} | {
    "fast recovery (half-life 2 days), at peaks": replace(
        NULL, autocorrelation=0.5, at_peaks=2, half_life_days=(2, 0.3)
    ),
    "slow recovery (half-life 60 days)": replace(NULL, autocorrelation=0.5, half_life_days=(60, 0.3)),
    "little pain (level 1), at peaks": replace(NULL, autocorrelation=0.5, at_peaks=2, level=(1, 1), amplitude=(1, 1)),
    "flares, at peaks": replace(NULL, autocorrelation=0.5, at_peaks=2, flares_a_day=0.1),
    "bouts of hours, at peaks": replace(NULL, bouts=True, at_peaks=2),
    "skewed noise, half the ratings after forgotten": replace(NULL, autocorrelation=0.5, skewed=True, forgotten=0.5),
}
POWER = World(autocorrelation=0.5, half_life_days=(10, 0), wander=(1.2, 0))
POWERS = {
    "a pair of windows a day, effect -1": replace(POWER, effects=((-1.0, 0.0),)),
    "a pair of windows a day, effect -0.5": replace(POWER, effects=((-0.5, 0.0),)),
    "a pair of windows a day, effect +1": replace(POWER, effects=((1.0, 0.0),)),
    "one window a day, with or without by chance, effect -1": replace(POWER, effects=((-1.0, 0.0),), design="mixed"),
}
OWN = World(effects=((-0.9, 0.5), (-0.3, 0.5), (0.0, 0.3)), design="own_choice")
FAIR = replace(OWN, design="mixed")
BROKEN = {
    "as the model says": {},
    "flares": {"flares_a_day": 0.1},
    "floor: little pain": {"level": (0.5, 1.0), "amplitude": (1.5, 1.0)},
    "skewed noise": {"skewed": True},
    "wears off four times as slowly": {"wears_off_h": (12.0, 0.3)},
    "relief in proportion to pain": {"in_proportion": True},
    "bouts of hours": {"bouts": True},
    "a third of ratings forgotten": {"forgotten": 0.33},
    "windows at the worst moment": {"at_peaks": 2.0},
}


@dataclass(frozen=True)
class Told:
    """What was said of one effect. inside: whether the 50, 80 and 95 % intervals hold the truth."""

    truth: float
    mean: float
    sd: float
    inside: tuple[bool, bool, bool]
    below_zero: float
    before_after: float
    exact: float = np.nan


def people_of(world: World, n: int, seed: int) -> list[Person]:
    """People of a world. Each has a seed of their own."""
    return [make_person(world, np.random.default_rng([seed, k])) for k in range(n)]


def told_of(person: Person, prior: Prior, world: World | None = None) -> list[Told]:
    """What is said of one person's effects. world: also by the exact model, which knows population and shapes."""
    diary = to_diary(person.rows)
    if not diary.items:
        return []
    exact = effects(mixture(diary, true_prior(world, person))) if world else {}
    out = []
    for place, (item, told) in enumerate(effects(mixture(diary, prior)).items()):
        truth = person.effects[item]
        drops = [w.after - w.before for w in diary.uses if w.item == place and w.is_compared]
        inside = tuple(low <= truth <= high for low, high in told.intervals.values())
        plain = float(np.mean(drops)) if drops else np.nan
        best = exact[item].mean if exact else np.nan
        out.append(Told(truth, told.mean, told.sd, inside, told.below_zero, plain, best))
    return out


def true_prior(world: World, person: Person) -> Prior:
    """The prior that knows the population this person comes from, and the person's own shapes."""
    known = {name: LogNormal(value, 1e-4) for name, value in person.shapes.items() if name != "recovery_half_life_days"}
    return replace(
        PRIOR,
        level_mean=world.level[0],
        level_sd=world.level[1],
        recovery_half_life_days=np.array([person.shapes["recovery_half_life_days"]]),
        recovery_mean=np.array([world.amplitude[0]]),
        recovery_sd=np.array([world.amplitude[1]]),
        window_sd=np.array([1e-3]),
        window_share=np.array([1.0]),
        context_sd=0.0,
        effects={f"item_{k}": Effect(m, max(s, 1e-3)) for k, (m, s) in enumerate(world.effects)},
        **known,
    )


def population_prior(people: Sequence[Person], shapes_of: int = 128) -> Prior:
    """The prior that these people's own ratings give, by the code of `unspasm learn cohort`."""
    diaries = [to_diary(person.rows) for person in people]
    items = tuple(sorted({item for diary in diaries for item in diary.items}))
    shaped = fit_shapes(diaries[:shapes_of], PRIOR)
    parts = [grams(side_by_side(diaries[k : k + 256], items), shaped) for k in range(0, len(diaries), 256)]
    beliefs, _ = fit_population(lambda now: (part_of(part, now) for part in parts), first_beliefs(shaped, items))
    return as_prior(beliefs, items, shaped)


def shown(person: Person, days: int) -> tuple[float, set[str], int]:
    """Truth of the first item, every verdict ever shown to somebody who looks each day, and the first day of a claim
    (0 for never)."""
    truth = person.effects["item_0"]
    ever: set[str] = set()
    first = 0
    for day, look in enumerate(looks(person.rows, PRIOR, LIMITS, [24 * (d + 1) for d in range(days)]), 1):
        if "item_0" in look:
            verdict = look["item_0"].verdict(LIMITS)
            ever.add(verdict)
            first = first or (day if verdict in (HELPS, WORSE, NO_HELP) else 0)
    return truth, ever, first
