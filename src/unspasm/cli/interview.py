"""The interview in a terminal: one screen at a time, danger first, back and change allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from unspasm.care import NOT_SURE, SKIPPED, Answers, AnswersError, Ask, next_screen, read_answers, screen
from unspasm.care.calling import Calling, calling
from unspasm.knowledge import Fact, Knowledge

BACK, DONE, QUIT, SKIP, UNSURE = "b", "d", "q", "s", "?"
KEYS = "? not sure   s skip   b back   q stop"


class _Back(Exception):
    """The person wants the screen before this one."""


class _Enough(Exception):
    """The person wants the result now, and only questions that danger does not hang on are left."""


@dataclass
class _Told:
    """What the person has told so far, with what they told before it."""

    raw: dict[str, Any] = field(default_factory=dict)
    put_again: frozenset[str] = frozenset()
    before: list[tuple[dict[str, Any], frozenset[str]]] = field(default_factory=list)

    def keep(self, new: Mapping[str, Any], again: bool) -> None:
        self.before.append((dict(self.raw), self.put_again))
        self.raw |= new
        if again:
            self.put_again |= set(new)

    def go_back(self) -> None:
        if self.before:
            self.raw, self.put_again = self.before.pop()


def interview(knowledge: Knowledge, now: datetime, country: str = "", console: Console | None = None) -> Answers:
    """The person's checked answers. Ends when nothing worth asking is left, or on an emergency at once."""
    console = console or Console()
    _first_aid(calling(country, knowledge, now.date()), knowledge, console)
    told = _Told()
    while True:
        answers = read_answers(told.raw, knowledge, now.date())
        ask = next_screen(answers, told.put_again, knowledge, through="plan")
        if ask is None:
            return answers
        try:
            new = _put(ask, screen(answers, knowledge).cleared, console, knowledge)
            read_answers(told.raw | new, knowledge, now.date())
        except _Back:
            told.go_back()
        except _Enough:
            return answers
        except AnswersError as error:
            console.print(f"\nThat cannot be right: {escape(str(error))}. Please answer again, or type b to go back.")
        else:
            told.keep(new, ask.again)


def _first_aid(call: Calling, knowledge: Knowledge, console: Console) -> None:
    """What is safe for everyone, before any question."""
    table = knowledge.tables["first_aid"]
    parts = ["\n".join([f"[bold]{step['title']}[/bold]", *step["steps"]]) for step in table["step"]]
    text = call.fill("\n\n".join(parts))
    console.print(Panel(text, title=str(table["title"]), title_align="left", expand=False))


def _put(ask: Ask, may_end: bool, console: Console, knowledge: Knowledge) -> dict[str, Any]:
    """Puts one screen and returns what was answered: fact -> value, for each fact of the screen."""
    console.rule(align="left")
    facts = [knowledge.facts[key] for key in ask.facts]
    end = "   d show my result now" if may_end else ""
    if ask.screen.kind == "ticks" and not ask.again and len(facts) > 1:
        return _ticks(ask, facts, end, console)
    if ask.screen.title and len(facts) > 1:
        console.print(f"[bold]{ask.screen.title}[/bold]")
    return {fact.id: _one(fact, ask.again, end, console) for fact in facts}


def _ticks(ask: Ask, facts: list[Fact], end: str, console: Console) -> dict[str, Any]:
    console.print(f"[bold]{ask.screen.title}[/bold]")
    if ask.screen.hint:
        console.print(ask.screen.hint)
    for number, fact in enumerate(facts, 1):
        console.print(f"  {number}  {fact.line or fact.question}")
    while True:
        typed = _typed(f"Numbers of all that are true, such as 1 3 (a doubt: 2?). 0 none of these   {KEYS}{end}")
        ticked = _read_ticks(typed, facts)
        if ticked is not None:
            return ticked
        console.print(f"Type numbers from 1 to {len(facts)}, or 0 for none of these.")


def _read_ticks(typed: str, facts: list[Fact]) -> dict[str, Any] | None:
    """Each fact's answer, or None if it cannot be understood. `?` alone: not sure about the whole list."""
    if typed in (UNSURE, SKIP):
        return {fact.id: NOT_SURE if typed == UNSURE else SKIPPED for fact in facts}
    words = typed.replace(",", " ").split()
    if words == ["0"]:
        return {fact.id: "no" for fact in facts}
    answers: dict[str, Any] = {fact.id: "no" for fact in facts}
    for word in words:
        number = word.removesuffix(UNSURE)
        if not number.isdecimal() or not 1 <= int(number) <= len(facts):
            return None
        answers[facts[int(number) - 1].id] = "yes" if word == number else NOT_SURE
    return answers if words else None


def _one(fact: Fact, again: bool, end: str, console: Console) -> Any:
    console.print(f"\n[bold]{fact.plainer if again and fact.plainer else fact.question}[/bold]")
    if fact.help:
        console.print(fact.help)
    for number, (_, label) in enumerate(fact.options, 1):
        console.print(f"  {number}  {label}")
    while True:
        typed = _typed(f"{_hint(fact)}   {KEYS}{end}")
        if typed in (UNSURE, SKIP):
            return NOT_SURE if typed == UNSURE else SKIPPED
        value = _read(fact, typed)
        if value is not None:
            return value
        console.print(f"That does not fit. {_hint(fact)}")


def _hint(fact: Fact) -> str:
    match fact.type:
        case "yes_no":
            return "y yes   n no"
        case "one_of":
            return f"A number from 1 to {len(fact.options)}"
        case "many_of":
            return "Numbers of all that fit, such as 1 3; 0 none"
        case "integer":
            unit = "" if fact.unit.startswith("out of") else f" {fact.unit}"
            return f"A whole number from {fact.min} to {fact.max}{unit}".rstrip()
    return "A date such as 2026-01-31"


def _read(fact: Fact, typed: str) -> Any:
    """The typed words as a value, or None if they do not fit; dates are checked with all answers."""
    if fact.type == "yes_no":
        return {"y": "yes", "yes": "yes", "n": "no", "no": "no"}.get(typed)
    if fact.type == "date":
        return typed or None
    words = typed.replace(",", " ").split()
    if not words or not all(word.isdecimal() for word in words):
        return None
    numbers = [int(word) for word in words]
    if fact.type == "integer":
        return numbers[0] if len(numbers) == 1 and fact.min <= numbers[0] <= fact.max else None
    keys = dict(enumerate(fact.option_ids, 1))
    if fact.type == "many_of":
        return [] if numbers == [0] else [keys[n] for n in numbers] if set(numbers) <= set(keys) else None
    return keys.get(numbers[0]) if len(numbers) == 1 else None


def _typed(hint: str) -> str:
    """One line from the person, in lower case. The end of the input stops the command."""
    typer.echo(hint)
    try:
        typed = input("> ").strip().lower()
    except (EOFError, KeyboardInterrupt):
        typed = QUIT
    if typed == QUIT:
        typer.echo("\nStopped. Nothing was saved, and nothing was decided.", err=True)
        raise typer.Exit(1)
    if typed == BACK:
        raise _Back
    if typed == DONE and "d show my result" in hint:
        raise _Enough
    return typed
