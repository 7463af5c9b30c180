"""A comparison in words: how far it is, what is next, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import Works
from unspasm.learn.telling import capital
from unspasm.learn.verdict import UNKNOWN
from unspasm.record.trials import NOTHING, Trial


@dataclass(frozen=True)
class Option:
    """One thing of a comparison and how often it was done and rated. why_not: why it is left out from now on."""

    id: str
    title: str
    done: int
    why_not: str = ""


@dataclass(frozen=True)
class Outcome:
    """What can be said so far. why: `clear`, `planned`, or empty where it goes on."""

    why: str
    title: str
    lines: tuple[str, ...]


NOTHING_YET = Outcome("", "", ())


def title_of(option: str, knowledge: Knowledge, works: Works) -> str:
    """The title of something that is compared."""
    if option == NOTHING:
        return works.wait.title
    known = knowledge.interventions.get(option)
    return known.title if known else option.replace("_", " ").capitalize()


def options_of(trial: Trial, why_not: Mapping[str, str], knowledge: Knowledge, works: Works) -> tuple[Option, ...]:
    """The things of a comparison, in the order that was chosen."""
    counts = {option: sum(one.option == option for one in trial.rated) for option in trial.options}
    return tuple(
        Option(option, title_of(option, knowledge, works), counts[option], why_not.get(option, ""))
        for option in trial.options
    )


def outcome(
    trial: Trial,
    near_best: Mapping[str, float],
    verdicts: Mapping[str, str],
    hope: float,
    knowledge: Knowledge,
    works: Works,
) -> Outcome:
    """Whether it is clear, or clear that it will not become so. near_best: {option: probability} that holds twice.
    verdicts: {option: verdict}. hope: the chance that it becomes clear by the planned tries.

    Nothing is clear before each thing was rated often enough: beliefs from before may not end a comparison.
    """
    counts = {option: sum(one.option == option for one in trial.rated) for option in trial.options}
    words = works.words
    settled = {o: verdicts[o] for o in trial.options if verdicts.get(o, UNKNOWN) != UNKNOWN}
    said = tuple(_verdict(option, verdict, knowledge, works) for option, verdict in settled.items())
    if min(counts.values()) >= works.compare.least_each:
        if NOTHING in trial.options and len(trial.options) == works.compare.least:
            lines = said
        else:
            often = {o: chance for o, chance in near_best.items() if counts[o] >= works.compare.least_best}
            best = _best(trial, often, knowledge, works)
            lines = (*best, *(said or (words["clear_alone"],))) if best else ()
        if lines:
            return Outcome("clear", words["clear_title"], lines)
    hopeless = hope < works.compare.hopeless and min(counts.values()) >= works.compare.least_best
    if len(trial.done) >= trial.planned or hopeless:
        return Outcome("planned", words["planned_title"], (_planned(trial, works), *said))
    return NOTHING_YET


def told(trial: Trial, now_clear: Outcome, works: Works) -> Outcome:
    """What is said of a comparison that has ended."""
    if trial.why == now_clear.why:
        return now_clear
    name = {"clear": "clear", "planned": "planned"}.get(trial.why, "abandoned")
    line = {"clear": works.words["stands"], "planned": _planned(trial, works)}.get(name, works.words["abandoned"])
    return Outcome(trial.why, works.words[f"{name}_title"], (line,))


def is_due(trial: Trial, works: Works, now: datetime) -> bool:
    """Whether something can be done now: a try that is drawn, or the next draw."""
    if trial.current is not None:
        return trial.current.state == "open"
    at = trial.next_from(works.compare.gap)
    return at is None or now >= at


def _planned(trial: Trial, works: Works) -> str:
    """What is said after the planned tries, or before them where they would not settle it: those that were never
    rated settle nothing."""
    if len(trial.done) < trial.planned:
        return works.words["hopeless"]
    return works.words["planned" if len(trial.rated) == len(trial.done) else "planned_few"]


def _verdict(option: str, said: str, knowledge: Knowledge, works: Works) -> str:
    title = title_of(option, knowledge, works)
    return works.words["clear_verdict"].format(title=title, verdict=works.verdicts[said]["word"].lower())


def _best(trial: Trial, near_best: Mapping[str, float], knowledge: Knowledge, works: Works) -> tuple[str, ...]:
    near = [option for option in trial.options if option in near_best]
    if not near:
        return ()
    titles = [title_of(option, knowledge, works) for option in near]
    chance = works.chance(min(near_best[option] for option in near))
    if len(near) == 1:
        lines = [works.words["clear_best"].format(names=titles[0], chance=chance)]
    else:
        names = capital(f"{', '.join(titles[:-1])} and {titles[-1]}")
        lines = [works.words["clear_even"].format(names=names, chance=chance)]
    return (*lines, *([works.words["clear_nothing"]] if NOTHING in near else []))


def tries_by_size(least: int, tries: Sequence[int]) -> list[tuple[str, int]]:
    """(how many things, planned tries), sizes with the same number in one. tries: one number a size, from `least` on."""
    sizes = groupby(enumerate(tries, start=least), key=lambda one: one[1])
    spans = [(planned, [size for size, _ in same]) for planned, same in sizes]
    return [(f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]), planned) for planned, span in spans]
