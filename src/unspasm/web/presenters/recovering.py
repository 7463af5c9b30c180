"""The course of an episode in words and as a chart: the days so far, the forecast, and the usual course beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Any

from django.utils.safestring import SafeString

from unspasm.knowledge.works import Works
from unspasm.learn import Diary, Row
from unspasm.learn.recovery import Recovery
from unspasm.web.charts import line_with_band
from unspasm.web.charts.band import Step
from unspasm.web.presenters.works import half_points

NOW = 0.4
"""Where "now" stands, in days after the mean of today."""
MIDDAY = 0.5
"""The mean of the first day stands at 1 on the chart, and is the pain of half a day into the episode."""


@dataclass(frozen=True)
class Usual:
    """The usual course, points of 0 to 10: settles at `floor` from `start`, e-folding in `tau_days`.

    from_day: of an episode, where it begins. words: which of `works.toml` tell it.
    """

    floor: float
    fall: float
    tau_days: float
    from_day: float = 0.0
    words: str = "course_usual"

    @property
    def start(self) -> float:
        return self.floor + self.fall

    def at(self, day: float) -> float:
        """The average pain on this day of an episode."""
        return self.floor + self.fall * exp(-max(0.0, day - self.from_day) / self.tau_days)


@dataclass(frozen=True)
class Course:
    """What the page shows of one episode."""

    chart: SafeString
    usual: str
    against: str
    long: str


def usual_course(tables: Mapping[str, Any], began_day: float, works: Works) -> Usual:
    """The usual course out of `natural_history.toml`, the newer review: of new pain, or of lasting pain.

    began_day: day of the episode on which the first rating was given; people were followed from such a day on.
    """
    lasting = began_day >= works.course.lasting.days
    group = "persistent" if lasting else "acute"
    figure = next(row for row in tables["natural_history"]["figure"] if row["id"] == "half_life")
    row = next(s for s in figure["series"] if s["group"] == group and s["study"] == "wallwork_2024")
    if lasting:
        return Usual(row["a"] / 10, row["b"] / 10, row["tau_weeks"] * 7, began_day, "course_usual_lasting")
    return Usual(row["a"] / 10, row["b"] / 10, row["tau_weeks"] * 7)


def course(diary: Diary, found: Recovery, usual: Usual, began_day: float, works: Works) -> Course:
    """The course in words and as a chart. began_day: day of the episode on which the first rating was given."""
    day = began_day + float(diary.t_h[-1] - diary.t_h[0]) / 24
    first = float(diary.pain[: max(1, min(3, len(diary)))].mean())
    like_theirs = first / usual.at(began_day)
    expected = usual.at(day) * like_theirs
    words = works.words
    low, high = found.course[0].intervals[0.8]
    against = "course_as" if high <= expected + works.course.slower else "course_open"
    if low > expected + works.course.slower:
        against = "course_slower"
    return Course(
        _chart(diary, found, began_day, lambda at: min(10.0, usual.at(at) * like_theirs), words),
        words[usual.words].format(
            start=half_points(usual.start), now=half_points(usual.at(day)), day=max(1, round(day - usual.from_day))
        ),
        words[against],
        words["course_long"] if day >= works.course.long.days else "",
    )  # fmt: skip


def enough(rows: Sequence[Row], works: Works) -> bool:
    """Whether there are ratings enough in this episode for a forecast."""
    if len(rows) < works.course.least_ratings:
        return False
    return rows[-1].t_h - rows[0].t_h >= works.course.least.total_seconds() / 3600


def _chart(
    diary: Diary, found: Recovery, began_day: float, usual: Callable[[float], float], words: Mapping[str, str]
) -> SafeString:
    """usual: the usual course of somebody whose pain began as theirs did, by the day of the episode."""
    steps = [*_so_far(diary, began_day), *_ahead(diary, found, began_day)]
    steps = [replace(one, usual=usual(one.at - MIDDAY)) for one in steps]
    now, later = found.course[0], found.course[3]
    low, high = later.intervals[0.8]
    ends = _score(low), _score(high)
    then = f"In a week most likely about {ends[0]}." if ends[0] == ends[1] else f"In a week most likely between {ends[0]} and {ends[1]}."  # fmt: skip
    return line_with_band(
        steps,
        title="So far, and a forecast",
        sentence=f"Your usual level is now about {_score(now.mean)} of 10. {then}",
        across="day of this episode",
        usual=words["course_usual_line"],
        name="course",
    )


def _so_far(diary: Diary, began_day: float) -> list[Step]:
    """The mean of each day that was rated, without a band."""
    days: dict[int, list[float]] = {}
    for hours, pain in zip(diary.t_h - diary.t_h[0], diary.pain, strict=True):
        days.setdefault(int(began_day + hours / 24), []).append(float(pain))
    every = max(1, -(-len(days) // 3))
    return [
        Step(float(day + 1), sum(scores) / len(scores), label=f"{day + 1}" if place % every == 0 else "")
        for place, (day, scores) in enumerate(sorted(days.items()))
    ]


def _ahead(diary: Diary, found: Recovery, began_day: float) -> list[Step]:
    """The forecast with its band, from now on."""
    steps = []
    today = int(began_day + float(diary.t_h[-1] - diary.t_h[0]) / 24) + 1
    for hours, point in zip(found.t_h, found.course, strict=True):
        low, high = (min(10.0, max(0.0, end)) for end in point.intervals[0.8])
        middle = min(high, max(low, point.mean))
        ahead = round((hours - found.t_h[0]) / 24)
        day = today + (ahead or NOW)
        label = {0: "now", 14: "+14", 42: "+42"}.get(ahead, "")
        steps.append(Step(day, middle, low, high, label))
    return steps


def _score(value: float) -> str:
    """A level of pain to the half."""
    halves = round(min(10.0, max(0.0, value)) * 2)
    return f"{halves // 2 or ('' if halves else 0)}{'½' if halves % 2 else ''}"
