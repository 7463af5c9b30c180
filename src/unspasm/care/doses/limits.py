"""What a pack allows: single dose, 24 hours, wait, stretch of hours. Windows are (t - length, t], to the second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from unspasm.care.doses.dose import Amount, Dose, Reason
from unspasm.care.doses.log import Log
from unspasm.care.doses.person import Person
from unspasm.knowledge.ledger import GRAMS, MG, PATCHES, FirstDose, Label, Ledger

UNIT_WORDS = {MG: " mg", GRAMS: " g of gel", PATCHES: " patch"}


@dataclass(frozen=True)
class Bounds:
    """The limits in force for one dose: label, other packs of the day, the person's caps, the overdose line."""

    single: Amount
    day: Amount
    sources: tuple[str, ...]
    cap_texts: tuple[str, ...]


def log_of(doses: Iterable[Dose], person: Person) -> Log:
    """A log of these doses. doses: in order of time."""
    log = Log(partial(wait_after, rules=person.rules, market=person.market))
    for dose in doses:
        log.add(dose)
    return log


def start_of(until: datetime, minutes: int) -> datetime:
    """The open start of the stretch (until - minutes, until]."""
    return until - timedelta(minutes=minutes)


def bounds(dose: Dose, label: Label, log: Log, person: Person) -> Bounds:
    """The limits in force. log: with or without this dose."""
    codes = log.labels(dose.ingredient, start_of(dose.instant, person.rules.window_min))
    mixed = bool(codes - {label.code})
    key = (dose.ingredient, label.code, label.single_max, mixed)
    known = person.bounds.get(key)
    if known is None:
        known = person.bounds[key] = _bounds(dose.ingredient, label, person, mixed=mixed)
    return known


def _bounds(ingredient: str, label: Label, person: Person, *, mixed: bool) -> Bounds:
    rules = person.rules
    day = label.max_24h
    if mixed or not day:
        packs = rules.labels[person.market][ingredient]
        day = min((pack.max_24h for pack in packs if pack.max_24h), default=0)
    texts, sources = [], list(label.sources)
    for cap in person.standing(ingredient).caps:
        day = min(day, cap.max_24h or day)
        texts.append(cap.text)
        sources += cap.sources
    for line in rules.overdoses:
        if ingredient in line.ingredients and person.market in line.markets:
            day = min(day, person.overdose_limit(line.over_24h, line.per_kg, line.light_without_weight))
    return Bounds(single_dose(ingredient, label, person), day, tuple(dict.fromkeys(sources)), tuple(texts))


def single_dose(ingredient: str, label: Label, person: Person) -> int:
    """The most at once that this label and the person's caps allow."""
    caps = person.standing(ingredient).caps
    return min([label.single_max, *(cap.single_max for cap in caps if cap.single_max)])


def broken_limits(dose: Dose, before: Log, label: Label, person: Person, *, first: bool = True) -> list[Reason]:
    """Every limit of the label that this dose breaks.

    before: everything taken before it. first: whether a larger first dose is allowed.
    """
    words, drug = person.rules.words, dose.ingredient
    day = start_of(dose.instant, person.rules.window_min)
    limit, used = bounds(dose, label, before, person), before.total(drug, day) + dose.counted
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
    if label.max_uses_24h and before.count(drug, day) + 1 > label.max_uses_24h:
        say("daily_maximum", "uses_24h", "too_many_uses", limit=str(label.max_uses_24h))
    if label.many_doses_24h and before.count(drug, day) + 1 > label.many_doses_24h:
        say("caution", "many_doses", "many_doses", limit=str(label.many_doses_24h))
    found += _waits(dose, before, person, limit, opening=opening)
    for window in label.windows:
        if before.total(drug, start_of(dose.instant, window.minutes)) + dose.counted > window.limit:
            found.append(
                Reason(
                    "too_soon",
                    "stretch",
                    words["too_much_in_window"].format(limit=f"{window.limit}{unit}", wait=hours(window.minutes)),
                    sources=label.sources,
                )
            )
    return found


def _waits(dose: Dose, before: Log, person: Person, limit: Bounds, *, opening: bool) -> list[Reason]:
    rules = person.rules
    family = rules.ingredients[dose.ingredient].family
    longest = 0
    for drug, minutes, last in before.waits():
        own = drug == dose.ingredient
        kin = family in rules.spaced and rules.ingredients[drug].family == family
        counts = not opening if own else kin
        if counts and minutes > longest and last > start_of(dose.instant, minutes):
            longest = minutes
    if not longest:
        return []
    return [Reason("too_soon", "wait", rules.words["too_soon"].format(wait=hours(longest)), sources=limit.sources)]


def wait_after(dose: Dose, rules: Ledger, market: str) -> int:
    """Minutes to wait after this dose: its label's, or the longest of the drug's packs where that is not known."""
    waits = dose.label.waits if dose.label else ()
    if not waits or dose.amount is None:
        packs = rules.labels[market].get(dose.ingredient, ())
        return max((wait.minutes for pack in packs for wait in pack.waits), default=0)
    amount = dose.amount
    return next((wait.minutes for wait in waits if not wait.up_to or amount <= wait.up_to), waits[-1].minutes)


def is_first_dose(dose: Dose, before: Log, first: FirstDose) -> bool:
    """Whether this dose belongs to a first dose: begun at most `within_min` ago, after a free time, not over it."""
    track = before.tracks.get(dose.ingredient)
    if track is None:
        return dose.counted <= first.limit
    place = track.at_or_after(start_of(dose.instant, first.within_min))
    opened = track.instants[place] if place < len(track.instants) else dose.instant
    if track.after(start_of(opened, first.free_min)) < place:
        return False
    return track.total_from(place) + dose.counted <= first.limit


def smallest(dose: Dose, label: Label, single: Amount) -> Dose:
    """The smallest dose of the same pack, for asking when it is within the limits again."""
    return replace(dose, amount=min(label.smallest, single))


def hours(minutes: int) -> str:
    """A wait in words: whole hours where it is, else minutes."""
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"
