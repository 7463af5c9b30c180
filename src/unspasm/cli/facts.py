"""`unspasm facts`: the dictionary of everything a person can be asked."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from unspasm.cli.refusal import knowledge_or_refuse
from unspasm.knowledge import Fact


def facts(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: fact id -> its description.")] = False,
) -> None:
    """List every question there is, with the answers it takes."""
    dictionary = knowledge_or_refuse().facts
    if as_json:
        typer.echo(json.dumps({key: to_value(fact) for key, fact in dictionary.items()}, indent=1))
        return
    table = Table("Fact", "Answers", "Question")
    for fact in dictionary.values():
        table.add_row(fact.id, answers_of(fact), fact.question)
    Console().print(table)


def to_value(fact: Fact) -> dict[str, Any]:
    """The fact as plain JSON; keys that say nothing about its type are left out."""
    value: dict[str, Any] = {
        "type": fact.type,
        "question": fact.question,
        "line": fact.line,
        "help": fact.help,
        "plainer": fact.plainer,
        "ask_again": fact.ask_again,
        "danger": fact.danger,
        "reassuring": fact.reassuring,
        "private": fact.private,
        "sources": list(fact.sources),
        "mark": fact.mark,
    }
    if fact.type == "integer":
        value |= {"unit": fact.unit, "min": fact.min, "max": fact.max}
    if fact.options:
        value["options"] = [{"id": key, "label": label} for key, label in fact.options]
    return value


def answers_of(fact: Fact) -> str:
    """What may be answered, in a few words."""
    if fact.type == "integer":
        return f"{fact.min} to {fact.max} {fact.unit}".strip()
    if fact.type == "date":
        return "a date, such as 2026-01-31"
    words = ", ".join(fact.option_ids)
    return f"any of: {words}" if fact.type == "many_of" else words
