"""What is said of a dose, and why: the verdict and its reasons in words that fit a medicine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unspasm.care.doses.dose import Judgement, Reason
from unspasm.knowledge import Knowledge
from unspasm.knowledge.ledger import VERDICTS
from unspasm.web.presenters.dose_words import (
    page_words,
)
from unspasm.web.presenters.reading import Paper, papers
from unspasm.web.words import LEVELS

UNKNOWN = "unknown_fact"


@dataclass(frozen=True)
class Why:
    """One reason in words. because: what the person told us. drug: where a mix has several."""

    text: str
    because: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Verdict:
    """What is said of a dose: how loud, the heading, what to do, and why."""

    verdict: str
    level: str
    word: str
    title: str
    do: tuple[str, ...]
    whys: tuple[Why, ...]
    waits_for_answers: bool


def said_of(judgements: Sequence[Judgement], knowledge: Knowledge, table: str = "said") -> Verdict:
    """What is said of one taking; of a mix, the gravest leads. table: `said` after it, `before` ahead of it."""
    verdict = min((judgement.verdict for judgement in judgements), key=VERDICTS.index)
    words: Mapping[str, Any] = knowledge.tables["dose_rules"][table][verdict]
    reasons = once_each(reason for judgement in judgements for reason in judgement.reasons)
    level = str(words["level"])
    return Verdict(
        verdict, level, LEVELS[level].word if level in LEVELS else "",
        str(words.get("title", "")), tuple(words.get("do", ())),
        whys(reasons, knowledge, trial=table == "before"),
        any(reason.rule == UNKNOWN for reason in reasons),
    )  # fmt: skip


def whys(reasons: Iterable[Reason], knowledge: Knowledge, *, trial: bool = False) -> tuple[Why, ...]:
    """Each reason in words, with what the person told us and its papers. trial: the dose was not taken yet."""
    found = []
    for reason in reasons:
        text = _why_text(reason, knowledge, trial=trial)
        told = () if reason.rule == UNKNOWN else told_of(reason, knowledge)
        found.append(Why(text, "; ".join(told), papers(reason.sources, knowledge)))
    return tuple(found)


def told_of(reason: Reason, knowledge: Knowledge) -> tuple[str, ...]:
    """What the person told us that this reason rests on, in their own words."""
    facts = knowledge.facts
    return tuple(
        facts[fact].short or facts[fact].line or facts[fact].question
        if str(answer).lower() == "yes"
        else f"{facts[fact].short or facts[fact].line}: {answer}"
        for fact, answer in reason.because.items()
        if fact in facts and answer and str(answer).lower() != "no"
    )


def once_each(reasons: Iterable[Reason]) -> list[Reason]:
    """Each rule and text once, the gravest first."""
    once: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        once.setdefault((reason.rule, reason.text), reason)
    return sorted(once.values(), key=lambda reason: VERDICTS.index(reason.verdict))


def _why_text(reason: Reason, knowledge: Knowledge, *, trial: bool) -> str:
    """A reason in words that fit a medicine; ahead of a dose, a danger is not said to have come from it."""
    if trial and reason.verdict == "emergency":
        return str(page_words(knowledge)["trial_overdose" if _is_overdose(reason, knowledge) else "trial_sign"])
    words: Mapping[str, Any] = knowledge.tables["dose_rules"]["why"]
    in_exclusions = any(reason.text == row["reason"] for row in knowledge.tables["exclusions"])
    return str(words[reason.rule]) if in_exclusions and reason.rule in words else reason.text


def _is_overdose(reason: Reason, knowledge: Knowledge) -> bool:
    return any(reason.rule == line.id for line in knowledge.ledger.overdoses)
