"""The medicine ledger of the local person, gathered for a page: market, answers, what was taken, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from unspasm.care import Answers, AnswersError, read_answers
from unspasm.care.doses.dose import Dose, Judgement
from unspasm.care.doses.logged import Logged, counted, doses_of, id_of
from unspasm.care.doses.outlook import Outlook, outlook
from unspasm.care.episodes import Mark, Score, current_episode, find_episodes
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.ledger import AGE, as_taken, judged, market_of, with_unlisted
from unspasm.record.models import AnswerEvent, Check
from unspasm.record.queries import Entry, Told, current_check, entries, local_person, told_in
from unspasm.web.context import chosen

SHOWN_BACK = timedelta(days=60)
SESSION = "each_session"
NO = "no"


@dataclass(frozen=True)
class Book:
    """One moment of the ledger.

    market: a market with pack tables, else empty. log: lines in order of taking; judgements: one for each of them.
    gates: medicines (ids of the record) whose gate was passed. now: on the clock of this device.
    """

    knowledge: Knowledge
    country: str
    market: str
    answers: Answers
    entries: Mapping[UUID, Entry]
    log: tuple[Logged, ...]
    judgements: tuple[Judgement, ...]
    gates: frozenset[str]
    now: datetime

    @property
    def doses(self) -> tuple[Dose, ...]:
        """What the ledger can judge, in order."""
        return counted(self.log)

    @property
    def next_at(self) -> datetime:
        """When the next dose could be: now, or after the last one where a clock was set back since."""
        return max([self.now, *(entry.taken.at for entry in self.log)]).astimezone(self.now.tzinfo)

    @property
    def is_ahead(self) -> bool:
        """Whether a dose stands at a time still to come."""
        return self.next_at > self.now

    @property
    def age(self) -> int | None:
        """The age, where it was told."""
        age = self.answers.get(AGE)
        return age if isinstance(age, int) else None

    @property
    def is_under_age(self) -> bool:
        """Under 18: no number of a dose is shown."""
        return self.age is not None and self.age < self.knowledge.ledger.person.under_age

    @property
    def shows_numbers(self) -> bool:
        """Whether numbers of a pack may be shown at all: a known market and a grown person."""
        return bool(self.market) and self.age is not None and not self.is_under_age

    def shows_numbers_of(self, ingredient: str) -> bool:
        """Whether the numbers of this drug may be shown: its gate was passed, too."""
        return self.shows_numbers and id_of(ingredient) in self.gates

    def of_entry(self, thread: UUID) -> list[tuple[Logged, Judgement]]:
        """The lines of one entry with what is said of each."""
        key = str(thread)
        return [(line, said) for line, said in zip(self.log, self.judgements, strict=True) if line.taken.key == key]

    def look(self, trial: Dose) -> Outlook:
        """What could be said of a dose taken at `next_at`. Only where there is a market."""
        answers = with_unlisted(self.answers, self.log, self.now)
        return outlook(answers, self.doses, trial, self.knowledge, self.market)


def open_book(request: HttpRequest) -> Book:
    """The ledger as it stands now."""
    knowledge, now, person = load_knowledge(), timezone.localtime(), local_person()
    country = str(chosen(request).get("country", ""))
    market = market_of(country, knowledge)
    found = {entry.thread: entry for entry in entries(person, {"dose"}, since=now - SHOWN_BACK)}
    passed = entries(person, {"gate_passed"}, since=episode_start(now))
    taken = [as_taken(entry) for entry in found.values()]
    answers = answers_now(knowledge, now)
    log, judgements = judged(answers, taken, knowledge, market, now)
    gates = frozenset(entry.data.medicine for entry in passed)
    return Book(knowledge, country, market, answers, found, log, judgements, gates, now)


def answers_now(knowledge: Knowledge, now: datetime) -> Answers:
    """What the latest check tells of the person today.

    A "no" to what can change within a day (`each_session`) stops counting after the time of a check; a "yes" stays
    until it is changed. Answers that no longer fit together count as never given.
    """
    check = current_check()
    if check is None:
        return {}
    told = told_in(check)
    fresh = dict(told.answers)
    for fact in stale(told, check, knowledge, now):
        del fresh[fact]
    try:
        return read_answers(fresh, knowledge, timezone.localdate(now))
    except AnswersError:
        return {}


def stale(told: Told, check: Check, knowledge: Knowledge, now: datetime) -> list[str]:
    """Facts whose "no" is too old to build on."""
    hours = min(row["hours"] for row in knowledge.tables["check_again"]["row"])
    told_at = dict(AnswerEvent.objects.filter(check_run=check).order_by("id").values_list("fact", "at"))
    return [
        fact
        for fact, value in told.answers.items()
        if value == NO and knowledge.facts[fact].ask_again == SESSION and now - told_at[fact] > timedelta(hours=hours)
    ]


def episode_start(now: datetime) -> datetime | None:
    """From when gates count: since this episode began, or, in between, since the last one ended. None: from ever."""
    told = entries(local_person(), {"rating", "episode"})
    scores = [Score(one.thread, one.happened_at, one.data.pain) for one in told if one.kind == "rating"]
    marks = [Mark(one.thread, one.happened_at, one.data.mark) for one in told if one.kind == "episode"]
    episodes = find_episodes(scores, marks, load_episode_rules())
    current = current_episode(episodes, now)
    if current is not None:
        return current.opened_at
    return next((one.closed_at for one in reversed(episodes) if one.closed_at is not None), None)


def trial_of(logged: Logged, book: Book) -> Dose | None:
    """One line of a taking, as if it were taken next."""
    again = replace(logged.taken, at=book.next_at, lines=(logged.line,))
    (same,) = doses_of([again], book.knowledge, book.market)
    return same.dose


def has_doses() -> bool:
    """Whether any dose stands in the ledger: most pages need not open it."""
    return bool(entries(local_person(), {"dose"}, since=timezone.now() - SHOWN_BACK))
