"""The words and times of the diary: `diary.toml`, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.loader import HERE, load_knowledge
from unspasm.knowledge.reading import KnowledgeError, Table, read_toml

GRADES = 4
"""Every symptom has the grades 0 to 3, with a word for each."""
SLEEP_WORDS = 5


@dataclass(frozen=True)
class Band:
    """One row of the grid of scores, with its word."""

    least: int
    most: int
    word: str

    @property
    def scores(self) -> range:
        return range(self.least, self.most + 1)


@dataclass(frozen=True)
class SymptomWords:
    """A symptom's four grades in words. check_from: the grade from which it leads to the danger check; 4 for never."""

    id: str
    title: str
    words: tuple[str, ...]
    check_from: int
    doubt: str

    def is_danger(self, grade: int) -> bool:
        """Whether this grade leads to the danger check."""
        return grade >= self.check_from


@dataclass(frozen=True)
class Diary:
    """What the diary asks, in which words, and how long a rating stays due.

    check_from, feel_check: the score from which, or the word with which, a page reminds of the danger check, for
    `check_fresh`. trigger_check: the triggers that lead to it.
    after_for, due_for, early: how long a rating is asked for, and how early one counts.
    """

    question: str
    least: str
    most: str
    bands: tuple[Band, ...]
    check_from: int
    check_words: str
    check_fresh: timedelta
    feel_check: str
    feel_check_words: str
    feel_question: str
    feel_help: str
    feel_explain: str
    feel_offer: str
    feels: Mapping[str, str]
    why: str
    late: str
    suggested: tuple[time, ...]
    most_times: int
    due_for: timedelta
    early: timedelta
    after_for: timedelta
    unfinished_after: timedelta
    unfinished_old: timedelta
    unfinished_forget: timedelta
    last_words: str
    last_honest: str
    sleep_question: str
    sleep_words: tuple[str, ...]
    sleep_hours: str
    trigger_question: str
    trigger_help: str
    trigger_other: str
    triggers: Mapping[str, str]
    trigger_check: tuple[str, ...]
    trigger_check_words: str
    note_question: str
    note_help: str
    goal_question: str
    goal_help: str
    began: str
    over: str
    episode_help: str
    flare: str
    symptoms: Mapping[str, SymptomWords]
    reminder: str

    def band_of(self, pain: int) -> str:
        """The word of a score."""
        return next(band.word for band in self.bands if pain in band.scores)

    def leads_to_check(self, kind: str, data: Mapping[str, Any]) -> bool:
        """Whether an entry of this kind can be a danger sign. data: plain data of `record.kinds`."""
        if kind == "trigger":
            return data["trigger"] in self.trigger_check
        known = self.symptoms.get(data["symptom"]) if kind == "symptom" else None
        return known is not None and known.is_danger(data["grade"])


@cache
def load_diary() -> Diary:
    """The diary's words. Raises KnowledgeError naming the field and the cure."""
    return read_diary(HERE / "diary.toml", load_knowledge())


def read_diary(path: Path, knowledge: Knowledge) -> Diary:
    """The diary's words out of this file, checked against the rest of the knowledge."""
    whole = Table("diary.toml", read_toml(path))
    part = {name: Table(f"diary.toml, {name}", _table(whole, name)) for name in _PARTS}
    for table in (whole, *part.values(), *whole.tables("symptom")):
        _check_sources(table, knowledge)
    rating, feel, scheduled, sleep = part["rating"], part["feel"], part["scheduled"], part["sleep"]
    trigger, note, goal, episode = part["trigger"], part["note"], part["goal"], part["episode"]
    return Diary(
        question=rating.text("question"), least=rating.text("least"), most=rating.text("most"), bands=_bands(rating),
        check_from=rating.number("check_from"), check_words=rating.text("check_words"), check_fresh=_span(rating, "check_fresh_h", 60),
        feel_question=feel.text("question"), feel_help=feel.text("help"), feel_explain=feel.text("explain"), feel_offer=feel.text("offer"), feels=_feels(feel),
        feel_check=feel.text("check"), feel_check_words=feel.text("check_words"),
        why=scheduled.text("why"), late=scheduled.text("late"), suggested=tuple(map(time.fromisoformat, scheduled.words("suggest"))),
        most_times=scheduled.number("most"), due_for=_span(scheduled, "due_for_min"), early=_span(scheduled, "early_min"),
        after_for=_span(part["after"], "due_for_min"),
        unfinished_after=_span(part["unfinished"], "after_min"), unfinished_old=_span(part["unfinished"], "old_h", 60), unfinished_forget=_span(part["unfinished"], "forget_h", 60),
        last_words=part["last"].text("words"), last_honest=part["last"].text("honest"),
        sleep_question=sleep.text("question"), sleep_words=_words(sleep, SLEEP_WORDS), sleep_hours=sleep.text("hours"),
        trigger_question=trigger.text("question"), trigger_help=trigger.text("help"), trigger_other=trigger.text("other"), triggers=dict(knowledge.facts["trigger"].options),
        trigger_check=_trigger_check(trigger, knowledge), trigger_check_words=trigger.text("check_words"),
        note_question=note.text("question"), note_help=note.text("help"),
        goal_question=goal.text("question"), goal_help=goal.text("help"),
        began=episode.text("began"), over=episode.text("over"), episode_help=episode.text("help"), flare=episode.text("flare"),
        symptoms={row.text("id"): _symptom(row, knowledge) for row in whole.tables("symptom")},
        reminder=part["reminder"].text("words"),
    )  # fmt: skip


_PARTS = (
    "rating", "feel", "scheduled", "after", "unfinished", "last", "sleep", "trigger", "note", "goal", "episode", "reminder",
)  # fmt: skip


def _table(whole: Table, name: str) -> Mapping[str, object]:
    value = whole.fields.get(name)
    if not isinstance(value, dict):
        raise whole.fail(f"[{name}] is missing; add it")
    return value


def _check_sources(table: Table, knowledge: Knowledge) -> None:
    keys = table.words("sources")
    unknown = [key for key in keys if key not in knowledge.sources]
    if not keys or unknown:
        raise table.fail(f"sources: {', '.join(unknown) or 'none given'}; name keys of sources.toml")
    table.text("mark")
    wrong = [rule for rule in table.words("rules") if rule not in knowledge.rules]
    if wrong:
        raise table.fail(f"rules: there is no {', '.join(wrong)}; correct the id")


def _bands(table: Table) -> tuple[Band, ...]:
    bands = tuple(Band(row.number("from"), row.number("to"), row.text("word")) for row in table.tables("band"))
    if [score for band in bands for score in band.scores] != list(range(11)):
        raise table.fail("the bands must cover 0 to 10 in order, each score once")
    return bands


def _feels(table: Table) -> Mapping[str, str]:
    words = table.fields.get("words")
    if not isinstance(words, dict) or list(words) != ["better", "same", "worse"]:
        raise table.fail("words must name better, same and worse, in this order")
    return {str(key): str(value) for key, value in words.items()}


def _trigger_check(table: Table, knowledge: Knowledge) -> tuple[str, ...]:
    found = tuple(table.words("check"))
    wrong = [key for key in found if key not in dict(knowledge.facts["trigger"].options)]
    if wrong or (found and not table.words("rules")):
        raise table.fail(f"check: {', '.join(wrong) or 'no rules'}; name options of the fact trigger, and the rules")
    return found


def _words(table: Table, n: int) -> tuple[str, ...]:
    words = table.words("words")
    if len(words) != n:
        raise table.fail(f"words must have {n} entries, from least to most")
    return words


def _symptom(row: Table, knowledge: Knowledge) -> SymptomWords:
    key = row.text("id")
    if key not in knowledge.items["symptoms"]:
        raise row.fail(f"there is no symptom {key!r}; correct the id")
    check_from = row.number("check_from", GRADES)
    if not 1 <= check_from <= GRADES or (check_from < GRADES and not row.words("rules")):
        raise row.fail("check_from is a grade from 1 to 3, and names the rules that it is for")
    title = knowledge.items["symptoms"][key].title
    return SymptomWords(key, title, _words(row, GRADES), check_from, row.text("doubt", ""))


def _span(table: Table, name: str, times: int = 1) -> timedelta:
    minutes = table.number(name) * times
    if minutes <= 0:
        raise KnowledgeError(f"{table.where}: {name} must be a number above 0")
    return timedelta(minutes=minutes)
