"""What packs allow and what rules a medicine out, as frozen values: read by the medicine ledger.

Times are minutes. Amounts are in the unit of the label: milligrams, grams of gel, uses or patches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from unspasm.knowledge.condition import Program, Test

VERDICTS = (
    "emergency",
    "not_for_you",
    "too_much_at_once",
    "daily_maximum",
    "duplicate",
    "too_soon",
    "see_someone",
    "caution",
    "ok",
)
"""What can be said of one dose, gravest first: the first that holds is the verdict."""

MG, GRAMS, USES, PATCHES = "mg", "g", "use", "patch"
UNITS = (MG, GRAMS, USES, PATCHES)


@dataclass(frozen=True)
class Wait:
    """The wait after a dose of up to this much; `up_to` 0 means any amount."""

    up_to: int
    minutes: int


@dataclass(frozen=True)
class Window:
    """At most this much in any stretch of this many minutes."""

    limit: int
    minutes: int


@dataclass(frozen=True)
class FirstDose:
    """A first dose that holds more: up to `limit`, within some minutes, after a time free of the drug."""

    limit: int
    within_min: int
    free_min: int


@dataclass(frozen=True)
class Label:
    """What one pack prints for one market. 0 stands for a number that the pack does not print.

    sold: sold for a sore back without a prescription; otherwise no number is shown.
    names: every way in which the pack is named, normalised (`normalised`).
    """

    code: str
    ingredients: tuple[str, ...]
    product: str
    unit: str
    sold: bool
    unnamed: bool
    smallest: int
    single_max: int
    max_24h: int
    max_uses_24h: int
    many_doses_24h: int
    waits: tuple[Wait, ...]
    windows: tuple[Window, ...]
    first_dose: FirstDose | None
    max_days: int
    days_words: str
    limits_on_pack: bool
    sources: tuple[str, ...]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """A condition of the person under which doses of these ingredients get a verdict.

    markets: where it holds. within_min: it also marks every later dose, of anything, for that long.
    over_label: only when an amount is over the label. after_days: only after so many days in a row.
    adds_up: one of the cautions that together count as a no. mark: how the row was come by.
    """

    id: str
    when: int
    verdict: str
    text: str
    ingredients: frozenset[str]
    markets: tuple[str, ...]
    sources: tuple[str, ...]
    action: str = ""
    within_min: int = 0
    over_label: bool = False
    after_days: int = 0
    adds_up: bool = False
    mark: str = "prof"


@dataclass(frozen=True)
class Cap:
    """Lower limits for a person of whom the condition is certain; 0 leaves the label's."""

    id: str
    when: int
    ingredients: frozenset[str]
    markets: tuple[str, ...]
    single_max: int
    max_24h: int
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Overdose:
    """More than this in 24 hours is an emergency. per_kg, light_without_weight: 0 where not given."""

    id: str
    ingredients: frozenset[str]
    markets: tuple[str, ...]
    over_24h: int
    per_kg: int
    light_without_weight: int
    text: str
    action: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Couple:
    """Two families that do not go together within `minutes`, in whichever order they meet.

    low_dose, low_verdict: up to this much of the families in `b` within the window, the milder verdict.
    """

    id: str
    a: frozenset[str]
    b: frozenset[str]
    minutes: int
    verdict: str
    text: str
    sources: tuple[str, ...]
    other_ingredient: bool = False
    other_product: bool = False
    low_dose: int = 0
    low_verdict: str = ""


@dataclass(frozen=True)
class Days:
    """How many days of the last 14 and of the last 30 are too many, and what to say then."""

    of_last_14: int
    of_last_30: int
    text: str
    of_last_30_text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Ingredient:
    """A drug that can be logged. family: empty if its doses are not counted."""

    id: str
    family: str
    decongestant: bool


@dataclass(frozen=True)
class Brand:
    """What a brand holds in the markets where it was looked up. confirm: its kinds differ; read the pack."""

    name: str
    ingredients: tuple[str, ...]
    markets: tuple[str, ...]
    confirm: bool


@dataclass(frozen=True)
class PersonRules:
    """What holds for every medicine: unknown facts, many cautions at once, and people under age."""

    unknown_text: str
    cautions_that_count_as_no: int
    cautions_text: str
    under_age: int
    under_age_text: str
    clinician_text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """Everything that the medicine ledger judges by. Conditions are nodes of its own `program`.

    labels: market -> ingredient -> labels, with the one for an unnamed pack first.
    spaced: families in which the wait of one drug holds for the next, whatever the drug.
    names: every spelling of an ingredient (lower case) -> its id. same: a comparison -> the fact that says the same. behind: a fact -> the
    gate whose no is its no.
    """

    program: Program
    markets: tuple[str, ...]
    window_min: int
    labels: Mapping[str, Mapping[str, tuple[Label, ...]]]
    gates: tuple[Gate, ...]
    caps: tuple[Cap, ...]
    overdoses: tuple[Overdose, ...]
    couples: tuple[Couple, ...]
    spaced: frozenset[str]
    days: Days
    person: PersonRules
    ingredients: Mapping[str, Ingredient]
    names: Mapping[str, str]
    brands: Mapping[str, Brand]
    block_words: tuple[str, ...]
    block_except: frozenset[str]
    block_text: str
    unknown_text: str
    more_ingredients_text: str
    country_text: str
    same: Mapping[Test, str]
    behind: Mapping[str, str]
    words: Mapping[str, str]


def normalised(text: str, names: Mapping[str, str]) -> str:
    """The name of a pack, in one spelling: lower case, one id for each drug, a space before the unit.

    names: every spelling of a drug, lower case -> its id.
    """
    words = " ".join(text.lower().replace("_", " ").split())
    words = re.sub(r"(\d)\s*(mg|g|%)(?![a-z])", r"\1 \2", words)
    for spelling, found in _spellings(tuple(names)):
        if spelling in words and found.search(words):
            return found.sub(names[spelling], words)
    return words


@cache
def _spellings(names: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each spelling as a whole word, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    return tuple((name, re.compile(rf"(?<![a-z]){re.escape(name)}(?![a-z])")) for name in longest_first)
