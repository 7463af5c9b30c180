"""The record as plain series, for a chart or a sum over thousands of entries.

One query, and only the fields that a line or a count needs: a year of dense use is read in milliseconds. What was
written was checked when it was written (`record.kinds`); here it is not put into values of its kind again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from unspasm.record.models import Event, Person

ALL = ("rating", "session", "dose", "sleep")


class Point(NamedTuple):
    """One entry of a series (a tuple: thousands are made for a year). at: aware, in UTC.

    pain, feel: of a rating. quality: of a night.

    what: the item of a session; of a dose its pack, or its (first) ingredient. mark: of an entry about an episode.
    """

    thread: str
    kind: str
    at: datetime
    zone: str
    pain: int | None = None
    feel: str = ""
    what: str = ""
    mark: str = ""
    quality: int | None = None

    @property
    def day(self) -> date:
        """The date on the clock of the place."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


def series(
    person: Person | None,
    kinds: Collection[str] = ALL,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Point]:
    """What counts now of these kinds, in the order of happening. since, until: aware; happened_at in [since, until)."""
    if person is None:
        return []
    newer = Event.objects.filter(thread=OuterRef("thread"), version__gt=OuterRef("version"))
    found = Event.objects.filter(~Exists(newer), person=person, withdrawn=False, kind__in=kinds)
    if since is not None:
        found = found.filter(happened_at__gte=since)
    if until is not None:
        found = found.filter(happened_at__lt=until)
    rows = found.order_by("happened_at", "id").values_list(
        Cast("thread", TextField()), "kind", Cast("happened_at", TextField()), "zone", Cast("data", TextField())
    )
    read = list(rows)
    told = json.loads(f"[{','.join(row[-1] for row in read)}]")  # one reading of all: thousands of small ones are slow
    return [_point(row[0], row[1], _instant(row[2]), row[3], data) for row, data in zip(read, told, strict=True)]


def _point(thread: str, kind: str, at: datetime, zone: str, data: dict[str, Any]) -> Point:
    if kind == "rating":
        return Point(thread, kind, at, zone, data.get("pain"), data.get("feel") or "")
    if kind == "session":
        return Point(thread, kind, at, zone, what=data["item"])
    if kind == "dose":
        return Point(thread, kind, at, zone, what=data.get("product") or data["lines"][0]["ingredient"])
    return Point(thread, kind, at, zone, mark=data.get("mark", ""), quality=data.get("quality"))


def _instant(at: str) -> datetime:
    """SQLite keeps an instant in UTC without saying so; PostgreSQL says so."""
    read = datetime.fromisoformat(at)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
