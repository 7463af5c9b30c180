"""Fits a population from diaries on disk: the ratings are read once, what is left of them is kept in parts, and the
rounds go over the parts alone. A part that is already there is not made again, so that a stop costs nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from unspasm.cli.crew import Crew
from unspasm.cli.tables import lines_of
from unspasm.learn.diary import Diary, DiaryError, to_diary
from unspasm.learn.people import Grams, grams, side_by_side
from unspasm.learn.population import ROUNDS, Beliefs, Sums, first_beliefs, fit_population, fit_shapes, part_of
from unspasm.learn.prior import SHAPES, LogNormal, Prior
from unspasm.learn.reading import Met, read_people
from unspasm.learn.verdict import uses
from unspasm.learn.what_works import gathered

CHUNK, SAMPLE = 512, 256
"""People in one part; people whose shapes are looked at one by one (the first ones)."""


@dataclass(frozen=True)
class Cohort:
    """A fitted population, and what it rests on."""

    beliefs: Beliefs
    items: tuple[str, ...]
    prior: Prior
    people: int
    ratings: int
    rounds: int
    digest: str


@dataclass(frozen=True)
class _Part:
    """Some people to be reduced to cross products, and where these are kept."""

    path: Path
    diaries: tuple[Diary, ...]
    items: tuple[str, ...]


def fit_cohort(files: Sequence[Path], work: Path, prior: Prior, run: Crew, console: Console) -> Cohort:
    """Reads all diaries of these tables and fits the population. work: a folder for the parts. Raises DiaryError."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    with bar:
        shaping = bar.add_task("Shapes of the first people", total=1)
        shaped = _rounded(fit_shapes(list(islice(_diaries(files), SAMPLE)), prior))
        bar.advance(shaping)
        reading = bar.add_task("People read", total=None)
        items: dict[str, int] = {}
        seen = _Seen()
        paths = []
        for path in run(partial(_keep, prior=shaped), _parts(files, work, shaped, items, seen)):
            paths.append(path)
            bar.update(reading, completed=seen.people)
        bar.update(reading, total=seen.people, completed=seen.people)
        names = tuple(items)
        start = first_beliefs(shaped, names)
        fitting = bar.add_task("Rounds over the parts, at most", total=ROUNDS)

        def parts(now: Beliefs) -> Iterator[Sums]:
            yield from run(partial(_sums_of, now=now), paths)
            bar.advance(fitting)

        beliefs, rounds = fit_population(parts, start)
        bar.update(fitting, total=rounds, completed=rounds)
    for left in work.glob("*.tmp"):  # of a run that was killed
        left.unlink(missing_ok=True)
    return Cohort(beliefs, names, shaped, seen.people, seen.ratings, rounds, seen.digest.hexdigest())


def _rounded(prior: Prior) -> Prior:
    """The same with shapes of six digits: the last ones differ from run to run, and parts would be made anew for them."""
    shapes = (getattr(prior, name) for name in SHAPES)
    return prior.with_shapes(*(LogNormal(float(f"{s.median:.6g}"), float(f"{s.log_sd:.6g}")) for s in shapes))


class _Seen:
    """Counts what was read, and keeps one digest of all of it."""

    def __init__(self) -> None:
        self.people = self.ratings = 0
        self.digest = blake2b(digest_size=16)


def _diaries(files: Sequence[Path]) -> Iterator[Diary]:
    met = Met()
    for path in files:
        try:
            for person, rows in read_people(lines_of(path), met):
                diary = to_diary(rows, person)
                yield gathered(diary, uses(diary))
            met.settle()
        except DiaryError as error:
            raise DiaryError(f"{path.name}: {error}") from None


def _parts(files: Sequence[Path], work: Path, prior: Prior, items: dict[str, int], seen: _Seen) -> Iterator[_Part]:
    settings = repr([prior.wander_sd, prior.wander_half_life_h, prior.noise_sd, prior.effect_half_life_h, CHUNK])
    for chunk in _chunks(_diaries(files)):
        for diary in chunk:
            for item in diary.items:
                items.setdefault(item, len(items))
        read = blake2b(digest_size=16)
        for diary in chunk:
            read.update(repr(diary.items).encode())
            for told in (diary.t_h, diary.pain, diary.item, diary.phase, diary.use):
                read.update(np.ascontiguousarray(told).tobytes())
            read.update(b"" if diary.sleep is None else diary.sleep.tobytes())
        seen.people += len(chunk)
        seen.ratings += sum(map(len, chunk))
        seen.digest.update(read.digest())
        mark = blake2b(repr((settings, list(items), read.hexdigest())).encode(), digest_size=16)
        yield _Part(work / f"{mark.hexdigest()}.npz", tuple(chunk), tuple(items))


def _chunks(diaries: Iterable[Diary]) -> Iterator[list[Diary]]:
    every = iter(diaries)
    while chunk := list(islice(every, CHUNK)):
        yield chunk


def _keep(part: _Part, prior: Prior) -> Path:
    """Makes a part's file, unless it is there. A file is only ever seen whole."""
    if not part.path.exists():
        made = grams(side_by_side(part.diaries, part.items), prior)
        half_made = part.path.with_suffix(f".{os.getpid()}.tmp")
        with half_made.open("wb") as file:
            np.savez(file, gram=made.gram, item=made.item)
        half_made.replace(part.path)
    return part.path


def _sums_of(path: Path, now: Beliefs) -> Sums:
    with np.load(path) as kept:
        return part_of(Grams(kept["gram"], kept["item"]), now)
