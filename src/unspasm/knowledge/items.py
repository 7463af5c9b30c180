"""What the knowledge base is made of, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from unspasm.knowledge.clinic import Clinic
from unspasm.knowledge.condition import Program
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.ledger import Ledger
from unspasm.knowledge.movement import Body, Movement
from unspasm.knowledge.session import Sessions

TIERS = ("self_care", "routine", "soon", "same_day", "emergency")
"""Dispositions from calmest to most urgent; a tier's number is its place here."""

MARKS = ("V", "V2", "calc", "derived", "design", "prof", "unverified")
CERTAINTIES = ("high", "moderate", "low", "very_low", "none")
SLOTS = ("now", "today", "this_week", "prevent")
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Level:
    """One line of a danger rule: when it holds, how urgent it is, and what to do.

    suspect_when: while this is certain and `when` is not ruled out, the level counts already; the
    questions that could rule it out are still asked.
    """

    rule: str
    tier: int
    when: int
    text: str
    action: str
    if_unsure: str = ""
    suspect_when: int | None = None
    within_h: int | None = None
    in_person: bool = False
    second_line: bool = False
    say: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        return f"{self.rule}.{TIERS[self.tier]}"


@dataclass(frozen=True)
class Item:
    """A described piece of knowledge that people can read: its fields as written in its file."""

    kind: str
    id: str
    title: str
    sources: tuple[str, ...]
    mark: str
    next_review: date | None
    written_by: str
    checked_by: str
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __getitem__(self, name: str) -> Any:
        return self.fields.get(name, "")


@dataclass(frozen=True)
class Rule:
    """A danger rule: what it points to, and its levels, most urgent first."""

    item: Item
    points_to: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Exclusion:
    """A condition under which items are withheld (absolute) or given in their safer form."""

    id: str
    when: int
    text: str
    reason: str
    sources: tuple[str, ...] = ()
    mark: str = "prof"


@dataclass(frozen=True)
class Intervention:
    """One thing to do. `excluded_by` withholds it, `cautioned_by` chooses its safer form."""

    item: Item
    in_plan: bool
    slot: str
    comfort: bool
    column: str
    offer_when: int
    offer_text: str
    needs: str
    effort: int
    expected_change: float
    excluded_by: tuple[Exclusion, ...]
    cautioned_by: tuple[Exclusion, ...]

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def title(self) -> str:
        return self.item.title


@dataclass(frozen=True)
class Row:
    """One line of a classification axis (time class, modifier, onset, severity)."""

    id: str
    axis: str
    when: int
    label: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Pattern:
    """A pattern of pain, shown only as likely or possible."""

    item: Item
    likely: int
    possible: int
    label: str


@dataclass(frozen=True)
class Screen:
    """A group of facts that is asked on one screen."""

    id: str
    stage: str
    kind: str
    title: str
    hint: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """Answers that cannot all be true."""

    when: int
    facts: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Guarantee:
    """A promise of the proof: whenever the condition is known to hold, at least this tier."""

    id: str
    text: str
    when: int
    at_least: int


@dataclass(frozen=True)
class Conflict:
    """Two interventions that do not belong in one plan."""

    a: str
    b: str
    why: str


@dataclass(frozen=True)
class Knowledge:
    """Everything medicine says here, loaded and checked once; nothing in it changes afterwards."""

    version: str
    fingerprint: str
    facts: Mapping[str, Fact]
    program: Program
    definitions: Mapping[str, int]
    rules: Mapping[str, Rule]
    levels: tuple[Level, ...]
    actions: Mapping[str, Mapping[str, Any]]
    screens: tuple[Screen, ...]
    contradictions: tuple[Contradiction, ...]
    interventions: Mapping[str, Intervention]
    conflicts: tuple[Conflict, ...]
    guarantees: tuple[Guarantee, ...]
    rows: tuple[Row, ...]
    patterns: Mapping[str, Pattern]
    items: Mapping[str, Mapping[str, Item]]
    sources: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Any]
    ledger: Ledger
    clinic: Clinic
    body: Body
    movements: Mapping[str, Movement]
    sessions: Sessions

    def place(self, fact: str) -> int:
        """Where the interview puts this fact; facts without a screen come last."""
        return self._places.get(fact, len(self._places))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(key for screen in self.screens for key in screen.facts)}

    def item(self, kind: str, key: str) -> Item:
        """The item of this kind and id. Raises KeyError if there is none."""
        return self.items[kind][key]
