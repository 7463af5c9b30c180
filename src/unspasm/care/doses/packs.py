"""Which drug and which pack a person means. A product that is not known is refused, never guessed."""

from __future__ import annotations

import re

from unspasm.knowledge.ledger import Brand, Label, Ledger, normalised


def pack_of(product: str, ingredient: str, rules: Ledger, market: str) -> tuple[str, str, Label | None]:
    """Id of the drug, the pack in one spelling (empty if not named), and the label that holds.

    The label is that of the named pack, else the one for an unnamed pack; None where this market has none.
    Raises ValueError with what to type in.
    """
    drug = _drug(ingredient, rules) if ingredient else ""
    if not product:
        if not drug:
            raise ValueError("ingredient is missing; the pack lists it as active ingredient")
        return drug, "", _unnamed(drug, rules, market)
    found = _labels_named(product, drug, rules, market)
    if found:
        return found
    brand = rules.brands.get(" ".join(product.lower().split()))
    _refuse_mixes(product, rules)
    if brand is None:
        raise ValueError(f"product: {_shown(product)} is not known. {rules.unknown_text} Leave product out then")
    return _branded(brand, drug, rules, market)


def _drug(name: str, rules: Ledger) -> str:
    known = rules.names.get(" ".join(name.lower().split()))
    if known is None:
        raise ValueError(f"ingredient: {_shown(name)} is not known; give the active ingredient as the pack lists it")
    return known


def _labels_named(product: str, drug: str, rules: Ledger, market: str) -> tuple[str, str, Label] | None:
    name = normalised(product, rules.names)
    for held, labels in rules.labels[market].items():
        if drug and held != drug:
            continue
        for label in labels:
            if name in label.names or (drug and normalised(f"{drug} {product}", rules.names) in label.names):
                chosen = drug or label.ingredients[0]
                return chosen, label.code, label
    return None


def _branded(brand: Brand, drug: str, rules: Ledger, market: str) -> tuple[str, str, Label | None]:
    if market not in brand.markets:
        raise ValueError(
            f"product: {brand.name} was not looked up for this market. {rules.country_text} "
            "Leave product out and give the ingredient that the pack lists"
        )
    if not drug:
        if brand.confirm or len(brand.ingredients) > 1:
            raise ValueError(f"ingredient is missing; {brand.name} has several kinds, so give what the pack lists")
        drug = brand.ingredients[0]
    if drug not in brand.ingredients:
        raise ValueError(
            f"product: {brand.name} holds {' and '.join(brand.ingredients)}, not {drug}; read the pack and keep one"
        )
    return drug, brand.name.lower(), _unnamed(drug, rules, market)


def _refuse_mixes(product: str, rules: Ledger) -> None:
    name = " ".join(product.lower().split())
    if name in rules.block_except:
        return
    for word in rules.block_words:
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", name):
            raise ValueError(
                f"product: {_shown(product)} is a mix. {rules.block_text} Give each ingredient its own line "
                "and leave product out"
            )


def _unnamed(drug: str, rules: Ledger, market: str) -> Label | None:
    labels = rules.labels[market].get(drug, ())
    return labels[0] if labels else None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
