"""What was tried, how often, and what helped: the verdicts of `learn`, with how sure they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from numpy.linalg import LinAlgError

from unspasm.handover.report.contents import Tried
from unspasm.handover.report.plainly import capital, counted, points
from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import load_works
from unspasm.learn import DiaryError, limits_from, prior_from, what_works
from unspasm.learn.alike import unlike
from unspasm.learn.scale import on_scale
from unspasm.learn.verdict import HELPS, NO_HELP, UNKNOWN, WORSE
from unspasm.learn.what_works import Item
from unspasm.record.models import Person
from unspasm.record.queries import Entry
from unspasm.record.works import diary_of, told_by

ORDER = (HELPS, WORSE, NO_HELP, UNKNOWN)
NOTE = (
    "Change in points of pain (0 to 10) half an hour after, against doing nothing; range: 4 in 5 likely. "
    "From the ratings of the last {days} days."
)


def tried_of(
    person: Person | None, found: Sequence[Entry], knowledge: Knowledge, now: datetime
) -> tuple[tuple[Tried, ...], tuple[str, ...], str]:
    """What was done in these days and can be spoken of, what is settled first; the rest; what the numbers mean."""
    given_up = {one.data.session for one in found if one.kind == "session_end" and one.data.outcome == "not_done"}
    times = Counter(one.data.item for one in found if one.kind == "session" and one.thread not in given_up)
    known = _known(person, knowledge, now)
    tried, early = [], []
    for item in sorted(
        times, key=lambda item: (ORDER.index(known[item].verdict) if item in known else 3, -times[item])
    ):
        title = _title(item, knowledge)
        if item in known:
            tried.append(_one(title, times[item], known[item]))
        else:
            early.append(f"{title} ({counted(times[item], 'time')})")
    return tuple(tried), tuple(early), NOTE.format(days=load_works().window.days) if tried else ""


def _known(person: Person | None, knowledge: Knowledge, now: datetime) -> dict[str, Item]:
    """What can be said of each thing: not before enough fair comparisons, and only where it began at alike pain."""
    works, limits = load_works(), limits_from(knowledge)
    told = told_by(person, works, now)
    if not told.is_tried:
        return {}
    try:
        diary = diary_of(told)
        uneven = unlike(diary, limits)
        result = on_scale(what_works(diary, prior_from(knowledge), limits), diary, limits)
    except (DiaryError, LinAlgError):
        return {}
    return {
        item.id: item
        for item in result.items
        if item.verdict != UNKNOWN or (item.n_fair >= limits.least and item.id not in uneven)
    }


def _title(item: str, knowledge: Knowledge) -> str:
    entry = knowledge.interventions.get(item)
    return entry.title if entry else capital(item.replace("_", " "))


def _one(title: str, times: int, item: Item) -> Tried:
    low, high = item.effect.intervals[0.8]
    fair = counted(item.n_fair, "fair comparison")
    change = f"{points(item.effect.mean)} points ({points(low)} to {points(high)}), {fair}"
    return Tried(title, counted(times, "time"), load_works().verdicts[item.verdict]["word"], change)
