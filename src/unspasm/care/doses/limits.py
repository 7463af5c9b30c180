"""What a pack allows: single dose, 24 hours, wait, stretch of hours. Windows are (t - length, t], to the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from unspasm.care.doses.dose import Amount, Dose, Reason
from unspasm.care.doses.person import Person
from unspasm.knowledge.ledger import GRAMS, MG, PATCHES, FirstDose, Label

UNIT_WORDS = {MG: " mg", GRAMS: " g of gel", PATCHES: " patch"}


@dataclass(frozen=True)
class Bounds:
    """The limits in force for one dose: label, other packs of the day, the person's caps, the overdose line."""

    single: Amount
    day: Amount
    sources: tuple[str, ...]
    cap_texts: tuple[str, ...]


def within(log: Sequence[Dose], until: datetime, minutes: int) -> list[Dose]:
    """The doses in (until - minutes, until]. log: in order of time, none later than `until`."""
    start = until - timedelta(minutes=minutes)
    found = []
    for dose in reversed(log):
        if dose.instant <= start:
            break
        found.append(dose)
    found.reverse()
    return found


def total(doses: Sequence[Dose], ingredient: str) -> Amount:
    """How much of one drug these doses hold together."""
    return sum((dose.counted for dose in doses if dose.ingredient == ingredient), 0)


def bounds(dose: Dose, label: Label, today: Sequence[Dose], person: Person) -> Bounds:
    """The limits in force. today: the last 24 hours with this dose."""
    rules = person.rules
    packs = rules.labels[person.market][dose.ingredient]
    codes = {other.label.code for other in today if other.ingredient == dose.ingredient and other.label}
    day = label.max_24h
    if len(codes) > 1 or not day:
        day = min((pack.max_24h for pack in packs if pack.max_24h), default=0)
    single, texts, sources = label.single_max, [], list(label.sources)
    for cap in person.standing(dose.ingredient).caps:
        single, day = min(single, cap.single_max or single), min(day, cap.max_24h or day)
        texts.append(cap.text)
        sources += cap.sources
    for line in rules.overdoses:
        if dose.ingredient in line.ingredients and person.market in line.markets:
            day = min(day, person.overdose_limit(line.over_24h, line.per_kg, line.light_without_weight))
    return Bounds(single, day, tuple(dict.fromkeys(sources)), tuple(texts))


def broken_limits(
    dose: Dose, before: Sequence[Dose], label: Label, person: Person, *, first: bool = True
) -> list[Reason]:
    """Every limit of the label that this dose breaks.

    before: everything taken before it. first: whether a larger first dose is allowed.
    """
    words = person.rules.words
    today = within([*before, dose], dose.instant, person.rules.window_min)
    own = [other for other in today if other.ingredient == dose.ingredient]
    limit, used = bounds(dose, label, today, person), total(own, dose.ingredient)
    unit = UNIT_WORDS.get(label.unit, "")
    opening = first and label.first_dose is not None and is_first_dose(dose, before, label.first_dose)
    found = []

    def say(verdict: str, rule: str, text: str, **numbers: str) -> None:
        told = " ".join([words[text].format(**numbers), *limit.cap_texts])
        found.append(Reason(verdict, rule, told, sources=limit.sources))

    if dose.counted > limit.single and not opening:
        say("too_much_at_once", "single_dose", "too_much_at_once", limit=f"{limit.single}{unit}")
    if limit.day and used > limit.day:
        say("daily_maximum", "rolling_24h", "daily_maximum", limit=f"{limit.day}{unit}")
    if label.max_uses_24h and len(own) > label.max_uses_24h:
        say("daily_maximum", "uses_24h", "too_many_uses", limit=str(label.max_uses_24h))
    if label.many_doses_24h and len(own) > label.many_doses_24h:
        say("caution", "many_doses", "many_doses", limit=str(label.many_doses_24h))
    found += _waits(dose, before, person, limit, opening=opening)
    for window in label.windows:
        if total(within(own, dose.instant, window.minutes), dose.ingredient) > window.limit:
            found.append(
                Reason(
                    "too_soon",
                    "stretch",
                    words["too_much_in_window"].format(limit=f"{window.limit}{unit}", wait=hours(window.minutes)),
                    sources=label.sources,
                )
            )
    return found


def _waits(dose: Dose, before: Sequence[Dose], person: Person, limit: Bounds, *, opening: bool) -> list[Reason]:
    rules = person.rules
    family = rules.ingredients[dose.ingredient].family
    longest = 0
    for other in before:
        own = other.ingredient == dose.ingredient
        kin = family in rules.spaced and rules.ingredients[other.ingredient].family == family
        if not (own or kin):
            continue
        wait = wait_after(other, person)
        if other.instant + timedelta(minutes=wait) > dose.instant:
            if opening and own:
                continue
            longest = max(longest, wait)
    if not longest:
        return []
    return [Reason("too_soon", "wait", rules.words["too_soon"].format(wait=hours(longest)), sources=limit.sources)]


def wait_after(dose: Dose, person: Person) -> int:
    """Minutes to wait after this dose: its label's, or the longest of the drug's packs where that is not known."""
    waits = dose.label.waits if dose.label else ()
    if not waits or dose.amount is None:
        packs = person.rules.labels[person.market].get(dose.ingredient, ())
        return max((wait.minutes for pack in packs for wait in pack.waits), default=0)
    amount = dose.amount
    return next((wait.minutes for wait in waits if not wait.up_to or amount <= wait.up_to), waits[-1].minutes)


def is_first_dose(dose: Dose, before: Sequence[Dose], first: FirstDose) -> bool:
    """Whether this dose belongs to a first dose: begun at most `within_min` ago, after a free time, not over it."""
    own = [other for other in before if other.ingredient == dose.ingredient] + [dose]
    start = dose.instant - timedelta(minutes=first.within_min)
    together = [other for other in own if other.instant >= start]
    opened = together[0].instant
    free_from = opened - timedelta(minutes=first.free_min)
    if any(free_from < other.instant < start for other in own):
        return False
    return total(together, dose.ingredient) <= first.limit


def smallest(dose: Dose, label: Label, single: Amount) -> Dose:
    """The smallest dose of the same pack, for asking when it is within the limits again."""
    return replace(dose, amount=min(label.smallest, single))


def hours(minutes: int) -> str:
    """A wait in words: whole hours where it is, else minutes."""
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"
