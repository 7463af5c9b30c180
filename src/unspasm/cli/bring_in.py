"""`unspasm import`: adds what a file holds to the record, once; or shows what it would add."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.cli.serve import prepare_storage


def bring_in(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An Unspasm archive, or another file that we know.")],
    only_preview: Annotated[bool, typer.Option("--preview", help="Show what it would add; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The preview, or what was added, as JSON.")] = False,
) -> None:
    """Add what a file holds to your record. Nothing is lost or doubled, also when you do it twice."""
    knowledge_or_refuse()
    prepare_storage()
    from unspasm.handover.arrival import Refused, added, preview
    from unspasm.handover.formats import read_file
    from unspasm.record.actions import bring_in as write
    from unspasm.record.queries import everything, local_person
    from unspasm.record.rows import RowsError

    now = datetime.now(UTC)
    try:
        with Path(file).open("rb") as opened:
            arrival = read_file(opened, now=now)
        shown = preview(arrival, everything(local_person()))
        if not only_preview:
            shown["added"] = added(write(rows=arrival.rows, now=now))
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror or error}.")
    except Refused as error:
        refuse(f"{file}: {error}")
    except RowsError as error:
        refuse(f"{file}: {error}. Nothing was brought in.")
    if as_json:
        typer.echo(json.dumps(shown, indent=1))
    else:
        _show(arrival.title, shown)


def _show(title: str, shown: Mapping[str, Any]) -> None:
    typer.echo(f"{title}. Understood: {_counted(shown['understood'])}.")
    for sentence in shown.get("about", ()):
        typer.echo(sentence)
    left_out: Sequence[str] = shown["not_understood"]
    if left_out:
        typer.echo("Not understood, and left out:")
        for sentence in left_out:
            typer.echo(f"  - {sentence}")
    for one in shown.get("conditions", ()):
        if one["back"]:
            typer.echo(f"  {one['words']}: chronic {one['chronic']}. {one['chronic_why']}")
    for sentence in shown.get("changed", ()):
        typer.echo(f"Changed: {sentence}")
    if "added" in shown:
        typer.echo(f"Added: {_counted(shown['added'])}.")
    else:
        typer.echo(f"It would add: {_counted(shown['will_add'])}. Nothing was written.")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in counts.items()) or "nothing new"
