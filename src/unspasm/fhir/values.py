"""What goes into FHIR and comes out of it, as frozen values. A face fills them from the record, and empties them into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class Entry:
    """The version of a diary entry that counts. data: plain data of its kind.

    thread: a UUID as text. happened_at, written_at: aware. zone: an IANA name.
    """

    thread: str
    kind: str
    data: Mapping[str, Any]
    happened_at: datetime
    zone: str
    written_at: datetime
    version: int = 1


@dataclass(frozen=True)
class Answer:
    """The last answer to one fact in one check. value: as JSON holds it. asked_again: it answers the plainer repeat."""

    fact: str
    value: Any
    at: datetime
    asked_again: bool = False


@dataclass(frozen=True)
class Check:
    """One run through the questions. mode: `spasm` or `full`. answers: one for each fact, in order of answering."""

    id: str
    mode: Literal["spasm", "full"]
    started_at: datetime
    closed_at: datetime | None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Told:
    """Everything of one person that FHIR can carry.

    person: a UUID as text. checks: oldest first. entries: in order of happening, without those taken back.
    market: whose pack tables judge the doses (`us`, `uk`), or empty.
    """

    person: str
    checks: tuple[Check, ...] = ()
    entries: tuple[Entry, ...] = ()
    market: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """One thing that another system says of the person. It is shown as such and decides nothing here.

    id: of what is said now, thread: of the thing that it is said of, whenever it is exported; both as a UUID. place: of
    an answer, its question in the form. as_of: the time in UTC up to which it is told, or empty. kind: condition, medicine, measure,
    procedure, allergy or answers. words: how it names it. system, code: the code it gives, or empty.
    value: of a measure, in its own words. status: as given there. at: aware, the first moment that it can mean, or None.
    since, until: the dates as they were written, down to the year, the month or the day; empty where not said.
    back: where in the back a condition sits (`neck`, `upper`, `low`, `back`), or empty where it is of something else.
    chronic: `yes`, `no` or `unknown`, and why, for a condition of the back.
    """

    id: str
    kind: str
    words: str
    system: str = ""
    code: str = ""
    value: str = ""
    status: str = ""
    at: datetime | None = None
    since: str = ""
    until: str = ""
    back: str = ""
    chronic: str = ""
    chronic_why: str = ""
    place: str = ""
    thread: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Arrived:
    """What was read from a file.

    title: what it is, in words. understood: {resource type: how many}. not_understood: a sentence for each kind of
    thing that stays out. told: what is our own, exactly as it left. elsewhere: what is another system's, one for each
    thread. taken_back: threads of what that system no longer says, such as a condition that was refuted.
    notes: what a person should know besides, such as a code that belongs to another list. about: of a file of another
    system, whom it is about, in a sentence. born: their date of birth as written, or empty.
    """

    title: str
    understood: Mapping[str, int]
    not_understood: tuple[str, ...] = ()
    told: Told | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    taken_back: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    about: str = ""
    born: str = ""


class BundleRefused(ValueError):
    """A file that is not read at all; the message says why and what to do."""
