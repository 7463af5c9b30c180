"""What works for one person, drawn and told in the terminal as the page does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from unspasm.cli.drawing import Ink, bar, course, ink_for
from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import Works, load_works
from unspasm.learn import Diary, Limits, Prior, what_works
from unspasm.learn.alike import unlike
from unspasm.learn.forecast import Ahead
from unspasm.learn.recovery import Recovery
from unspasm.learn.scale import on_scale
from unspasm.learn.telling import Known, Saying, compared, sayings
from unspasm.learn.usual import course_saying, usual_course
from unspasm.learn.what_works import Item


def show_works(
    diary: Diary, prior: Prior, limits: Limits, knowledge: Knowledge, console: Console | None = None
) -> None:
    """Prints every verdict with its bar, a table of the numbers, and where the episode stands."""
    works, console = load_works(), console or Console()
    ink = ink_for(console.encoding)
    told = on_scale(what_works(diary, prior, limits), diary, limits)
    known = Known(prior, limits, works, knowledge, compared(diary), {}, unlike(diary, limits))
    console.rule("What works", align="left")
    console.print(works.words["lead"])
    if not told.items:
        console.print(f"\n{works.words['empty_title']}. {works.words['empty']}")
    shown = sayings(told.items, known)
    if any(not said.early for _, said in shown):
        console.print(works.words["bar"])
    for item, said in shown:
        _show_one(item, said, limits, ink, console)
    if shown:
        console.print()
        console.print(_table(shown))
        console.print("Half an hour after one use, against the same time without. Minus is less pain.", style="dim")
    if told.recovery is not None:
        _show_course(diary, told.recovery, knowledge, works, ink, console)


def show_ahead(diary: Diary, expected: Sequence[Ahead], console: Console | None = None) -> None:
    """Prints each rating beside what was expected of it from the ratings before."""
    table = Table("Hours", "Expected", "Give or take", "Rated")
    for one, pain in zip(expected, diary.pain, strict=True):
        table.add_row(f"{one.t_h:g}", f"{one.mean:.1f}", f"{one.sd:.1f}", f"{pain:g}")
    (console or Console()).print(table)


def _show_one(item: Item, said: Saying, limits: Limits, ink: Ink, console: Console) -> None:
    console.print(f"\n[bold]{ink.mark(item.verdict)} {said.title}: {said.word}[/bold]", highlight=False)
    if not said.early:
        for line in bar(item.effect, ink, limits.matters):
            console.print(f"  {line}", highlight=False, markup=False, no_wrap=True)
    lines = (" ".join(filter(None, (said.lead, said.likely))), *said.lines, *said.notes, said.settle, said.before)
    for line in filter(None, lines):
        console.print(Padding(line, (0, 0, 0, 2)), highlight=False, markup=False)


def _table(shown: tuple[tuple[Item, Saying], ...]) -> Table:
    table = Table(
        "What was tried", "Change (points)", "95 in 100 between", "Chance that it eases", "Compared", "Verdict"
    )
    for item, said in shown:
        low, high = item.effect.intervals[0.95]
        numbers = ("", "", "") if said.early else (
            _points(item.effect.mean), f"{_points(low)} to {_points(high)}", chance_in_words(item.effect.below_zero),
        )  # fmt: skip
        table.add_row(said.title, *numbers, str(item.n_fair), said.word)
    return table


def _show_course(diary: Diary, found: Recovery, knowledge: Knowledge, works: Works, ink: Ink, console: Console) -> None:
    """The last episode of the diary. Its first rating is taken to be its first day."""
    words, rules = works.words, works.course
    console.print()
    console.rule("Where this episode stands", align="left")
    start = int(diary.episodes(knowledge.tables["learning"]["recovery"]["new_episode_after_days"])[-1])
    t_days, pain = (diary.t_h[start:] - diary.t_h[start]) / 24, diary.pain[start:]
    if len(pain) < rules.least_ratings or timedelta(days=float(t_days[-1])) < rules.least:
        console.print(words["course_few"])
        return
    usual = usual_course(knowledge.tables, 0.0, works)
    said = course_saying(diary, found, usual, 0.0, works)
    console.print(said.here)
    days: dict[int, list[float]] = {}
    for day, score in zip(t_days, pain, strict=True):
        days.setdefault(int(day), []).append(float(score))
    rated = [(day + 1.0, sum(scores) / len(scores)) for day, scores in days.items()]
    ahead = [
        (1 + (hours - diary.t_h[start]) / 24, point.mean, *point.intervals[0.8])
        for hours, point in zip(found.t_h, found.course, strict=True)
    ]
    for line in course(rated, ahead, lambda day: usual.at(day - 1) * said.like_theirs, ink):
        console.print(line, highlight=False, markup=False, no_wrap=True)
    key = (f"{ink.best} pain of a day", f"{ink.thick} forecast, {ink.shade} likely in 4 of 5")
    console.print(", ".join((*key, f"{ink.usual} {words['course_usual_line'].lower()}")), style="dim", highlight=False)
    for line in (words["course_band"], said.against, said.usual, said.long):
        if line:
            console.print(line, highlight=False)
    console.print(f"\n{words['course_when']}:")
    for line in rules.when:
        console.print(Padding(f"- {line}", (0, 0, 0, 2)), highlight=False)


def _points(value: float) -> str:
    return f"{round(value, 1) + 0.0:+.1f}"


def chance_in_words(chance: float) -> str:
    """A chance as people say it: never "10 in 10", never "0 in 10"."""
    if chance > 0.99:
        return "over 99 in 100"
    if chance < 0.01:
        return "under 1 in 100"
    if not 0.1 <= chance <= 0.9:
        return f"{round(100 * chance)} in 100"
    return f"{round(10 * chance)} in 10"
