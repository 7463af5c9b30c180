"""`unspasm check`: from answers to a disposition and, where it is safe, a plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from unspasm import care
from unspasm.care.calling import countries
from unspasm.cli.interview import interview
from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.cli.showing import show
from unspasm.knowledge import Knowledge


def check(
    answers: Annotated[
        str, typer.Option(metavar="FILE", help='One person: a JSON file {"fact": value}; - reads the input.')
    ] = "",
    batch: Annotated[
        str, typer.Option(metavar="FILE", help="Many people: one JSON object a line; prints one result a line.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON; needs --answers.")] = False,
    country: Annotated[
        str, typer.Option(metavar="ID", help="Whose numbers to show, such as US or GB-GBN; never guessed.")
    ] = "",
) -> None:
    """Answer questions here, or hand answers in, and see where to turn and what to do."""
    if answers and batch:
        refuse("Give --answers for one person or --batch for many, not both.")
    if as_json and not (answers or batch):
        refuse("--json needs answers: add --answers FILE, or --answers - to read them from the input.")
    knowledge = knowledge_or_refuse()
    known = dict(countries(knowledge))
    if country and country not in known:
        refuse(f"There are no numbers for {country!r}; use one of {', '.join(sorted(known))}, or leave it out.")
    now = datetime.now(UTC).astimezone()
    if batch:
        for line in results(read_bytes(batch), knowledge, now):
            typer.echo(json.dumps(line))
    elif answers:
        given = one_person(read_bytes(answers), answers, knowledge, now)
        if as_json:
            typer.echo(json.dumps(care.check(given, knowledge, now), indent=1))
        else:
            show(given, knowledge, now, country)
    else:
        show(interview(knowledge, now, country), knowledge, now, country)


def one_person(text: bytes, name: str, knowledge: Knowledge, now: datetime) -> care.Answers:
    """The checked answers in a file, or the end of the command with what is wrong in it."""
    try:
        return care.read_answers(parse(text), knowledge, now.date())
    except ValueError as error:
        refuse(f"{'The input' if name == '-' else name}: {error}")


def results(text: bytes, knowledge: Knowledge, now: datetime) -> Iterator[dict[str, Any]]:
    """One result for each line, in order; a line that cannot be used gives an `error` and no result."""
    for line in text.removesuffix(b"\n").split(b"\n") if text else ():
        try:
            given = care.read_answers(parse(line), knowledge, now.date())
        except ValueError as error:
            yield {"error": str(error)}
        else:
            yield care.check(given, knowledge, now)


def read_bytes(name: str) -> bytes:
    """What a file, or for `-` the input, holds; or the end of the command."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        refuse(f"{name} cannot be read: {error.strerror or error}.")


def parse(text: bytes) -> Any:
    """The JSON value in the text. Raises ValueError with line and column; a key given twice is refused."""
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_not_a_number)
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8 text; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}; mend it there"
        ) from None
    except RecursionError:
        raise ValueError('the answers must be one flat table of the form {"fact": value}') from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"{key[:60]!r} is answered twice; keep one")
        table[key] = value
    return table


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number that can be an answer; give a whole number")
