"""The stretch of days that a timeline shows: its edges, its ticks, and how days are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property

RANGES = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Name -> days."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Some whole days of one place. first, last: both are shown."""

    name: str
    first: date
    last: date
    zone: tzinfo

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @cached_property
    def begins(self) -> datetime:
        return self.midnight(self.first)

    @cached_property
    def ends(self) -> datetime:
        """The midnight after the last day."""
        return self.midnight(self.last + DAY)

    def midnight(self, day: date) -> datetime:
        """When this day begins here, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def share(self, at: datetime) -> float:
        """How far along the span an instant lies: 0 at its first midnight, 1 at its last."""
        return (at - self.begins) / (self.ends - self.begins)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def ticks(self) -> Iterator[tuple[datetime, str]]:
        """Instants with their labels, far enough apart to be read at phone size."""
        if self.name == "day":
            for hour in (0, 6, 12, 18):
                local = datetime.combine(self.first, time(hour), self.zone)
                yield local.astimezone(UTC), f"{hour:02d}:00"
            return
        for number in range(self.days):
            day = self.first + number * DAY
            if self.name == "week":
                yield self.midnight(day), f"{day:%a}"
            elif self.name == "month" and number % 7 == 0:
                yield self.midnight(day), f"{day.day} {day:%b}"
            elif self.name == "year" and day.day == 1 and day.month % 3 == 1:
                yield self.midnight(day), f"{day:%b}"


def span_of(name: str, *, until: date, zone: tzinfo) -> Span:
    """The days of this range (`RANGES`) that end with `until`. Raises KeyError for another name."""
    return Span(name, until - (RANGES[name] - 1) * DAY, until, zone)
