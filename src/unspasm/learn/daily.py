"""Trials of one score a day, with the thing or without it by chance, as ratings that the model reads.

Each day becomes one window whose rating after is the day's score; there is none before. The effect is then the score of
a day with against a day without. Such days are no fair comparisons in the sense of `learn.verdict` (nothing was rated
before), so they inform but never give a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from unspasm.learn.diary import AFTER_WITHOUT_BEFORE_H, Row

RATED_AT_H = 12.0
"""The hour of a day at which its score is taken to have been given."""


def daily_rows(
    days: Sequence[float],
    treated: Sequence[bool],
    score: Sequence[float],
    item: str,
    *,
    best: float = 0.0,
    worst: float = 10.0,
) -> list[Row]:
    """Ratings of 0 (best) to 10 (worst) from scores on any scale. days: numbers of days; best, worst: the scale's ends."""
    rows = []
    for use, (day, with_it, value) in enumerate(zip(days, treated, score, strict=True)):
        pain = 10 * (value - best) / (worst - best)
        at = 24 * day + RATED_AT_H + AFTER_WITHOUT_BEFORE_H
        rows.append(Row(at, pain, item if with_it else "", "after", use))
    return rows
