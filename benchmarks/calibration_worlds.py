"""The made-up people of `benchmarks.calibration`, and what the model says of each. Seeds here are for reports alone:
limits and priors were set on others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.outside import Habits
from unspasm.knowledge import load_knowledge
from unspasm.learn import Prior, Row, limits_from, prior_from, to_diary
from unspasm.learn.fit import effects, mixture
from unspasm.learn.looks import looks
from unspasm.learn.people import grams, side_by_side
from unspasm.learn.population import as_prior, first_beliefs, fit_population, fit_shapes, part_of
from unspasm.learn.prior import SHAPES, Effect, LogNormal
from unspasm.learn.simulate import Body, Person, World, make_person
from unspasm.learn.verdict import HELPS, NO_HELP, WORSE

KNOWLEDGE = load_knowledge()
DAYS = 28
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
    "one window a day, with or without by chance, effect +1": replace(POWER, effects=((1.0, 0.0),), design="mixed"),
}
UNCLEAR = {
    "uses at the worst, waits at the best of the 3 hours to come": ("worst", "best"),
    "uses at the worst of the 3 hours to come, waits at any time": ("worst", "any"),
}
"""Windows chosen by what nobody can know, the pain to come: the harshest choice there is."""
OUTSIDE = {
    "acts on written scores, waits 1 in 4": Habits(acts_on="asked", keen=0.8),
    "acts on written scores, never waits": Habits(acts_on="asked", keen=0.8, waits=0),
    "acts on unwritten scores, waits 1 in 4": Habits(),
    "acts on unwritten scores, never waits": Habits(waits=0),
    "acts on felt pain, waits 1 in 4": Habits(acts_on="felt"),
    "acts on felt pain, never waits": Habits(acts_on="felt", waits=0),
    "bouts of hours, waits 1 in 4": Habits(bouts=True),
    "by chance, waits 1 in 4": Habits(acts_on="any", keen=1.0),
}
"""People of the second maker. An unwritten score is one that is only written down when something is done."""
OUTSIDE_NULLS = {
    "acts on written scores": Habits(effects=((0, 0),), acts_on="asked", keen=0.8, waits=0.4),
    "acts on felt pain": Habits(effects=((0, 0),), acts_on="felt", waits=0.4),
    "felt pain, bouts of hours": Habits(effects=((0, 0),), acts_on="felt", waits=0.4, bouts=True),
    "acts where it hurts, waits where it does not": Habits(effects=((0, 0),), waits=1, waits_low=True),
    "the same by felt pain": Habits(effects=((0, 0),), acts_on="felt", waits=1, waits_low=True),
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
    "acts on felt pain that no score shows": {"design": "own_choice", "felt": True},
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
    seer: float = np.nan


def people_of(world: World, n: int, seed: int) -> list[Person]:
    """People of a world. Each has a seed of their own."""
    return [make_person(world, np.random.default_rng([seed, k])) for k in range(n)]


def told_of(person: Person, prior: Prior, world: World | None = None) -> dict[str, Told]:
    """What is said of each of one person's effects. world: also by the exact model, which knows the population, and by a seer who
    also knows this person's shapes."""
    diary = to_diary(person.rows)
    if not diary.items:
        return {}
    exact = effects(mixture(diary, true_prior(world, person))) if world else {}
    seer = effects(mixture(diary, true_prior(world, person, person.shapes))) if world else {}
    out = {}
    for place, (item, told) in enumerate(effects(mixture(diary, prior)).items()):
        truth = person.effects[item]
        drops = [w.after - w.before for w in diary.uses if w.item == place and w.is_compared]
        inside = tuple(low <= truth <= high for low, high in told.intervals.values())
        plain = float(np.mean(drops)) if drops else np.nan
        best, all_known = (found[item].mean if found else np.nan for found in (exact, seer))
        out[item] = Told(truth, told.mean, told.sd, inside, told.below_zero, plain, best, all_known)
    return out


def true_prior(world: World, person: Person, shapes: Mapping[str, float] | None = None) -> Prior:
    """The prior that knows the population this person comes from. shapes: also the person's own, exactly."""
    own = {name: LogNormal(shapes[name], 1e-4) for name in SHAPES} if shapes else {}
    return replace(
        PRIOR,
        level_mean=world.level[0],
        level_sd=world.level[1],
        recovery_half_life_days=np.array([person.shapes["recovery_half_life_days"]]),
        recovery_mean=np.array([world.amplitude[0]]),
        recovery_sd=np.array([world.amplitude[1]]),
        wander_sd=own.get("wander_sd", LogNormal(*world.wander)),
        wander_half_life_h=own.get("wander_half_life_h", LogNormal(*world.wander_h)),
        noise_sd=own.get("noise_sd", LogNormal(*world.noise)),
        effect_half_life_h=own.get("effect_half_life_h", LogNormal(*world.wears_off_h)),
        window_sd=np.array([1e-3]),
        window_share=np.array([1.0]),
        context_sd=0.0,
        effects={f"item_{k}": Effect(m, max(s, 1e-3)) for k, (m, s) in enumerate(world.effects)},
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
    item, truth = next(iter(person.effects.items()))
    ever: set[str] = set()
    first = 0
    for day, look in enumerate(looks(person.rows, PRIOR, LIMITS, [24 * (d + 1) for d in range(days)]), 1):
        if item in look:
            verdict = look[item].verdict(LIMITS)
            ever.add(verdict)
            first = first or (day if verdict in (HELPS, WORSE, NO_HELP) else 0)
    return truth, ever, first


def confounded(when: tuple[str, str], seed: Sequence[int], days: int = DAYS) -> Person:
    """Somebody for whom the one thing does nothing, but who picks the moment of use and of waiting: the worst or the
    best of the three hours to come, or any."""
    rng = np.random.default_rng(seed)
    body, person = Body(World(days=days), {"item_0": 0.0}, rng), Person({"item_0": 0.0}, {})
    for day in range(days):
        person.rows += [Row(t, body.rate(t)) for t in (24 * day + 8 + 14 * rng.random(3)).tolist()]
        hours = [24 * day + 8 + 5 * float(rng.random()), 24 * day + 16 + 5 * float(rng.random())]
        rng.shuffle(hours)
        for number, (item, hour, pick) in enumerate(zip(("item_0", ""), hours, when, strict=True)):
            t, use = _moment(body, hour, pick), 2 * day + number
            person.rows.append(Row(t, body.rate(t), item, "before", use))
            person.rows.append(Row(t + 0.5, body.rate(t + 0.5), item, "after", use))
    return person


def _moment(body: Body, hour: float, pick: str) -> float:
    """The worst or the best moment of the three hours to come, or this one."""
    if pick == "any":
        return hour
    times = hour + np.arange(0, 3, body.STEP_H)
    pain = np.array([body.pain_at(float(t)) for t in times])
    return float(times[pain.argmax() if pick == "worst" else pain.argmin()])


def in_weeks(effect: float, seed: Sequence[int]) -> bool:
    """Whether weeks with and without by turns, four in all, find this effect: the rival of the power table.

    Three ratings a day; the effect is there all day of a week with it. Read once, after 28 days: daily means, a straight
    trend, neighbours alike (autoregression by Prais and Winsten), 5 % on both sides.
    """
    rng = np.random.default_rng(seed)
    body = Body(POWER, {}, rng)
    t = 24 * np.arange(DAYS)[:, None] + 8 + 14 * rng.random((DAYS, 3))
    treated = (np.arange(DAYS) // 7 % 2 == 0).astype(float)
    pain = np.array([[body.pain_at(float(at)) for at in day] for day in t]) + effect * treated[:, None]
    y = np.clip(np.rint(pain + 0.5 * rng.normal(size=pain.shape)), 0, 10).mean(axis=1)
    x = np.stack([np.ones(DAYS), np.arange(DAYS) / DAYS, treated], axis=1)
    alike = 0.0
    for _ in range(20):
        x2, y2 = _apart(x, alike), _apart(y[:, None], alike)[:, 0]
        found = np.linalg.lstsq(x2, y2, rcond=None)[0]
        left = y - x @ found
        alike = float(np.clip((left[1:] @ left[:-1]) / max(left[:-1] @ left[:-1], 1e-12), -0.95, 0.95))
    rest = y2 - x2 @ found
    sd = float(np.sqrt(rest @ rest / (DAYS - 3) * np.linalg.inv(x2.T @ x2)[2, 2]))
    return bool(abs(found[2]) > 2.06 * sd and (found[2] < 0) == (effect <= 0))


def _apart(columns: np.ndarray, alike: float) -> np.ndarray:
    """Columns with the likeness to the day before taken out."""
    return np.asarray(np.concatenate([(1 - alike**2) ** 0.5 * columns[:1], columns[1:] - alike * columns[:-1]]))
