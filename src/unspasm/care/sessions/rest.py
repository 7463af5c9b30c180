"""How soon the same thing may be done again: the gap and the most times a day that its dose gives.

Whoever owns the skin or the spot needs time between two uses; the dose of each intervention says how much
(`gap_min`, `per_day_max`); a gentle form may have a lower most times a day (`rest.gentle_most_a_day` of the session
rules). What a dose does not limit is not limited here. A use that was not done does not count; one without an end
counts as ended when its steps would have been over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from unspasm.care.sessions.history import End, Use
from unspasm.knowledge import Knowledge

NOT_DONE = "not_done"


@dataclass(frozen=True)
class Rest:
    """Not again before this time. until: aware, in the zone asked for. why: `gap` or `most_a_day`. most: times a day."""

    until: datetime
    why: str
    gap_min: int
    most: int


def rest_before(
    item: str,
    uses: Sequence[Use],
    ends: Sequence[End],
    knowledge: Knowledge,
    *,
    now: datetime,
    zone: str,
    safer: bool = False,
) -> Rest | None:
    """What must still pass before this item is done again; None if nothing must.

    now: aware. zone: where the person is. safer: only the gentle form fits this person.
    """
    numbers = knowledge.interventions[item].item["dose_numbers"] or {}
    gap, most = int(numbers.get("gap_min", 0)), int(numbers.get("per_day_max", 0))
    gentle = knowledge.tables["session_rules"]["rest"]["gentle_most_a_day"].get(item)
    if safer and gentle is not None:
        most = min(most or gentle, gentle)
    ended = {end.session: end for end in ends}
    done = [use for use in uses if use.item == item and use.at <= now and _counts(ended.get(use.thread))]
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if most and sum(use.at.astimezone(here).date() == today for use in done) >= most:
        return Rest(_next_day(now.astimezone(here)), "most_a_day", gap, most)
    last = max((_last_moment(use, ended.get(use.thread), knowledge) for use in done), default=None)
    if gap and last is not None and now < last + timedelta(minutes=gap):
        return Rest((last + timedelta(minutes=gap)).astimezone(here), "gap", gap, most)
    return None


def _counts(end: End | None) -> bool:
    return end is None or end.outcome != NOT_DONE


def _last_moment(use: Use, end: End | None, knowledge: Knowledge) -> datetime:
    if end is not None:
        return max(use.at, end.at)
    form = knowledge.sessions.scripts.get(use.item, {}).get(use.variant)
    return use.at + timedelta(seconds=form.seconds if form else 0)


def _next_day(now: datetime) -> datetime:
    """The first moment of tomorrow on the clock of the place, also on nights when clocks change."""
    tomorrow = now.date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=now.tzinfo)
