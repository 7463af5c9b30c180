"""When something happened: an instant, and the zone in which the person was. Pure: `now` is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

AHEAD = timedelta(minutes=2)
"""Clocks differ a little; what lies further ahead has not happened yet."""
YEARS = range(1900, 2201)


class TimesError(ValueError):
    """A time that cannot be right; the message says what to do. `twice`: an hour that came twice was meant."""

    def __init__(self, message: str, *, twice: bool = False) -> None:
        super().__init__(message)
        self.twice = twice


@dataclass(frozen=True)
class When:
    """An instant in UTC, and the name of the zone that it happened in."""

    happened_at: datetime
    zone: str

    @property
    def local(self) -> datetime:
        """The same instant on the clock of the place."""
        return self.happened_at.astimezone(ZoneInfo(self.zone))


def known_zone(zone: str, otherwise: str = "UTC") -> str:
    """The zone if it is one that we know, else the other."""
    try:
        return ZoneInfo(zone).key if zone else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def read_when(at: str, zone: str, *, now: datetime, earliest: timedelta, fold: str = "") -> When:
    """The instant of a local time such as `2026-03-29T07:15` in a zone such as `Europe/London`.

    An empty `at` is now. fold: `first` or `second` for the hour that comes twice when clocks go back.
    earliest: how far back an entry may lie. Raises TimesError: not a time, ahead of now, too long ago,
    an hour that clocks left out, or one that came twice.
    """
    zone = known_zone(zone)
    if not at.strip():
        return When(now.astimezone(UTC), zone)
    try:
        local: datetime | None = datetime.fromisoformat(at.strip())
    except ValueError:
        local = None
    if local is None or local.year not in YEARS:
        raise TimesError("That is not a time we can read. Give a date and a time, such as 2026-03-29 07:15.")
    instant = local.astimezone(UTC) if local.tzinfo is not None else _instant(local, ZoneInfo(zone), fold)
    if instant > now + AHEAD:
        raise TimesError("That time is still to come. Give a time that has passed, or look at this device's clock.")
    if instant < now - earliest:
        raise TimesError(f"That is {_span(now - instant)} ago, which is too long. Look at the date and the year.")
    return When(min(instant, now.astimezone(UTC)), zone)


def _instant(local: datetime, zone: ZoneInfo, fold: str) -> datetime:
    first, second = (local.replace(tzinfo=zone, fold=n).astimezone(UTC) for n in (0, 1))
    if first == second:
        return first
    if first > second:  # the offset grew: this hour was left out
        raise TimesError("The clocks went forward that night, and that time was left out. Choose one before or after.")
    if fold not in ("first", "second"):
        raise TimesError("The clocks went back that night, so that time came twice. Say which one.", twice=True)
    return first if fold == "first" else second


def _span(gap: timedelta) -> str:
    years = gap.days // 365
    return f"{years} years" if years > 1 else f"{gap.days} days"
