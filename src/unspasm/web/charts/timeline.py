"""The timeline: pain as a line from 0 to 10, episodes and flares behind it, sleep, sessions and doses in lanes below.

Few scores are drawn one by one. Many are drawn one bar a day, lowest to highest, with a line through the middle score:
the worst of a day is always the top of its bar. Where a day (or many hours) has no score, the line stops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median

from django.utils.safestring import SafeString

from unspasm.web.charts.entries import Diary, Night, Period, Score, Taken
from unspasm.web.charts.spans import DAY, Span
from unspasm.web.charts.svg import Row, counted, diamond, figure, key_item, number, points, square, text
from unspasm.web.charts.thinning import DayOfPain, days_of_pain, runs_of_days, runs_of_scores

WIDTH, LEFT, RIGHT, TOP, PLOT = 360.0, 30.0, 352.0, 16.0, 130.0
LID, LANE, SYMBOL_X = 7.0, 22.0, 12.0
ONE_BY_ONE = 60
"""More scores than this are drawn one bar a day; so is every range longer than a week."""
GAPS = {"day": timedelta(hours=12), "week": timedelta(hours=36)}
WEEK = 7


@dataclass(frozen=True)
class _Shown:
    """What falls into the span, in order of time."""

    span: Span
    scores: Sequence[Score]
    sessions: Sequence[Taken]
    doses: Sequence[Taken]
    nights: Sequence[Night]

    @property
    def is_daily(self) -> bool:
        return self.span.name not in GAPS or len(self.scores) > ONE_BY_ONE

    @cached_property
    def days(self) -> list[DayOfPain]:
        return days_of_pain(self.scores, self.span)


def timeline(
    diary: Diary,
    span: Span,
    *,
    name: str = "timeline",
    title: str = "Pain over time",
    flare: str = "Pain well above your usual",
) -> SafeString:
    """The chart as HTML, for one stretch of days. name: its id on the page. flare: what a flare is called in the key."""
    shown = _Shown(
        span,
        sorted((one for one in diary.scores if span.holds(one.at)), key=lambda one: (one.at, one.pain)),
        _inside(diary.sessions, span),
        _inside(diary.doses, span),
        sorted((one for one in diary.nights if span.first <= one.day <= span.last), key=lambda one: one.day),
    )
    episodes, flares = _overlapping(diary.episodes, span), _overlapping(diary.flares, span)
    lanes, key, floor = _lanes(shown)
    drawing = [
        *(_shade(period, span, "c-episode") for period in episodes),
        *(_shade(period, span, "c-flare") for period in flares),
        _grid(),
        _pain(shown),
        *lanes,
        *_ticks(span, floor),
        f'<path class="c-cursor" d="M0 {number(TOP)}V{number(floor)}"/>',
    ]
    return figure(
        "".join(drawing),
        name=name,
        size=(WIDTH, floor + 24),
        title=title,
        sentence=_sentence(shown),
        heads=_heads(shown),
        rows=_rows(shown),
        key=[*_pain_key(shown), *key, *_period_key(episodes, flares, flare)],
        readable=True,
    )


def _inside(entries: Iterable[Taken], span: Span) -> list[Taken]:
    return sorted((one for one in entries if span.holds(one.at)), key=lambda one: (one.at, one.name))


def _overlapping(periods: Iterable[Period], span: Span) -> list[Period]:
    return [one for one in periods if one.began < span.ends and (one.ended is None or one.ended >= span.begins)]


# --- places --------------------------------------------------------------------------------------


def _x(span: Span, at: datetime) -> float:
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, span.share(at)))


def _noon(span: Span, day: date) -> float:
    """The middle of a day."""
    return LEFT + (RIGHT - LEFT) * ((day - span.first).days + 0.5) / span.days


def _y(pain: float) -> float:
    return TOP + PLOT * (10 - pain) / 10


# --- the drawing ---------------------------------------------------------------------------------


def _grid() -> str:
    lines = "".join(f"M{number(LEFT)} {number(_y(pain))}H{number(RIGHT)}" for pain in (10, 5))
    labels = "".join(text(LEFT - 6, _y(pain) + 5, str(pain), "end") for pain in (10, 5, 0))
    base = f'<path class="c-base" d="M{number(LEFT)} {number(_y(0))}H{number(RIGHT)}"/>'
    return f'<path class="c-grid" d="{lines}"/>{base}{labels}'


def _shade(period: Period, span: Span, kind: str) -> str:
    """A shaded stretch with a line on top, so that it is seen where tints are not painted."""
    left = _x(span, period.began)
    right = max(left + 2, _x(span, period.ended) if period.ended else RIGHT)
    area = f"M{number(left)} {number(TOP)}H{number(right)}V{number(_y(0))}H{number(left)}Z"
    lid = f"M{number(left)} {number(LID)}H{number(right)}"
    return f'<path class="{kind}" d="{area}"/><path class="{kind}-lid" d="{lid}"/>'


def _pain(shown: _Shown) -> str:
    return _pain_by_day(shown) if shown.is_daily else _pain_by_score(shown)


def _pain_by_score(shown: _Shown) -> str:
    runs = runs_of_scores(shown.scores, GAPS[shown.span.name])
    line = "".join(_line([(_x(shown.span, one.at), _y(one.pain)) for one in run]) for run in runs if len(run) > 1)
    rings = "".join(
        f'<circle class="c-point" cx="{number(_x(shown.span, one.at))}" cy="{number(_y(one.pain))}" r="4"/>'
        for one in shown.scores
    )
    return f'<path class="c-pain" d="{line}"/>{rings}' if line else rings


def _pain_by_day(shown: _Shown) -> str:
    span, days = shown.span, shown.days
    wide = "c-bars-thin" if span.name == "year" else "c-bars"
    # A day whose scores were all the same still gets a mark: a bar of no height is not painted everywhere.
    bars = "".join(
        f"M{number(_noon(span, one.day))} {number(_y(one.high) - 0.8)}V{number(_y(one.low) + 0.8)}" for one in days
    )
    runs = [[(_noon(span, one.day), _y(one.middle)) for one in run] for run in runs_of_days(days)]
    line = "".join(_line(run) for run in runs if len(run) > 1)
    alone = [run[0] for run in runs if len(run) == 1]
    rings = [(x, y) for run in runs for x, y in run] if span.name != "year" else alone
    size = "3" if span.name != "year" else "1.6"
    marks = "".join(f'<circle class="c-point" cx="{number(x)}" cy="{number(y)}" r="{size}"/>' for x, y in rings)
    pain = "c-pain c-fine" if span.name == "year" else "c-pain"
    return (f'<path class="{wide}" d="{bars}"/>' if bars else "") + (
        f'<path class="{pain}" d="{line}"/>{marks}' if line else marks
    )


def _line(places: Sequence[tuple[float, float]]) -> str:
    first, *rest = [f"{number(x)} {number(y)}" for x, y in places]
    return f"M{first}L{' '.join(rest)}"


def _lanes(shown: _Shown) -> tuple[list[str], list[str], float]:
    """The lanes that hold something, their entries of the key, and where the lowest one ends."""
    drawn: list[str] = []
    key: list[str] = []
    floor = _y(0) + 4
    if shown.nights:
        drawn.append(_sleep(shown, floor))
        key.append(key_item('<path class="c-sleep" d="M6 14V11M12 14V6M18 14V2"/>', "Sleep: taller is better"))
        floor += LANE
    for entries, words, symbol, bar in (
        (shown.sessions, "Session", square, "c-session"),
        (shown.doses, "Dose", diamond, "c-dose"),
    ):
        if not entries:
            continue
        middle = floor + LANE / 2
        drawn.append(symbol(SYMBOL_X, middle))
        if shown.is_daily:
            counts, bars = _bars(entries, shown.span, floor, bar)
            each = "week" if shown.span.name == "year" else "day"
            words = f"{words}s: up to {max(counts.values())} a {each}"
            drawn.append(bars)
        else:
            drawn += [symbol(_x(shown.span, one.at), middle) for one in entries]
        key.append(key_item(symbol(12, 8), words))
        floor += LANE
    return drawn, key, floor


def _sleep(shown: _Shown, floor: float) -> str:
    foot = floor + LANE - 3
    bars = "".join(
        f"M{number(_noon(shown.span, one.day))} {number(foot)}v-{2 + 3 * one.quality}" for one in shown.nights
    )
    thin = " c-fine" if shown.span.name == "year" else ""
    sign = f'<path class="c-sleep" d="M{number(SYMBOL_X - 5)} {number(foot)}v-4m5 4v-9m5 9v-14"/>'
    return f'<path class="c-sleep{thin}" d="{bars}"/>{sign}'


def _bars(entries: Sequence[Taken], span: Span, floor: float, kind: str) -> tuple[Counter[int], str]:
    """How many in each day (each week of a year), and a bar for each count, as tall as its share of the largest."""
    length = WEEK if span.name == "year" else 1
    counts = Counter((span.day_of(one.at) - span.first).days // length for one in entries)
    step = (RIGHT - LEFT) * length / span.days
    fine = " c-fine" if step < 2 * LANE / 3 else ""
    wide, foot, most = min(step * 0.7, 9.0), floor + LANE - 3, max(counts.values())
    bars = []
    for place, count in sorted(counts.items()):
        tall = max(3.0, (LANE - 6) * count / most)
        x = min(LEFT + step * (place + 0.5) - wide / 2, RIGHT - wide)
        bars.append(
            f'<rect class="{kind}{fine}" x="{number(x)}" y="{number(foot - tall)}" width="{number(wide)}" height="{number(tall)}"/>'
        )
    return counts, "".join(bars)


def _ticks(span: Span, floor: float) -> Iterable[str]:
    for at, label in span.ticks():
        x = _x(span, at)
        yield f'<path class="c-tick" d="M{number(x)} {number(_y(0))}v4"/>'
        if span.name == "week":
            x += (RIGHT - LEFT) / span.days / 2
        anchor = "end" if x > RIGHT - 16 else "middle" if x > LEFT + 16 else ""
        yield text(min(x, RIGHT), floor + 17, label, anchor)


# --- the words -----------------------------------------------------------------------------------


def _sentence(shown: _Shown) -> str:
    span, scores = shown.span, shown.scores
    found = [f"{_when_of(span)}."]
    if scores:
        pains = [one.pain for one in scores]
        if len(pains) == 1:
            found.append(f"1 score: {pains[0]} of 10.")
        else:
            middle = points(float(median(pains)))
            found.append(f"{len(pains):,} scores: lowest {min(pains)}, middle {middle}, highest {max(pains)} of 10.")
        missing = span.days - len({span.day_of(one.at) for one in scores})
        if span.days > 1 and missing:
            found.append(f"{counted(missing, 'day')} without a score.")
    else:
        found.append("No scores in this time.")
    found += [f"{counted(len(shown.sessions), 'session')}."] if shown.sessions else []
    found += [f"{counted(len(shown.doses), 'dose')}."] if shown.doses else []
    return " ".join(found)


def _when_of(span: Span) -> str:
    first, last = span.first, span.last
    end = f"{last.day} {last:%B %Y}"
    if span.days == 1:
        return end
    month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
    return f"{first.day}{month}{'' if first.year == last.year else f' {first.year}'} to {end}"


def _pain_key(shown: _Shown) -> list[str]:
    if not shown.scores:
        return []
    line = '<path class="c-pain" d="M2 8H22"/><circle class="c-point" cx="12" cy="8" r="4"/>'
    if not shown.is_daily:
        return [key_item(line, "Pain, 0 to 10")]
    bar = "c-bars-key"
    return [
        key_item(line, "Middle score of the day"),
        key_item(f'<path class="{bar}" d="M12 1V15"/>', "Lowest to highest of the day"),
    ]


def _period_key(episodes: Sequence[Period], flares: Sequence[Period], flare: str) -> list[str]:
    box = '<path class="{0}" d="M2 2H22V15H2Z"/><path class="{0}-lid" d="M2 2H22"/>'
    found = [key_item(box.format("c-episode"), "Episode")] if episodes else []
    return found + ([key_item(box.format("c-flare"), flare)] if flares else [])


def _heads(shown: _Shown) -> tuple[str, ...]:
    return ("Day", "Pain", "Also") if shown.is_daily else ("When", "What")


def _rows(shown: _Shown) -> list[Row]:
    return _rows_by_day(shown) if shown.is_daily else _rows_by_entry(shown)


def _rows_by_entry(shown: _Shown) -> list[Row]:
    span = shown.span
    found = [(one.at, f"Pain {one.pain} of 10") for one in shown.scores]
    found += [(one.at, f"Session: {one.name}") for one in shown.sessions]
    found += [(one.at, f"Dose: {one.name}") for one in shown.doses]
    found += [(span.midnight(one.day) + DAY / 2, f"Sleep: {one.word}") for one in shown.nights]
    return [Row((_when(at, span, what), what), _x(span, at)) for at, what in sorted(found)]


def _when(at: datetime, span: Span, what: str) -> str:
    local = at.astimezone(span.zone)
    day = f"{local:%a} {local.day} {local:%b}"
    return day if what.startswith("Sleep") else f"{day}, {local:%H:%M}"


def _rows_by_day(shown: _Shown) -> list[Row]:
    span = shown.span
    pain = {one.day: one for one in shown.days}
    sessions = Counter(span.day_of(one.at) for one in shown.sessions)
    doses = Counter(span.day_of(one.at) for one in shown.doses)
    nights = {one.day: one.word for one in shown.nights}
    rows = []
    for day in sorted({*pain, *sessions, *doses, *nights}):
        scored = "no score"
        if day in pain:
            one = pain[day]
            scored = (
                f"{one.low} to {one.high} of 10, middle {points(one.middle)}" if one.count > 1 else f"{one.high} of 10"
            )
        also = [counted(sessions[day], "session")] if sessions[day] else []
        also += [counted(doses[day], "dose")] if doses[day] else []
        also += [f"sleep: {nights[day]}"] if day in nights else []
        rows.append(Row((f"{day:%a} {day.day} {day:%b}", scored, ", ".join(also)), _noon(span, day)))
    return rows
