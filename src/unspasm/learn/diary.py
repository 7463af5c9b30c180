"""A person's ratings, as arrays: what the model reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

PHASES = ("before", "after", "scheduled")
NO_ITEM = -1


class DiaryError(ValueError):
    """Ratings that cannot be read; the message names the row and what to mend."""


@dataclass(frozen=True)
class Diary:
    """One person's ratings in the order of time.

    t_h: (n,) hours from any zero. pain: (n,) points 0 to 10. item: (n,) index into `items`, NO_ITEM where the window
    was untreated or the rating is scheduled. phase: (n,) index into PHASES. use: (n,) number of the window that the
    rating belongs to, -1 for none. sleep: (n,) z-score of the last night, 0 where unknown. new: (n,) whether a new
    episode begins with this rating, as it was told.
    """

    items: tuple[str, ...]
    t_h: NDArray[np.float64]
    pain: NDArray[np.float64]
    item: NDArray[np.int64]
    phase: NDArray[np.int64]
    use: NDArray[np.int64]
    sleep: NDArray[np.float64] | None = None
    person: str = ""
    uses: tuple[Window, ...] = field(default=())
    new: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.t_h)

    @cached_property
    def gaps_h(self) -> NDArray[np.float64]:
        """Hours since the rating before, (n,); 0 for the first."""
        return np.diff(self.t_h, prepend=self.t_h[:1])

    @cached_property
    def since_h(self) -> NDArray[np.float64]:
        """Hours from the start of each window to each rating, (n, windows)."""
        starts = np.array([window.start_h for window in self.uses], dtype=float)
        return np.asarray(self.t_h[:, None] - starts[None, :])

    @cached_property
    def is_pushed(self) -> NDArray[np.bool_]:
        """Whether a window can move a rating, (n, windows): one before, at the very moment of its start, never."""
        after = (self.phase != PHASES.index("before"))[:, None]
        return np.asarray((self.since_h > 0) | ((self.since_h == 0) & after))

    @cached_property
    def whose(self) -> NDArray[np.float64]:
        """Which windows there were, and which belong to each item, (windows, 1 + items)."""
        owner = np.array([window.item for window in self.uses], dtype=int)
        belongs = owner[:, None] == np.arange(len(self.items))
        return np.concatenate([np.ones((len(owner), 1)), belongs], axis=1)

    def episodes(self, silent_days: float) -> NDArray[np.int64]:
        """The places where episodes begin: the first rating, one that was told to begin a new one, and one after a
        silence of more than so many days."""
        begins = np.diff(self.t_h, prepend=-np.inf) > 24 * silent_days
        return np.flatnonzero(begins if self.new is None else begins | self.new)


@dataclass(frozen=True)
class Window:
    """One use, or one untreated window. item: index or NO_ITEM. start_h: when it began. rated: before and after."""

    item: int
    start_h: float
    before: float | None
    after: float | None

    @property
    def is_compared(self) -> bool:
        """Whether it was rated before and after."""
        return self.before is not None and self.after is not None


@dataclass(frozen=True)
class Row:
    """One rating as it was given. use: None for a scheduled rating; item: empty for an untreated window.

    episode: number of the episode it belongs to; another number than the rating before begins a new course.
    """

    t_h: float
    pain: float
    item: str = ""
    phase: str = "scheduled"
    use: int | None = None
    sleep: float = 0.0
    episode: int = 0


MOST_RATINGS = 5000
"""Ratings of one person that are fitted at once: years of a dense diary."""
AFTER_WITHOUT_BEFORE_H = 0.5
"""Where only the rating after is there, the use is taken to have begun half an hour before it."""


def to_diary(rows: Sequence[Row], person: str = "") -> Diary:
    """The diary of these ratings, in any order. Raises DiaryError for a rating that cannot be."""
    if len(rows) > MOST_RATINGS:
        raise DiaryError(
            f"{len(rows)} ratings of one person are more than can be fitted; give the newest {MOST_RATINGS}"
        )
    for number, row in enumerate(rows, 1):
        _check(row, number)
    ordered = sorted(rows, key=lambda row: (row.t_h, PHASES.index(row.phase) == 1))
    items = tuple(dict.fromkeys(row.item for row in ordered if row.item))
    number_of = {item: place for place, item in enumerate(items)}
    return Diary(
        items=items,
        t_h=np.array([row.t_h for row in ordered], dtype=float),
        pain=np.array([row.pain for row in ordered], dtype=float),
        item=np.array([number_of.get(row.item, NO_ITEM) for row in ordered], dtype=np.int64),
        phase=np.array([PHASES.index(row.phase) for row in ordered], dtype=np.int64),
        use=np.array([-1 if row.use is None else row.use for row in ordered], dtype=np.int64),
        sleep=np.array([row.sleep for row in ordered], dtype=float) if any(row.sleep for row in ordered) else None,
        person=person,
        uses=_windows(ordered, number_of),
        new=_new_episodes(ordered),
    )


def _new_episodes(ordered: Sequence[Row]) -> NDArray[np.bool_] | None:
    """Where the number of the episode changes; None where it never does."""
    episode = np.array([row.episode for row in ordered], dtype=np.int64)
    changes = np.diff(episode, prepend=episode[:1]) != 0
    return changes if changes.any() else None


def _check(row: Row, number: int) -> None:
    if not np.isfinite(row.t_h):
        raise DiaryError(f"row {number}: t_hours is not a number of hours")
    if not (np.isfinite(row.pain) and 0 <= row.pain <= 10):
        raise DiaryError(f"row {number}: pain must be from 0 to 10")
    if row.phase not in PHASES:
        raise DiaryError(f"row {number}: phase must be before, after or scheduled")


def _windows(rows: Sequence[Row], number_of: dict[str, int]) -> tuple[Window, ...]:
    """The windows, in order: rows of one use share its number. What was rated after before before has no start."""
    by_use: dict[int, list[Row]] = {}
    for row in rows:
        if row.use is not None and row.phase != "scheduled":
            by_use.setdefault(row.use, []).append(row)
    windows = []
    for number, group in by_use.items():
        named = {row.item for row in group}
        if len(named) > 1:
            raise DiaryError(f"use {number} names two things: {', '.join(sorted(named))}; give each use its own number")
        before = next((row for row in group if row.phase == "before"), None)
        after = next((row for row in group if row.phase == "after"), None)
        if before is not None and after is not None and after.t_h < before.t_h:
            raise DiaryError(f"use {number} was rated after before it was rated before; look at its times")
        start = before.t_h if before else after.t_h - AFTER_WITHOUT_BEFORE_H if after else 0.0
        windows.append(Window(number_of.get(group[0].item, NO_ITEM), start, _pain(before), _pain(after)))
    return tuple(sorted(windows, key=lambda window: window.start_h))


def _pain(row: Row | None) -> float | None:
    return None if row is None else row.pain
