"""Drugs that do not go together within a day, in whichever order they meet."""

from __future__ import annotations

from datetime import datetime

from unspasm.care.doses.dose import Amount, Dose, Reason
from unspasm.care.doses.limits import start_of
from unspasm.care.doses.log import Log
from unspasm.care.doses.person import Person
from unspasm.knowledge.ledger import Couple


def met_pairs(dose: Dose, before: Log, person: Person) -> list[Reason]:
    """One reason for each pair rule that this dose and an earlier one meet."""
    found = []
    family = person.rules.ingredients[dose.ingredient].family
    for couple in person.rules.couples:
        if family not in couple.a and family not in couple.b:
            continue
        start = start_of(dose.instant, couple.minutes)
        others = [product for drug, product in before.packs(start) if _meet(dose, drug, product, couple, person)]
        if not others:
            continue
        text, verdict = couple.text, couple.verdict
        if couple.low_dose and _low_side(dose, before, start, couple, person) <= couple.low_dose:
            verdict = couple.low_verdict
        if couple.other_product and not (dose.product and any(others)):
            text, verdict = person.rules.words["maybe_two_products"], "caution"
        found.append(Reason(verdict, couple.id, text, sources=couple.sources))
    return found


def _meet(dose: Dose, drug: str, product: str, couple: Couple, person: Person) -> bool:
    ingredients = person.rules.ingredients
    one, two = ingredients[dose.ingredient].family, ingredients[drug].family
    if not ((one in couple.a and two in couple.b) or (one in couple.b and two in couple.a)):
        return False
    if couple.other_ingredient and dose.ingredient == drug:
        return False
    return not (couple.other_product and dose.product == product)


def _low_side(dose: Dose, before: Log, start: datetime, couple: Couple, person: Person) -> Amount:
    ingredients = person.rules.ingredients
    own = dose.counted if ingredients[dose.ingredient].family in couple.b else 0
    return own + sum(before.total(drug, start) for drug in before.drugs(start) if ingredients[drug].family in couple.b)
