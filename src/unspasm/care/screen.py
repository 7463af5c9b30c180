"""Danger screening: from answers to a disposition, with reasons and the questions that are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspasm.care.answers import UNANSWERED, Answers, Value, person_pairs
from unspasm.care.decide import SAME_DAY, Readings, Verdict, WholeNumbers, blocking, judge
from unspasm.care.evaluate import CERTAIN, PUT, Pair
from unspasm.care.reasons import hangs_on, in_order_of_asking, support
from unspasm.knowledge.items import TIERS, Knowledge, Level

ALGEBRA = WholeNumbers()
UNSURE = "unsure"
"""The action for a doubt about a sign that has no calmer level of its own."""


@dataclass(frozen=True)
class Reason:
    """One rule that speaks, and the answers that made it.

    unsure: it speaks because a question stayed unanswered. suspected: because nothing has ruled it out yet.
    """

    rule: str
    title: str
    tier: str
    points_to: str
    why: str
    because: Mapping[str, Value]
    action: str
    say: str
    sources: tuple[str, ...]
    unsure: bool
    suspected: bool
    within_h: int | None
    in_person: bool


@dataclass(frozen=True)
class Screening:
    """Where the person should turn, how sure that is, and why.

    disposition: the most urgent tier that is certain, that unanswered questions call for, or that is
    suspected while the questions which could rule it out are open.
    possible: the most urgent tier that could still turn out.
    decided: no question that was not put could raise the disposition.
    """

    disposition: str
    possible: str
    decided: bool
    reasons: tuple[Reason, ...]
    ask_next: tuple[str, ...]
    unsure: tuple[str, ...]
    knowledge_version: str

    @property
    def cleared(self) -> bool:
        """Whether a plan may be made: decided, and calmer than `same_day`."""
        return self.decided and TIERS.index(self.disposition) < SAME_DAY

    @property
    def within_h(self) -> int | None:
        """The shortest time in hours that a speaking rule asks for, if any does."""
        hours = [r.within_h for r in self.reasons if r.tier == self.disposition and r.within_h]
        return min(hours, default=None)

    @property
    def in_person(self) -> bool:
        """Whether a speaking rule of the disposition's tier wants the person seen, not only heard."""
        return any(r.in_person for r in self.reasons if r.tier == self.disposition)


def screen(answers: Answers, knowledge: Knowledge) -> Screening:
    """The screening of one person. The answers must come from `read_answers`."""
    return screening_of(person_pairs(answers, knowledge), answers, knowledge)[0]


def screening_of(pairs: Sequence[Pair], answers: Answers, knowledge: Knowledge) -> tuple[Screening, Verdict]:
    """As `screen`, from pairs that are already known; also the verdict that it rests on."""
    verdict = judge(knowledge, pairs, ALGEBRA)
    tier = max(k for k in range(len(TIERS)) if verdict.reached[k])
    settled = max(k for k in range(len(TIERS)) if verdict.settled[k])
    return Screening(
        disposition=TIERS[tier],
        possible=TIERS[max(k for k in range(len(TIERS)) if verdict.possible[k])],
        decided=bool(verdict.decided),
        reasons=_reasons(knowledge, pairs, verdict, answers),
        ask_next=() if verdict.decided else _ask_next(knowledge, pairs, verdict, settled, answers),
        unsure=tuple(key for key, value in answers.items() if value in UNANSWERED),
        knowledge_version=knowledge.version,
    ), verdict


def _reasons(knowledge: Knowledge, pairs: Sequence[Pair], verdict: Verdict, answers: Answers) -> tuple[Reason, ...]:
    """The most urgent level of each rule that speaks; the most urgent rules first."""
    spoken: dict[str, Reason] = {}
    for level, reading, suspected in zip(knowledge.levels, verdict.levels, verdict.suspected, strict=True):
        unsure = not reading.certain and _counts_as_unsure(level, reading, verdict)
        if not (reading.certain or unsure or suspected):
            continue
        reason = _reason(knowledge, pairs, level, reading, unsure, answers)
        known = spoken.get(level.rule)
        if known is None or TIERS.index(reason.tier) > TIERS.index(known.tier):
            spoken[level.rule] = reason
    return tuple(sorted(spoken.values(), key=lambda reason: -TIERS.index(reason.tier)))


def _counts_as_unsure(level: Level, reading: Readings, verdict: Verdict) -> bool:
    return bool(reading.put and (level.if_unsure == "same_day" or (level.if_unsure == "two" and verdict.floored)))


def _reason(
    knowledge: Knowledge, pairs: Sequence[Pair], level: Level, reading: Readings, unsure: bool, answers: Answers
) -> Reason:
    rule = knowledge.rules[level.rule]
    condition = level.when if reading.certain or unsure or level.suspect_when is None else level.suspect_when
    facts = support(knowledge.program, pairs, condition, PUT if unsure else CERTAIN)
    return Reason(
        rule=level.rule,
        title=rule.item.title,
        tier="same_day" if unsure else TIERS[level.tier],
        points_to=rule.points_to,
        why=str(rule.item["why"]),
        because={fact: answers[fact] for fact in facts if fact in answers},
        action=_action_when_unsure(knowledge, level) if unsure else level.action,
        say=level.say,
        sources=rule.item.sources,
        unsure=unsure,
        suspected=not (unsure or reading.certain),
        within_h=level.within_h,
        in_person=level.in_person,
    )


def _action_when_unsure(knowledge: Knowledge, level: Level) -> str:
    """What to do today about a sign that stayed unsure: the rule's own words for today if it has any."""
    today = [other.action for other in knowledge.rules[level.rule].levels if other.tier == SAME_DAY]
    return today[0] if today else UNSURE


def _ask_next(
    knowledge: Knowledge, pairs: Sequence[Pair], verdict: Verdict, tier: int, answers: Answers
) -> tuple[str, ...]:
    """The facts that urgent questions still hang on, in the interview's order."""
    wanted: list[str] = []
    for level, reading in zip(knowledge.levels, verdict.levels, strict=True):
        if blocking(level, tier) and reading.possible and not reading.certain:
            wanted += hangs_on(knowledge.program, pairs, level.when, answers)
            if level.suspect_when is not None:
                wanted += hangs_on(knowledge.program, pairs, level.suspect_when, answers)
    return in_order_of_asking(wanted, knowledge.place)
