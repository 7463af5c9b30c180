"""Many diaries side by side, for the filter that one diary goes through: padded arrays, one row a person.

The shapes are plugged in (the middle of the prior), so that one pass over the ratings is all there is to do: what is
left of a person is a small matrix of cross products, from which a population is fitted without looking at a rating
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspasm.learn.design import FORGOTTEN, REFERENCE_H
from unspasm.learn.diary import NO_ITEM, Diary
from unspasm.learn.heard import heard_by_many
from unspasm.learn.model import ROUNDING, Array, gram_of, whiten
from unspasm.learn.prior import Prior

NEVER = 1e12
"""Noise variance of a rating that is not there."""


@dataclass(frozen=True)
class People:
    """Ratings and windows of b people, padded. t_h, pain: (b, n), pain NaN where there is none; is_before: (b, n).

    start_h: (b, w), hours, infinite where there is none. owner: (b, w), place of the window's item among the person's
    own, NO_ITEM for none. item: (b, m), each person's own items as numbers of the population's list, NO_ITEM for none.
    sleep: (b, n), z-scores.
    """

    t_h: Array
    pain: Array
    is_before: NDArray[np.bool_]
    start_h: Array
    owner: NDArray[np.int64]
    item: NDArray[np.int64]
    sleep: Array

    def __len__(self) -> int:
        return len(self.t_h)


def side_by_side(diaries: Sequence[Diary], items: Sequence[str]) -> People:
    """Diaries as padded arrays. items: the population's list; it must hold every item of every diary."""
    number = {item: place for place, item in enumerate(items)}
    n, w = max(len(d) for d in diaries), max((len(d.uses) for d in diaries), default=0)
    m = max(len(d.items) for d in diaries)
    b = len(diaries)
    t_h, pain, start = np.zeros((b, n)), np.full((b, n), np.nan), np.full((b, w), np.inf)
    before, sleep = np.zeros((b, n), dtype=bool), np.zeros((b, n))
    owner, item = np.full((b, w), NO_ITEM), np.full((b, m), NO_ITEM)
    for k, d in enumerate(diaries):
        t_h[k, : len(d)], t_h[k, len(d) :], pain[k, : len(d)] = d.t_h, d.t_h[-1], d.pain
        before[k, : len(d)] = d.phase == 0
        if d.sleep is not None:
            sleep[k, : len(d)] = d.sleep
        start[k, : len(d.uses)] = [window.start_h for window in d.uses]
        owner[k, : len(d.uses)] = [window.item for window in d.uses]
        item[k, : len(d.items)] = [number[name] for name in d.items]
    return People(t_h, pain, before, start, owner, item, sleep)


@dataclass(frozen=True)
class Grams:
    """What is left of people. gram: (b, 1 + p, 1 + p), ratings first, then level, recovery, window, sleep, own items.

    item: (b, m), numbers of the population's list.
    """

    gram: Array
    item: NDArray[np.int64]


def grams(people: People, prior: Prior) -> Grams:
    """Cross products of everybody's ratings and columns with the wandering filtered out, at the prior's middle shapes."""
    columns = columns_of(people, prior)
    gaps = np.diff(people.t_h, axis=1, prepend=people.t_h[:, :1])
    there = ~np.isnan(people.pain)
    pain, noise = people.pain, np.where(there, prior.noise_sd.median**2 + ROUNDING, NEVER)
    touched = np.flatnonzero(((pain <= 0) | (pain >= 10)).any(axis=1))
    if len(touched):
        mean, var = _prior_of(people.item[touched], prior)
        cov = var[:, :, None] * np.eye(var.shape[1])
        heard, fixed = heard_by_many(pain[touched], gaps[touched], columns[touched], mean, cov, prior)
        pain = pain.copy()
        pain[touched] = heard
        noise[touched] = np.where(np.isnan(fixed), noise[touched], fixed)
    every = np.concatenate([np.where(there, pain, 0.0)[:, :, None], columns], axis=2)
    size = np.ones(len(people))
    white = whiten(gaps, every, prior.wander_sd.median * size, prior.wander_half_life_h.median * size, noise)
    return Grams(gram_of(white), people.item)


def columns_of(people: People, prior: Prior) -> Array:
    """The columns of `learn.design` for many people, (b, n, p). One episode; the sums of pushes fade step by step."""
    b, n = people.t_h.shape
    m = people.item.shape[1]
    half = prior.effect_half_life_h.median
    since = (people.t_h - people.t_h[:, :1]) / 24
    halves = prior.recovery_half_life_days
    out = np.zeros((b, n, 1 + len(halves) + 2 + m))
    first = 1 + len(halves)
    out[:, :, 0] = 1
    out[:, :, 1:first] = np.exp2(-since[:, :, None] / halves)
    out[:, :, first + 1] = people.sleep
    _place(out, first, people, half)
    fade = np.exp2(-np.clip(np.diff(people.t_h, axis=1) / half, 0, FORGOTTEN))
    pushed = out[:, :, [first, *range(first + 2, first + 2 + m)]]
    for k in range(1, n):
        pushed[:, k] += pushed[:, k - 1] * fade[:, k - 1, None]
    out[:, :, first] = pushed[:, :, 0]
    out[:, :, first + 2 :] = pushed[:, :, 1:]
    return out


def _place(out: Array, first: int, people: People, half: float) -> None:
    """Each window's push, at the first rating that it can reach."""
    n = people.t_h.shape[1]
    who, window = np.nonzero(np.isfinite(people.start_h))
    start, owner = people.start_h[who, window], people.owner[who, window]
    apart = 2 * (np.abs(people.t_h).max(initial=0) + np.abs(start).max(initial=0) + 1)
    shift = apart * np.arange(len(people))
    at = np.searchsorted((people.t_h + shift[:, None]).ravel(), start + shift[who], side="left") - n * who
    for _ in range(2):  # a rating before, at the very moment of the start, is not pushed: the next one is
        last = np.minimum(at, n - 1)
        at = at + ((at < n) & people.is_before[who, last] & (people.t_h[who, last] <= start))
    live = at < n
    who, at, start, owner = who[live], at[live], start[live], owner[live]
    push = np.exp2(-np.clip((people.t_h[who, at] - start - REFERENCE_H) / half, -FORGOTTEN, FORGOTTEN))
    np.add.at(out, (who, at, first), push)
    own = owner >= 0
    np.add.at(out, (who[own], at[own], first + 2 + owner[own]), push[own])


def _prior_of(item: NDArray[np.int64], prior: Prior) -> tuple[Array, Array]:
    """Mean and variance of each column before any rating, two of (b, p); every item as one that nobody has studied."""
    window = float(prior.window_share @ prior.window_sd**2)
    mean = [
        prior.level_mean,
        *prior.recovery_mean,
        prior.window_mean,
        prior.sleep_mean,
        *[prior.unknown.mean] * item.shape[1],
    ]
    spread = prior.unknown.own_sd**2 + prior.context_sd**2
    var = [prior.level_sd**2, *prior.recovery_sd**2, window, prior.sleep_sd**2, *[spread] * item.shape[1]]
    return np.tile(mean, (len(item), 1)), np.tile(var, (len(item), 1))
