"""The medicine ledger in words: times on this clock, amounts, what is said of a dose, what stands against the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from unspasm.care.answers import NOT_SURE, SKIPPED
from unspasm.care.calling import Calling
from unspasm.care.doses.dose import Amount, Dose, Judgement, Reason
from unspasm.care.doses.elsewhere import LIMITS
from unspasm.care.doses.logged import Logged, id_of, named
from unspasm.care.doses.outlook import Outlook, Relief, medicine_of, relief
from unspasm.care.doses.person import Person
from unspasm.knowledge import Knowledge
from unspasm.knowledge.items import Screen
from unspasm.knowledge.ledger import VERDICTS
from unspasm.record.queries import Entry
from unspasm.web.ledger import Book, trial_of
from unspasm.web.presenters.reading import Paper, papers
from unspasm.web.words import LEVELS

UNKNOWN = "unknown_fact"
UNITS = {"mg": "mg", "g": "g", "uses": "use", "patches": "patch", "use": "use", "patch": "patch"}
CLOCK_MIN, CLOCK_WIDTH = 90, 300
TAG_H, CARD_DAYS = 48, 7
PLAIN = "plain"


@dataclass(frozen=True)
class Why:
    """One reason in words. because: what the person told us. drug: where a mix has several."""

    text: str
    because: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Verdict:
    """What is said of a dose: how loud, the heading, what to do, and why."""

    verdict: str
    level: str
    word: str
    title: str
    do: tuple[str, ...]
    whys: tuple[Why, ...]
    waits_for_answers: bool


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


@dataclass(frozen=True)
class Alarm:
    """What to do in an emergency of medicines: title, lines, what to say (words, signs, what was taken), reasons."""

    title: str
    do: tuple[str, ...]
    say: str
    signs: tuple[str, ...]
    taken: tuple[str, ...]
    whys: tuple[Why, ...]


def page_words(knowledge: Knowledge) -> Mapping[str, Any]:
    """The sentences of the ledger's pages."""
    words: Mapping[str, Any] = knowledge.tables["dose_rules"]["page"]
    return words


def when_words(at: datetime, now: datetime) -> str:
    """A time on the clock of `now`: `today at 14:10`, `tomorrow at 02:10`, `Wednesday 25 November at 08:00`.

    In the hour that comes twice it says which one.

    >>> from datetime import UTC
    >>> when_words(datetime(2026, 1, 5, 14, 10, tzinfo=UTC), datetime(2026, 1, 5, 9, tzinfo=UTC))
    'today at 14:10'
    """
    there = at.astimezone(now.tzinfo)
    days = (there.date() - now.date()).days
    day = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days) or f"{there:%A} {there.day} {there:%B}"
    return f"{day} at {there:%H:%M}{_which(there)}"


def taken_words(at: datetime, now: datetime) -> str:
    """When a dose was taken, on the clock of the place; with the zone where that was another one."""
    here = at.astimezone(now.tzinfo)
    if here.utcoffset() == at.utcoffset():
        return when_words(at, now)
    zone = getattr(at.tzinfo, "key", "") or f"{at:%Z}"
    return f"{when_words(at, now)} (there it was {at:%H:%M}, {zone.replace('_', ' ')})"


def amount_words(amount: Amount | None, unit: str) -> str:
    """An amount with its unit: `400 mg`, `2 patches`, `1 use`; empty for one that is not known."""
    if amount is None:
        return ""
    number = f"{Decimal(amount).normalize():f}"
    word = UNITS[unit]
    if word in ("use", "patch") and Decimal(amount) != 1:
        word = {"use": "uses", "patch": "patches"}[word]
    return f"{number} {word}"


def line_words(logged: Logged, knowledge: Knowledge) -> str:
    """One line of a taking: `ibuprofen, 400 mg`."""
    name = named(logged.line.ingredient, knowledge.ledger) or logged.line.ingredient.replace("_", " ")
    return f"{name}, {amount_words(logged.line.amount, logged.line.unit)}"


def said_of(judgements: Sequence[Judgement], knowledge: Knowledge, table: str = "said") -> Verdict:
    """What is said of one taking; of a mix, the gravest leads. table: `said` after it, `before` ahead of it."""
    verdict = min((judgement.verdict for judgement in judgements), key=VERDICTS.index)
    words: Mapping[str, Any] = knowledge.tables["dose_rules"][table][verdict]
    reasons = _once(reason for judgement in judgements for reason in judgement.reasons)
    level = str(words["level"])
    return Verdict(
        verdict, level, LEVELS[level].word if level in LEVELS else "",
        str(words.get("title", "")), tuple(words.get("do", ())),
        _whys(reasons, knowledge, trial=table == "before"),
        any(reason.rule == UNKNOWN for reason in reasons),
    )  # fmt: skip


def alarm_of(book: Book, calling: Calling) -> Alarm | None:
    """The emergency that stands now, whichever entry it came with."""
    knowledge = book.knowledge
    hours = int(page_words(knowledge)["keep_alarm_h"])
    reasons: list[Reason] = []
    taken: list[str] = []
    for logged, judgement in zip(book.log, book.judgements, strict=True):
        ago = book.now - logged.taken.at
        if ago <= timedelta(hours=hours):
            taken.append(f"{line_words(logged, knowledge)}, {taken_words(logged.taken.at, book.now)}")
        reasons += [r for r in judgement.reasons if r.verdict == "emergency" and _stands(r, ago, hours, knowledge)]
    if not reasons:
        return None
    found = _once(reasons)
    action: Mapping[str, Any] = knowledge.actions[found[0].action]
    lines = dict.fromkeys(line for reason in found for line in knowledge.actions[reason.action]["do"])
    return Alarm(
        calling.fill(str(action["title"])), tuple(calling.fill(line) for line in lines),
        _say(found, action, knowledge), _signs(found, knowledge), tuple(taken), _whys(found, knowledge),
    )  # fmt: skip


def is_alarm(book: Book, thread: UUID) -> bool:
    """Whether an emergency came with this entry."""
    return any(judgement.verdict == "emergency" for _, judgement in book.of_entry(thread))


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
    between = {"from": when_words(found.begins, now), "to": f"{found.ends:%H:%M}{_which(found.ends)}"}
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
            told |= dict.fromkeys(_told(reason, book.knowledge))
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
        whys=_whys(reasons, knowledge), no_numbers=str(page["no_numbers"]) if none_shown else "",
        ask=f"/medicines/questions/{id_of(name)}/" if family and missing(book, [name]) else "",
        read=f"/read/medicines/{item.id}/" if item else "",
    )  # fmt: skip


def family_words(family: str, knowledge: Knowledge) -> str:
    """What a family is called; empty for a drug that is not counted."""
    rows: Sequence[Mapping[str, Any]] = knowledge.tables["dose_rules"]["family"]
    return next((str(row["words"]) for row in rows if row["id"] == family), "")


def _stands(reason: Reason, ago: timedelta, hours: int, knowledge: Knowledge) -> bool:
    """Whether an emergency of a dose so long ago still counts: a sign for its own time, an amount for longer."""
    gate = next((gate for gate in knowledge.ledger.gates if gate.id == reason.rule and gate.within_min), None)
    return ago <= (timedelta(minutes=gate.within_min) if gate else timedelta(hours=hours))


def _whys(reasons: Iterable[Reason], knowledge: Knowledge, *, trial: bool = False) -> tuple[Why, ...]:
    found = []
    for reason in reasons:
        text = _why_text(reason, knowledge, trial=trial)
        told = () if reason.rule == UNKNOWN else _told(reason, knowledge)
        found.append(Why(text, "; ".join(told), papers(reason.sources, knowledge)))
    return tuple(found)


def _why_text(reason: Reason, knowledge: Knowledge, *, trial: bool) -> str:
    """A reason in words that fit a medicine; ahead of a dose, a danger is not said to have come from it."""
    if trial and reason.verdict == "emergency":
        return str(page_words(knowledge)["trial_overdose" if _is_overdose(reason, knowledge) else "trial_sign"])
    words: Mapping[str, Any] = knowledge.tables["dose_rules"]["why"]
    in_exclusions = any(reason.text == row["reason"] for row in knowledge.tables["exclusions"])
    return str(words[reason.rule]) if in_exclusions and reason.rule in words else reason.text


def _is_overdose(reason: Reason, knowledge: Knowledge) -> bool:
    return any(reason.rule == line.id for line in knowledge.ledger.overdoses)


def _say(found: Sequence[Reason], action: Mapping[str, Any], knowledge: Knowledge) -> str:
    """What to say on the phone: of an amount the words of its action; of a sign, that there is one."""
    if all(_is_sign(reason, knowledge) for reason in found):
        return str(page_words(knowledge)["say_sign"])
    return str(action.get("say", "")).removesuffix(" ...").removesuffix(":")


def _signs(found: Sequence[Reason], knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(told for reason in found if _is_sign(reason, knowledge) for told in _told(reason, knowledge))
    )


def _is_sign(reason: Reason, knowledge: Knowledge) -> bool:
    """Whether an emergency came with a sign alone, whatever the amount."""
    return any(gate.id == reason.rule and gate.within_min for gate in knowledge.ledger.gates) and (
        "overdose_on_purpose" not in reason.because
    )


def _told(reason: Reason, knowledge: Knowledge) -> tuple[str, ...]:
    facts = knowledge.facts
    return tuple(
        facts[fact].short or facts[fact].line or facts[fact].question
        if str(answer).lower() == "yes"
        else f"{facts[fact].short or facts[fact].line}: {answer}"
        for fact, answer in reason.because.items()
        if fact in facts and answer and str(answer).lower() != "no"
    )


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    once: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        once.setdefault((reason.rule, reason.text), reason)
    return sorted(once.values(), key=lambda reason: VERDICTS.index(reason.verdict))


def _which(at: datetime) -> str:
    """Which of the two, in the hour that comes twice when clocks go back."""
    first, second = at.replace(fold=0), at.replace(fold=1)
    if first.utcoffset() == second.utcoffset() or (first.utcoffset() or timedelta()) < (
        second.utcoffset() or timedelta()
    ):
        return ""
    return ", the second time" if at.fold else ", the first time"
