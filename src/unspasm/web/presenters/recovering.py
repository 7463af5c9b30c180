"""The course of an episode in words and as a chart: the days so far, the forecast, and the usual course beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.utils.safestring import SafeString

from unspasm.knowledge.works import Works
from unspasm.learn import Diary
from unspasm.learn.recovery import Recovery
from unspasm.learn.usual import Usual, course_saying
from unspasm.web.charts import line_with_band
from unspasm.web.charts.band import Step

NOW = 0.4
"""Where "now" stands, in days after the mean of today."""
MIDDAY = 0.5
"""The mean of the first day stands at 1 on the chart, and is the pain of half a day into the episode."""


@dataclass(frozen=True)
class Course:
    """What the page shows of one episode."""

    chart: SafeString
    usual: str
    against: str
    long: str


def course(diary: Diary, found: Recovery, usual: Usual, began_day: float, works: Works) -> Course:
    """The course in words and as a chart. began_day: day of the episode on which the first rating was given."""
    said = course_saying(diary, found, usual, began_day, works)
    beside = partial(_beside, usual, said.like_theirs)
    return Course(_chart(diary, found, began_day, beside, said.here, works.words), said.usual, said.against, said.long)


def _beside(usual: Usual, like_theirs: float, day: float) -> float:
    return min(10.0, usual.at(day) * like_theirs)


def _chart(
    diary: Diary,
    found: Recovery,
    began_day: float,
    usual: Callable[[float], float],
    here: str,
    words: Mapping[str, str],
) -> SafeString:
    """usual: the usual course of somebody whose pain began as theirs did, by the day of the episode."""
    steps = [*_so_far(diary, began_day), *_ahead(diary, found, began_day)]
    steps = [replace(one, usual=usual(one.at - MIDDAY)) for one in steps]
    return line_with_band(
        steps,
        title="So far, and a forecast",
        sentence=here,
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
