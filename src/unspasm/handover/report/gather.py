"""From the record to the page for a clinician: what was chosen, in plain words.

    report = gather(person, choices, knowledge, now=now)

What is marked as private is taken out before anything else is made of the answers; only the level of the danger screen
rests on all of them, because to make it milder would be unsafe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from unspasm.care import Answers, AnswersError, classify, read_answers, screen
from unspasm.care.episodes import Episode, Mark, Score, current_episode, find_episodes
from unspasm.handover.report.code import code_of
from unspasm.handover.report.contents import Choices, Report
from unspasm.handover.report.danger import danger_of
from unspasm.handover.report.details import details_of
from unspasm.handover.report.medicines import medicines_of
from unspasm.handover.report.over_time import pain_of
from unspasm.handover.report.plainly import capital, clean, counted, day_words, one_line, time_words
from unspasm.handover.report.tried import tried_of
from unspasm.knowledge import Knowledge
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.models import AnswerEvent, Check, Person
from unspasm.record.queries import Entry, Told, entries, fold

MOST_GOALS, MOST_NOTES = 3, 4
ABOUT = (("age", "Age"), ("sex", "Sex at birth"), ("pregnant", "Pregnant"), ("pain_sites", "Where"), ("trigger", "Began with"), ("onset_speed", "Came on"), ("pain_now", "Pain at that check"), ("pain_worst", "Worst pain"), ("function", "Can do"))  # fmt: skip
"""Answers that say who this is and what it is about, in this order."""
PRIVATE_OUT = "Answers marked as private, if there are any, are left out."
PRIVATE_IN = "Answers marked as private are included, on the person’s wish."
MISFIT = "Left out for answers that do not fit together: {n}."
NOT_A_DIAGNOSIS = (
    "Told by the person on their own device and put in order by Unspasm. No diagnosis, and checked by nobody."
)


@dataclass(frozen=True)
class Asked:
    """One check and its answers. shown: those that may be shown. local: when the last was given, on the person's clock."""

    check: Check
    told: Told
    answers: Answers
    shown: Answers
    local: datetime


def gather(person: Person | None, choices: Choices, knowledge: Knowledge, *, now: datetime) -> Report:
    """The page. now: aware, on the clock of the person; days of `choices` are days of that clock."""
    since, until = _window(choices, now)
    found = entries(person, since=since, until=until)
    checks, misfits = asked_by(person, choices, knowledge, now)
    main = main_check(checks, knowledge)
    episodes = _episodes(person)
    wants = choices.sections.__contains__
    report = Report(
        name=one_line(choices.name, 80), made=time_words(now),
        period=f"{day_words(choices.first)} to {day_words(choices.last)}",
        about=_about(main, current_episode(episodes, now), knowledge, now.tzinfo),
        danger=danger_of(main, checks, knowledge, private=choices.private) if main and wants("danger") else None,
        likely=_likely(main, knowledge) if main and wants("likely") else (),
        pain=pain_of(found, checks, episodes, choices, knowledge, now) if wants("pain") else None,
        goals=_goals(person) if wants("goals") else (), message=clean(choices.message, 600),
        notes=_notes(found) if wants("notes") else (),
        foot=(PRIVATE_IN if choices.private else PRIVATE_OUT, *([MISFIT.format(n=counted(misfits, "check"))] if misfits else ()), NOT_A_DIAGNOSIS, f"Knowledge version {knowledge.version}."),
    )  # fmt: skip
    if wants("medicines"):
        report = replace(report, medicines=medicines_of(person, main, choices, knowledge, now))
    if wants("tried"):
        tried, early, note = tried_of(person, found, knowledge, now)
        report = replace(report, tried=tried, tried_early=early, tried_note=note)
    if wants("code"):
        report = replace(report, code=code_of(report))
    if wants("details"):
        report = replace(report, details=details_of(found, main, knowledge, now))
    return report


def asked_by(person: Person | None, choices: Choices, knowledge: Knowledge, now: datetime) -> tuple[list[Asked], int]:
    """Every check with answers that fit together, oldest first, and how many have answers that do not."""
    found, misfits = [], 0
    for check in Check.objects.filter(person=person).order_by("started_at") if person else ():
        told = fold(AnswerEvent.objects.filter(check_run=check).order_by("id"))
        if not told.answers or told.last_at is None:
            continue
        local = told.last_at.astimezone(now.tzinfo)
        try:
            answers = read_answers(told.answers, knowledge, local.date())
        except AnswersError:
            misfits += 1
            continue
        shown = answers if choices.private else without_private(answers, knowledge)
        found.append(Asked(check, told, answers, shown, local))
    return found, misfits


def without_private(answers: Answers, knowledge: Knowledge) -> Answers:
    """The answers without those that are marked as private."""
    return {fact: value for fact, value in answers.items() if not knowledge.facts[fact].private}


def main_check(checks: Sequence[Asked], knowledge: Knowledge) -> Asked | None:
    """The latest check that decided anything; one that was begun after it counts where it found danger."""
    for asked in reversed(checks):
        screening = screen(asked.answers, knowledge)
        if screening.decided or screening.disposition in ("emergency", "same_day"):
            return asked
    return checks[-1] if checks else None


def _window(choices: Choices, now: datetime) -> tuple[datetime, datetime]:
    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)

    return midnight(choices.first), midnight(choices.last + timedelta(days=1))


def _episodes(person: Person | None) -> tuple[Episode, ...]:
    told = entries(person, ("rating", "episode"))
    scores = [Score(one.thread, one.happened_at, one.data.pain) for one in told if one.kind == "rating"]
    marks = [Mark(one.thread, one.happened_at, one.data.mark) for one in told if one.kind == "episode"]
    return find_episodes(scores, marks, load_episode_rules())


def _about(
    main: Asked | None, episode: Episode | None, knowledge: Knowledge, zone: tzinfo | None
) -> tuple[tuple[str, str], ...]:
    found = []
    answers: Mapping[str, Any] = main.shown if main else {}
    if main is not None and isinstance(answers.get("pain_days"), int):
        began = main.local.date() - timedelta(days=int(answers["pain_days"]))
        found.append(("Pain since", f"about {day_words(began)}" if answers["pain_days"] else day_words(began)))
    if episode is not None:
        found.append(("This episode since", day_words(episode.opened_at.astimezone(zone).date())))
    for fact, words in ABOUT:
        value = answers.get(fact)
        if value is None or (fact == "pregnant" and value == "no"):
            continue
        found.append((words, capital(knowledge.facts[fact].words(value))))
    return tuple(found)


def _likely(main: Asked, knowledge: Knowledge) -> tuple[str, ...]:
    profile = classify(main.shown, knowledge)
    rows = [profile.region, profile.time_class, profile.onset, profile.severity, *profile.modifiers]
    labels = [row.label for row in rows if row is not None]
    patterns = [f"{capital(how)}: {label}" for _, label, how in profile.patterns]
    muscles = [knowledge.items["muscles"][key].title for key in profile.muscles]
    found = [capital(", ".join(labels))] if labels else []
    found += patterns
    return tuple(found + ([f"Muscles that lie there (a guess): {', '.join(muscles)}"] if muscles else []))


def _goals(person: Person | None) -> tuple[str, ...]:
    goals = [one_line(one.data.words, 160) for one in entries(person, ("goal",))]
    shown = goals[: -MOST_GOALS - 1 : -1]
    more = len(goals) - len(shown)
    return (*shown, f"and {counted(more, 'older goal')}") if more > 0 else tuple(shown)


def _notes(found: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """The newest notes, each with its day, and the words in which a trigger was told."""
    notes = [one for one in found if one.kind in ("note", "trigger") and one.data.words]
    return tuple((day_words(one.local.date()), one_line(one.data.words, 220)) for one in notes[: -MOST_NOTES - 1 : -1])
