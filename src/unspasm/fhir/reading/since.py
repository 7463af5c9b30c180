"""Since when a foreign Condition is there, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from unspasm.fhir.reading.shape import Json, codings, date_of, last_moment_of, table, text, time_of

A_DAY = timedelta(days=1)
OVER = {"resolved", "inactive", "remission"}


@dataclass(frozen=True)
class Onset:
    """When something began: the first and the last moment that it can mean (aware), and how it is said."""

    first: datetime
    last: datetime
    said: str

    @property
    def is_exact(self) -> bool:
        """Whether it names a day."""
        return self.last - self.first <= A_DAY


def onset_of(condition: Json, born: datetime | None) -> Onset | None:
    """Since when: a date, the start of a period, or an age counted from birth."""
    for value in (condition.get("onsetDateTime"), table(condition.get("onsetPeriod")).get("start")):
        first, last = time_of(value), last_moment_of(value)
        if first is not None and last is not None:
            return Onset(first, last, date_of(value))
    age = table(condition.get("onsetAge"))
    years = age.get("value")
    whole = isinstance(years, int | float) and not isinstance(years, bool) and 0 <= years <= 120
    if whole and born is not None and text(age.get("code", age.get("unit"))) in ("a", "year", "years"):
        try:
            first = born + timedelta(days=float(years or 0) * 365.25)
            return Onset(first, first + timedelta(days=366), f"{first.year:04}")
        except OverflowError:
            return None
    return None


def abatement_of(condition: Json) -> str:
    """Until when, as it is written; empty where it does not say."""
    ended = table(condition.get("abatementPeriod")).get("end")
    return date_of(condition.get("abatementDateTime")) or date_of(ended)


def marks_of(concept: object) -> set[str]:
    """The codes of a status, or its words where it has no code, in small letters."""
    found = [one.get("code") for one in codings(concept)] or [table(concept).get("text")]
    return {shown.lower() for one in found if (shown := text(one))}


def is_over(condition: Json, status: set[str], now: datetime) -> bool:
    """Whether it has ended by now. An end that is still to come is none yet; one in words is one."""
    if status & OVER:
        return True
    ends = [value for name, value in condition.items() if name.startswith("abatement")]
    at = time_of(condition.get("abatementDateTime")) or time_of(table(condition.get("abatementPeriod")).get("end"))
    return bool(ends) and (at <= now if at is not None else any(value is not False for value in ends))
