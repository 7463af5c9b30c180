"""An episode beside the usual course, in words: where it stands, where it may go, and whether that is slower than usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from unspasm.knowledge.works import Works
from unspasm.learn.diary import Diary, Row
from unspasm.learn.recovery import AHEAD_DAYS, Recovery
from unspasm.learn.telling import half_points

A_WEEK = AHEAD_DAYS.index(7)


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
class CourseSaying:
    """One episode in words. here: where it stands and may go. usual: what studies say. against: beside that. long: where
    it lasts long. like_theirs: what the usual course is to be multiplied by to begin where theirs did."""

    here: str
    usual: str
    against: str
    long: str
    like_theirs: float


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


def course_saying(diary: Diary, found: Recovery, usual: Usual, began_day: float, works: Works) -> CourseSaying:
    """The course in words. began_day: day of the episode on which the first rating was given."""
    day = began_day + float(diary.t_h[-1] - diary.t_h[0]) / 24
    first = float(diary.pain[: max(1, min(3, len(diary)))].mean())
    like_theirs = first / usual.at(began_day)
    slower = usual.at(day) * like_theirs + works.course.slower
    words = works.words
    low, high = found.course[0].intervals[0.8]
    against = "course_as" if high <= slower else "course_slower" if low > slower else "course_open"
    return CourseSaying(
        _here(found, words),
        words[usual.words].format(
            start=half_points(usual.start), now=half_points(usual.at(day)), day=max(1, round(day - usual.from_day))
        ),
        words[against],
        words["course_long"] if day >= works.course.long.days else "",
        like_theirs,
    )


def enough(rows: Sequence[Row], works: Works) -> bool:
    """Whether there are ratings enough in this episode for a forecast."""
    if len(rows) < works.course.least_ratings:
        return False
    return rows[-1].t_h - rows[0].t_h >= works.course.least.total_seconds() / 3600


def _here(found: Recovery, words: Mapping[str, str]) -> str:
    ends = [_score(end) for end in found.course[A_WEEK].intervals[0.8]]
    then = words["course_week_at" if ends[0] == ends[1] else "course_week"].format(low=ends[0], high=ends[1])
    return f"{words['course_here'].format(level=_score(found.course[0].mean))} {then}"


def _score(value: float) -> str:
    """A level of pain to the half."""
    halves = round(min(10.0, max(0.0, value)) * 2)
    return f"{halves // 2 or ('' if halves else 0)}{'½' if halves % 2 else ''}"
