"""The figure of the report: pain by day, and what was done, in one drawing that stands alone and prints in black.

Everything that has a meaning has a shape: bars from the lowest to the highest score of a day, one line through the
middle scores, squares for what the person could do, bars for sessions and doses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from statistics import median

WIDTH, LEFT, RIGHT, TOP, TALL, LANE = 720.0, 74.0, 712.0, 10.0, 96.0, 19.0
INK, SOFT, BAR, PAIN, GRID = "#1c2927", "#43504d", "#c3b8a6", "#b4532a", "#d8d2c6"
MOST_POINTS = 45
"""With more days than this the line has no rings."""
LONG = 100
WEEKLY_FROM = 60
"""From so many days on, sessions and doses are counted by week."""
FUNCTION_STEPS = 5


@dataclass(frozen=True)
class Shown:
    """What is drawn. scores: {day: scores 0 to 10}. sessions, doses: {day: how many}. function: {day: 0 worst to 4}."""

    first: date
    last: date
    scores: Mapping[date, Sequence[int]] = field(default_factory=dict)
    sessions: Mapping[date, int] = field(default_factory=dict)
    doses: Mapping[date, int] = field(default_factory=dict)
    function: Mapping[date, int] = field(default_factory=dict)
    episodes: Sequence[tuple[date, date]] = ()

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def is_long(self) -> bool:
        """Whether the line goes from week to week: from day to day it would be a hedge."""
        return self.days > LONG


def figure(shown: Shown, alt: str) -> str:
    """The drawing as SVG, with its title. Lanes that hold nothing are left out."""
    lanes = [
        ("Function", _function(shown), bool(shown.function)),
        ("Sessions", _counts(shown, shown.sessions), bool(shown.sessions)),
        ("Doses", _counts(shown, shown.doses), bool(shown.doses)),
    ]
    parts = [_frame(), _episodes(shown), _pain(shown)]
    floor = TOP + TALL + 6
    for name, drawing, is_shown in lanes:
        if not is_shown:
            continue
        parts.append(_text(LEFT - 8, floor + LANE - 5, name, "end"))
        parts.append(f'<g transform="translate(0 {floor:g})">{drawing}</g>')
        floor += LANE
    parts.append(_ticks(shown, floor))
    height = floor + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" role="img" '
        f'font-family="Noto Sans, sans-serif" font-size="11.5" fill="{INK}"><title>{escape(alt)}</title>{"".join(parts)}</svg>'
    )


def tallest(shown: Shown, found: Mapping[date, int]) -> str:
    """What the tallest bar of a lane stands for: `12 a week`."""
    length, bins = _bins(shown, found)
    return f"{max(bins.values(), default=0)} a {'week' if length == 7 else 'day'}"


def _x(shown: Shown, day: date) -> float:
    return LEFT + (RIGHT - LEFT) * ((day - shown.first).days + 0.5) / shown.days


def _y(pain: float) -> float:
    return TOP + TALL * (1 - pain / 10)


def _text(x: float, y: float, words: str, anchor: str = "start", colour: str = SOFT) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _frame() -> str:
    lines = "".join(
        f'<path d="M{LEFT:g} {_y(pain):g}H{RIGHT:g}" stroke="{GRID if pain else INK}" stroke-width="1" fill="none"/>'
        for pain in (10, 5, 0)
    )
    labels = "".join(_text(LEFT - 8, _y(pain) + 4, str(pain), "end") for pain in (10, 5, 0))
    return f"{lines}{labels}{_text(2, _y(10) + 4, 'Pain')}"


def _episodes(shown: Shown) -> str:
    """A bracket over the days of each episode: seen without any tint."""
    half = (RIGHT - LEFT) / shown.days / 2
    found = []
    for began, ended in shown.episodes:
        left, right = _x(shown, max(began, shown.first)) - half, _x(shown, min(ended, shown.last)) + half
        found.append(
            f'<path d="M{left:.1f} {TOP - 2:g}v-4H{right:.1f}v4" stroke="{SOFT}" stroke-width="1.4" fill="none"/>'
        )
    return "".join(found)


def _pain(shown: Shown) -> str:
    days = sorted(shown.scores)
    if not days:
        return _text((LEFT + RIGHT) / 2, _y(5) + 4, "No scores in this time", "middle")
    wide = min(8.0, max(1.1, (RIGHT - LEFT) / shown.days * 0.62))
    bars = "".join(
        f"M{_x(shown, day):.1f} {_y(max(shown.scores[day])) - 0.8:.1f}V{_y(min(shown.scores[day])) + 0.8:.1f}"
        for day in days
    )
    line, last = "", None
    middles = _middles(shown)
    for day, middle in middles:
        near = last is not None and (day - last).days <= (2 * 7 if shown.is_long else max(2, shown.days // 30))
        line += f"{'L' if near else 'M'}{_x(shown, day):.1f} {_y(middle):.1f}"
        last = day
    rings = ""
    if len(middles) <= MOST_POINTS or shown.is_long:
        size = 2.0 if shown.is_long else 2.6
        rings = "".join(
            f'<circle cx="{_x(shown, day):.1f}" cy="{_y(middle):.1f}" r="{size}" fill="#fff" stroke="{PAIN}" stroke-width="1.5"/>'
            for day, middle in middles
        )
    return (
        f'<path d="{bars}" stroke="{BAR}" stroke-width="{wide:.1f}" fill="none"/>'
        f'<path d="{line}" stroke="{PAIN}" stroke-width="1.9" fill="none" '
        f'stroke-linejoin="round" stroke-linecap="round"/>{rings}'
    )


def _middles(shown: Shown) -> list[tuple[date, float]]:
    """The middle score of each day; over a long time of each week, in its middle."""
    if not shown.is_long:
        return [(day, median(shown.scores[day])) for day in sorted(shown.scores)]
    weeks: dict[int, list[int]] = defaultdict(list)
    for day, scores in shown.scores.items():
        weeks[(day - shown.first).days // 7] += scores
    return [
        (min(shown.first + timedelta(days=7 * week + 3), shown.last), median(weeks[week])) for week in sorted(weeks)
    ]


def _function(shown: Shown) -> str:
    """One square for each check, higher is better, on a thin line."""
    base = f'<path d="M{LEFT:g} {LANE - 3:g}H{RIGHT:g}" stroke="{GRID}" stroke-width="1" fill="none"/>'
    rise = (LANE - 8) / (FUNCTION_STEPS - 1)
    marks = "".join(
        f'<rect x="{_x(shown, day) - 3:.1f}" y="{LANE - 6 - level * rise:.1f}" width="6" height="6" fill="{INK}"/>'
        for day, level in sorted(shown.function.items())
    )
    return base + marks


def _counts(shown: Shown, found: Mapping[date, int]) -> str:
    length, bins = _bins(shown, found)
    most = max(bins.values(), default=1)
    step = (RIGHT - LEFT) * length / shown.days
    wide = max(1.0, min(step * 0.66, 26.0))
    bars = []
    for place, count in sorted(bins.items()):
        tall = max(2.0, (LANE - 5) * count / most)
        x = min(LEFT + step * (place + 0.5) - wide / 2, RIGHT - wide)
        bars.append(f'<rect x="{x:.1f}" y="{LANE - 2 - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>')
    return f'<g fill="{SOFT}">{"".join(bars)}</g>'


def _bins(shown: Shown, found: Mapping[date, int]) -> tuple[int, dict[int, int]]:
    """How many days a bar stands for, and how many there were in each."""
    length = 7 if shown.days >= WEEKLY_FROM else 1
    bins: dict[int, int] = defaultdict(int)
    for day, count in found.items():
        bins[(day - shown.first).days // length] += count
    return length, bins


def _ticks(shown: Shown, floor: float) -> str:
    found, last_x = [], -100.0
    for day in _tick_days(shown):
        x = _x(shown, day)
        if x - last_x < 46 or x > RIGHT - 18:
            continue
        last_x = x
        words = f"{day:%b %Y}" if shown.days > 400 else f"{day:%b}" if shown.days > 100 else f"{day.day} {day:%b}"
        found.append(f'<path d="M{x:.1f} {_y(0):g}v4" stroke="{INK}" stroke-width="1"/>')
        found.append(_text(x, floor + 13, words, "middle"))
    return "".join(found)


def _tick_days(shown: Shown) -> list[date]:
    if shown.days > 100:
        day, found = shown.first.replace(day=1), []
        while day <= shown.last:
            if day >= shown.first:
                found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found
    step = 1 if shown.days <= 12 else 7
    return [shown.first + timedelta(days=n) for n in range(0, shown.days, step)]
