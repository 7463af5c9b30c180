"""From what was written down to doses that can be judged. Total: what the record holds always counts, in any market.

The record names a drug by an id (`methyl_salicylate`) and keeps the unit that was told. A pack that this market does
not know keeps its own name, so that two packs with one drug are still two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from unspasm.care.doses.dose import Amount, Dose
from unspasm.care.doses.packs import pack_of
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import GRAMS, MG, Label, Ledger

MG_IN_A_GRAM = 1000
UNLISTED = "unlisted_drug"
"""The id of a drug whose name cannot be written as an id; the words stand in the name of the pack."""


@dataclass(frozen=True)
class Line:
    """One drug of a pack as it was written down. ingredient: an id. unit: mg, g, uses or patches."""

    ingredient: str
    amount: Decimal
    unit: str


@dataclass(frozen=True)
class Taken:
    """One taking of one pack. at: aware, on the clock of the place. key: which entry of the record."""

    key: str
    at: datetime
    product: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Logged:
    """One line of one taking. dose: None for a drug that the ledger does not know."""

    taken: Taken
    line: Line
    dose: Dose | None


def id_of(name: str) -> str:
    """The id under which the record keeps a drug: `methyl_salicylate`; `unlisted_drug` if it has no letters of ours.

    >>> id_of("Methyl Salicylate")
    'methyl_salicylate'
    """
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:64].rstrip("_")
    return words if re.match(r"[a-z]", words) else UNLISTED


def named(key: str, rules: Ledger) -> str:
    """The drug of the ledger behind an id of the record; empty if there is none."""
    words = key.replace("_", " ")
    return rules.names.get(words, "")


def doses_of(taken: Iterable[Taken], knowledge: Knowledge, market: str) -> tuple[Logged, ...]:
    """Every line of every taking, in the order of taking. Lines of one instant keep the order they came in."""
    in_order = sorted(taken, key=lambda one: one.at.astimezone(UTC))
    return tuple(
        Logged(one, line, _dose(one, line, knowledge.ledger, market)) for one in in_order for line in one.lines
    )


def counted(log: Sequence[Logged]) -> tuple[Dose, ...]:
    """The doses that the ledger can judge."""
    return tuple(entry.dose for entry in log if entry.dose is not None)


def unit_of(ingredient: str, label: Label | None, knowledge: Knowledge) -> str:
    """How an amount of this drug is told: `mg`, `g`, `uses` or `patches`. ingredient: a drug of the ledger, or empty."""
    if label is not None and label.unit != MG:
        return {GRAMS: "g", "use": "uses"}.get(label.unit, "patches")
    amounts: Mapping[str, Any] = knowledge.tables["dose_rules"]["amounts"]
    if ingredient in amounts["by_ingredient"]:
        return str(amounts["by_ingredient"][ingredient])
    known = knowledge.ledger.ingredients.get(ingredient)
    family = known.family if known else ""
    return next((unit for unit in ("g", "uses", "patches") if family in amounts[unit]), "mg")


def pack_for(product: str, ingredient: str, rules: Ledger, market: str) -> tuple[str, Label | None]:
    """The pack in one spelling and its label. A pack that is not known here keeps its name, under the strictest label."""
    try:
        _, name, label = pack_of(product, ingredient, rules, market)
    except ValueError:
        spelt = " ".join(product.lower().split())
        _, _, label = pack_of("", ingredient, rules, market)
        return ("" if spelt in rules.names else spelt), label
    return name, label


def _dose(taken: Taken, line: Line, rules: Ledger, market: str) -> Dose | None:
    ingredient = named(line.ingredient, rules)
    if not ingredient:
        return None
    product, label = pack_for(taken.product, ingredient, rules, market)
    return Dose(taken.at, taken.at.astimezone(UTC), ingredient, _amount(line, label), product, label)


def _amount(line: Line, label: Label | None) -> Amount | None:
    """The amount in the unit of the label. Told in another unit: a use counts as one, its grams stay unknown."""
    unit = label.unit if label else MG
    if unit == MG:
        milligrams = line.amount * MG_IN_A_GRAM if line.unit == "g" else line.amount
        return _plain(milligrams) if line.unit in ("mg", "g") else 0
    if unit == GRAMS:
        return _plain(line.amount) if line.unit == "g" else None
    return _plain(line.amount) if line.unit in ("uses", "patches") else 1


def _plain(amount: Decimal) -> Amount:
    return int(amount) if amount == int(amount) else amount
