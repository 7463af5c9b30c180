"""People made up with a known truth, to see whether what is claimed is right.

The simulator can keep to the model or break it on purpose: flares, bouts of hours, skewed noise, relief in proportion
to pain, another wearing off, ratings that were forgotten, windows begun at the worst moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from unspasm.learn.diary import Row

HALF_HOUR = 0.5
DESIGNS = ("pairs", "mixed", "own_choice")


@dataclass(frozen=True)
class World:
    """How people are made. Points of 0 to 10; hours and days as named.

    effects: mean and spread of each item's effect over people. design: `pairs` (each day one window with and one
    without, in random order, the item by turns), `own_choice` (a use whenever a score is higher than usual, never
    without; with `felt`, whenever pain is, whatever the score) or `mixed` (a use by chance, one of the items or none). wander: standard deviation; wander_h: half-life, or
    `autocorrelation` at one day apart where given. The rest breaks the model and is off by default.
    """

    effects: Sequence[tuple[float, float]] = ((0.0, 0.0),)
    design: str = "pairs"
    days: int = 28
    ratings_a_day: int = 3
    level: tuple[float, float] = (3.0, 1.2)
    amplitude: tuple[float, float] = (2.5, 1.2)
    half_life_days: tuple[float, float] = (10.0, 0.7)
    wander: tuple[float, float] = (1.2, 0.3)
    wander_h: tuple[float, float] = (8.0, 0.7)
    autocorrelation: float | None = None
    noise: tuple[float, float] = (0.5, 0.2)
    wears_off_h: tuple[float, float] = (3.0, 0.5)
    whole: bool = True
    at_peaks: float = 0.0
    forgotten: float = 0.0
    flares_a_day: float = 0.0
    skewed: bool = False
    in_proportion: bool = False
    bouts: bool = False
    felt: bool = False


@dataclass
class Person:
    """One made-up person. effects: {item: true change half an hour after one use}. shapes: the true wandering (points),
    its half-life (hours), noise (points), wearing off of effects (hours) and half-life of recovery (days)."""

    effects: dict[str, float]
    shapes: dict[str, float]
    rows: list[Row] = field(default_factory=list)


def make_person(world: World, rng: Generator) -> Person:
    """A person of this world with all ratings."""
    names = [f"item_{k}" for k in range(len(world.effects))]
    effects = {name: float(rng.normal(*belief)) for name, belief in zip(names, world.effects, strict=True)}
    body = Body(world, effects, rng)
    person = Person(body.effects, body.shapes)
    use, busy_until = 0, 0.0
    for t, name in _planned(world, names, rng):
        if name is None:
            pain = body.rate(t)
            if rng.random() >= world.forgotten:
                person.rows.append(Row(t, pain))
            if world.design != "own_choice" or t < busy_until or not body.hurts(t, pain, rng):
                continue
            t, name = t + 0.05, names[rng.integers(len(names))]
        use += 1
        busy_until = _window(person, body, world, rng, use, t, name) + 2 * HALF_HOUR
    person.rows.sort(key=lambda row: row.t_h)
    if world.in_proportion:
        person.effects |= {name: float(np.mean(sizes)) for name, sizes in body.had.items()}
    return person


def _planned(world: World, names: Sequence[str], rng: Generator) -> list[tuple[float, str | None]]:
    """What happens when, in the order of time: (hour, item; empty for an untreated window, None for a rating)."""
    plan: list[tuple[float, str | None]] = []
    for day in range(world.days):
        midnight = 24.0 * day
        plan += [(midnight + 8 + 14 * float(rng.random()), None) for _ in range(world.ratings_a_day)]
        if world.design == "mixed":
            plan.append((midnight + 8 + 14 * float(rng.random()), ["", *names][rng.integers(len(names) + 1)]))
        elif world.design == "pairs":
            pair = [names[day % len(names)], ""]
            rng.shuffle(pair)
            hours = (8 + 5 * float(rng.random()), 16 + 5 * float(rng.random()))
            plan += [(midnight + hour, name) for hour, name in zip(hours, pair, strict=True)]
    return sorted(plan, key=lambda step: step[0])


def _window(person: Person, body: Body, world: World, rng: Generator, use: int, t: float, name: str) -> float:
    """One window from before to after; when it began."""
    if world.at_peaks:
        t = body.peak_near(t, world.at_peaks)
    before = body.rate(t)
    body.use(t, name)
    after = body.rate(t + HALF_HOUR)
    person.rows.append(Row(t, before, name, "before", use))
    if rng.random() >= world.forgotten:
        person.rows.append(Row(t + HALF_HOUR, after, name, "after", use))
    return t


class Body:
    """Pain as it is, on a fine grid of times, and as it is rated."""

    STEP_H = 0.05

    def __init__(self, world: World, effects: dict[str, float], rng: Generator) -> None:
        self.world, self.effects, self.rng = world, effects, rng
        self.had: dict[str, list[float]] = {}

        def log(belief: tuple[float, float]) -> float:
            return belief[0] * float(np.exp(belief[1] * rng.normal()))

        self.t = np.arange(0, 24 * world.days + 24, self.STEP_H)
        half = float(24 / -np.log2(world.autocorrelation)) if world.autocorrelation else log(world.wander_h)
        if world.autocorrelation == 0:
            half = 0.5
        self.wander_sd = log(world.wander)
        self.noise_sd = log(world.noise)
        self.wears_off = log(world.wears_off_h)
        recovery = log(world.half_life_days)
        self.shapes = {
            "wander_sd": self.wander_sd,
            "wander_half_life_h": half,
            "noise_sd": self.noise_sd,
            "effect_half_life_h": self.wears_off,
            "recovery_half_life_days": recovery,
        }
        course = rng.normal(*world.level) + rng.normal(*world.amplitude) * np.exp2(-self.t / 24 / recovery)
        self.pain = course + self._wandering(half)
        if world.flares_a_day:
            self.pain += self._flares(world.flares_a_day)

    def _wandering(self, half_life_h: float) -> np.ndarray:
        if self.world.bouts:  # hour-scale: on and off at random, same spread
            switch = self.rng.random(len(self.t)) < self.STEP_H / 3.0
            on = np.cumsum(switch) % 2 == 1
            return np.asarray(np.where(on, self.wander_sd, -self.wander_sd), dtype=float)
        fade = 0.5 ** (self.STEP_H / half_life_h)
        push = self.rng.normal(0, self.wander_sd * np.sqrt(1 - fade**2), len(self.t))
        push[0] = self.rng.normal(0, self.wander_sd)
        return _faded_sum(push, fade)

    def _flares(self, rate: float) -> np.ndarray:
        out = np.zeros(len(self.t))
        for _ in range(self.rng.poisson(rate * self.world.days)):
            since = self.t - self.rng.random() * self.t[-1]
            out += np.where(since > 0, self.rng.normal(2.7, 1.0) * np.exp2(-np.maximum(since, 0) / 4), 0)
        return out

    def pain_at(self, t: float) -> float:
        """Pain as it is at this hour, before it becomes a score."""
        return float(self.pain[self._at(t)])

    def _at(self, t: float) -> int:
        return min(max(round(t / self.STEP_H), 0), len(self.t) - 1)

    def use(self, t: float, name: str) -> None:
        """From now on the effect of this use is part of the pain."""
        if not name:
            return
        size = self.effects[name]
        if self.world.in_proportion:  # a share of the pain of the moment; the truth told is the mean of what was had
            size *= max(self.pain_at(t), 0) / 4
        self.had.setdefault(name, []).append(size)
        since = self.t - t
        self.pain = self.pain + np.where(
            since > 0, size * np.exp2(-(np.maximum(since, 0) - HALF_HOUR) / self.wears_off), 0
        )

    def rate(self, t: float) -> float:
        """The score given at this time."""
        noise = self.rng.normal(0, self.noise_sd)
        if self.world.skewed:
            noise = self.noise_sd * (self.rng.exponential() - 1)
        value = self.pain_at(t) + noise
        return float(np.clip(np.rint(value) if self.world.whole else value, 0, 10))

    def hurts(self, t: float, score: float, rng: Generator) -> bool:
        """Whether it hurts more than usual by this score, or as it is felt: then something is done, most times."""
        recent = self.pain[max(self._at(t) - round(72 / self.STEP_H), 0) : self._at(t) + 1]
        now = self.pain_at(t) if self.world.felt else score
        return bool(now > recent.mean() + 0.5 * self.wander_sd and rng.random() < 0.8)

    def peak_near(self, t: float, within_h: float) -> float:
        """The worst moment of the hours to come: a harsh choice, for it sees what comes after, as no real one can."""
        low, high = self._at(t), self._at(t + within_h) + 1
        return float(self.t[low + int(np.argmax(self.pain[low:high]))])


BLOCK = 64


def _faded_sum(push: np.ndarray, fade: float) -> np.ndarray:
    """out[k] = fade * out[k - 1] + push[k], block by block."""
    blocks = np.pad(push, (0, -len(push) % BLOCK)).reshape(-1, BLOCK)
    apart = np.subtract.outer(np.arange(BLOCK), np.arange(BLOCK))
    local = blocks @ np.where(apart >= 0, fade ** np.maximum(apart, 0), 0.0).T
    carried, rest = np.empty(len(blocks)), 0.0
    for k, end in enumerate(local[:, -1]):
        carried[k] = rest
        rest = rest * fade**BLOCK + end
    return np.asarray((local + carried[:, None] * fade ** np.arange(1, BLOCK + 1)).ravel()[: len(push)])
