"""`unspasm content`: checks the knowledge files and lists what a clinician should look at."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from unspasm.cli.refusal import knowledge_or_refuse
from unspasm.knowledge import Knowledge
from unspasm.knowledge.review import OVERDUE, Due, find_gaps, review_list, sizes, unchecked


def content(
    as_json: Annotated[bool, typer.Option("--json", help="The list as JSON.")] = False,
    release: Annotated[bool, typer.Option(help="Fail (exit code 1) if any review is overdue.")] = False,
) -> None:
    """Check the knowledge files and list what is due for review. Exit code 1 if an entry is missing something."""
    knowledge = knowledge_or_refuse(proved=False)
    today = date.today()  # noqa: DTZ011  the reader's own calendar day is meant
    due, gaps = review_list(knowledge, today), find_gaps(knowledge)
    overdue = sum(entry.why.startswith(OVERDUE) for entry in due)
    if as_json:
        typer.echo(json.dumps({"gaps": gaps, "review": [asdict(entry) for entry in due]}, indent=1))
    else:
        print_list(knowledge, due)
    for gap in gaps:
        typer.echo(gap, err=True)
    if release and overdue:
        typer.echo(f"{overdue} reviews are overdue: review them, or leave the items out of the release.", err=True)
    if gaps or (release and overdue):
        raise typer.Exit(1)


def print_list(knowledge: Knowledge, due: list[Due]) -> None:
    """The list as a table, then how much there is of it."""
    console = Console()
    table = Table("Where", "Why")
    for entry in due:
        table.add_row(entry.where, entry.why)
    console.print(table)
    for kind, reasons in sizes(due).items():
        console.print(f"  {kind}: " + ", ".join(f"{n} {why}" for why, n in reasons.items()))
    items = [item for group in knowledge.items.values() for item in group.values()]
    counts = Counter(entry.why.split()[0] for entry in due)
    console.print(
        f"{len(knowledge.facts)} facts, {len(items)} items, {len(knowledge.sources)} sources; version {knowledge.version}"
    )
    console.print(f"No clinician has checked {len(unchecked(knowledge))} of {len(items)} items.")
    console.print(f"To review: {len(due)} (" + ", ".join(f"{n} {why}" for why, n in counts.most_common()) + ")")
