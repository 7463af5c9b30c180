"""People with a whole record, made by chance: every kind of entry, corrections, withdrawals, zones, awkward words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from unspasm.knowledge import Fact, load_knowledge
from unspasm.record.kinds import KINDS, read_kind, to_data
from unspasm.record.rows import AnswerRow, CheckRow, EventRow, PersonRow, Rows, SettingRow

NOW = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC", "America/St_Johns")
WORDS = (
    "Lifting the washing.", "=HYPERLINK(\"http://elsewhere.example\";\"click\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1",
    "<script>alert(1)</script>", "</td><b>bold", "#let x = 1; #read(\"/etc/passwd\")", "$x^2$ *bold* _it_ `code` \\n",
    "safe\u202egnp.exe", "zero\u200bwidth", "Rücken, Mühe", "спина болит", "ظهري يؤلمني", "הגב שלי כואב", "腰が痛い",
    "मेरी पीठ", "👩‍⚕️ ouch 🔥", "line one\nline two", "a,b;\"c\"", "tab\there", "\u2028odd\u2029", "x" * 1999, "nul\u0000inside",
    "{{ 7|add:7 }} {% now 'Y' %}", "e\u0301 é", "it's 100% sore | pipe",
)  # fmt: skip
SETTINGS: tuple[tuple[str, Any], ...] = (
    ("country", "GB-GBN"), ("theme", "dark"), ("rating_times", ["08:00", "20:00"]), ("no_scores", True),
    ("voice", "calm"), ("odd", {"a": [1, 2.5, None, "é"]}),
)  # fmt: skip


def make_rows(rng: Random, *, entries: int = 25) -> Rows:
    """One person's whole record. The same chance makes the same person."""
    person = PersonRow(id=_key(rng), made_at=NOW - timedelta(days=400, microseconds=rng.randrange(10**6)))
    checks, answers = [], []
    for number in range(rng.randrange(4)):
        started = NOW - timedelta(days=100 - 20 * number, seconds=rng.randrange(10**5))
        is_open = number == 2 or (rng.random() < 0.1 and all(check.closed_at for check in checks))
        check = CheckRow(
            id=_key(rng), mode=rng.choice(("spasm", "full")), started_at=started,
            closed_at=None if is_open and all(one.closed_at for one in checks) else started + timedelta(hours=3),
        )  # fmt: skip
        checks.append(check)
        answers += _answers(rng, check)
    events = _events(rng, entries)
    settings = [SettingRow(key=key, value=value) for key, value in SETTINGS if rng.random() < 0.5]
    settings.sort(key=lambda one: one.key)
    return Rows(person, tuple(checks), tuple(answers), tuple(events), tuple(settings))


def _answers(rng: Random, check: CheckRow) -> list[AnswerRow]:
    facts = list(load_knowledge().facts.values())
    return [
        AnswerRow(
            check=check.id, fact=fact.id, value=value_of(rng, fact), asked_again=rng.random() < 0.1,
            screen=f"s_{number % 7}", at=check.started_at + timedelta(seconds=10 * number, microseconds=number),
        )
        for number, fact in enumerate(rng.choices(facts, k=rng.randrange(30)))
    ]  # fmt: skip


def value_of(rng: Random, fact: Fact) -> Any:
    """A value that the fact can have."""
    if rng.random() < 0.15:
        return rng.choice(("not_sure", "skipped"))
    if fact.type == "integer":
        return rng.randint(fact.min, fact.max)
    if fact.type == "date":
        return f"2026-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
    if fact.type == "many_of":
        return sorted(rng.sample(fact.option_ids, rng.randrange(len(fact.option_ids))))
    return rng.choice(fact.option_ids)


def _events(rng: Random, entries: int) -> list[EventRow]:
    made: list[EventRow] = []
    sessions: list[UUID] = []
    trials: list[UUID] = []
    for _ in range(entries):
        kind = rng.choice(sorted(KINDS))
        if (kind in ("session_end", "coached") and not sessions) or (kind in ("trial_end", "choice") and not trials):
            kind = "session" if kind in ("session_end", "coached") else "trial"
        key, happened = _key(rng), NOW - timedelta(minutes=rng.randrange(1, 500_000), microseconds=rng.randrange(10**6))
        data = to_data(read_kind(kind, _data(rng, kind, sessions, trials)))
        first = EventRow(
            key=key, thread=key, version=1, kind=kind, data=data, happened_at=happened, zone=rng.choice(ZONES),
            written_at=happened + timedelta(seconds=rng.randrange(100)),
        )  # fmt: skip
        made.append(first)
        if kind in ("session", "trial"):
            (sessions if kind == "session" else trials).append(key)
        if rng.random() < 0.3:
            made += _changes(rng, first)
    return made


def _changes(rng: Random, first: EventRow) -> list[EventRow]:
    found = [first]
    for _ in range(rng.randrange(1, 4)):
        last = found[-1]
        change: dict[str, Any] = {
            "key": _key(rng), "version": last.version + 1, "written_at": last.written_at + timedelta(minutes=1),
            "withdrawn": not last.withdrawn if rng.random() < 0.5 else last.withdrawn,
        }  # fmt: skip
        if first.kind in ("note", "goal"):
            change["data"] = {"words": rng.choice(WORDS).strip() or "x"}
        found.append(last.model_copy(update=change))
    return found[1:]


def _data(rng: Random, kind: str, sessions: list[UUID], trials: list[UUID]) -> dict[str, Any]:
    session = str(rng.choice(sessions)) if sessions else None
    trial = str(rng.choice(trials)) if trials else None
    words = rng.choice(WORDS)
    rating: dict[str, Any] = {"pain": rng.randrange(11), "phase": rng.choice(("now", "scheduled"))}
    if rng.random() < 0.2:
        rating = {"feel": rng.choice(("better", "same", "worse"))}
    elif session and rng.random() < 0.5:
        rating |= {"phase": rng.choice(("before", "after")), "session": session}
    return {
        "rating": rating,
        "brought_in": {
            "what": "condition",
            "words": words[:200].strip() or "x",
            "since": "2020-02-02",
            "chronic": "yes",
        },
        "session": {"item": rng.choice(("heat", "cat_cow", "walking")), "how": rng.choice(("", "self"))},
        "session_end": {"session": session, "outcome": rng.choice(("done", "stopped")), "note": words, "active_s": 90},
        "dose": {
            "product": words[:200],
            "lines": [
                {"ingredient": "ibuprofen", "amount": rng.choice(("400", "0.5", "200.125")), "unit": "mg"}
                for _ in range(rng.randrange(1, 3))
            ],
        },
        "coached": {"session": session, "movement": "cat_cow", "reps": 3, "rep_s": [9.5, 10.0], "seen_s": 30.5},
        "gate_passed": {"medicine": "ibuprofen"},
        "drink": {"what": "water", "ml": rng.randrange(1, 3000)},
        "symptom": {"symptom": "tense_or_stiff", "grade": rng.randrange(4)},
        "sleep": {"quality": rng.randrange(5), "hours": rng.choice((None, 6.5, 0.0))},
        "trigger": {"trigger": rng.choice(("lift", "other")), "words": words},
        "note": {"words": words.strip() or "x"},
        "goal": {"words": words.strip() or "x"},
        "episode": {"mark": rng.choice(("open", "close"))},
        "programme": {"item": "rest_90_90", "step": rng.choice(("begin", "end"))},
        "wait": {"trial": trial},
        "trial": {"options": ["heat", "nothing"], "policy": "pairs", "planned": rng.randrange(1, 20)},
        "trial_end": {"trial": trial, "why": "planned"},
        "choice": {"trial": trial, "option": "heat", "chance": rng.choice((0.5, 1.0, 1 / 3))},
    }[kind]


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
