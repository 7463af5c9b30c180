"""The medicine ledger as it stands: the list of doses, a card a drug, the clock of relief, what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from unspasm.care.answers import NOT_SURE, SKIPPED
from unspasm.care.doses.dose import Dose, Judgement
from unspasm.care.doses.elsewhere import LIMITS
from unspasm.care.doses.logged import Logged, id_of, named
from unspasm.care.doses.outlook import Outlook, Relief, medicine_of, relief
from unspasm.care.doses.person import Person
from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import Screen
from unspasm.record.queries import Entry
from unspasm.web.ledger import Book, trial_of
from unspasm.web.presenters.dose_said import UNKNOWN, Why, said_of, told_of, whys
from unspasm.web.presenters.dose_words import (
    amount_words,
    family_words,
    line_words,
    page_words,
    taken_words,
    when_words,
    which_of_two,
)
from unspasm.web.words import LEVELS

CLOCK_MIN, CLOCK_WIDTH = 90, 300
TAG_H, CARD_DAYS = 48, 7


@dataclass(frozen=True)
class Clock:
    """The clock of relief: words, and a bar of `CLOCK_WIDTH` units for `CLOCK_MIN` minutes."""

    words: str
    past: bool
    from_x: int
    width: int
    now_x: int


@dataclass(frozen=True)
class DoseRow:
    """One entry as a line of the list."""

    thread: UUID
    version: int
    name: str
    held: str
    when: str
    tag: str
    refused: bool


@dataclass(frozen=True)
class DrugCard:
    """One drug as it stands now. numbers: whether its limits are shown; else `gate` leads to asking first."""

    key: str
    name: str
    kin: str
    last: str
    clock: Clock | None
    numbers: tuple[tuple[str, str], ...]
    gate: str
    whys: tuple[Why, ...]
    no_numbers: str
    ask: str
    read: str


def rows(book: Book) -> list[DoseRow]:
    """The list of entries, the latest first."""
    found = []
    for entry in sorted(book.entries.values(), key=lambda entry: entry.happened_at, reverse=True):
        pairs = book.of_entry(entry.thread)
        held = "; ".join(line_words(logged, book.knowledge) for logged, _ in pairs)
        verdict = said_of([judgement for _, judgement in pairs], book.knowledge)
        fresh = book.now - entry.happened_at <= timedelta(hours=TAG_H) and verdict.verdict not in ("ok", "caution")
        name = pack_name(entry, book) or held
        when = taken_words(entry.happened_at.astimezone(ZoneInfo(entry.zone)), book.now)
        is_emergency = verdict.verdict == "emergency"
        tag = (LEVELS["emergency"].word if is_emergency else verdict.title) if fresh else ""
        found.append(
            DoseRow(
                entry.thread, entry.version, name, "" if name == held else held, when, tag, verdict.level == "same_day"
            )
        )
    return found


def pack_name(entry: Entry, book: Book) -> str:
    """The name of the pack; empty where it is that of the one drug in it."""
    product = str(entry.data.product)
    drugs = [named(line.ingredient, book.knowledge.ledger) for line in entry.data.lines]
    known = book.knowledge.ledger.names.get(product.lower(), "")
    return "" if drugs == [known] else product


def cards(book: Book) -> list[DrugCard]:
    """One card a drug that was taken in the last days, the latest first."""
    latest: dict[str, tuple[Logged, Judgement]] = {}
    for logged, judgement in zip(book.log, book.judgements, strict=True):
        key = logged.line.ingredient
        if logged.taken.at > book.now - timedelta(days=CARD_DAYS):
            latest.pop(key, None)
            latest[key] = (logged, judgement)
    return [_card(logged, judgement, book) for logged, judgement in reversed(latest.values())]


def numbers_of(look: Outlook, now: datetime, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """(what, value) of each limit that is ours to show. After too many days no time is named: somebody is asked first."""
    page, found = page_words(knowledge), []
    if look.earliest is not None:
        has_waited = (
            str(page["no_wait"]) if look.earliest <= look.at else f"not before {when_words(look.earliest, now)}"
        )
        is_long = any(reason.verdict == "see_someone" for reason in look.judgement.reasons)
        found.append(("Next dose", str(page["long_enough"]) if is_long else has_waited))
    if look.left is not None:
        found.append(("Left in 24 hours", amount_words(look.left, look.unit) if look.left else "none"))
    if look.days:
        most = f" (the pack: {look.most_days} at most)" if look.most_days else ""
        found.append(("Days in a row", f"{look.days} with today{most}"))
    return tuple(found)


def clock_of(dose: Dose, knowledge: Knowledge, now: datetime) -> Clock | None:
    """The clock of relief after this dose, for as long as the bar is."""
    found: Relief | None = relief(dose, knowledge)
    minutes = (now - dose.at) / timedelta(minutes=1)
    if found is None or minutes > CLOCK_MIN:
        return None
    words, past = page_words(knowledge), now > found.ends
    first, last = found.minutes
    between = {"from": when_words(found.begins, now), "to": f"{found.ends:%H:%M}{which_of_two(found.ends)}"}
    text = words["relief_past"] if past else words["relief_due"].format(**between)
    usual = words["relief"].format(**{"from": first, "to": last})
    scale = CLOCK_WIDTH / CLOCK_MIN
    return Clock(
        f"{usual} {text}", past, round(first * scale), round((last - first) * scale),
        round(min(max(minutes, 0), CLOCK_MIN) * scale),
    )  # fmt: skip


def gate_reasons(book: Book, ingredient: str) -> tuple[str, ...]:
    """What of this person matters for this drug, in their own words: what to say when asking."""
    told: dict[str, None] = {}
    trial = Dose(book.next_at, book.next_at.astimezone(UTC), ingredient, 1, "", None)
    for reason in book.look(trial).judgement.reasons if book.market else ():
        if reason.rule != UNKNOWN:
            told |= dict.fromkeys(told_of(reason, book.knowledge))
    return tuple(told)


def missing(book: Book, ingredients: Iterable[str]) -> tuple[str, ...]:
    """Facts that were never put, or too long ago, and on which the judgement of these drugs hangs."""
    markets = (book.market,) if book.market else book.knowledge.ledger.markets
    facts: dict[str, None] = {}
    for ingredient in ingredients:
        for market in markets:
            facts |= dict.fromkeys(_unknown(book, ingredient, market))
    return tuple(fact for fact in facts if book.answers.get(fact) not in (NOT_SURE, SKIPPED))


def screen_for(facts: Sequence[str], knowledge: Knowledge) -> tuple[Screen, tuple[str, ...], int] | None:
    """The first screen that asks for one of these, which of them it asks for, and how many screens are left."""
    found = [(s, tuple(f for f in s.facts if f in facts)) for s in knowledge.screens]
    found = [(screen, here) for screen, here in found if here]
    return (*found[0], len(found)) if found else None


def _unknown(book: Book, ingredient: str, market: str) -> list[str]:
    person = Person(book.answers, book.knowledge, market)
    reasons = person.standing(ingredient).reasons
    return [fact for reason in reasons if reason.rule == UNKNOWN for fact in reason.because]


def _card(logged: Logged, judgement: Judgement, book: Book) -> DrugCard:
    knowledge, dose, page = book.knowledge, logged.dose, page_words(book.knowledge)
    name = named(logged.line.ingredient, knowledge.ledger) or logged.line.ingredient.replace("_", " ")
    family = knowledge.ledger.ingredients[dose.ingredient].family if dose else ""
    trial = trial_of(logged, book) if book.shows_numbers and dose else None
    look = book.look(trial) if trial else None
    shown = look is not None and book.shows_numbers_of(name)
    said = look.judgement if look else judgement
    reasons = [r for r in said.reasons if r.rule not in LIMITS and r.rule != UNKNOWN and r.verdict != "emergency"]
    numbers = numbers_of(look, book.now, knowledge) if look and shown else ()
    none_shown = shown and look is not None and look.left is None and look.earliest is None
    item = medicine_of(dose.ingredient, knowledge) if dose else None
    return DrugCard(
        key=logged.line.ingredient, name=name[:1].upper() + name[1:], kin=family_words(family, knowledge),
        last=f"{amount_words(logged.line.amount, logged.line.unit)}, {taken_words(logged.taken.at, book.now)}",
        clock=clock_of(dose, knowledge, book.now) if dose and book.shows_numbers else None, numbers=numbers,
        gate=f"/medicines/gate/{id_of(name)}/" if family and book.shows_numbers and not shown else "",
        whys=whys(reasons, knowledge), no_numbers=str(page["no_numbers"]) if none_shown else "",
        ask=f"/medicines/questions/{id_of(name)}/" if family and missing(book, [name]) else "",
        read=f"/read/medicines/{item.id}/" if item else "",
    )  # fmt: skip
