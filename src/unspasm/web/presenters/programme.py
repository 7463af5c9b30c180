"""A programme as a page: the step of today, and a month of what was done."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unspasm.care.ladder import Climb

MOST_MONTHS = 3
MONDAY_FIRST = calendar.Calendar(firstweekday=0)
WEEKDAYS = tuple(calendar.day_name)
WORDS = {"done": "Done", "stopped": "Stopped early", "": "Begun, no end yet"}
SIGNS = {"done": "\u2713", "stopped": "\u2013", "": "\u2026"}


@dataclass(frozen=True)
class Day:
    """One cell of a month. number: 0 outside the month. word: what was done, empty for nothing; sign: its mark."""

    number: int
    word: str = ""
    sign: str = ""
    look: str = ""
    today: bool = False


@dataclass(frozen=True)
class Month:
    """One month as rows of seven days, Monday first."""

    title: str
    weeks: tuple[tuple[Day, ...], ...]


def months(climbs: Sequence[Climb], today: date) -> tuple[Month, ...]:
    """The months from the first session to now, at most the last three, the newest first."""
    first = min((climb.day for climb in climbs), default=today)
    number, start = today.year * 12 + today.month - 1, first.year * 12 + first.month - 1
    wanted = range(number, max(start, number - MOST_MONTHS + 1) - 1, -1)
    done = {climb.day: climb for climb in climbs}
    return tuple(_month(*divmod(n, 12), done, today) for n in wanted)


def _month(year: int, place: int, done: dict[date, Climb], today: date) -> Month:
    weeks = MONDAY_FIRST.monthdatescalendar(year, place + 1)
    rows = tuple(tuple(_day(day, place + 1, done.get(day), today) for day in week) for week in weeks)
    return Month(f"{calendar.month_name[place + 1]} {year}", rows)


def _day(day: date, month: int, climb: Climb | None, today: date) -> Day:
    if day.month != month:
        return Day(0)
    if climb is None:
        return Day(day.day, today=day == today)
    return Day(day.day, WORDS[climb.outcome], SIGNS[climb.outcome], climb.outcome or "begun", day == today)


def legend() -> tuple[tuple[str, str], ...]:
    """(sign, word) of what stands in a cell."""
    return tuple((SIGNS[key], word) for key, word in WORDS.items())


def day_words(day: date) -> str:
    """`Monday 23 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {calendar.month_name[day.month]}"
