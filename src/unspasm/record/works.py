"""The diary as the ratings that `learn` reads: which belong to a try, which stand by themselves.

    told = told_of(entries(person, KINDS, since), works)
    diary = diary_of(told)

A try is a session that was not given up at once, or an untreated wait. A try with a medicine around it is no fair
comparison: its ratings stand by themselves. Scores in words carry no points and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import mean, pstdev
from uuid import UUID

from unspasm.care.episodes import Mark, Score, find_episodes
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.knowledge.works import Works
from unspasm.learn import Diary, Row, to_diary
from unspasm.learn.diary import Window
from unspasm.record.models import Person
from unspasm.record.queries import Entry, entries

KINDS = ("rating", "session", "session_end", "wait", "dose", "sleep", "episode")
UNTREATED = ""


@dataclass(frozen=True)
class Told:
    """rows: ratings in order. unrated: (item, hours) of sessions that nobody rated: they still move pain.

    zero: the instant of hour 0. spoiled: {item: tries left out because of a medicine}. since: the first rating.
    """

    rows: tuple[Row, ...] = ()
    unrated: tuple[tuple[str, float], ...] = ()
    zero: datetime | None = None
    spoiled: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_tried(self) -> bool:
        """Whether anything was done and rated."""
        return any(row.item for row in self.rows)

    def hours(self, at: datetime) -> float:
        """An instant in hours since the first rating."""
        return (at - self.zero).total_seconds() / 3600 if self.zero else 0.0


def told_by(person: Person | None, works: Works, now: datetime, since: datetime | None = None) -> Told:
    """What this person's diary says, as far back as is read. since: not before this."""
    first = now - works.window
    return told_of(entries(person, KINDS, since=max(first, since) if since else first, until=now), works)


def told_of(found: Sequence[Entry], works: Works) -> Told:
    """Entries, in the order of happening, as rows. Only the newest ratings where there are too many."""
    scores = [e for e in found if e.kind == "rating" and e.data.pain is not None][-works.most_ratings :]
    if not scores:
        return Told()
    told = Told(zero=scores[0].happened_at)
    tries = _tries(found, scores, works)
    nights, begun = _nights(found, works.nights_least), _episodes_begun(found)
    number = {one.thread: place for place, one in enumerate(tries.values()) if not one.is_spoiled}
    rows = []
    for score in scores:
        one = tries.get(score.data.session)
        sleep = nights.get(score.local.date(), 0.0)
        episode = sum(at <= score.happened_at for at in begun)
        row = Row(told.hours(score.happened_at), float(score.data.pain), sleep=sleep, episode=episode)
        if one is not None and one.thread in number and score.thread in (one.before, one.after):
            phase = "before" if score.thread == one.before else "after"
            row = replace(row, item=one.item, phase=phase, use=number[one.thread])
        rows.append(row)
    unrated = tuple(
        (one.item, told.hours(one.at))
        for one in tries.values()
        if one.item and one.before is None and one.after is None and one.at >= scores[0].happened_at
    )
    spoiled = Counter(one.item for one in tries.values() if one.is_spoiled)
    return replace(told, rows=tuple(rows), unrated=unrated, spoiled=spoiled)


def diary_of(told: Told, items: Sequence[str] = ()) -> Diary:
    """The diary for `learn`. items: things that are to be in it, also where they were never tried."""
    diary = to_diary(told.rows)
    every = tuple(dict.fromkeys((*diary.items, *(item for item, _ in told.unrated), *items)))
    place_of = {item: place for place, item in enumerate(every)}
    more = tuple(Window(place_of[item], at, None, None) for item, at in told.unrated)
    windows = tuple(sorted((*diary.uses, *more), key=lambda window: window.start_h))
    return replace(diary, items=every, uses=windows)


@dataclass(frozen=True)
class _Try:
    """One session or wait: its ratings before and after, if they are in order."""

    thread: UUID
    item: str
    at: datetime
    before: UUID | None
    after: UUID | None
    is_spoiled: bool


def _tries(found: Sequence[Entry], scores: Sequence[Entry], works: Works) -> dict[UUID, _Try]:
    not_done = {e.data.session for e in found if e.kind == "session_end" and e.data.outcome == "not_done"}
    doses = [e.happened_at for e in found if e.kind == "dose"]
    rated: dict[tuple[UUID, str], Entry] = {}
    for score in scores:
        if score.data.session is not None:
            rated.setdefault((score.data.session, score.data.phase), score)
    tries = {}
    for entry in found:
        if entry.kind not in ("session", "wait") or entry.thread in not_done:
            continue
        before, after = rated.get((entry.thread, "before")), rated.get((entry.thread, "after"))
        if after is not None and after.happened_at <= (before or entry).happened_at:
            before, after = None, None  # times that were changed: nothing can be compared
        if after is not None and after.happened_at - entry.happened_at > works.compare.give_up:
            after = None  # so late it says nothing of the try
        over = after.happened_at if after else entry.happened_at
        spoiled = any(entry.happened_at - works.dose_before <= dose <= over for dose in doses)
        item = entry.data.item if entry.kind == "session" else UNTREATED
        ids = (before.thread if before else None, after.thread if after else None)
        tries[entry.thread] = _Try(entry.thread, item, entry.happened_at, *ids, spoiled and any(ids))
    return tries


def _episodes_begun(found: Sequence[Entry]) -> list[datetime]:
    """When each episode began, as the diary tells them: by what the person said, or by their scores."""
    scores = [Score(e.thread, e.happened_at, e.data.pain) for e in found if e.kind == "rating"]
    marks = [Mark(e.thread, e.happened_at, "open" if e.data.mark == "open" else "close") for e in found if e.kind == "episode"]  # fmt: skip
    return [one.opened_at for one in find_episodes(scores, marks, load_episode_rules())]


def _nights(found: Sequence[Entry], least: int) -> dict[date, float]:
    """How each night was against this person's usual one, in standard deviations; the last word of a day counts."""
    nights = {e.local.date(): float(e.data.quality) for e in found if e.kind == "sleep"}
    spread = pstdev(nights.values()) if len(nights) >= least else 0.0
    if spread == 0:
        return {}
    usual = mean(nights.values())
    return {day: (quality - usual) / spread for day, quality in nights.items()}
