"""What the forms of the medicine ledger said: which pack, what it holds, how much. Nothing is guessed.

A pack that is not known blocks until its drugs are typed in from the pack. Numbers are read strictly: a slip in a
unit or a comma is asked about, never put right by us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from difflib import get_close_matches
from typing import Any

from unspasm.care.doses.logged import id_of, named, unit_of
from unspasm.care.doses.packs import pack_of
from unspasm.knowledge import Knowledge
from unspasm.knowledge.ledger import Label, Ledger

LONGEST_NAME, MOST_ROWS, LEAST_ROWS = 120, 10, 8
MOST_COUNT, MOST_MG_IN_ONE = Decimal(500), Decimal(5000)
CLOSE, THOUSANDTH, MG_IN_A_GRAM = 0.82, Decimal("0.001"), 1000
OTHER = "other"

NO_NAME = "Give the name that stands on the pack."
LONG_NAME = "That is longer than a name on a pack. Give the name alone, one pack at a time."
NO_NUMBER = "Give a plain number above 0, such as 200, 1 or 0.5. Write 1000 without a comma."
NO_PACK = "Say which pack it is, or choose the last line."
UNIT_SLIP = "One that holds this much cannot be right. Look at the number and the unit on the pack."


@dataclass(frozen=True)
class Pack:
    """A pack as it was named. drugs: what it holds, where we know; drug: the only one, if it is beyond doubt.

    why: why its drugs have to be typed in; empty where they are known. label, mg: the pack's own row and strength.
    choices: rows of this market to choose among. unit: how an amount is told.
    """

    name: str
    drug: str = ""
    drugs: tuple[str, ...] = ()
    why: str = ""
    label: Label | None = None
    mg: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = "mg"
    error: str = ""


@dataclass
class ReadDose:
    """A taking as it was posted: the pack's name and its lines, or what is wrong by the name of the field."""

    product: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def names(knowledge: Knowledge, market: str) -> tuple[str, ...]:
    """Everything that can be chosen by name: drugs, and the brands and packs of this market."""
    rules = knowledge.ledger
    drugs = {name for name, key in rules.names.items() if rules.ingredients[key].family}
    brands = {brand.name for brand in rules.brands.values() if market in brand.markets}
    labels = {label.product for packs in rules.labels.get(market, {}).values() for label in packs if label.sold}
    return tuple(sorted({*drugs, *brands, *(name for name in labels if name)}, key=str.lower))


def drugs_to_choose(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """(id, name) of every drug that a row of a mix can be."""
    gels = _gels(knowledge.ledger)
    return tuple((id_of(key), f"{key} gel" if key in gels else key) for key in sorted(knowledge.ledger.ingredients))


def pack_named(text: str, knowledge: Knowledge, market: str) -> Pack:
    """The pack that this name means here. market: empty where we hold no pack tables."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not name:
        return Pack("", error=NO_NAME)
    if len(name) > LONGEST_NAME:
        return Pack(name[:LONGEST_NAME], error=LONG_NAME)
    rules = knowledge.ledger
    if name.lower() in rules.names:
        return _of_drug(name, rules.names[name.lower()], knowledge, market)
    if not market:
        return Pack(name, why=f"{rules.country_text} {rules.unknown_text}")
    try:
        drug, product, label = pack_of(name, "", rules, market)
    except ValueError:
        return _unknown(name, knowledge, market)
    if label is not None and product == label.code:
        return Pack(
            label.product, drug, (drug,), label=label, mg=strength_in(label.product),
            unit=unit_of(drug, label, knowledge),
        )  # fmt: skip
    return _of_drug(name, drug, knowledge, market)


def strength_in(product: str) -> str:
    """The milligrams in the name of a pack, where it names one strength."""
    found = re.findall(r"([0-9.]+) ?mg\b", product)
    return found[0] if len(found) == 1 else ""


def read_dose(form: Mapping[str, str], knowledge: Knowledge, market: str) -> ReadDose:
    """A taking from a posted form; with errors, nothing of it may be kept."""
    pack = pack_named(str(form.get("product", "")), knowledge, market)
    if pack.error:
        return ReadDose(errors={"product": pack.error})
    return _read_rows(pack, form, knowledge) if pack.why else _read_single(pack, form, knowledge, market)


def rows_asked(pack: Pack) -> int:
    """How many rows the form of a mix has; those that are not needed yet fold away by themselves."""
    return min(MOST_ROWS, max(LEAST_ROWS, len(pack.drugs) + 2))


def decimal_of(text: str) -> Decimal | None:
    """A plain number above 0 with at most three places; None for anything else."""
    text = text.strip()
    if not re.fullmatch(r"[0-9]{0,6}(\.[0-9]{1,3})?", text) or not text or text == ".":
        return None
    number = Decimal(text)
    return number if number > 0 else None


def _of_drug(name: str, drug: str, knowledge: Knowledge, market: str) -> Pack:
    rules = knowledge.ledger
    packs = {label.code: label for label in rules.labels.get(market, {}).get(drug, ()) if label.sold and label.product}
    label = next(iter(packs.values())) if len(packs) == 1 else None
    several = tuple((label.product, label.product) for label in packs.values()) if len(packs) > 1 else ()
    return Pack(name, drug, (drug,), label=None, choices=several, unit=unit_of(drug, label, knowledge))


def _unknown(name: str, knowledge: Knowledge, market: str) -> Pack:
    rules = knowledge.ledger
    brand = rules.brands.get(name.lower())
    if brand is None:
        blocked = any(re.search(rf"(?<![a-z]){re.escape(w)}(?![a-z])", name.lower()) for w in rules.block_words)
        return Pack(name, why=rules.block_text if blocked else rules.unknown_text)
    if market not in brand.markets:
        return Pack(brand.name, why=f"{rules.country_text} {rules.unknown_text}")
    why = str(knowledge.tables["brands"]["rules"]["confirm_words"])
    return Pack(brand.name, drugs=brand.ingredients, why=why)


def _read_single(pack: Pack, form: Mapping[str, str], knowledge: Knowledge, market: str) -> ReadDose:
    chosen = str(form.get("pack", ""))
    if pack.choices:
        if chosen not in {*dict(pack.choices), OTHER}:
            return ReadDose(errors={"pack": NO_PACK})
        if chosen != OTHER:
            name, pack = pack.name, pack_named(chosen, knowledge, market)
            if pack.error or pack.why:
                return ReadDose(product=name, errors={"pack": NO_PACK})
    read = ReadDose(product=pack.name)
    line = {"ingredient": id_of(pack.drug)}
    match pack.unit:
        case "mg":
            amount = _milligrams(pack.mg or str(form.get("mg_1", "")), form, "1", read, counted=True)
            if amount is not None and chosen == OTHER and not _is_whole(form):
                _refuse_listed(form, pack, read)
            read.lines = [{**line, "amount": amount, "unit": "mg"}]
        case "g":
            text = str(form.get("grams", "")).strip()
            grams = decimal_of(text)
            if text and (grams is None or grams > MOST_COUNT):
                read.errors["grams"] = NO_NUMBER
            known = {"amount": grams, "unit": "g"} if grams is not None else {"amount": Decimal(1), "unit": "uses"}
            read.lines = [{**line, **known}]
        case "patches":
            read.lines = [{**line, "amount": _count(form, read), "unit": "patches"}]
        case _:
            read.lines = [{**line, "amount": Decimal(1), "unit": "uses"}]
    return read


def _refuse_listed(form: Mapping[str, str], pack: Pack, read: ReadDose) -> None:
    """A strength that a listed pack has by itself: that pack may need a longer wait, so it is asked about once."""
    told = decimal_of(str(form.get("mg_1", "")))
    for _, product in pack.choices:
        if strength_in(product) and told == Decimal(strength_in(product)) and form.get("not_listed") != "yes":
            read.errors["pack"] = f"That is the strength of: {product}. Choose it, or tick that it is another one."


def _read_rows(pack: Pack, form: Mapping[str, str], knowledge: Knowledge) -> ReadDose:
    read, seen = ReadDose(product=pack.name), set[str]()
    count = _count(form, read)
    for number in range(1, rows_asked(pack) + 1):
        chosen, typed = str(form.get(f"drug_{number}", "")), str(form.get(f"name_{number}", "")).strip()
        if not chosen and not typed:
            if str(form.get(f"mg_{number}", "")).strip():
                read.errors[f"drug_{number}"] = "Say which drug that is."
            continue
        key = _drug_of(chosen, typed, number, knowledge.ledger, read)
        if not key:
            continue
        if key in seen:
            read.errors[f"drug_{number}"] = "This drug stands here twice. Add the two up in one line."
        seen.add(key)
        read.lines.append(_line(key, str(number), form, count, knowledge, read))
    if not read.lines and not read.errors:
        read.errors["drug_1"] = "Give at least one drug, as the pack lists it."
    return read


def _drug_of(chosen: str, typed: str, number: int, rules: Ledger, read: ReadDose) -> str:
    """The id of the drug of a row; empty with an error. A slip of the pen must not hide a drug that we count."""
    place = f"drug_{number}"
    if chosen and chosen != OTHER:
        if named(chosen, rules):
            if not typed:
                return chosen
            read.errors[place] = "You chose a drug and typed another one. Keep one of the two."
        else:
            read.errors[place] = "Choose the drug from the list, or type its name."
        return ""
    spelt = " ".join(typed.lower().split())
    if not spelt or len(spelt) > LONGEST_NAME:
        read.errors[place] = "Type the name of the drug, as the pack lists it."
        return ""
    if spelt in rules.names:
        return id_of(rules.names[spelt])
    held = next((name for name in rules.names if re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", spelt)), "")
    near = [held] if held else get_close_matches(spelt, rules.names, n=1, cutoff=CLOSE)
    if near:
        read.errors[place] = f"Is it {rules.names[near[0]]}? Then choose that from the list. We must count it."
        return ""
    if spelt in rules.brands:
        read.errors[place] = "That is a product. Type the drug in it, as the pack lists it."
        return ""
    return id_of(spelt)


def _line(
    key: str, number: str, form: Mapping[str, str], count: Decimal | None, knowledge: Knowledge, read: ReadDose
) -> dict[str, Any]:
    drug = named(key, knowledge.ledger)
    unit = unit_of(drug, None, knowledge)
    if unit == "mg":
        amount = _milligrams(str(form.get(f"mg_{number}", "")), form, number, read, counted=bool(drug))
        return {"ingredient": key, "amount": amount, "unit": "mg"}
    if unit == "patches":
        return {"ingredient": key, "amount": count, "unit": "patches"}
    return {"ingredient": key, "amount": Decimal(1), "unit": "uses"}


def _milligrams(text: str, form: Mapping[str, str], number: str, read: ReadDose, *, counted: bool) -> Decimal | None:
    """Strength of one times how many, in milligrams, rounded up to a thousandth."""
    count, one = _count(form, read), decimal_of(text)
    if one is None:
        read.errors[f"mg_{number}"] = NO_NUMBER
        return None
    if form.get(f"unit_{number}") == "g":
        one *= MG_IN_A_GRAM
    if (one > MOST_MG_IN_ONE and not _is_whole(form)) or (counted and one < 1):
        read.errors[f"mg_{number}"] = UNIT_SLIP
        return None
    return None if count is None else (one * count).quantize(THOUSANDTH, rounding=ROUND_UP).normalize()


def _is_whole(form: Mapping[str, str]) -> bool:
    """Whether the milligrams are told as a whole, not of one piece: where an entry is changed."""
    return form.get("whole") == "1"


def _count(form: Mapping[str, str], read: ReadDose) -> Decimal | None:
    count = decimal_of(str(form.get("count", "")))
    if count is None or count > MOST_COUNT:
        read.errors["count"] = NO_NUMBER
        return None
    return count


def pill_of(pack: Pack, knowledge: Knowledge) -> str:
    """The drug that this pack is where it is swallowed; empty where the drug is no gel or has no pill."""
    rules = knowledge.ledger
    return rules.names.get(f"{pack.drug} tablets", "") if pack.drug in _gels(rules) else ""


def _gels(rules: Ledger) -> frozenset[str]:
    """Drugs for the skin whose name is also that of a pill."""
    return frozenset(key for key in rules.ingredients if rules.names.get(f"{key} tablets", key) != key)


def counts_pieces(pack: Pack) -> bool:
    """Whether the form asks how many were taken."""
    return bool(pack.why) or pack.unit in ("mg", "patches")
