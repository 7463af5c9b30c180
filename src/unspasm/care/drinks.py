"""Drinks of a person: a usual amount for reference, who is shown none, and when much is too much. Pure.

    rules = drink_rules(knowledge)             once
    reference(answers, rules, knowledge)       the line for this person, or why there is none
    drunk(drinks, now, rules)                  what was drunk, and whether that is a lot

Nothing here is a goal: drinking has not been shown to ease a spasm. Sources: `drinks.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from unspasm.care.answers import NOT_SURE, SKIPPED, Answers, comparer
from unspasm.care.evaluate import ALL, CERTAIN, Pair, evaluate
from unspasm.knowledge.condition import Compiler, Program
from unspasm.knowledge.items import Knowledge

ML = 1000
DAY, HOUR, SIX_HOURS = timedelta(hours=24), timedelta(hours=1), timedelta(hours=6)
AGE, ADULT = "age", 18
TABLES = ("line", "extra", "do_not_push", "care", "no_electrolytes")


@dataclass(frozen=True)
class Row:
    """One row of `drinks.toml` with its condition compiled."""

    when: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class DrinkRules:
    """The rows by table, their program, and the tables that hold no condition."""

    program: Program
    rows: Mapping[str, tuple[Row, ...]]
    general: Mapping[str, Any]
    ceilings: Mapping[str, Any]
    low_salt: Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One sentence about this person, with what it rests on."""

    id: str
    text: str
    sources: tuple[str, ...]
    drink: str = ""


@dataclass(frozen=True)
class Reference:
    """What this person is shown. ml: the line, None if there is none; then `no_line` says why.

    care, salts: words of care. ask: facts that were never put and could bring a line.
    """

    ml: int | None
    no_line: tuple[Said, ...]
    care: tuple[Said, ...]
    salts: tuple[Said, ...]
    ask: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Drunk:
    """Millilitres of today and of the last 24 hours, and whether that is a lot."""

    today_ml: int
    day_ml: int
    hour_ml: int
    too_fast: bool
    too_much: bool
    ask_low_salt: bool


def drink_rules(knowledge: Knowledge) -> DrinkRules:
    """The rows of `drinks.toml`, compiled into a program of their own. Raises ConditionError for a broken row."""
    table, program = knowledge.tables["drinks"], Program()
    for node in knowledge.program.nodes:  # same places, so that the definitions hold here too
        program.add(node)
    compiler = Compiler(program, knowledge.facts, knowledge.definitions)
    rows = {name: tuple(Row(compiler.compile(row["when"]), row) for row in table[name]) for name in TABLES}
    return DrinkRules(program, rows, table["general"], table["ceilings"], table["low_salt"])


def reference(answers: Answers, rules: DrinkRules, knowledge: Knowledge) -> Reference:
    """What this person is shown. No line under 18, without an age, or while a reason not to push is possible."""
    pairs = evaluate(rules.program, comparer(answers, knowledge), ALL, 0)
    general = rules.general

    def certain(row: Row) -> bool:
        return bool(pairs[row.when][0] & CERTAIN)

    care = [_said(row) for row in rules.rows["care"] if certain(row)]
    if any(_open(pairs[row.when]) for row in rules.rows["care"]):
        care.append(_word("care_unknown", general))
    salts = [_said(row) for row in rules.rows["no_electrolytes"] if certain(row)]
    if any(_open(pairs[row.when]) for row in rules.rows["no_electrolytes"]):
        salts.append(_word("salts_unknown", general))
    no_line, ask = _no_line(answers, pairs, rules)
    if no_line:
        return Reference(None, no_line, tuple(care), tuple(salts), ask, ())
    line = next(row for row in rules.rows["line"] if certain(row))
    extras = [row for row in rules.rows["extra"] if certain(row)]
    litres = line.fields["drinks_l"] + sum(row.fields["drinks_l"] for row in extras)
    sources = dict.fromkeys(source for row in (line, *extras) for source in row.fields["sources"])
    asked = _unasked(answers, pairs, (*rules.rows["care"], *rules.rows["no_electrolytes"]), rules)
    return Reference(round(litres * ML), (), tuple(care), tuple(salts), asked, tuple(sources))


def drunk(drinks: Sequence[tuple[datetime, int]], now: datetime, rules: DrinkRules) -> Drunk:
    """What was drunk. drinks: (aware instant, ml) in any order. now: aware; its own midnight begins today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
    instant = now.astimezone(UTC)

    def since(start: datetime) -> int:
        return sum(ml for at, ml in drinks if start < at.astimezone(UTC) <= instant)

    today = sum(ml for at, ml in drinks if midnight <= at.astimezone(UTC) <= instant)
    day, hour, six = since(instant - DAY), since(instant - HOUR), since(instant - SIX_HOURS)
    most = round(rules.ceilings["never_praise_above_l"] * ML)
    return Drunk(
        today, day, hour,
        too_fast=hour > round(rules.ceilings["per_hour_l"] * ML), too_much=max(today, day) > most,
        ask_low_salt=six >= rules.low_salt["when_ill_after_ml_6h"],
    )  # fmt: skip


def _no_line(answers: Answers, pairs: Sequence[Pair], rules: DrinkRules) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    """Why there is no line, and what could be asked to change that; both empty where there is one."""
    rows = rules.rows["do_not_push"]
    stop = tuple(_said(row) for row in rows if pairs[row.when][0] & CERTAIN)
    if stop:
        return stop, ()
    age = answers.get(AGE)
    if not isinstance(age, int):
        return (_word("no_age", rules.general),), () if age in (NOT_SURE, SKIPPED) else (AGE,)
    if age < ADULT:
        return (_word("under_18", rules.general),), ()
    if any(_open(pairs[row.when]) for row in rows):
        ask = _unasked(answers, pairs, rows, rules)
        return (_word("unasked" if ask else "unsure", rules.general),), ask
    return (), ()


def _open(pair: Pair) -> bool:
    """Neither certain nor ruled out."""
    return not (pair[0] | pair[1]) & CERTAIN


def _unasked(answers: Answers, pairs: Sequence[Pair], rows: Sequence[Row], rules: DrinkRules) -> tuple[str, ...]:
    """Facts that were never put and on which an open row hangs."""
    facts = (fact for row in rows if _open(pairs[row.when]) for fact in rules.program.facts_of(row.when))
    return tuple(dict.fromkeys(fact for fact in facts if fact not in answers))


def _said(row: Row) -> Said:
    return Said(row.fields["id"], row.fields["reason"], tuple(row.fields["sources"]), row.fields.get("drink", ""))


def _word(name: str, general: Mapping[str, Any]) -> Said:
    return Said(name, str(general[f"{name}_words"]), tuple(general["sources"]))
