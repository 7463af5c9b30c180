"""The linear part of the model: one column for each thing that moves pain in a known shape.

    level            1
    recovery j       2^(-(t - t_episode) / H_j), three fixed half-lives that mix to any one between
    window           2^(-(d - 1/2) / h) after the start of every window, treated or not; d = hours since its start
    sleep            z-score of the last night
    effect i         2^(-(d - 1/2) / h) after each use of item i: 1 half an hour after one use

so that an effect is the change half an hour after one use against the same window untreated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unspasm.learn.diary import Diary
from unspasm.learn.model import Array
from unspasm.learn.prior import Prior

REFERENCE_H = 0.5
"""An effect is told at half an hour after its use."""
FORGOTTEN = 40.0
"""After so many half-lives nothing is left of a use."""


@dataclass(frozen=True)
class Design:
    """Columns and their prior. wide: (n, c), every column once; pick: (halves, p), which of them belong to a half-life.

    first_effect: where the effects of `items` begin among the p. n_course: columns of level and recovery.
    """

    wide: Array
    pick: NDArray[np.int64]
    n_course: int
    first_effect: int
    items: tuple[str, ...]

    @property
    def columns(self) -> Array:
        """(halves, n, p), one set for each half-life of effects."""
        return np.moveaxis(self.wide[:, self.pick], 1, 0)


@dataclass(frozen=True)
class Belief:
    """The prior of the columns. mean: (p,). cov: (w, p, p), one for each belief about the window, log_share: (w,)."""

    mean: Array
    cov: Array
    log_share: Array

    @cached_property
    def precision(self) -> Array:
        """(w, 1, p, p), to be set beside every point of a grid."""
        return np.asarray(np.linalg.inv(self.cov)[:, None], dtype=float)

    @cached_property
    def volume(self) -> Array:
        """Log determinant of the precision, (w, 1)."""
        return np.asarray(np.linalg.slogdet(self.precision)[1], dtype=float)


def design(diary: Diary, prior: Prior, half_lives_h: Array, other: Design | None = None) -> Design:
    """Columns of this diary. half_lives_h: (halves,), of effects. other: of the same diary with other half-lives, whose
    course and sleep are taken over."""
    base = other.wide[:, : other.first_effect - 1] if other else _base(diary, prior)
    decay = _decay(diary.since_h, diary.is_pushed, half_lives_h)
    waves = np.moveaxis(decay @ diary.whose, 0, 1)  # (n, halves, 1 + items): the shared column, then one for each item
    wide = np.concatenate([base, waves.reshape(len(diary), -1)], axis=1)
    n_sleep, n_waves = int(diary.sleep is not None), waves.shape[2]
    n_course = base.shape[1] - n_sleep
    pick = np.array(
        [
            [*range(n_course), wave, *range(n_course, n_course + n_sleep), *range(wave + 1, wave + n_waves)]
            for wave in n_course + n_sleep + n_waves * np.arange(len(half_lives_h))
        ]
    )
    return Design(wide, pick, n_course, n_course + 1 + n_sleep, diary.items)


def belief(linear: Design, prior: Prior) -> Belief:
    """What is believed of the columns before the ratings speak."""
    n_items = len(linear.items)
    n_episodes = (linear.n_course - 1) // len(prior.recovery_half_life_days)
    effects = [prior.effect(item) for item in linear.items]
    sleep = linear.first_effect > linear.n_course + 1
    mean = [prior.level_mean, *np.tile(prior.recovery_mean, n_episodes), prior.window_mean, *[prior.sleep_mean] * sleep]
    sd = [prior.level_sd, *np.tile(prior.recovery_sd, n_episodes), 1.0, *[prior.sleep_sd] * sleep]
    cov = np.diag(np.square(np.array([*sd, *(e.own_sd for e in effects)], dtype=float)))
    if n_items:
        cov[-n_items:, -n_items:] += prior.context_sd**2
    covs = np.repeat(cov[None], len(prior.window_sd), axis=0)
    covs[:, linear.n_course, linear.n_course] = prior.window_sd**2
    return Belief(np.array([*mean, *(e.mean for e in effects)], dtype=float), covs, np.log(prior.window_share))


def _base(diary: Diary, prior: Prior) -> Array:
    """Level, recovery and sleep; each episode has its own recovery."""
    t_days, rows = diary.t_h / 24, np.arange(len(diary))
    starts, halves = np.array(diary.episodes(prior.new_episode_after_days)), np.array(prior.recovery_half_life_days)
    episode = np.searchsorted(starts, rows, side="right") - 1
    waves = np.zeros((len(diary), len(starts), len(halves)))
    waves[rows, episode] = np.exp2(-(t_days - t_days[starts[episode]])[:, None] / halves)
    sleep = [] if diary.sleep is None else [diary.sleep[:, None]]
    return np.concatenate([np.ones((len(diary), 1)), waves.reshape(len(diary), -1), *sleep], axis=1)


def _decay(since_h: Array, is_pushed: NDArray[np.bool_], half_lives_h: Array) -> Array:
    """(halves, n, windows): what is left of each window's push at each rating."""
    fade = np.exp2(-np.clip((since_h[None] - REFERENCE_H) / half_lives_h[:, None, None], -FORGOTTEN, FORGOTTEN))
    return fade * is_pushed
