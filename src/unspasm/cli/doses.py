"""`unspasm doses check`: what can be said of each dose that was taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from unspasm.care.doses import DosesError, Judgement, judge_doses, read_file, to_contract
from unspasm.cli.check import parse, read_bytes
from unspasm.cli.refusal import knowledge_or_refuse, refuse

app = typer.Typer(
    name="doses",
    help="The medicine ledger. It never recommends a medicine.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def doses() -> None:
    """The medicine ledger. It never recommends a medicine; ask a pharmacist or doctor first."""


@app.command()
def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help='JSON: {"person": {...}, "doses": [...]}; - reads the input.')
    ] = "",
    market: Annotated[str, typer.Option(metavar="us|uk", help="Whose packs: us or uk.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> None:
    """Judge a list of doses: limits, waits, mixes, days in a row, and what rules a medicine out."""
    knowledge = knowledge_or_refuse()
    known = knowledge.ledger.markets
    if not file:
        refuse("Give a file with the doses, or - to read them from the input.")
    if market not in known:
        refuse(f"--market must be {' or '.join(known)}: elsewhere, follow the pack in your hand.")
    try:
        answers, given = read_file(parse(read_bytes(file)), knowledge, market, datetime.now(UTC).astimezone().date())
    except DosesError as error:
        refuse(f"{_name(file)}: {error}.")
    except ValueError as error:
        refuse(f"{_name(file)}: {error}")
    judgements = judge_doses(answers, given, knowledge, market)
    if as_json:
        typer.echo(json.dumps(to_contract(judgements), indent=1))
        return
    for dose, judgement in zip(given, judgements, strict=True):
        amount = "" if dose.amount is None else f" {dose.amount} {judgement.unit}"
        typer.echo(f"{dose.at:%Y-%m-%d %H:%M %z}  {dose.ingredient}{amount}: {judgement.verdict.replace('_', ' ')}")
        _show(judgement)


def _show(judgement: Judgement) -> None:
    for reason in judgement.reasons:
        typer.echo(f"    {reason.text}")
    if judgement.earliest_next:
        typer.echo(f"    Not before {judgement.earliest_next:%Y-%m-%d %H:%M %z}.")


def _name(file: str) -> str:
    return "The input" if file == "-" else file
