"""What every entry of the diary carries: the key of its tap, when it happened and in which zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from unspasm.record.times import TimesError, When, known_zone, read_when

EARLIEST = timedelta(days=366 * 5)
"""A diary may be filled in for years back; what lies further back is a slip."""
MOST_MINUTES_AGO = 7 * 24 * 60


@dataclass(frozen=True)
class Entering:
    """The key of one tap (the same tap sent twice is one entry) and when what it tells of happened."""

    key: UUID
    when: When

    @property
    def happened_at(self) -> datetime:
        """The instant, in UTC."""
        return self.when.happened_at

    @property
    def zone(self) -> str:
        """The zone in which the person was."""
        return self.when.zone


def entry_of(form: Mapping[str, str], now: datetime, earliest: timedelta = EARLIEST) -> Entering:
    """Key, time and zone of a posted form.

    `at` (a local time) or `ago_min` (minutes ago) says when; without either it is now. A missing or broken key
    gives a fresh one: the entry is kept, only a doubled sending could not be told. Raises TimesError.
    """
    zone = known_zone(str(form.get("zone", "")), timezone.get_current_timezone_name())
    at, ago = str(form.get("at", "")), str(form.get("ago_min", ""))
    if at.strip() or not ago.strip():
        return Entering(key_of(form), read_when(at, zone, now=now, earliest=earliest, fold=str(form.get("fold", ""))))
    if not ago.strip().isdecimal() or int(ago) > MOST_MINUTES_AGO:
        raise TimesError("That is not a number of minutes we can use. Give a date and a time.")
    return Entering(key_of(form), When(now - timedelta(minutes=int(ago)), zone))


def key_of(form: Mapping[str, str], field: str = "key") -> UUID:
    """The key of the tap, as the form brought it."""
    try:
        return UUID(str(form.get(field, "")))
    except ValueError:
        return uuid4()
