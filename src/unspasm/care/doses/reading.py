"""Reads a list of doses as people and machines write it, and refuses what cannot be judged. Nothing is guessed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from unspasm.care.answers import Answers, AnswersError, read_answers
from unspasm.care.doses.dose import Amount, Dose
from unspasm.care.doses.packs import pack_of
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import GRAMS, MG, PATCHES, USES, Label

FIELDS = ("at", "ingredient", "product")
AMOUNTS = {MG: "mg", GRAMS: "g", USES: "uses", PATCHES: "patches"}
"""Unit of a label -> field of a dose that gives the amount in it."""

MOST = 1_000_000
MOST_DECIMALS = 3
YEARS = range(1900, 2201)


class DosesError(ValueError):
    """A list that cannot be judged; the message names the dose and what to mend."""


def read_file(raw: object, knowledge: Knowledge, market: str, today: date) -> tuple[Answers, tuple[Dose, ...]]:
    """The person's answers and the doses in `{"person": {...}, "doses": [...]}`.

    Doses stand in the order in which they were taken; the same instant twice is fine, the same line twice is not.
    today: for answers that are dates. Raises DosesError.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("doses"), list):
        raise DosesError('the file must hold one table of the form {"person": {"fact": value}, "doses": [...]}')
    strange = [key for key in raw if key not in ("person", "doses")]
    if strange:
        raise DosesError(f'{_shown(strange[0])} is not known here; give only "person" and "doses"')
    try:
        answers = read_answers(raw.get("person", {}), knowledge, today)
    except AnswersError as error:
        raise DosesError(f"person: {error}") from None
    return answers, read_doses(raw["doses"], knowledge, market)


def read_doses(lines: Sequence[object], knowledge: Knowledge, market: str) -> tuple[Dose, ...]:
    """The doses, in the order in which they were taken. Raises DosesError naming the line."""
    doses: list[Dose] = []
    for number, line in enumerate(lines, 1):
        try:
            dose = _dose(line, knowledge, market)
            _refuse_disorder(dose, doses)
        except DosesError as error:
            raise DosesError(f"dose {number}: {error}") from None
        doses.append(dose)
    _refuse_half_mixes(doses, knowledge)
    return tuple(doses)


def _dose(line: object, knowledge: Knowledge, market: str) -> Dose:
    if not isinstance(line, Mapping):
        raise DosesError('it must be a table such as {"at": "2026-01-05T08:00:00+00:00", "ingredient": ..., "mg": ...}')
    strange = [key for key in line if key not in (*FIELDS, *AMOUNTS.values())]
    if strange:
        raise DosesError(f"{_shown(strange[0])} is not known here; use {', '.join((*FIELDS, *AMOUNTS.values()))}")
    rules = knowledge.ledger
    try:
        ingredient, product, label = pack_of(_text(line, "product"), _text(line, "ingredient"), rules, market)
    except ValueError as error:
        raise DosesError(str(error)) from None
    at = _instant(line.get("at"))
    return Dose(at, at.astimezone(UTC), ingredient, _amount(line, label), product, label)


def _text(line: Mapping[str, Any], field: str) -> str:
    value = line.get(field, "")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 200:
        raise DosesError(f"{field}: {_shown(value)} is not a name; give it as the pack prints it")
    return value.strip()


def _instant(value: object) -> datetime:
    cure = "give a time with its zone, such as 2026-01-05T08:00:00+00:00"
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise DosesError(f"at: {_shown(value)} is not a time; {cure}")
    if at.utcoffset() is None:
        raise DosesError(f"at: {_shown(value)} does not say in which zone; {cure}")
    if at.year not in YEARS:
        raise DosesError(f"at: the year {at.year} cannot be right; {cure}")
    return at


def _amount(line: Mapping[str, Any], label: Label | None) -> Amount | None:
    """The amount in the unit of the label. A skin product may come in mg: a use is counted, its grams stay unknown."""
    unit = label.unit if label else MG
    given = [field for field in AMOUNTS.values() if line.get(field) is not None]
    amounts = {field: _number(line[field], field) for field in given}
    if len(given) > 1:
        raise DosesError(f"it says {' and '.join(given)}; give one amount")
    wanted = AMOUNTS[unit]
    if wanted in amounts:
        return amounts[wanted]
    if unit == MG or (given and given != ["mg"]):
        raise DosesError(
            f"{given[0]} does not fit, for this is counted in {wanted}; give {wanted}"
            if given
            else f"{wanted} is missing; the pack says how much one holds"
        )
    return None if unit == GRAMS else 1


def _number(value: object, field: str) -> Amount:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DosesError(f"{field}: {_shown(value)} is not a number; give a number above 0")
    if value <= 0:
        raise DosesError(f"{field}: {_shown(value)} is not above 0; leave out what was not taken")
    if value > MOST:
        raise DosesError(f"{field}: {_shown(value)} cannot be right, for it is more than {MOST}; look at the unit")
    exact = Decimal(repr(value))
    if exact == int(exact):
        return int(exact)
    if exact != round(exact, MOST_DECIMALS) or field in ("uses", "patches"):
        raise DosesError(f"{field}: {_shown(value)} is finer than a pack can be; give a plain number")
    return exact


def _refuse_disorder(dose: Dose, before: list[Dose]) -> None:
    for place in range(len(before) - 1, -1, -1):
        other = before[place]
        if other.instant > dose.instant:
            raise DosesError(f"it was taken before dose {place + 1}; put the doses in the order of taking")
        if other.instant < dose.instant:
            return
        if (other.ingredient, other.amount, other.product) == (dose.ingredient, dose.amount, dose.product):
            raise DosesError(f"it is the same as dose {place + 1}; keep one, or add up the two amounts")


def _refuse_half_mixes(doses: list[Dose], knowledge: Knowledge) -> None:
    """A pack that holds two counted drugs needs a line for each, at the same instant."""
    rules = knowledge.ledger
    for number, dose in enumerate(doses, 1):
        brand = rules.brands.get(dose.product)
        held = [key for key in brand.ingredients if rules.ingredients[key].family] if brand else []
        if len(held) < 2:
            continue
        logged = {d.ingredient for d in doses if d.instant == dose.instant and d.product == dose.product}
        missing = [key for key in held if key not in logged]
        if missing:
            raise DosesError(
                f"dose {number}: {_shown(dose.product)} holds {missing[0]} too. {rules.more_ingredients_text} "
                "Give each its own line with the same time"
            )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
