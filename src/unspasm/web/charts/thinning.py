"""From many scores to one bar a day: lowest to highest, with the middle one. The worst score is never left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from unspasm.web.charts.entries import Score
from unspasm.web.charts.spans import Span


@dataclass(frozen=True, slots=True)
class DayOfPain:
    """All scores of one day: the lowest, the middle one, the highest, and how many."""

    day: date
    low: int
    middle: float
    high: int
    count: int


def days_of_pain(scores: Iterable[Score], span: Span) -> list[DayOfPain]:
    """One value for each day that has a score, in order."""
    by_day: dict[date, list[int]] = {}
    for score in scores:
        by_day.setdefault(span.day_of(score.at), []).append(score.pain)
    return [
        DayOfPain(day, min(pains), float(median(pains)), max(pains), len(pains))
        for day, pains in sorted(by_day.items())
    ]


def runs_of_days(days: Sequence[DayOfPain]) -> list[list[DayOfPain]]:
    """Days with none missing between them: a line is drawn inside each, never across a gap."""
    runs: list[list[DayOfPain]] = [[days[0]]] if days else []
    for day, following in pairwise(days):
        if following.day - day.day > timedelta(days=1):
            runs.append([])
        runs[-1].append(following)
    return runs


def runs_of_scores(scores: Sequence[Score], gap: timedelta) -> list[list[Score]]:
    """Scores with no longer gap between them. scores: in order of time."""
    runs: list[list[Score]] = [[scores[0]]] if scores else []
    for score, following in pairwise(scores):
        if following.at - score.at > gap:
            runs.append([])
        runs[-1].append(following)
    return runs
