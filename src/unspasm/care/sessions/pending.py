"""Ratings that are due after sessions, and those that came too late to say anything about the session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from unspasm.care.sessions.history import End, Rated, Use
from unspasm.knowledge.items import Knowledge

AFTER, NOW = "after", "now"


@dataclass(frozen=True)
class Pending:
    """One rating that is still to come. All times aware.

    phase: what it is to be saved as: `after`; `now` once it is too late to say anything about the session.
    opens_at: from here on it counts as `after`. expires_at: until here it does. drops_at: then it is not offered.
    overdue: due, and not given yet.
    """

    session: UUID
    item: str
    phase: str
    opens_at: datetime
    due_at: datetime
    expires_at: datetime
    drops_at: datetime
    overdue: bool


def pending(
    sessions: Iterable[Use], ends: Iterable[End], ratings: Iterable[Rated], now: datetime, knowledge: Knowledge
) -> tuple[Pending, ...]:
    """The ratings to ask for at `now` (aware) or later, the one that is due first standing first.

    A session that was never ended counts as ended when its script would have been over. One that was not done,
    or that a warning sign stopped, asks for nothing: there the danger check comes first.
    """
    ended = {end.session: end for end in ends}
    rated = {rating.session for rating in ratings if rating.phase == AFTER and rating.session is not None}
    found = [
        _pending(use, ended.get(use.thread), now, knowledge)
        for use in sessions
        if use.thread not in rated and use.at <= now
    ]
    return tuple(sorted((p for p in found if p is not None), key=lambda p: (p.due_at, str(p.session))))


def _pending(use: Use, end: End | None, now: datetime, knowledge: Knowledge) -> Pending | None:
    entry = knowledge.interventions.get(use.item)
    if (
        entry is None
        or use.item not in knowledge.sessions.scripts
        or (end is not None and _asks_nothing(use, end, knowledge))
    ):
        return None
    rules = knowledge.sessions.rating
    over = end.at if end is not None else use.at + _planned(use, knowledge)
    due = over + timedelta(minutes=int(entry.item["rate_after_min"]))
    expires, drops = due + timedelta(minutes=rules.late_min), due + timedelta(minutes=rules.plain_min)
    if now > drops:
        return None
    opens = due - timedelta(minutes=rules.early_min)
    return Pending(
        use.thread, use.item, AFTER if now <= expires else NOW, opens, due, expires, drops, overdue=now >= due
    )


def _asks_nothing(use: Use, end: End, knowledge: Knowledge) -> bool:
    if end.outcome == "not_done":
        return True
    reasons = knowledge.sessions.scripts[use.item].values()
    return any(reason.id == end.reason and reason.danger for script in reasons for reason in script.stop)


def _planned(use: Use, knowledge: Knowledge) -> timedelta:
    scripts = knowledge.sessions.scripts[use.item]
    return timedelta(seconds=scripts[use.variant].seconds if use.variant in scripts else 0)
