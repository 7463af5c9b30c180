"""`unspasm content`: checks the knowledge files and lists what a clinician should look at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from unspasm.cli.refusal import knowledge_or_refuse
from unspasm.knowledge import Knowledge

OUR_JUDGEMENT = ("design", "prof", "unverified")
"""Marks of what rests on our own reading, or on nothing that was seen."""


@dataclass(frozen=True)
class Due:
    """One thing to review, and why."""

    where: str
    why: str


def content(
    as_json: Annotated[bool, typer.Option("--json", help="The list as JSON.")] = False,
    release: Annotated[bool, typer.Option(help="Fail (exit code 1) if any review is overdue.")] = False,
) -> None:
    """Check the knowledge files and list what is due for review."""
    knowledge = knowledge_or_refuse(proved=False)
    today = date.today()  # noqa: DTZ011  the reader's own calendar day is meant
    due = list(review_list(knowledge, today))
    overdue = sum(entry.why.startswith("overdue") for entry in due)
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in due], indent=1))
    else:
        print_list(knowledge, due)
    if release and overdue:
        typer.echo(f"{overdue} reviews are overdue: review them, or leave the items out of the release.", err=True)
        raise typer.Exit(1)


def review_list(knowledge: Knowledge, today: date) -> Iterator[Due]:
    """Everything marked unverified, design or prof, and everything whose review is overdue on `today`."""
    for fact in knowledge.facts.values():
        yield from _by_mark(f"facts, {fact.id}", fact.mark)
    for kind, items in knowledge.items.items():
        for item in items.values():
            yield from _by_mark(f"{kind}/{item.id}.toml", item.mark)
            if item.next_review and item.next_review < today:
                yield Due(f"{kind}/{item.id}.toml", f"overdue since {item.next_review}")
    for key, source in knowledge.sources.items():
        yield from _by_mark(f"sources.toml, {key}", str(source.get("mark", "")))
    for name, table in knowledge.tables.items():
        for where, mark in _marks(table, ""):
            yield from _by_mark(f"{name}{where}", mark)


def print_list(knowledge: Knowledge, due: list[Due]) -> None:
    """The list as a table, then how much there is of it."""
    console = Console()
    table = Table("Where", "Why")
    for entry in due:
        table.add_row(entry.where, entry.why)
    console.print(table)
    items = [item for group in knowledge.items.values() for item in group.values()]
    unchecked = sum(not item.checked_by for item in items)
    counts = Counter(entry.why.split()[0] for entry in due)
    console.print(
        f"{len(knowledge.facts)} facts, {len(items)} items, {len(knowledge.sources)} sources; version {knowledge.version}"
    )
    console.print(f"No clinician has checked {unchecked} of {len(items)} items.")
    console.print(f"To review: {len(due)} (" + ", ".join(f"{n} {why}" for why, n in counts.most_common()) + ")")


def _by_mark(where: str, mark: str) -> Iterator[Due]:
    if mark in OUR_JUDGEMENT:
        yield Due(where, mark)


def _marks(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every `mark` in a nested table, with its place."""
    if isinstance(value, list):
        for number, part in enumerate(value, 1):
            name = part.get("id", number) if isinstance(part, dict) else number
            yield from _marks(part, f"{where}, {name}")
    elif isinstance(value, dict):
        if isinstance(value.get("mark"), str):
            yield where, value["mark"]
        for key, part in value.items():
            if isinstance(part, dict | list):
                yield from _marks(part, f"{where}, {key}" if isinstance(part, dict) else where)
