"""Episodes of back pain, read from scores and from what the person says.

    episodes = find_episodes(scores, marks, rules)
    current = current_episode(episodes, now)

An episode opens when the person says so, or at the first score of pain that lasts longer than 24 hours. It closes when
the person says so, or at the first of scores of 0 that go on for a month. The numbers and their sources stand in
`knowledge/episodes.toml`. Nothing is stored: a corrected or withdrawn entry gives all episodes anew.

Missing scores are neither pain nor its absence: they open nothing and close nothing.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Literal
from uuid import UUID

from unspasm.knowledge.episodes import EpisodeRules


@dataclass(frozen=True)
class Score:
    """One rating. at: aware. pain: 0 to 10, or None where words were given: it then says nothing of pain."""

    thread: UUID
    at: datetime
    pain: int | None


@dataclass(frozen=True)
class Mark:
    """The person says that an episode began or is over. at: aware."""

    thread: UUID
    at: datetime
    says: Literal["open", "close"]


@dataclass(frozen=True)
class Flare:
    """A stretch of scores well above the usual one. began, ended: its first and last such score; peak: 0 to 10."""

    began: datetime
    ended: datetime
    peak: int


@dataclass(frozen=True)
class Episode:
    """One episode. closed_at: None while it is open.

    id: the thread of the entry that opened it, so that it stays the same when something else is corrected.
    why, closed_why: in plain words. last_known: the last entry that belongs to it.
    """

    id: str
    opened_at: datetime
    closed_at: datetime | None
    flares: tuple[Flare, ...]
    opened_by: Literal["said", "ratings"]
    why: str
    closed_why: str
    last_known: datetime

    def holds(self, at: datetime) -> bool:
        """Whether this instant belongs to the episode."""
        return self.opened_at <= at and (self.closed_at is None or at < self.closed_at)


def find_episodes(scores: Iterable[Score], marks: Iterable[Mark], rules: EpisodeRules) -> tuple[Episode, ...]:
    """Every episode, in order of time, none overlapping another. The order of scores and marks does not matter.

    Raises ValueError for a time without a zone and for a score outside 0 to 10.
    """
    entries: list[Score | Mark] = [*scores, *marks]
    _refuse_bad(entries)
    told = sorted(entries, key=_order)
    reading = _Reading(rules)
    for entry in told:
        reading.take(entry)
    ordered = [entry for entry in told if isinstance(entry, Score)]
    return tuple(replace(one, flares=_flares(one, ordered, rules)) for one in reading.episodes())


def current_episode(episodes: Sequence[Episode], now: datetime) -> Episode | None:
    """The episode that is open now, or None."""
    return next((one for one in reversed(episodes) if one.holds(now)), None)


def ask_if_over(episode: Episode, now: datetime, rules: EpisodeRules) -> bool:
    """Whether an open episode has been silent for so long that the person should be asked."""
    return episode.closed_at is None and now - episode.last_known >= rules.ask_after


@dataclass(frozen=True)
class _Stretch:
    """Scores of one kind with no long gap between them: the first, and when the last was."""

    first: Score
    last: datetime

    @property
    def length(self) -> timedelta:
        return self.last - self.first.at


class _Reading:
    """The open episode, and the stretch of pain or of none that may open or close one.

    known: the last entry that belongs to the open episode; None while none is open.
    """

    def __init__(self, rules: EpisodeRules) -> None:
        self.rules = rules
        self.closed: list[Episode] = []
        self.open: Episode | None = None
        self.known: datetime | None = None
        self.pain: _Stretch | None = None
        self.free: _Stretch | None = None

    def episodes(self) -> list[Episode]:
        if self.open is None or self.known is None:
            return self.closed
        return [*self.closed, replace(self.open, last_known=self.known)]

    def take(self, entry: Score | Mark) -> None:
        if isinstance(entry, Mark):
            self._said(entry)
        elif entry.pain is not None:
            self._scored(entry, entry.pain)
        self.known = entry.at if self.open else None

    def _said(self, mark: Mark) -> None:
        words = self.rules.words
        if mark.says == "close":
            self._close(mark.at, words["closed_said"])
            return
        if self.known is not None and mark.at - self.known >= self.rules.free:
            self._close(self.known, words["closed_new"])
        self.free = None
        if self.open is None:
            self.open = _opened(mark, "said", words["said"])

    def _scored(self, score: Score, pain: int) -> None:
        if pain >= self.rules.least_pain:
            self.free, self.pain = None, _go_on(self.pain, score, self.rules.pain_gap)
            if self.open is None and self.pain.length > self.rules.longer_than:
                self.open = _opened(self.pain.first, "ratings", self._why(self.pain.first.at))
        else:
            self.pain, self.free = None, _go_on(self.free, score, self.rules.free_gap)
            if self.free.length >= self.rules.free:
                self._close(self.free.first.at, self.rules.words["closed_free"])

    def _why(self, at: datetime) -> str:
        words, last = self.rules.words, self.closed[-1] if self.closed else None
        said = last is not None and last.closed_why == words["closed_said"]
        recent = last is not None and last.closed_at is not None and at - last.closed_at < self.rules.free
        return words["came_back" if said and recent else "ratings"]

    def _close(self, at: datetime, why: str) -> None:
        if self.open:
            self.closed.append(replace(self.open, closed_at=at, closed_why=why, last_known=at))
            self.open = None
        self.pain = None


def _opened(entry: Score | Mark, by: Literal["said", "ratings"], why: str) -> Episode:
    return Episode(str(entry.thread), entry.at, None, (), by, why, "", entry.at)


def _go_on(stretch: _Stretch | None, score: Score, gap: timedelta) -> _Stretch:
    """The stretch up to this score; a new one where the last score is too far back."""
    if stretch is None or score.at - stretch.last > gap:
        return _Stretch(score, score.at)
    return _Stretch(stretch.first, score.at)


def _order(entry: Score | Mark) -> tuple[datetime, int, int, str]:
    """By time; at one instant scores first, then "over", then "began", so that one ends before the next begins."""
    if isinstance(entry, Score):
        return entry.at, 0, -1 if entry.pain is None else entry.pain, str(entry.thread)
    return entry.at, 1 if entry.says == "close" else 2, 0, str(entry.thread)


def _refuse_bad(entries: Iterable[Score | Mark]) -> None:
    for entry in entries:
        if entry.at.utcoffset() is None:
            raise ValueError(f"{entry.thread}: the time has no zone; give an aware instant")
        if isinstance(entry, Score) and entry.pain is not None and not 0 <= entry.pain <= 10:
            raise ValueError(f"{entry.thread}: a score is 0 to 10, not {entry.pain}")


def _flares(episode: Episode, scores: Sequence[Score], rules: EpisodeRules) -> tuple[Flare, ...]:
    """Its flares. The usual score is the middle one of those before, in this episode, over some days."""
    own = [(score.at, score.pain) for score in scores if score.pain is not None and episode.holds(score.at)]
    flares: list[Flare] = []
    usual: list[int] = []
    first, going_on = 0, False
    for at, pain in own:
        while own[first][0] < at - rules.usual_over:
            del usual[bisect_left(usual, own[first][1])]
            first += 1
        is_high = len(usual) >= rules.usual_least and pain >= median(usual) + rules.rise
        insort(usual, pain)
        if is_high and going_on and at - flares[-1].ended <= rules.join:
            flares[-1] = Flare(flares[-1].began, at, max(flares[-1].peak, pain))
        elif is_high:
            flares.append(Flare(at, at, pain))
        going_on = is_high
    return tuple(flares)
