"""Comparisons as the record tells them: what was drawn, what was done of it, and how each one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from unspasm.record.models import Event, Person
from unspasm.record.queries import Entry, entries

KINDS = ("trial", "trial_end", "choice", "session", "session_end", "wait", "rating")
NOTHING = "nothing"
"""The option of doing nothing: a wait."""


@dataclass(frozen=True)
class Try:
    """One draw and what became of it. begun: the session or wait, by thread; None while it was not begun.

    state: `open` (drawn), `running` (begun, not rated yet), `rated`, `let_go` (no rating came in time), or `skipped`
    (never begun).
    """

    option: str
    chance: float
    drawn_at: datetime
    state: str
    begun: UUID | None = None
    begun_at: datetime | None = None


@dataclass(frozen=True)
class Trial:
    """One comparison. why: how it ended, empty while it runs."""

    thread: UUID
    options: tuple[str, ...]
    policy: str
    planned: int
    begun_at: datetime
    tries: tuple[Try, ...]
    why: str = ""
    ended_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return not self.why

    @property
    def current(self) -> Try | None:
        """The try that is drawn or under way."""
        last = self.tries[-1] if self.tries else None
        return last if last is not None and last.state in ("open", "running") else None

    @property
    def done(self) -> tuple[Try, ...]:
        """Tries that were begun and are over."""
        return tuple(one for one in self.tries if one.state in ("rated", "let_go"))

    @property
    def rated(self) -> tuple[Try, ...]:
        """Tries that can be counted."""
        return tuple(one for one in self.tries if one.state == "rated")

    def next_from(self, gap: timedelta) -> datetime | None:
        """From when on the next try may be drawn; None where none was begun."""
        begun = [one.begun_at for one in self.tries if one.begun_at is not None]
        return begun[-1] + gap if begun else None


def trials_of(person: Person | None, now: datetime, give_up: timedelta) -> tuple[Trial, ...]:
    """Every comparison of this person, oldest first."""
    begun = entries(person, ("trial",))
    if not begun:
        return ()
    return fold(entries(person, KINDS, since=begun[0].happened_at), now, give_up)


def fold(found: Sequence[Entry], now: datetime, give_up: timedelta) -> tuple[Trial, ...]:
    """Comparisons out of entries that stand in the order of happening."""
    ends = {e.data.trial: e for e in found if e.kind == "trial_end"}
    trials = []
    for entry in found:
        if entry.kind != "trial":
            continue
        end = ends.get(entry.thread)
        trials.append(
            Trial(
                entry.thread, entry.data.options, entry.data.policy, entry.data.planned, entry.happened_at,
                _tries(entry.thread, found, now, give_up), end.data.why if end else "", end.happened_at if end else None,
            )
        )  # fmt: skip
    return tuple(trials)


def draws_made(trial: UUID) -> int:
    """How many draws of this comparison were ever written, also those that were taken back."""
    return Event.objects.filter(kind="choice", version=1, data__trial=str(trial)).count()


def _tries(trial: UUID, found: Sequence[Entry], now: datetime, give_up: timedelta) -> tuple[Try, ...]:
    choices = [e for e in found if e.kind == "choice" and e.data.trial == trial]
    not_done = {e.data.session for e in found if e.kind == "session_end" and e.data.outcome == "not_done"}
    after = {e.data.session for e in found if e.kind == "rating" and e.data.phase == "after"}
    late = {e.data.session for e in found if e.kind == "rating" and e.data.phase in ("now", "scheduled")}
    tries = []
    for choice, following in pairwise([*choices, None]):
        assert choice is not None  # noqa: S101  only the last of the pairs is None
        until = following.happened_at if following else None
        begun = next((e for e in found if e.thread not in not_done and _is_of(e, choice, until)), None)
        state = "open" if begun is None else "rated" if begun.thread in after else "running"
        if state == "running" and (
            begun is None or begun.thread in late or following or now - begun.happened_at > give_up
        ):
            state = "let_go"
        if state == "open" and following:
            state = "skipped"
        what = (begun.thread, begun.happened_at) if begun else (None, None)
        tries.append(Try(choice.data.option, choice.data.chance, choice.happened_at, state, *what))
    return tuple(tries)


def _is_of(entry: Entry, choice: Entry, until: datetime | None) -> bool:
    """Whether this session or wait is what the choice asked for, begun before the next choice."""
    if entry.happened_at < choice.happened_at or (until is not None and entry.happened_at >= until):
        return False
    if choice.data.option == NOTHING:
        return entry.kind == "wait" and entry.data.trial == choice.data.trial
    return entry.kind == "session" and entry.data.item == choice.data.option
