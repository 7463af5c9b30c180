"""A stretch of the diary: its first and last day, its heading, the stretch before and after, its chart and table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from django.utils.safestring import SafeString

from unspasm.care.episodes import Episode
from unspasm.knowledge.diary import Diary
from unspasm.record.series import Point
from unspasm.web.charts import RANGES, Night, Period, Score, Taken, span_of, timeline
from unspasm.web.charts import Diary as Drawn
from unspasm.web.presenters.diary import Speaker

RANGE_WORDS = (("day", "Day"), ("week", "Week"), ("month", "Month"), ("year", "Year"))


@dataclass(frozen=True)
class Stretch:
    """Days from `first` to `last`, both counted. later: the last day of the stretch after it, if it has begun."""

    range: str
    first: date
    last: date
    earlier: date | None
    later: date | None

    @property
    def heading(self) -> str:
        """The stretch in words."""
        if self.first == self.last:
            return _day(self.first, with_year=True)
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day} to {_day(self.last, with_year=True)}"
        return f"{_day(self.first, self.first.year != self.last.year)} to {_day(self.last, with_year=True)}"


@dataclass(frozen=True)
class Row:
    """One line of the table: a day, or the week that begins with it."""

    day: date
    pain: str
    sessions: int
    doses: int


def stretch(wanted: str, until: date | None, today: date) -> Stretch:
    """The stretch of this range that ends with `until`; with today without one. An unknown range is a week."""
    name = wanted if wanted in RANGES else "week"
    last = min(until or today, today)
    days = timedelta(days=RANGES[name])
    if last - date.min <= 2 * days:
        last = date.min + 2 * days
    first = last - days + timedelta(days=1)
    later = min(last + days, today) if last < today else None
    return Stretch(name, first, last, first - timedelta(days=1), later)


def chart(
    found: Sequence[Point], episodes: Sequence[Episode], shown: Stretch, speak: Speaker, zone: tzinfo
) -> SafeString:
    """The chart of this stretch, with its table; empty where there is nothing to draw."""
    drawn = Drawn(
        scores=[Score(p.at, p.pain) for p in found if p.pain is not None],
        sessions=[Taken(p.at, speak.title(p.what)) for p in found if p.kind == "session"],
        doses=[Taken(p.at, speak.drug(p.what)) for p in found if p.kind == "dose"],
        nights=[Night(p.day, p.quality, speak.diary.sleep_words[p.quality].lower()) for p in found if p.quality is not None],
        episodes=[Period(one.opened_at, one.closed_at) for one in episodes],
        flares=[Period(flare.began, flare.ended) for one in episodes for flare in one.flares],
    )  # fmt: skip
    if not (drawn.scores or drawn.sessions or drawn.doses or drawn.nights):
        return SafeString()
    return timeline(drawn, span_of(shown.range, until=shown.last, zone=zone))


def rows(found: Sequence[Point], shown: Stretch, diary: Diary, wordy: bool) -> list[Row]:
    """The table, newest first: a line for each day with entries, for a year one for each week."""
    groups: dict[date, list[Point]] = {}
    for point in found:
        day = point.day
        start = day - timedelta(days=day.weekday()) if shown.range == "year" else day
        groups.setdefault(start, []).append(point)
    return [_row(day, groups[day], diary, wordy) for day in sorted(groups, reverse=True)]


def _row(day: date, found: Iterable[Point], diary: Diary, wordy: bool) -> Row:
    counts: Counter[str] = Counter()
    scores: list[int] = []
    feels: Counter[str] = Counter()
    for point in found:
        counts[point.kind] += 1
        if point.pain is not None:
            scores.append(point.pain)
        elif point.feel:
            feels[point.feel] += 1
    words = ", ".join(
        f"{diary.feels[key].lower()} {n} times" if n > 1 else diary.feels[key].lower() for key, n in feels.items()
    )
    low, high = (min(scores), max(scores)) if scores else (0, 0)
    pain = "" if not scores or wordy else str(low) if low == high else f"{low} to {high}"
    return Row(day, ", ".join(filter(None, (pain, words))), counts["session"], counts["dose"])


def _day(day: date, with_year: bool) -> str:
    return f"{day.day} {day:%B}{f' {day.year}' if with_year else ''}"
