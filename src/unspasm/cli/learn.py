"""`unspasm learn`: what a diary says about what works, with how sure that is."""

from __future__ import annotations

import csv
import json
import math
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from unspasm.cli.cohort import fit_cohort
from unspasm.cli.crew import crew
from unspasm.cli.refusal import knowledge_or_refuse, refuse
from unspasm.cli.tables import lines_of, tables_in
from unspasm.cli.works import show_ahead, show_works
from unspasm.learn import (
    Diary,
    DiaryError,
    Prior,
    forecast,
    limits_from,
    prior_from,
    to_contract,
    to_diary,
    what_works,
)
from unspasm.learn.prior_file import FEWEST, PriorFileError, from_file, to_file
from unspasm.learn.reading import people_of
from unspasm.learn.simulate import DESIGNS, World, make_person

app = typer.Typer(
    name="learn",
    help="What works for one back, and how sure that is.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def learn() -> None:
    """What works for one back, and how sure that is. It never calls a drop that would have come anyway an effect."""


@app.command()
def fit(
    file: Annotated[str, typer.Argument(metavar="FILE.csv", help="person, t_hours, pain, item, phase, use")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
    each: Annotated[bool, typer.Option("--each", help="A file of many people: one line of JSON a person.")] = False,
    ahead: Annotated[bool, typer.Option("--forecast", help="Also each rating as it was expected before it.")] = False,
    priors: Annotated[str, typer.Option("--priors", help="A prior file of `unspasm learn cohort`.")] = "",
) -> None:
    """Fit one diary, or each of many."""
    knowledge = knowledge_or_refuse()
    prior, limits = _prior(priors, prior_from(knowledge)), limits_from(knowledge)
    diaries = _read(file)
    if not diaries:
        refuse(f"{file} holds no rating, so nothing can be said.")
    if len(diaries) > 1 and not each:
        refuse(f"{file} holds {len(diaries)} people; add --each to fit each of them.")
    for diary in diaries:
        expected = forecast(diary, prior) if ahead else None
        if as_json or each:
            works = what_works(diary, prior, limits)
            typer.echo(json.dumps(to_contract(diary, works, expected), indent=None if each else 1))
        else:
            show_works(diary, prior, limits, knowledge)
            if expected is not None:
                show_ahead(diary, expected)


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(metavar="OUT.csv", help="where the ratings go")],
    truth: Annotated[Path, typer.Option("--truth", help="Where the true effects go: person, item, effect.")],
    people: Annotated[int, typer.Option(min=1, max=1_000_000)] = 10,
    days: Annotated[int, typer.Option(min=1, max=366)] = 28,
    ratings_a_day: Annotated[int, typer.Option(min=0, max=24)] = 3,
    design: Annotated[str, typer.Option(help="pairs, mixed or own_choice")] = "pairs",
    effect: Annotated[
        list[str] | None, typer.Option(help="One item's effect over people, as MEAN or MEAN:SPREAD; again for more.")
    ] = None,
    autocorrelation: Annotated[float, typer.Option(help="Of the wandering, one day apart; -1: as in the prior.")] = -1,
    at_peaks: Annotated[
        float, typer.Option(min=0, max=12, help="Hours around in which the worst moment is picked.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Make people up whose truth is known: a table of ratings, and a second one with the true effects."""
    if design not in DESIGNS:
        refuse(f"{design!r} is not a design; use {', '.join(DESIGNS)}.")
    if autocorrelation != -1 and not 0 <= autocorrelation < 1:
        refuse("--autocorrelation must be from 0 to below 1.")
    world = World(
        effects=[_mean_spread(text) for text in effect or ["-0.5:0.7"]],
        design=design,
        days=days,
        ratings_a_day=ratings_a_day,
        autocorrelation=None if autocorrelation == -1 else autocorrelation,
        at_peaks=at_peaks,
    )
    try:
        with (
            out.open("w", encoding="utf-8", newline="") as table,
            truth.open("w", encoding="utf-8", newline="") as true,
        ):
            ratings, effects = csv.writer(table), csv.writer(true)
            ratings.writerow(["person", "t_hours", "pain", "item", "phase", "use"])
            effects.writerow(["person", "item", "effect"])
            for number in range(people):
                person = make_person(world, np.random.default_rng([seed, number]))
                for row in person.rows:
                    use = "" if row.use is None else row.use
                    ratings.writerow([number, f"{row.t_h:.4f}", f"{row.pain + 0.0:g}", row.item, row.phase, use])
                effects.writerows([number, item, f"{size:.6f}"] for item, size in person.effects.items())
    except OSError as error:
        refuse(f"{error.filename} cannot be written: {error.strerror}.")


@app.command()
def cohort(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="a table of many people (CSV or Parquet), or a folder of such tables")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the prior file goes.")],
    work: Annotated[
        Path | None,
        typer.Option("--work", help="A folder for parts: the same command takes up again what was stopped."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes.")] = 1,
    cluster: Annotated[
        str,
        typer.Option(
            help="A Dask scheduler's address, or `local` for one on this computer; needs the extra `cluster`."
        ),
    ] = "",
) -> None:
    """Fit what a population says beforehand of the next person, and write it as a prior file."""
    if cluster not in ("", "local") and work is None:
        refuse("On a cluster give --work too: a folder that every machine of it reaches under the same name.")
    knowledge = knowledge_or_refuse()
    prior = prior_from(knowledge)
    try:
        files = tables_in(path)
        if not files:
            refuse(f"There is no table (.csv or .parquet) in {path}.")
        with TemporaryDirectory() as spare, crew(workers, cluster) as run:
            folder = work or Path(spare)
            folder.mkdir(parents=True, exist_ok=True)
            told = fit_cohort(files, folder, prior, run, Console(stderr=True))
        if told.people < FEWEST:
            refuse(f"{path} holds {told.people} people; a population needs at least {FEWEST}.")
        provenance = {
            "made_by": f"unspasm {version('unspasm')} learn cohort",
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": [file.name for file in files],
            "digest": told.digest,
            "knowledge_version": knowledge.version,
            "people": told.people,
            "ratings": told.ratings,
            "rounds": told.rounds,
        }
        out.write_text(json.dumps(to_file(told.beliefs, told.items, told.prior, provenance), indent=1) + "\n")
    except OSError as error:
        refuse(f"{error.filename or path} cannot be used: {error.strerror or error}.")
    except UnicodeDecodeError:
        refuse(f"{path} is not text in UTF-8; save it as CSV, UTF-8.")
    except DiaryError as error:
        refuse(f"{error}.")
    typer.echo(f"{told.people} people, {told.ratings} ratings, {told.rounds} rounds: {out}")


def _mean_spread(text: str) -> tuple[float, float]:
    try:
        mean, _, spread = text.partition(":")
        pair = float(mean), float(spread or 0)
    except ValueError:
        pair = (float("nan"), 0.0)
    if not (math.isfinite(pair[0]) and math.isfinite(pair[1]) and pair[1] >= 0):
        refuse(f"--effect {text!r} cannot be read; give MEAN or MEAN:SPREAD in points, as in -0.5:0.7.")
    return pair


def _prior(file: str, prior: Prior) -> Prior:
    if not file:
        return prior
    try:
        return from_file(json.loads(Path(file).read_text(encoding="utf-8")), prior)
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror or 'look at its name'}.")
    except (PriorFileError, ValueError) as error:
        refuse(f"{file} cannot be used: {error}.")


def _read(file: str) -> list[Diary]:
    if not file:
        refuse("Give a file with the ratings: a table with t_hours, pain, item, phase and use.")
    try:
        return [to_diary(rows, person) for person, rows in people_of(lines_of(Path(file))).items()]
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror or 'look at its name'}.")
    except UnicodeDecodeError:
        refuse(f"{file} is not text in UTF-8; save it as CSV, UTF-8.")
    except DiaryError as error:
        refuse(f"{file}: {error}.")
