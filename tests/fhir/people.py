"""Made-up people with a record each, by seeded chance: checks, and entries of every kind that the diary knows.

Their words are what people and mischief put into a box: other scripts, formulas, markup, signs that turn the direction.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

import unspasm.knowledge
from tests.oracle import naive
from tests.oracle.people import people
from unspasm.fhir import Answer, Check, Entry, Told
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.record.kinds import read_kind, to_data

ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Monrovia",
    "Australia/Lord_Howe",
    "UTC",
)
WORDS = (
    "It began when I bent down.", "=HYPERLINK(\"x\")", "<script>alert(1)</script>", "\u202eevil\u202c", "Rückenschmerz 背痛 🌩",
    "a\nb\tc", "  two  spaces", "\u00a0", "'; DROP TABLE", "{{ 7*7 }}", "\ufeffmark", "x" * 2000, "&lt;b&gt;",
)  # fmt: skip
START = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def book() -> dict:
    """The oracle's own reading of the knowledge."""
    return naive.read_book(Path(unspasm.knowledge.__file__).parent)


def person(seed: int, most: int = 30) -> Told:
    """One made-up person. most: entries of the diary, at most (ends and ratings around a session come on top)."""
    rng = random.Random(seed)
    return Told(
        uuid(rng), checks(rng), tuple(diary(rng, rng.randint(0, most), load_knowledge())), rng.choice(("us", "uk", ""))
    )


def uuid(rng: random.Random) -> str:
    """A UUID by seeded chance."""
    return str(UUID(int=rng.getrandbits(128), version=4))


def instant(rng: random.Random) -> datetime:
    """Mostly this year; at times long ago, when clocks had odd offsets."""
    if rng.random() < 0.03:
        return datetime(1901, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(10**9))
    return START + timedelta(microseconds=rng.randrange(200 * 86_400 * 10**6))


def checks(rng: random.Random) -> tuple[Check, ...]:
    """None to two checks, the older one closed."""
    made = []
    for number in range(rng.choice((0, 1, 1, 1, 2))):
        at = START + timedelta(days=40 * number, seconds=rng.randrange(86_400))
        given = next(people(rng, book(), 1))
        answers = []
        for step, (fact, value) in enumerate(given.items()):
            answers.append(
                Answer(fact, value, at + timedelta(seconds=step * 7, microseconds=step), rng.random() < 0.05)
            )
        if "pain_days" not in given and rng.random() < 0.2:
            answers.append(Answer("started_on", (date(2026, 2, 1)).isoformat(), at + timedelta(hours=1)))
        closed = at + timedelta(hours=3) if number == 0 or rng.random() < 0.5 else None
        made.append(Check(uuid(rng), rng.choice(("spasm", "full")), at, closed, tuple(answers)))
    return tuple(made)


def diary(rng: random.Random, count: int, knowledge: Knowledge) -> list[Entry]:
    """Entries in order of happening, each as the record would hold it."""
    found: list[Entry] = []
    for _ in range(count):
        kind = rng.choice(tuple(MAKERS))
        data = MAKERS[kind](rng, knowledge)
        first = entry(rng, kind, data)
        found.append(first)
        found += around(rng, first, knowledge)
    return sorted(found, key=lambda one: (one.happened_at, one.written_at, one.thread))


def entry(rng: random.Random, kind: str, data: dict, at: datetime | None = None) -> Entry:
    """One entry, checked and stored as the record does."""
    at = at or instant(rng)
    written = at + timedelta(seconds=rng.randrange(100_000))
    return Entry(
        uuid(rng), kind, to_data(read_kind(kind, data)), at, rng.choice(ZONES), written, rng.choice((1, 1, 1, 2, 7))
    )


def around(rng: random.Random, first: Entry, knowledge: Knowledge) -> list[Entry]:
    """What belongs to a session, a wait or a comparison: ratings, its end, its draws."""

    def later() -> datetime:
        return first.happened_at + timedelta(seconds=rng.randrange(7200))

    more = []
    if first.kind in ("session", "wait") and rng.random() < 0.7:
        for phase in ("before", "after"):
            more.append(
                entry(rng, "rating", {"pain": rng.randint(0, 10), "phase": phase, "session": first.thread}, later())
            )
    if first.kind == "session" and rng.random() < 0.4:
        seconds = [rng.choice((9.5, 10, rng.uniform(0, 60))) for _ in range(rng.randrange(4))]
        counted = {"session": first.thread, "movement": rng.choice(("cat_cow", "gone")), "reps": rng.randint(0, 500)}
        more.append(
            entry(rng, "coached", {**counted, "rep_s": seconds, "hold_s": seconds[:1], "seen_s": 30.25}, later())
        )
    if first.kind == "session" and rng.random() < 0.7:
        outcome = rng.choice(("done", "stopped", "not_done"))
        reason = rng.choice(("sting_blister", "dizzy", "no_such_reason")) if outcome == "stopped" else ""
        data = {
            "session": first.thread,
            "outcome": outcome,
            "reason": reason,
            "note": words(rng),
            "active_s": rng.choice((0, 900)),
        }
        more.append(entry(rng, "session_end", data, later()))
    if first.kind == "trial":
        for _ in range(rng.randint(0, 3)):
            option = rng.choice(first.data["options"])
            more.append(
                entry(rng, "choice", {"trial": first.thread, "option": option, "chance": rng.uniform(0.01, 1)}, later())
            )
        more.append(entry(rng, "wait", {"trial": first.thread}, later()))
        if rng.random() < 0.5:
            why = rng.choice(("clear", "planned", "abandoned"))
            more.append(entry(rng, "trial_end", {"trial": first.thread, "why": why}, later()))
    return more


def words(rng: random.Random) -> str:
    """Something that a person may have typed, or nothing."""
    return rng.choice(("", *WORDS))


def _rating(rng: random.Random, _: Knowledge) -> dict:
    phase = rng.choice(("now", "scheduled"))
    if rng.random() < 0.2:
        return {"feel": rng.choice(("better", "same", "worse")), "phase": phase}
    return {"pain": rng.randint(0, 10), "phase": phase}


def _dose(rng: random.Random, knowledge: Knowledge) -> dict:
    names = [name.replace(" ", "_") for name in knowledge.ledger.ingredients] + ["unlisted_drug"]
    lines = [
        {
            "ingredient": name,
            "amount": Decimal(rng.randint(1, 2_000_000)) / rng.choice((1, 8, 1000)),
            "unit": rng.choice(("mg", "g", "uses", "patches")),
        }
        for name in rng.sample(names, rng.choice((1, 1, 2, 3)))
    ]
    for line in lines:
        line["amount"] = min(line["amount"].quantize(Decimal("0.001")), Decimal(1_000_000))
    return {"product": rng.choice(("", "Ibuprofen 200 mg tablets", "<b>Pack</b>", "Rub-On 5%")), "lines": lines}


def _trial(rng: random.Random, knowledge: Knowledge) -> dict:
    options = rng.sample([*knowledge.interventions, "nothing"], rng.randint(2, 4))
    return {
        "options": options,
        "policy": rng.choice(("pairs", "top_two", "thompson", "round_robin")),
        "planned": rng.randint(1, 200),
    }


MAKERS = {
    "rating": _rating,
    "session": lambda rng, k: {"item": rng.choice(list(k.interventions)), "variant": rng.choice(("standard", "safer")), "how": rng.choice(("", "self", "partner"))},
    "wait": lambda rng, k: {},
    "dose": _dose,
    "gate_passed": lambda rng, k: {"medicine": "ibuprofen"},
    "drink": lambda rng, k: {"what": "water", "ml": rng.randint(1, 3000)},
    "symptom": lambda rng, k: {"symptom": rng.choice(list(k.items["symptoms"])), "grade": rng.randint(0, 3)},
    "sleep": lambda rng, k: {"quality": rng.randint(0, 4), "hours": rng.choice((None, 7.5, 0.1, 24.0, rng.uniform(0, 24)))},
    "trigger": lambda rng, k: {"trigger": rng.choice(("lift", "other", "woke_with_it")), "words": words(rng)},
    "note": lambda rng, k: {"words": rng.choice(WORDS[:6])},
    "goal": lambda rng, k: {"words": rng.choice(WORDS[:6])},
    "episode": lambda rng, k: {"mark": rng.choice(("open", "close"))},
    "programme": lambda rng, k: {"item": "traction", "step": rng.choice(("begin", "end"))},
    "trial": _trial,
}  # fmt: skip
