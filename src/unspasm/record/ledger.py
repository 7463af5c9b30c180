"""The medicine ledger over the record: what was taken, as the rules of `care.doses` read it, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from unspasm.care import Answers
from unspasm.care.doses.dose import Judgement, Reason
from unspasm.care.doses.elsewhere import judge_elsewhere
from unspasm.care.doses.judge import judge_doses
from unspasm.care.doses.logged import Line, Logged, Taken, counted, doses_of
from unspasm.knowledge import Knowledge
from unspasm.knowledge.ledger import MG
from unspasm.record.queries import Entry

NOT_LISTED, AGE, YES = "takes_medicine_not_listed", "age", "yes"


def judged(
    answers: Answers, taken: list[Taken], knowledge: Knowledge, market: str, now: datetime
) -> tuple[tuple[Logged, ...], tuple[Judgement, ...]]:
    """Every line in order of taking, and what is said of it. A drug that we do not know is never waved through.

    Without a market, without an age and under 18 no number of a pack is in it.
    """
    log = doses_of(taken, knowledge, market or knowledge.ledger.markets[0])
    answers = with_unlisted(answers, log, now)
    age = answers.get(AGE)
    if market and isinstance(age, int) and age >= knowledge.ledger.person.under_age:
        said = iter(judge_doses(answers, counted(log), knowledge, market))
    else:
        said = iter(judge_elsewhere(answers, taken, knowledge, (market,) if market else ()))
    return log, tuple(next(said) if entry.dose is not None else not_counted(knowledge) for entry in log)


def with_unlisted(answers: Answers, log: tuple[Logged, ...], now: datetime) -> Answers:
    """The answers, with "a medicine that is not on our list" where one was taken in the last 24 hours."""
    day = now - timedelta(hours=24)
    unlisted = any(entry.dose is None and entry.taken.at > day for entry in log)
    return {**answers, NOT_LISTED: YES} if unlisted else answers


def not_counted(knowledge: Knowledge) -> Judgement:
    """What is said of a drug that is in no table of ours."""
    page: Mapping[str, Any] = knowledge.tables["dose_rules"]["page"]
    reason = Reason("caution", "not_counted_here", page["not_counted_here"], sources=tuple(page["sources"]))
    return Judgement("caution", (reason,), None, None, MG)


def as_taken(entry: Entry) -> Taken:
    """An entry of the record as the ledger reads it."""
    lines = tuple(Line(line.ingredient, line.amount, line.unit) for line in entry.data.lines)
    return Taken(str(entry.thread), entry.happened_at.astimezone(ZoneInfo(entry.zone)), entry.data.product, lines)


def market_of(country: str, knowledge: Knowledge) -> str:
    """The pack tables that hold in this country; empty where we have none."""
    table: Mapping[str, Any] = knowledge.tables["dose_rules"]["countries"]
    return next((market for market in knowledge.ledger.markets if country in table[market]), "")
