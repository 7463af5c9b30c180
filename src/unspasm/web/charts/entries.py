"""What a timeline shows, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Score:
    """One rating of pain, 0 to 10. at: aware."""

    at: datetime
    pain: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A session or a dose. at: aware. name: in plain words, for the table and the read-out."""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Night:
    """How the night before this day was, 0 (very bad) to 4 (very good), and the word for it."""

    day: date
    quality: int
    word: str


@dataclass(frozen=True, slots=True)
class Period:
    """An episode or a flare. ended: None while it is open."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True)
class Diary:
    """Everything that one timeline can show; what lies outside its time is left out. Any order."""

    scores: Sequence[Score] = ()
    sessions: Sequence[Taken] = ()
    doses: Sequence[Taken] = ()
    nights: Sequence[Night] = ()
    episodes: Sequence[Period] = ()
    flares: Sequence[Period] = ()
