"""What a population says beforehand of the next person: means and spreads over people, with how sure they are.

For a quantity j (the level, a recovery, an effect) with population mean M_j and spread T_j:

    b_i ~ N(M, T)                         person i, T diagonal: T_j^2
    g_i = A_i b_i + noise                 what i's own ratings say: cross products of the filtered columns
    sum_i (T^-1 - T^-1 C_i T^-1)          precision of M, with C_i = (A_i + T^-1)^-1
    sum_i T^-1 C_i g_i                    its pull

The spread of each quantity is found alone, from c_ij and s_ij: the person's posterior with the belief about j taken out
again. It depends on the beliefs about the others, so it is done in rounds until means and spreads stand still. T_j is
never set to a best value: it is averaged over a grid by its evidence times a prior. The belief about a new person is
then as wide as

    E[T_j^2] + Var[M_j]

so that a small population does not make for a spread that is believed to be known. All sums run over people: they are
made in parts, anywhere, and added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.fit import shape_moments
from unspasm.learn.model import Array, joined, solved
from unspasm.learn.people import Grams
from unspasm.learn.prior import SHAPES, Effect, LogNormal, Prior

SPREAD_GRID = np.geomspace(0.05, 4.0, 41)
"""Spreads over people that are weighed, points."""
SPREAD_LOG_SD = 0.7
"""How unsure the prior is of a spread, as a standard deviation of its logarithm."""
ROUNDS, STILL = 20, 1e-3
"""Most rounds, and the largest change in points that ends them."""
LEAST_INFORMATION = 1e-6


@dataclass(frozen=True)
class Beliefs:
    """Mean and standard deviation over people of each quantity, (q,): shared columns first, then each item.

    mean_sd: how sure the mean is. spread: posterior mean of the spread alone. n: people whose ratings spoke of it.
    """

    mean: Array
    sd: Array
    mean_sd: Array
    spread: Array
    n: Array


@dataclass(frozen=True)
class Sums:
    """What a part of the people adds. precision, pull: of the means, (q, q) and (q,). For each spread of the grid and
    quantity, (t, q): weight, value, square of what people say beyond the mean, and log. n: (q,)."""

    precision: Array
    pull: Array
    weight: Array
    square: Array
    log: Array
    n: Array

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def first_beliefs(prior: Prior, items: Sequence[str]) -> Beliefs:
    """What is believed before anybody's ratings: the prior."""
    effects = [prior.effect(item) for item in items]
    mean = [prior.level_mean, *prior.recovery_mean, prior.window_mean, prior.sleep_mean, *(e.mean for e in effects)]
    spread = [np.hypot(e.own_sd, prior.context_sd) for e in effects]
    sd = np.array([prior.level_sd, *prior.recovery_sd, prior.window_sd[0], prior.sleep_sd, *spread], dtype=float)
    mean_sd = sd.copy()
    mean_sd[len(sd) - len(effects) - 2] = prior.window_common_sd
    return Beliefs(np.array(mean, dtype=float), sd, mean_sd, sd, np.zeros(len(sd)))


def part_of(grams: Grams, beliefs: Beliefs) -> Sums:
    """What these people add, under the beliefs of this round."""
    shared = grams.gram.shape[1] - 1 - grams.item.shape[1]
    place = np.concatenate(
        [np.tile(np.arange(shared), (len(grams.item), 1)), np.where(grams.item >= 0, shared + grams.item, 0)], axis=1
    )
    mean, var = beliefs.mean[place], beliefs.sd[place] ** 2
    belief = (1 / var)[:, :, None] * np.eye(place.shape[1])
    joint = joined(grams.gram, mean, belief)
    own_mean, cov = solved(joint)
    own_var = np.diagonal(cov, axis1=1, axis2=2)
    information = np.maximum(1 / own_var - 1 / var, LEAST_INFORMATION)
    told = (own_mean - mean) / own_var / information
    spoke = np.diagonal(grams.gram, axis1=1, axis2=2)[:, 1:] > LEAST_INFORMATION
    spoke[:, shared:] &= grams.item != NO_ITEM
    size = len(beliefs.mean)
    precision = belief - cov / var[:, :, None] / var[:, None, :]
    pull = own_mean / var - (cov / var[:, :, None] / var[:, None, :] @ mean[:, :, None])[:, :, 0]
    both = spoke[:, :, None] & spoke[:, None, :]
    at = (place[:, :, None] * size + place[:, None, :])[both]
    return Sums(
        _sum_at(at, precision[both], size**2).reshape(size, size),
        _sum_at(place[spoke], pull[spoke], size),
        *_spread_sums(place[spoke], told[spoke], 1 / information[spoke], size),
    )


def _spread_sums(place: NDArray[np.int64], told: Array, noise: Array, size: int) -> tuple[Array, Array, Array, Array]:
    """told: what people say beyond the mean; noise: its variance."""

    weights = [1 / (spread**2 + noise) for spread in SPREAD_GRID]
    return (
        np.array([_sum_at(place, w, size) for w in weights]),
        np.array([_sum_at(place, w * told**2, size) for w in weights]),
        np.array([_sum_at(place, np.log(w), size) for w in weights]),
        _sum_at(place, np.ones(len(place)), size),
    )


def _sum_at(place: NDArray[np.int64], values: Array, size: int) -> Array:
    return np.asarray(np.bincount(place, weights=values, minlength=size), dtype=float)


def believe(sums: Sums, start: Beliefs, now: Beliefs) -> Beliefs:
    """Means and spreads from the sums of everybody under `now`. start: the beliefs before any data, as a prior of the
    means; the spread's own prior is log-normal around the one believed in, within a factor of two or so."""
    hold = 1 / start.mean_sd**2
    unsure = np.linalg.inv(sums.precision + np.diag(hold))
    mean = unsure @ (sums.pull + hold * start.mean)
    sure = np.maximum(np.diagonal(unsure), 0.0)
    log = 0.5 * (sums.log - np.log(sums.weight + hold) - sums.square)
    log -= 0.5 * (np.log(SPREAD_GRID[:, None] / start.sd) / SPREAD_LOG_SD) ** 2
    share = np.exp(log - log.max(axis=0))
    share /= share.sum(axis=0)
    squared = (share * SPREAD_GRID[:, None] ** 2).sum(axis=0)
    spread = (share * SPREAD_GRID[:, None]).sum(axis=0)
    silent = sums.n == 0
    return Beliefs(
        np.where(silent, start.mean, mean),
        np.where(silent, start.sd, np.sqrt(squared + sure)),
        np.sqrt(sure),
        np.where(silent, start.spread, spread),
        sums.n,
    )


def fit_population(
    parts: Callable[[Beliefs], Iterable[Sums]], start: Beliefs, rounds: int = ROUNDS
) -> tuple[Beliefs, int]:
    """Means and spreads over people, and the rounds that it took. parts: makes the sums of every part of the people."""
    now = start
    for done in range(1, rounds + 1):
        total: Sums | None = None
        for part in parts(now):
            total = part if total is None else total + part
        if total is None:
            return start, done
        new = believe(total, start, now)
        moved = max(float(np.abs(new.mean - now.mean).max()), float(np.abs(new.sd - now.sd).max()))
        now = new
        if moved < STILL:
            break
    return now, done


SHAPE_ROUNDS, SHAPE_HOLD = 4, 10.0
"""Rounds for the shapes, and how many people's worth the prior counts."""


LEAST_SPREAD = 0.2
"""People differ in a shape by at least this share of what was believed beforehand."""


def fit_shapes(diaries: Sequence[Diary], prior: Prior) -> Prior:
    """The prior with medians and spreads of the shapes as these people have them: each person's own posterior of the
    shapes, averaged over people, again and again."""
    now = prior
    for _ in range(SHAPE_ROUNDS if diaries else 0):
        centre = np.array([_in_units(getattr(now, name), getattr(prior, name)) for name in SHAPES])
        told = np.array([shape_moments(diary, now) for diary in diaries])  # (people, 2, 4)
        mean = centre[:, 0] + centre[:, 1] * told[:, 0]
        square = centre[:, 0] ** 2 + 2 * centre[:, 0] * centre[:, 1] * told[:, 0] + centre[:, 1] ** 2 * told[:, 1]
        size = len(diaries) + SHAPE_HOLD
        middle = mean.sum(axis=0) / size
        spread = np.sqrt((square.sum(axis=0) + SHAPE_HOLD) / size - middle**2)
        new = []
        for k, name in enumerate(SHAPES):
            base: LogNormal = getattr(prior, name)
            median = float(base.median * np.exp(base.log_sd * middle[k]))
            new.append(LogNormal(median, float(base.log_sd * max(spread[k], LEAST_SPREAD))))
        now = prior.with_shapes(*new)
    return now


def _in_units(now: LogNormal, base: LogNormal) -> tuple[float, float]:
    """Centre and spread of `now` in standard deviations of `base`."""
    return float(np.log(now.median / base.median) / base.log_sd), now.log_sd / base.log_sd


def as_prior(beliefs: Beliefs, items: Sequence[str], prior: Prior) -> Prior:
    """The prior of the next person of this population. What a person shares between all effects is within each."""
    n_recovery = len(prior.recovery_mean)
    first = n_recovery + 3
    effects = {
        item: Effect(float(beliefs.mean[first + k]), float(beliefs.sd[first + k])) for k, item in enumerate(items)
    }
    alone = float(np.hypot(prior.unknown.own_sd, prior.context_sd))
    return replace(
        prior,
        level_mean=float(beliefs.mean[0]),
        level_sd=float(beliefs.sd[0]),
        recovery_mean=beliefs.mean[1 : 1 + n_recovery],
        recovery_sd=beliefs.sd[1 : 1 + n_recovery],
        window_mean=float(beliefs.mean[first - 2]),
        window_sd=beliefs.sd[first - 2 : first - 1],
        window_share=np.ones(1),
        sleep_mean=float(beliefs.mean[first - 1]),
        sleep_sd=float(beliefs.sd[first - 1]),
        context_sd=0.0,
        unknown=Effect(prior.unknown.mean, alone),
        effects={
            **{k: Effect(e.mean, float(np.hypot(e.own_sd, prior.context_sd))) for k, e in prior.effects.items()},
            **effects,
        },
    )
