"""Doses in words: times on this clock, amounts with their units, lines of a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from unspasm.care.doses.dose import Amount
from unspasm.care.doses.logged import Logged, named
from unspasm.knowledge import Knowledge

UNITS = {"mg": "mg", "g": "g", "uses": "use", "patches": "patch", "use": "use", "patch": "patch"}


def page_words(knowledge: Knowledge) -> Mapping[str, Any]:
    """The sentences of the ledger's pages."""
    words: Mapping[str, Any] = knowledge.tables["dose_rules"]["page"]
    return words


def when_words(at: datetime, now: datetime) -> str:
    """A time on the clock of `now`: `today at 14:10`, `tomorrow at 02:10`, `Wednesday 25 November at 08:00`.

    In the hour that comes twice it says which one.

    >>> from datetime import UTC
    >>> when_words(datetime(2026, 1, 5, 14, 10, tzinfo=UTC), datetime(2026, 1, 5, 9, tzinfo=UTC))
    'today at 14:10'
    """
    there = at.astimezone(now.tzinfo)
    days = (there.date() - now.date()).days
    day = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days) or f"{there:%A} {there.day} {there:%B}"
    return f"{day} at {there:%H:%M}{which_of_two(there)}"


def taken_words(at: datetime, now: datetime) -> str:
    """When a dose was taken, on the clock of the place; with the zone where that was another one."""
    here = at.astimezone(now.tzinfo)
    if here.utcoffset() == at.utcoffset():
        return when_words(at, now)
    zone = getattr(at.tzinfo, "key", "") or f"{at:%Z}"
    return f"{when_words(at, now)} (there it was {at:%H:%M}, {zone.replace('_', ' ')})"


def amount_words(amount: Amount | None, unit: str) -> str:
    """An amount with its unit: `400 mg`, `2 patches`, `1 use`; empty for one that is not known."""
    if amount is None:
        return ""
    number = f"{Decimal(amount).normalize():f}"
    word = UNITS[unit]
    if word in ("use", "patch") and Decimal(amount) != 1:
        word = {"use": "uses", "patch": "patches"}[word]
    return f"{number} {word}"


def line_words(logged: Logged, knowledge: Knowledge) -> str:
    """One line of a taking: `ibuprofen, 400 mg`."""
    name = named(logged.line.ingredient, knowledge.ledger) or logged.line.ingredient.replace("_", " ")
    return f"{name}, {amount_words(logged.line.amount, logged.line.unit)}"


def family_words(family: str, knowledge: Knowledge) -> str:
    """What a family is called; empty for a drug that is not counted."""
    rows: Sequence[Mapping[str, Any]] = knowledge.tables["dose_rules"]["family"]
    return next((str(row["words"]) for row in rows if row["id"] == family), "")


def which_of_two(at: datetime) -> str:
    """Which of the two, in the hour that comes twice when clocks go back."""
    first, second = at.replace(fold=0), at.replace(fold=1)
    if first.utcoffset() == second.utcoffset() or (first.utcoffset() or timedelta()) < (
        second.utcoffset() or timedelta()
    ):
        return ""
    return ", the second time" if at.fold else ", the first time"
