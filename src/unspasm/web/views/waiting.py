"""What is still open after sessions: one that was begun and never ended, and ratings that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from unspasm.care.sessions import Pending, Use, ends_of, pending, rated_of, rest_before, script, uses_of
from unspasm.knowledge import Knowledge
from unspasm.record.models import Person
from unspasm.record.queries import Entry, entries

LOOK_BACK = timedelta(days=7)
"""Nobody is asked about a session of more than a week ago."""
MOST_ASKED = 3
KINDS = ("session", "session_end", "rating")


@dataclass(frozen=True)
class Begun:
    """A session without an end. runs: it may still be under way, so it can be gone on with."""

    thread: UUID
    item: str
    title: str
    at: datetime
    runs: bool


@dataclass(frozen=True)
class Due:
    """A rating that is due or soon will be. counts: from now on it says something about the session."""

    thread: UUID
    item: str
    title: str
    due_at: datetime
    counts: bool
    overdue: bool


@dataclass(frozen=True)
class Waiting:
    """What a person is asked first when the app is opened again."""

    begun: tuple[Begun, ...] = ()
    due: tuple[Due, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.due)


def waiting_for(person: Person | None, knowledge: Knowledge, now: datetime) -> Waiting:
    """Sessions without an end and ratings still to come, of the last days."""
    found = entries(person, kinds=KINDS, since=now - LOOK_BACK)
    due = tuple(_due(one, knowledge, now) for one in still_to_rate(found, knowledge, now))
    begun = unfinished(found, knowledge, now)
    open_ones = {one.thread for one in begun}
    return Waiting(begun, tuple(one for one in due if one.thread not in open_ones))


def still_to_rate(found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> tuple[Pending, ...]:
    """Ratings to come. One given too late to count answers the question all the same: it is not put again."""
    ratings = rated_of(found)
    given = {rating.session for rating in ratings if rating.phase != "before"}
    return tuple(p for p in pending(uses_of(found), ends_of(found), ratings, now, knowledge) if p.session not in given)


def unfinished(found: Sequence[Entry], knowledge: Knowledge, now: datetime) -> tuple[Begun, ...]:
    """The newest sessions that nobody has ended, the newest first."""
    ended = {end.session for end in ends_of(found)}
    left = [use for use in uses_of(found) if use.thread not in ended and use.item in knowledge.interventions]
    return tuple(_begun(use, knowledge, now) for use in reversed(left))[:MOST_ASKED]


def resting(person: Person | None, item: str, knowledge: Knowledge, now: datetime, *, safer: bool) -> str:
    """Why this cannot be done again yet, in the words of the knowledge; empty where nothing needs to pass."""
    found = entries(person, kinds=("session", "session_end"), since=now - timedelta(days=2))
    zone = timezone.get_current_timezone_name()
    rest = rest_before(item, uses_of(found), ends_of(found), knowledge, now=now, zone=zone, safer=safer)
    if rest is None:
        return ""
    words = str(knowledge.tables["session_rules"]["rest"][rest.why])
    return words.format(time=f"{rest.until:%H:%M}", gap=rest.gap_min, most=rest.most)


def may_still_run(use: Use, knowledge: Knowledge, now: datetime) -> bool:
    """Whether a session can still be under way: its own length and one more sitting."""
    if use.variant not in knowledge.sessions.scripts.get(use.item, {}):
        return False
    planned = script(use.item, use.variant, knowledge).seconds
    return now - use.at <= timedelta(seconds=planned, minutes=knowledge.sessions.asking.sitting_min)


def _begun(use: Use, knowledge: Knowledge, now: datetime) -> Begun:
    title = knowledge.interventions[use.item].title
    return Begun(use.thread, use.item, title, use.at, may_still_run(use, knowledge, now))


def _due(one: Pending, knowledge: Knowledge, now: datetime) -> Due:
    title = knowledge.interventions[one.item].title
    return Due(one.session, one.item, title, one.due_at, now >= one.opens_at, one.overdue)
