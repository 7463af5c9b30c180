"""Drugs that do not go together within a day, in whichever order they meet."""

from __future__ import annotations

from collections.abc import Sequence

from unspasm.care.doses.dose import Amount, Dose, Reason
from unspasm.care.doses.limits import within
from unspasm.care.doses.person import Person
from unspasm.knowledge.ledger import Couple


def met_pairs(dose: Dose, before: Sequence[Dose], person: Person) -> list[Reason]:
    """One reason for each pair rule that this dose and an earlier one meet."""
    found = []
    for couple in person.rules.couples:
        near = within(before, dose.instant, couple.minutes)
        others = [other for other in near if _meet(dose, other, couple, person)]
        if not others:
            continue
        text, verdict = couple.text, couple.verdict
        if couple.low_dose and _low_side(dose, near, couple, person) <= couple.low_dose:
            verdict = couple.low_verdict
        if couple.other_product and not all(dose.product and other.product for other in others):
            named = [other for other in others if dose.product and other.product]
            if not named:
                text, verdict = person.rules.words["maybe_two_products"], "caution"
        found.append(Reason(verdict, couple.id, text, sources=couple.sources))
    return found


def _meet(dose: Dose, other: Dose, couple: Couple, person: Person) -> bool:
    ingredients = person.rules.ingredients
    one, two = ingredients[dose.ingredient].family, ingredients[other.ingredient].family
    if not ((one in couple.a and two in couple.b) or (one in couple.b and two in couple.a)):
        return False
    if couple.other_ingredient and dose.ingredient == other.ingredient:
        return False
    return not (couple.other_product and dose.product == other.product)


def _low_side(dose: Dose, near: Sequence[Dose], couple: Couple, person: Person) -> Amount:
    ingredients = person.rules.ingredients
    return sum((d.counted for d in [*near, dose] if ingredients[d.ingredient].family in couple.b), 0)
