"""The whole record of one person as plain, checked values: what an archive holds and what can be brought in.

    rows = everything(person)            # record.queries
    addition = to_add(rows, here)        # what of it is not here yet; raises RowsError
    bring_in(addition, now=now)          # record.actions

Pure: no database. Bringing the same rows in twice adds nothing, and what was written last counts, wherever it was
written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from unspasm.record.kinds import KindError, read_kind, to_data
from unspasm.record.times import YEARS

BROUGHT_IN = "brought_in"
WORKED_OUT = {"chronic", "chronic_why", "back", "as_of"}
"""What of an entry of that kind another day may tell otherwise of the same thing."""

Short = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class RowsError(ValueError):
    """Rows that cannot be brought in; the message says which, and why. Nothing was written."""


class Row(BaseModel):
    """What all rows share: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _in_a_calendar(cls, value: Any) -> Any:
        if hasattr(value, "year") and value.year not in YEARS:
            raise ValueError(f"the year {value.year} cannot be right")
        return value


class PersonRow(Row):
    """Whose record it is."""

    id: UUID
    made_at: AwareDatetime


class CheckRow(Row):
    """One run through the questions."""

    id: UUID
    mode: Literal["spasm", "full"]
    started_at: AwareDatetime
    closed_at: AwareDatetime | None = None


class AnswerRow(Row):
    """One answer as it was given. Rows stand in the order of answering: the latest of a fact counts."""

    check: UUID
    fact: Short
    value: Any
    asked_again: bool = False
    screen: Short
    at: AwareDatetime


class EventRow(Row):
    """One version of an entry of the diary. data: plain data of its kind (`record.kinds`)."""

    key: UUID
    thread: UUID
    version: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    kind: Short
    data: dict[str, Any]
    withdrawn: bool = False
    happened_at: AwareDatetime
    zone: Short
    written_at: AwareDatetime


class SettingRow(Row):
    """One choice about the app."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    value: Any


@dataclass(frozen=True)
class Rows:
    """Everything of one person. answers and events stand in the order in which they were written.

    only_new: of what is here already, nothing is changed or added to: for a file that holds no earlier versions. What
    another system says anew of a thing that it had told is the exception: it becomes the next version of it.
    taken_back: threads that the other system of such a file no longer stands by, and when we were told so.
    """

    person: PersonRow | None = None
    checks: Sequence[CheckRow] = ()
    answers: Sequence[AnswerRow] = ()
    events: Sequence[EventRow] = ()
    settings: Sequence[SettingRow] = ()
    only_new: bool = False
    taken_back: Mapping[UUID, datetime] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many of each: checks, answers, settings, and entries of the diary by their kind (versions counted)."""
        found = {"check": len(self.checks), "answer": len(self.answers), "setting": len(self.settings)}
        return {name: n for name, n in {**found, **Counter(event.kind for event in self.events)}.items() if n}


@dataclass(frozen=True)
class Addition:
    """What is to be written. answers_of: the new order of all answers of checks that had grown on both sides.

    renumbered: events that are here, and the version that they get among the ones to come. newer: (what counts here
    now, the version that comes after it) of each thing that another system tells anew; the versions are in rows, too.
    older, kept_out: how many things that a file tells are older than what is here, or were taken back here.
    """

    rows: Rows
    answers_of: Mapping[UUID, Sequence[AnswerRow]] = field(default_factory=dict)
    renumbered: Mapping[UUID, int] = field(default_factory=dict)
    newer: Sequence[tuple[EventRow, EventRow]] = ()
    older: int = 0
    kept_out: int = 0


def to_add(coming: Rows, here: Rows) -> Addition:
    """What of these rows is not here yet. Raises RowsError where they cannot be right, or do not fit what is here."""
    retold = _retold(coming, here) if coming.only_new else Retold()
    coming = _without_known(coming, here) if coming.only_new else coming
    events = [_checked(event) for event in coming.events]
    _once("entry", (event.key for event in events))
    _once("check", (check.id for check in coming.checks))
    _once("setting", (setting.key for setting in coming.settings))
    _whole_threads(events)
    _no_loose_ends(events, here.events)
    new_checks = _new_checks(coming, here)
    answers, answers_of = _new_answers(coming, here)
    new_events, renumbered = _new_events(events, here.events)
    known = {setting.key for setting in here.settings}
    settings = tuple(setting for setting in coming.settings if setting.key not in known)
    return Addition(
        Rows(coming.person, new_checks, answers, (*new_events, *(one for _, one in retold.newer)), settings),
        answers_of, renumbered, retold.newer, retold.older, retold.kept_out,
    )  # fmt: skip


def _without_known(coming: Rows, here: Rows) -> Rows:
    """Without the entries and checks that are here, whatever stands in them here."""
    threads, checks = {event.thread for event in here.events}, {check.id for check in here.checks}
    return replace(
        coming,
        checks=tuple(check for check in coming.checks if check.id not in checks),
        answers=tuple(answer for answer in coming.answers if answer.check not in checks),
        events=tuple(event for event in coming.events if event.thread not in threads),
    )


@dataclass
class Retold:
    """What another system tells anew of things that are here. The fields are those of `Addition`."""

    newer: list[tuple[EventRow, EventRow]] = field(default_factory=list)
    older: int = 0
    kept_out: int = 0


def _retold(coming: Rows, here: Rows) -> Retold:
    """What comes as the next version of an entry that is here. What says the same, or said it before, is no news."""
    threads, found = _threads(here.events), Retold()
    _once("entry", (event.thread for event in coming.events if event.kind == BROUGHT_IN))
    for event in coming.events:
        versions = threads.get(event.thread, []) if event.kind == BROUGHT_IN else []
        last = max(versions, key=lambda one: one.version, default=None)
        if last is None or _content(last) == _content(event) or any(one.key == event.key for one in versions):
            continue
        if last.withdrawn:
            found.kept_out += 1
        elif "" < event.data.get("as_of", "") < last.data.get("as_of", ""):
            found.older += 1
        else:
            found.newer.append((last, _after(last, event)))
    for thread, now in coming.taken_back.items():
        last = max(threads.get(thread, []), key=lambda one: one.version, default=None)
        if last is not None and last.kind == BROUGHT_IN and not last.withdrawn:
            gone = {
                "key": uuid5(last.key, "taken back"),
                "version": last.version + 1,
                "withdrawn": True,
                "written_at": now,
            }
            found.newer.append((last, last.model_copy(update=gone)))
    return found


def _after(last: EventRow, event: EventRow) -> EventRow:
    """The event as the version after the last one. It stays where it is in the diary unless it tells another date."""
    place = {"version": last.version + 1}
    if event.data.get("since") == last.data.get("since"):
        return _checked(event.model_copy(update={**place, "happened_at": last.happened_at, "zone": last.zone}))
    return _checked(event.model_copy(update=place))


def _content(event: EventRow) -> dict[str, Any]:
    return {name: value for name, value in event.data.items() if value and name not in WORKED_OUT}


def _rank(event: EventRow) -> tuple[str, datetime, int, str]:
    """What was written last counts; of what another system says, what it told last."""
    return event.data.get("as_of", ""), event.written_at, event.version, str(event.key)


def _checked(event: EventRow) -> EventRow:
    try:
        data = to_data(read_kind(event.kind, event.data))
    except KindError as error:
        raise RowsError(f"the entry {event.key} cannot be kept: {error}") from None
    try:
        ZoneInfo(event.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RowsError(f"the entry {event.key} names a time zone that we do not know: {event.zone!a}") from None
    return event if data == event.data else event.model_copy(update={"data": data})


def _once(what: str, keys: Iterable[Any]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise RowsError(f"the {what} {key!s:.80} is there {count} times")


def _whole_threads(events: Iterable[EventRow]) -> None:
    """Versions count from one without a gap, and an entry never turns into one of another kind."""
    for thread, versions in _threads(events).items():
        if sorted(event.version for event in versions) != list(range(1, len(versions) + 1)):
            raise RowsError(f"versions of the entry {thread} are missing or doubled")
        if len({event.kind for event in versions}) > 1:
            raise RowsError(f"the entry {thread} is of two kinds")


def _threads(events: Iterable[EventRow]) -> dict[UUID, list[EventRow]]:
    found: dict[UUID, list[EventRow]] = defaultdict(list)
    for event in events:
        found[event.thread].append(event)
    return found


def _no_loose_ends(coming: Sequence[EventRow], here: Sequence[EventRow]) -> None:
    """What an entry belongs to must be there too."""
    kinds = {event.thread: event.kind for event in (*here, *coming)}
    for event in coming:
        windows = ("session", "wait") if event.kind == "rating" else ("session",)
        for name, wanted in (("session", windows), ("trial", ("trial",))):
            target = event.data.get(name)
            if target is not None and kinds.get(UUID(target)) not in wanted:
                raise RowsError(f"the entry {event.key} belongs to a {name} that is not there")


def _new_checks(coming: Rows, here: Rows) -> tuple[CheckRow, ...]:
    """Checks that are not here. The one that is open here stays the open one."""
    known = {check.id for check in here.checks}
    last = {answer.check: answer.at for answer in coming.answers}
    if sum(check.closed_at is None for check in coming.checks) > 1:
        raise RowsError("more than one check is open")
    one_is_open = any(check.closed_at is None for check in here.checks)
    return tuple(
        check.model_copy(update={"closed_at": last.get(check.id, check.started_at)})
        if one_is_open and check.closed_at is None
        else check
        for check in coming.checks
        if check.id not in known
    )


def _new_answers(coming: Rows, here: Rows) -> tuple[tuple[AnswerRow, ...], dict[UUID, tuple[AnswerRow, ...]]]:
    """Answers to append, and the new order of those checks to which both sides added answers."""
    known_checks = {check.id for check in (*here.checks, *coming.checks)}
    ours, theirs = _by_check(here.answers), _by_check(coming.answers)
    appended: list[AnswerRow] = []
    reordered: dict[UUID, tuple[AnswerRow, ...]] = {}
    for check, answers in theirs.items():
        if check not in known_checks:
            raise RowsError(f"an answer belongs to a check that is not there: {check}")
        own = ours.get(check, [])
        if own == answers[: len(own)]:
            appended += answers[len(own) :]
            continue
        left = list(answers)
        for answer in own:
            if answer in left:
                left.remove(answer)
        if left:
            reordered[check] = tuple(sorted([*own, *left], key=lambda answer: answer.at))
    return tuple(appended), reordered


def _by_check(answers: Iterable[AnswerRow]) -> dict[UUID, list[AnswerRow]]:
    found: dict[UUID, list[AnswerRow]] = defaultdict(list)
    for answer in answers:
        found[answer.check].append(answer)
    return found


def _new_events(coming: Sequence[EventRow], here: Sequence[EventRow]) -> tuple[tuple[EventRow, ...], dict[UUID, int]]:
    """Events to add, in their order, and new version numbers of those that are here.

    Where an entry was changed on both sides, all versions stay, in the order of writing: the last word counts.
    """
    known = {event.key: event for event in here}
    fresh = []
    for event in coming:
        mine = known.get(event.key)
        if mine is None:
            fresh.append(event)
        elif event.kind == mine.kind == BROUGHT_IN:
            continue  # the key is made of what is said; when it was brought in, and what we worked out, may differ
        elif mine.model_copy(update={"version": event.version, "data": _checked(mine).data}) != event:
            raise RowsError(f"the entry {event.key} is here already, with something else in it")
    ours, theirs = _threads(here), _threads(fresh)
    version: dict[UUID, int] = {}
    for thread, versions in theirs.items():
        own = ours.get(thread, [])
        if own and own[0].kind != versions[0].kind:
            raise RowsError(f"the entry {thread} is here already, as one of another kind")
        if {event.version for event in own} & {event.version for event in versions}:
            ranked = sorted([*own, *versions], key=_rank)
            version |= {event.key: place for place, event in enumerate(ranked, 1)}
    added = tuple(
        event.model_copy(update={"version": version[event.key]}) if event.key in version else event for event in fresh
    )
    moved = {key: number for key, number in version.items() if key in known and known[key].version != number}
    return added, moved
