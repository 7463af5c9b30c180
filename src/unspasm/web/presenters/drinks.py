"""The drinks log in words: what was drunk today, beside a usual amount for this person, if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from unspasm.care.drinks import DrinkRules, Drunk, Reference, Said
from unspasm.knowledge import Knowledge
from unspasm.record.queries import Entry
from unspasm.web.presenters.dose_words import taken_words
from unspasm.web.presenters.reading import Paper, papers

BAR = 300
BAR_SPAN = 1.5
"""The bar is half as long again as the line, so that the line never looks like an end to reach."""


@dataclass(frozen=True)
class Word:
    """A sentence about this person, and where it comes from."""

    text: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Total:
    """Today's amount; with a line, also as a bar of `BAR` units. without: no line is shown."""

    words: str
    line: str
    filled: int
    line_x: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class DrinkRow:
    """One entry as a line of the list."""

    thread: UUID
    version: int
    words: str
    when: str


def litres(ml: int) -> str:
    """An amount in words.

    >>> litres(750), litres(1600)
    ('750 ml', '1.6 litres')
    """
    return (
        f"{ml} ml"
        if ml < 1000
        else f"{ml / 1000:.2f}".rstrip("0").rstrip(".") + (" litre" if ml == 1000 else " litres")
    )


def total_of(drunk: Drunk, shown: Reference, rules: DrinkRules) -> Total:
    """Today's amount beside the line. Above a ceiling it is said to be much; nothing is ever praised."""
    warnings = []
    if drunk.too_fast:
        warnings.append(str(rules.ceilings["above_hour_words"]))
    if drunk.too_much:
        warnings.append(str(rules.ceilings["above_day_words"]))
    if shown.ml is None:
        return Total(litres(drunk.today_ml), "", 0, 0, tuple(warnings))
    scale = BAR / (shown.ml * BAR_SPAN)
    filled = min(BAR, round(drunk.today_ml * scale))
    return Total(litres(drunk.today_ml), litres(shown.ml), filled, round(shown.ml * scale), tuple(warnings))


def words_of(said: Sequence[Said], knowledge: Knowledge) -> tuple[Word, ...]:
    """Sentences with their sources; one that comes twice is said once."""
    once = {entry.text: entry for entry in said}
    return tuple(Word(entry.text, papers(entry.sources, knowledge)) for entry in once.values())


def rows(entries: Sequence[Entry], kinds: Sequence[dict[str, Any]], now: datetime) -> list[DrinkRow]:
    """Entries, the latest first."""
    names = {kind["id"]: kind["words"] for kind in kinds}
    return [
        DrinkRow(
            entry.thread, entry.version, f"{names.get(entry.data.what, 'A drink')}, {entry.data.ml} ml",
            taken_words(entry.happened_at.astimezone(ZoneInfo(entry.zone)), now),
        )
        for entry in sorted(entries, key=lambda entry: entry.happened_at, reverse=True)
    ]  # fmt: skip
