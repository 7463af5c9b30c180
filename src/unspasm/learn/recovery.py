"""Where the episode stands: the level now, what is to come, and how that compares with the usual course."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspasm.learn.diary import Diary
from unspasm.learn.fit import Mixture, Summary, summaries
from unspasm.learn.prior import Prior


@dataclass(frozen=True)
class Recovery:
    """The course without treatment. t_h: hours of the points told. course: pain expected at each of them.

    half_life_days: time to half of what is still to come, counted from the start of the episode; None where the
    course is flat or rising.
    """

    t_h: tuple[float, ...]
    course: tuple[Summary, ...]
    level: Summary
    fall: Summary
    half_life_days: float | None


AHEAD_DAYS = (0, 1, 3, 7, 14, 28, 42)
DAYS = np.geomspace(1 / 24, 400, 400)


def recovery(found: Mixture, diary: Diary, prior: Prior) -> Recovery:
    """The recovery of the last episode, told from its first rating, at the last rating and on the days after it."""
    halves = prior.recovery_half_life_days
    starts = diary.episodes(prior.new_episode_after_days)
    start_h, now_h = float(diary.t_h[starts[-1]]), float(diary.t_h[-1])
    times = np.array([now_h + 24 * day for day in AHEAD_DAYS])
    first = 1 + (len(starts) - 1) * len(halves)
    rows = np.zeros((len(times) + 2, found.mean.shape[1]))
    rows[:-1, 0] = 1
    rows[: len(times), first : first + len(halves)] = np.exp2(-(times[:, None] - start_h) / 24 / halves)
    rows[-1, first : first + len(halves)] = np.exp2(-(now_h - start_h) / 24 / halves) - 1
    told = summaries(found, rows)
    amplitudes = (found.weight @ found.mean)[first : first + len(halves)]
    return Recovery(tuple(times), tuple(told[: len(times)]), told[-2], told[-1], _half_life(amplitudes, halves))


def _half_life(amplitudes: np.ndarray, halves: np.ndarray) -> float | None:
    """When half of the expected fall is behind, on a grid of 1 hour to 400 days."""
    total = amplitudes.sum()
    if total <= 0.3:
        return None
    left = np.exp2(-DAYS[:, None] / halves) @ amplitudes / total
    below = np.flatnonzero(left <= 0.5)
    return float(DAYS[below[0]]) if len(below) else None
