"""What the record says of sessions, as plain values: uses, how they ended, and ratings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo


class EntryLike(Protocol):
    """An entry of the diary, as the record hands it out."""

    @property
    def thread(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> Any: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True)
class Use:
    """One session as it began. at: aware."""

    thread: UUID
    item: str
    variant: str
    at: datetime
    zone: str

    @property
    def day(self) -> date:
        """The date on the clock of the place."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class End:
    """How a session ended. outcome: `done`, `stopped`, `not_done`. active_s: seconds it was running."""

    session: UUID
    outcome: str
    reason: str
    active_s: int
    at: datetime


@dataclass(frozen=True)
class Rated:
    """One rating. pain: 0-10, or None where only `feel` (`better`, `same`, `worse`) was given. at: aware."""

    at: datetime
    zone: str
    pain: int | None
    feel: str = ""
    phase: str = "now"
    session: UUID | None = None

    @property
    def day(self) -> date:
        """The date on the clock of the place."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


def uses_of(entries: Iterable[EntryLike]) -> tuple[Use, ...]:
    """The sessions among the entries, in their order."""
    return tuple(
        Use(e.thread, e.data.item, e.data.variant, e.happened_at, e.zone) for e in entries if e.kind == "session"
    )


def ends_of(entries: Iterable[EntryLike]) -> tuple[End, ...]:
    """The ends of sessions among the entries, in their order."""
    return tuple(
        End(e.data.session, e.data.outcome, e.data.reason, e.data.active_s, e.happened_at)
        for e in entries
        if e.kind == "session_end"
    )


def rated_of(entries: Iterable[EntryLike]) -> tuple[Rated, ...]:
    """The ratings among the entries, in their order."""
    return tuple(
        Rated(e.happened_at, e.zone, e.data.pain, e.data.feel or "", e.data.phase, e.data.session)
        for e in entries
        if e.kind == "rating"
    )
