"""What stands on the page for a clinician, as plain words: the same for the PDF, the page and the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

SECTIONS: Mapping[str, str] = {
    "danger": "Danger signs: my answers, and when",
    "likely": "What my pain is most like",
    "pain": "Pain and what I could do, over time",
    "medicines": "Medicines that I took",
    "tried": "What I tried, and what helped",
    "goals": "What I want to be able to do again",
    "notes": "My notes from the diary",
    "code": "A code to scan, with the same facts",
    "details": "More pages: all answers, and every day",
}
"""What can be chosen, in the order of the page."""
USUAL = frozenset(SECTIONS) - {"notes", "details"}
"""Notes were written for the person alone; they leave only when ticked."""


@dataclass(frozen=True)
class Choices:
    """What the person chose. first, last: days, both counted. private: also what is marked as private.

    name, message: typed for this page alone; kept nowhere.
    """

    first: date
    last: date
    sections: frozenset[str] = USUAL
    private: bool = False
    name: str = ""
    message: str = ""


@dataclass(frozen=True)
class Danger:
    """The danger screen. level: word and verb. yes, not_sure, no: signs in plain words; more_no: how many beside them."""

    level: str
    disposition: str
    asked: str
    reasons: tuple[str, ...]
    yes: tuple[str, ...]
    not_sure: tuple[str, ...]
    no: tuple[str, ...]
    more_no: int
    note: str = ""


@dataclass(frozen=True)
class Pain:
    """Pain and function over time. svg: the figure. alt: what it shows, in words. key: what its marks
    mean. lines: the numbers in short."""

    svg: str
    alt: str
    key: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Medicine:
    """One drug: how often, how much, and what the ledger said of it."""

    name: str
    doses: str
    days: str
    total: str
    most: str
    last: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """One thing that was done: how often, the verdict, and the change with how sure that is."""

    what: str
    times: str
    verdict: str
    change: str


@dataclass(frozen=True)
class Code:
    """A code to scan. text: what it says. svg: the drawing. left_out: what had no room."""

    text: str
    svg: str
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """A table on the pages after the first."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """The whole page. about: (what, words) of who and since when. A part that was not chosen is None or
    empty. tried_early: what was tried too, of which nothing is known yet."""

    name: str
    made: str
    period: str
    about: tuple[tuple[str, str], ...]
    danger: Danger | None = None
    likely: tuple[str, ...] = ()
    pain: Pain | None = None
    medicines: tuple[Medicine, ...] | None = None
    tried: tuple[Tried, ...] | None = None
    tried_early: tuple[str, ...] = ()
    tried_note: str = ""
    goals: tuple[str, ...] = ()
    message: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    code: Code | None = None
    details: tuple[Detail, ...] = ()
    foot: tuple[str, ...] = ()
    unseen: tuple[str, ...] = field(default=())
