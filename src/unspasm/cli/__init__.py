"""The `unspasm` command: one module a command; each parses, calls one function and prints."""

from __future__ import annotations

import codecs
import io
import os
import sys
import traceback
from typing import Annotated

import typer

from unspasm import __version__
from unspasm.cli import backup, bring_in, check, content, doses, export, facts, learn, prove, report, serve

app = typer.Typer(
    name="unspasm",
    help="Free, offline help for people whose back muscles go into spasm. Not a doctor. "
    "If you think your life is in danger, call your emergency number now.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (check, facts, prove, serve, content, export, report):
    app.command()(getattr(command, command.__name__.rsplit(".", 1)[-1]))
app.command(name="import")(bring_in.bring_in)
app.command()(backup.backup)
app.command()(backup.restore)
app.add_typer(doses.app)
app.add_typer(learn.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unspasm {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop."),
    ] = False,
) -> None:
    """Options of the command itself."""


PLAIN = {"½": " 1/2", "–": "-", "…": "..."}


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Words for signs that the terminal cannot show: no command fails for want of a sign."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign, "?") for sign in lacking), error.end


def main() -> None:
    """Runs the command. What a person gave wrong ends in one sentence and exit code 2 (`refusal`).

    A fault of ours ends in exit code 70 and is never passed off as an all-clear.
    """
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads any more
        sys.exit(1)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        typer.echo(
            f"Unspasm failed and decided nothing ({type(error).__name__}, {where.name}). This is not an all-clear: "
            "if you have a danger sign, call your emergency number. Please report it as SAFETY.md says.",
            err=True,
        )
        sys.exit(70)
