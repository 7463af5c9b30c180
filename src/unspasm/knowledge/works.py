"""The words and numbers of "What works for me": `works.toml`, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from unspasm.knowledge.reading import Table, read_toml

HERE = Path(__file__).parent
VERDICTS = ("helps", "does_not_help", "makes_it_worse", "not_yet_known")
VERDICT_PARTS = ("word", "lead", "small", "leaning", "no_change", "sure", "sure_few", "matters", "advice", "plan")


@dataclass(frozen=True)
class Wait:
    """An untreated window: how long, what to do, and when a rating is too late for it."""

    title: str
    least: timedelta
    most: timedelta
    late: timedelta
    how: tuple[str, ...]
    why: str
    stop: str


@dataclass(frozen=True)
class Compare:
    """The rules of a comparison. tries: planned, by the number of things from `least` on. within: points.
    least_each, least_best: rated tries of everything, and of what is called best, before it may end early.
    hopeless: it may also end early where the chance to become clear by the planned tries is smaller.
    never: sessions that chance cannot decide about."""

    least: int
    most: int
    policy_two: str
    policy_more: str
    tries: tuple[int, ...]
    gap: timedelta
    give_up: timedelta
    least_each: int
    least_best: int
    within: float
    sure: float
    draws: int
    hopeless: float
    never: tuple[str, ...] = ()

    def planned(self, things: int) -> int:
        """How many tries are planned for so many things."""
        return self.tries[min(max(things, self.least), self.most) - self.least]

    def policy(self, things: int) -> str:
        """How the next one is chosen."""
        return self.policy_two if things == self.least else self.policy_more


@dataclass(frozen=True)
class Course:
    """When a forecast is shown, how far, and from when on a course is called slow (points) or long.

    lasting: pain first rated after so long is set beside the course of lasting pain. stale: of the last rating. when:
    which courses are worth a visit.
    """

    least_ratings: int
    least: timedelta
    ahead_days: tuple[int, ...]
    slower: float
    long: timedelta
    lasting: timedelta
    stale: timedelta
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Works:
    """All of it. window: how far back the diary is read; dose_before: a medicine that spoils a comparison.

    chances, anyways: (least, words), the highest first. verdicts: {verdict: {part: words}}. words: by their name.
    """

    window: timedelta
    most_ratings: int
    nights_least: int
    dose_before: timedelta
    wait: Wait
    compare: Compare
    course: Course
    chances: tuple[tuple[float, str], ...]
    anyways: tuple[tuple[float, str], ...]
    verdicts: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]

    def chance(self, probability: float) -> str:
        """A probability in plain words, never finer than one in ten."""
        return next(words for least, words in self.chances if probability >= least)

    def anyway(self, share: float) -> str:
        """A share of a drop in plain words."""
        return next(words for least, words in self.anyways if max(0.0, share) >= least)


@cache
def load_works() -> Works:
    """What ships. Raises KnowledgeError naming the field and the cure."""
    return read_works(HERE)


def read_works(folder: Path) -> Works:
    """What stands in this folder, every source looked up. Raises KnowledgeError."""
    whole = Table("works.toml", read_toml(folder / "works.toml"))
    sources = read_toml(folder / "sources.toml")
    window, wait, compare, course = (
        whole.sourced_section(name, sources) for name in ("window", "wait", "compare", "course")
    )
    words = {key: str(value) for key, value in whole.section("words").fields.items()}
    return Works(
        window=timedelta(days=window.above_0("days")),
        most_ratings=window.above_0("most_ratings"),
        nights_least=window.above_0("nights_least"),
        dose_before=_minutes(window, "dose_before_min"),
        wait=Wait(
            wait.text("title"), _minutes(wait, "least_min"), _minutes(wait, "most_min"), _minutes(wait, "late_min"),
            wait.words("how"), wait.text("why"), wait.text("stop"),
        ),
        compare=_compare(compare),
        course=Course(
            course.above_0("least_ratings"), timedelta(days=course.above_0("least_days")),
            tuple(_numbers(course, "ahead_days")), _share(course, "slower", 10), timedelta(days=course.above_0("long_days")),
            timedelta(days=course.above_0("lasting_days")), timedelta(days=course.above_0("stale_days")),
            course.words("when"),
        ),
        chances=_steps(whole, "chance"),
        anyways=_steps(whole, "anyway"),
        verdicts=_verdicts(whole),
        words=words,
    )  # fmt: skip


def _compare(table: Table) -> Compare:
    least, most, tries = table.above_0("least"), table.above_0("most"), tuple(_numbers(table, "tries"))
    if len(tries) != most - least + 1 or min(tries) < 1:
        raise table.fail(f"tries: give one number above 0 for each of {least} to {most} things")
    return Compare(
        least, most, table.text("policy_two"), table.text("policy_more"), tries, _minutes(table, "gap_min"),
        _minutes(table, "give_up_min"), table.above_0("least_each"), table.above_0("least_best"), _share(table, "within", 10),
        _share(table, "sure", 1), table.above_0("draws"), _share(table, "hopeless", 1), table.words("never"),
    )  # fmt: skip


def _verdicts(whole: Table) -> dict[str, dict[str, str]]:
    section = whole.section("verdict")
    found = {}
    for verdict in VERDICTS:
        part = section.section(verdict)
        part.text("word"), part.text("lead"), part.text("sure")
        found[verdict] = {name: part.text(name, "") for name in VERDICT_PARTS}
    return found


def _steps(whole: Table, name: str) -> tuple[tuple[float, str], ...]:
    rows = [(_share(row, "least", 1), row.text("words")) for row in whole.tables(name)]
    if not rows or rows != sorted(rows, reverse=True) or rows[-1][0] > 0:
        raise whole.fail(f"[[{name}]]: begin with the highest least, and end with 0")
    return tuple(rows)


def _minutes(table: Table, name: str) -> timedelta:
    return timedelta(minutes=table.above_0(name))


def _share(table: Table, name: str, most: float) -> float:
    value = table.fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise table.fail(f"{name} must be a number from 0 to {most:g}")
    return float(value)


def _numbers(table: Table, name: str) -> Sequence[int]:
    value = table.fields.get(name)
    if not isinstance(value, list) or not value or not all(type(number) is int for number in value):
        raise table.fail(f"{name} must be a list of whole numbers")
    return value
