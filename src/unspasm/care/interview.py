"""Which screen to put next: the shortest path that decides, danger first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unspasm.care.answers import NOT_SURE, Answers, person_pairs
from unspasm.care.choosing import at_hand
from unspasm.care.classify import profile_of
from unspasm.care.decide import blocking
from unspasm.care.evaluate import CERTAIN, Pair
from unspasm.care.reasons import hangs_on
from unspasm.care.screen import screening_of
from unspasm.knowledge.items import TIERS, Knowledge, Screen

DANGER, PLAN = "danger", "plan"
AT_HAND, EMERGENCY = "at_hand", "emergency"
ENOUGH_DOUBT = 2
"""Repeats that stayed unsure, after which only emergency questions are put again: care today is settled."""
OPTIONAL_ORDER = {"at_hand": 0, "pain": 1, "health": 2}
"""Optional screens by stage: first what settles the most about the plan."""


@dataclass(frozen=True)
class Ask:
    """A screen to put now, and which of its facts are worth asking.

    again: the one plainer repeat after "not sure"; then there is one fact.
    """

    screen: Screen
    facts: tuple[str, ...]
    again: bool = False


def next_screen(answers: Answers, put_again: frozenset[str], knowledge: Knowledge, through: str = DANGER) -> Ask | None:
    """The next screen, or None when nothing worth asking is left.

    put_again: facts whose plainer repeat was put already. through: `danger` stops when the screening is
    decided; `plan` goes on, for a cleared person, to what the profile and the plan's items wait for.
    An emergency stops the interview at once.
    """
    pairs = person_pairs(answers, knowledge)
    screening, _ = screening_of(pairs, answers, knowledge)
    if screening.disposition == TIERS[-1]:
        return None
    repeat = _repeat(answers, put_again, pairs, screening.disposition, knowledge)
    if repeat is not None:
        return repeat
    if screening.ask_next:
        return _with_company(_first_screen(screening.ask_next, knowledge.screens), answers, pairs, knowledge)
    if through != PLAN or not screening.cleared:
        return None
    by_use = sorted(knowledge.screens, key=lambda screen: OPTIONAL_ORDER.get(screen.stage, len(OPTIONAL_ORDER)))
    return _first_screen(optional_facts(answers, pairs, knowledge), by_use)


def optional_facts(answers: Answers, pairs: Sequence[Pair], knowledge: Knowledge) -> tuple[str, ...]:
    """Facts that danger does not hang on any more, but the profile or an item of the plan does."""
    facts = list(profile_of(pairs, answers, knowledge).ask)
    for item in knowledge.interventions.values():
        excluded = any(pairs[e.when][0] & CERTAIN for e in item.excluded_by)
        if item.in_plan and not excluded and at_hand(item, answers) is not False:
            conditions = [item.offer_when, *(e.when for e in item.excluded_by + item.cautioned_by)]
            for condition in conditions:
                facts += hangs_on(knowledge.program, pairs, condition, answers)
    if AT_HAND in knowledge.facts and AT_HAND not in answers:
        facts.append(AT_HAND)
    return tuple(dict.fromkeys(facts))


def _repeat(
    answers: Answers, put_again: frozenset[str], pairs: Sequence[Pair], disposition: str, knowledge: Knowledge
) -> Ask | None:
    """The repeat, alone and in plainer words, of the first unsure question that danger still hangs on."""
    unsure = {key for key, value in answers.items() if value == NOT_SURE and key not in put_again}
    if sum(answers.get(key) == NOT_SURE for key in put_again) >= ENOUGH_DOUBT:
        unsure = {key for key in unsure if _screen_of(key, knowledge).stage == EMERGENCY}
    if not unsure:
        return None
    tier, matters = TIERS.index(disposition), set[str]()
    for level in knowledge.levels:
        if blocking(level, tier) or (level.if_unsure and level.tier == tier):
            matters.update(hangs_on(knowledge.program, pairs, level.when, answers, also_unanswered=True))
    ranked = sorted(unsure & matters, key=knowledge.place)
    if not ranked:
        return None
    screen = _screen_of(ranked[0], knowledge)
    return Ask(screen, (ranked[0],), again=True)


def _first_screen(wanted: Iterable[str], screens: Sequence[Screen]) -> Ask | None:
    facts = set(wanted)
    for screen in screens:
        here = tuple(fact for fact in screen.facts if fact in facts)
        if here:
            return Ask(screen, here)
    return None


def _with_company(ask: Ask | None, answers: Answers, pairs: Sequence[Pair], knowledge: Knowledge) -> Ask | None:
    """A screen of several fields also shows those that only the plan needs: one screen fewer later."""
    if ask is None or ask.screen.kind != "fields":
        return ask
    useful = {*ask.facts, *optional_facts(answers, pairs, knowledge)}
    return Ask(ask.screen, tuple(fact for fact in ask.screen.facts if fact in useful))


def _screen_of(fact: str, knowledge: Knowledge) -> Screen:
    return next(screen for screen in knowledge.screens if fact in screen.facts)
