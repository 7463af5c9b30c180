"""A second maker of people that shares nothing with the first (`unspasm.learn.simulate`): neither code nor choices. What is learned must hold
for its people too.

Pain lives on a grid of five minutes. Every waking hour the person feels how it is. When it is worse than a limit of
their own they write it down, mostly do one of their things, sometimes wait, and write it down again. Pain may come in
bouts of hours. A dense solve that knows everything about these people is the rival to be compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from unspasm.learn import Row
from unspasm.learn.simulate import Person

STEPS_AN_HOUR = 12
AWAKE = range(8, 23)


@dataclass(frozen=True)
class Habits:
    """How these people live. Points of 0 to 10; hours and days as named.

    effects: mean and spread over people of each thing. acts_on: `asked` (the scores of the day, all of which are written
    down), `written` (any score, written down when something is done), `felt` (pain itself, before it becomes a score) or
    `any` (chance alone). limit: points above the person's own untreated course.
    waits: share of times when nothing is done on purpose. waits_low: those are chosen where it hurts least instead.
    bouts: pain comes in bouts of hours in place of the slow wandering.
    """

    effects: Sequence[tuple[float, float]] = ((-0.9, 0.5), (-0.3, 0.5), (0.0, 0.5))
    days: int = 28
    asked: int = 3
    base: tuple[float, float] = (3.0, 1.0)
    start: tuple[float, float] = (3.0, 1.0)
    half_days: float = 10.0
    swing: float = 1.2
    swing_h: float = 6.0
    noise: float = 0.5
    lasts_h: float = 3.0
    acts_on: str = "written"
    limit: float = 0.8
    keen: float = 0.5
    waits: float = 0.25
    waits_low: bool = False
    most_a_day: int = 2
    bouts: bool = False


@dataclass
class Somebody:
    """Ratings as rows of (t_h, pain, item, phase, use; the last two empty for a scheduled one), and the truth."""

    truth: dict[str, float]
    base: float
    start: float
    rows: list[tuple[float, float, str, str, int | None]] = field(default_factory=list)


def somebody(habits: Habits, rng: Generator) -> Somebody:
    """One person's weeks."""
    names = [f"thing_{k}" for k in range(len(habits.effects))]
    truth = {
        name: mean + sd * float(rng.standard_normal()) for name, (mean, sd) in zip(names, habits.effects, strict=True)
    }
    who = Somebody(truth, *(mean + sd * float(rng.standard_normal()) for mean, sd in (habits.base, habits.start)))
    hours = np.arange(24 * habits.days * STEPS_AN_HOUR + STEPS_AN_HOUR) / STEPS_AN_HOUR
    course = who.base + who.start * 0.5 ** (hours / 24 / habits.half_days)
    pain = course + (_bouts(habits, hours, rng) if habits.bouts else _swings(habits, len(hours), rng))
    asked = {
        int(STEPS_AN_HOUR * (24 * day + h)) for day in range(habits.days) for h in rng.uniform(8, 22, habits.asked)
    }
    number, free, today = 0, 0, (-1, 0)
    for k in range(len(hours) - STEPS_AN_HOUR):
        day, hour = divmod(k // STEPS_AN_HOUR, 24)
        today = today if today[0] == day else (day, 0)
        score = _score(pain[k], habits, rng)
        looks = k in asked if habits.acts_on == "asked" else k % STEPS_AN_HOUR == 0 and hour in AWAKE
        busy = not looks or k < free or today[1] >= habits.most_a_day
        name = None if busy else _chosen(habits, score, pain[k], course[k], names, rng)
        if k in asked and (name is None or habits.acts_on != "asked"):
            who.rows.append((hours[k], score, "", "scheduled", None))
        if name is None:
            continue
        today, free, after = (day, today[1] + 1), k + STEPS_AN_HOUR, k + STEPS_AN_HOUR // 2
        if name:
            since = np.maximum(hours - hours[k], 0)
            pain = pain + np.where(hours > hours[k], truth[name] * 0.5 ** ((since - 0.5) / habits.lasts_h), 0)
        who.rows.append((hours[k], score, name, "before", number))
        who.rows.append((hours[after], _score(pain[after], habits, rng), name, "after", number))
        number += 1
    who.rows.sort(key=lambda row: row[0])
    return who


def _swings(habits: Habits, n: int, rng: Generator) -> np.ndarray:
    fade = 0.5 ** (1 / STEPS_AN_HOUR / habits.swing_h)
    out = np.empty(n)
    push = rng.standard_normal(n) * habits.swing * (1 - fade**2) ** 0.5
    out[0] = habits.swing * rng.standard_normal()
    for k in range(1, n):
        out[k] = fade * out[k - 1] + push[k]
    return out


def _bouts(habits: Habits, hours: np.ndarray, rng: Generator) -> np.ndarray:
    """Bouts that begin at any time, twice a day, rise for half an hour and then stay for hours of their own."""
    out = np.full(len(hours), -habits.swing / 2)
    for begin in rng.uniform(0, hours[-1], rng.poisson(2 * habits.days)):
        since, stays = hours - begin, rng.lognormal(np.log(2.5), 0.6)
        out += habits.swing * 1.5 * np.clip(since / 0.5, 0, 1) * np.where(since > stays, 0.5 ** (since - stays), 1.0)
    return out


def _score(pain: float, habits: Habits, rng: Generator) -> float:
    return float(min(10, max(0, round(pain + habits.noise * float(rng.standard_normal())))))


def _chosen(
    habits: Habits, score: float, pain: float, usual: float, names: Sequence[str], rng: Generator
) -> str | None:
    """What is done now: a thing, a wait (empty), or nothing at all (None)."""
    felt = {"asked": score, "written": score, "felt": pain}.get(habits.acts_on)
    thing = names[rng.integers(len(names))]
    if felt is None:
        return (thing if rng.random() >= habits.waits else "") if rng.random() < 0.15 * habits.keen else None
    hurts = felt > usual + habits.limit
    if habits.waits_low and felt < usual - habits.limit and rng.random() < habits.keen * habits.waits:
        return ""
    if not hurts or rng.random() >= habits.keen:
        return None
    return thing if habits.waits_low or rng.random() >= habits.waits else ""


def best_possible(who: Somebody, habits: Habits) -> dict[str, float]:
    """Posterior means by somebody who knows all there is to know but this person: one dense Gaussian solve."""
    names = list(who.truth)
    t = np.array([row[0] for row in who.rows])
    y = np.array([row[1] for row in who.rows])
    columns = np.zeros((len(t), 2 + len(names)))
    columns[:, 0], columns[:, 1] = 1, 0.5 ** (t / 24 / habits.half_days)
    for begin, _, name, phase, _ in who.rows:
        if phase == "before" and name:
            since = t - begin
            columns[:, 2 + names.index(name)] += np.where(
                since > 0, 0.5 ** ((np.maximum(since, 0) - 0.5) / habits.lasts_h), 0
            )
    mean = np.array([habits.base[0], habits.start[0], *(m for m, _ in habits.effects)])
    spread = np.diag([habits.base[1] ** 2, habits.start[1] ** 2, *(max(s, 1e-3) ** 2 for _, s in habits.effects)])
    noise = habits.swing**2 * 0.5 ** (np.abs(t[:, None] - t[None]) / habits.swing_h)
    noise += (habits.noise**2 + 1 / 12) * np.eye(len(t))
    told = mean + spread @ columns.T @ np.linalg.solve(noise + columns @ spread @ columns.T, y - columns @ mean)
    return dict(zip(names, told[2:].tolist(), strict=True))


def as_person(who: Somebody) -> Person:
    """The same person as the rest of the calibration takes one."""
    return Person(who.truth, {}, [Row(t, pain, item, phase, use) for t, pain, item, phase, use in who.rows])
