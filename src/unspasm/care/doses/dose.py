"""One dose that was taken, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from unspasm.knowledge.ledger import VERDICTS, Label

Amount = int | Decimal
"""Milligrams, grams of gel, uses or patches: whatever the label counts. Exact, never a float."""


@dataclass(frozen=True)
class Dose:
    """One drug taken at one instant.

    at: aware, in the offset of the place where it was taken. instant: the same in UTC.
    amount: in the unit of the label; None where a gel's grams are not known.
    product: the pack in one spelling, or empty. label: None where no pack is known in this market.
    """

    at: datetime
    instant: datetime
    ingredient: str
    amount: Amount | None
    product: str
    label: Label | None

    @property
    def counted(self) -> Amount:
        """The amount as far as it is known."""
        return 0 if self.amount is None else self.amount


@dataclass(frozen=True)
class Reason:
    """Why a verdict holds. because: the answers behind it; an empty answer was never given."""

    verdict: str
    rule: str
    text: str
    because: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    action: str = ""


@dataclass(frozen=True)
class Judgement:
    """What is said of one dose.

    verdict: one of VERDICTS. earliest_next: from when the smallest dose of this pack is within its limits;
    None if there is no such time. left: what the next 24 hours' limit leaves, in `unit`; None without one.
    """

    verdict: str
    reasons: tuple[Reason, ...]
    earliest_next: datetime | None
    left: Amount | None
    unit: str


def gravest(reasons: tuple[Reason, ...]) -> str:
    """The first verdict in order of precedence that any reason gives; `ok` without one."""
    return min((reason.verdict for reason in reasons), key=VERDICTS.index, default="ok")
