"""Faults planted on purpose, at least one for each family of the proof. Each must be caught.

A fault is either in the knowledge (a row changed) or in the code (a function replaced). It names the
words of the question that must find it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from unspasm.care import decide
from unspasm.care.decide import Offer
from unspasm.care.prove import everyone, properties
from unspasm.knowledge import Knowledge, Level
from unspasm.knowledge.condition import Compiler
from unspasm.knowledge.items import TIERS, Intervention


@dataclass(frozen=True)
class Fault:
    """What is broken, and which question must notice."""

    name: str
    caught_by: str
    knowledge: Callable[[Knowledge], Knowledge] = lambda knowledge: knowledge
    code: Callable[[pytest.MonkeyPatch], None] = lambda patch: None


def with_level(knowledge: Knowledge, when: str, tier: str, **fields: Any) -> Knowledge:
    """The knowledge with one more danger level."""
    index = Compiler(knowledge.program, knowledge.facts, knowledge.definitions).compile(when)
    level = Level(rule=knowledge.levels[0].rule, tier=TIERS.index(tier), when=index, text=when, action="", **fields)
    return replace(knowledge, levels=(*knowledge.levels, level))


def without_levels(knowledge: Knowledge, unwanted: Callable[[Level], bool]) -> Knowledge:
    """The knowledge without some danger levels."""
    return replace(knowledge, levels=tuple(level for level in knowledge.levels if not unwanted(level)))


def with_items(knowledge: Knowledge, change: Callable[[Intervention], Intervention]) -> Knowledge:
    """The knowledge with every intervention changed."""
    return replace(knowledge, interventions={key: change(item) for key, item in knowledge.interventions.items()})


# --- faults in the code -------------------------------------------------------------------------


def silence_reads_as_safety(patch: pytest.MonkeyPatch) -> None:
    def careless(item: Any, verdict: Any, pairs: Any, algebra: Any) -> Offer:
        offered = verdict.cleared & algebra.readings(pairs[item.offer_when]).certain
        for exclusion in item.excluded_by:
            offered = offered & algebra.negate(algebra.readings(pairs[exclusion.when]).certain)
        return Offer(offered, decide.offer(item, verdict, pairs, algebra).safer)

    patch.setattr(everyone, "offer", careless)


def unknown_caution_gives_the_full_form(patch: pytest.MonkeyPatch) -> None:
    def careless(item: Any, verdict: Any, pairs: Any, algebra: Any) -> Offer:
        safer = algebra.bottom
        for caution in item.cautioned_by:
            safer = safer | algebra.readings(pairs[caution.when]).certain
        return Offer(decide.offer(item, verdict, pairs, algebra).offered, safer)

    patch.setattr(everyone, "offer", careless)


def old_answers_open_the_gate(patch: pytest.MonkeyPatch) -> None:
    def careless(item: Any, verdict: Any, pairs: Any, algebra: Any) -> Offer:
        offered = verdict.cleared & algebra.readings(pairs[item.offer_when]).certain
        for exclusion in item.excluded_by:
            offered = offered & algebra.negate(algebra.readings(pairs[exclusion.when]).certain)
        return Offer(offered, algebra.bottom)

    patch.setattr(properties, "offer", careless)


def plans_under_soon_hold_everything(patch: pytest.MonkeyPatch) -> None:
    def careless(item: Any, verdict: Any, pairs: Any, algebra: Any) -> Offer:
        return decide.offer(replace(item, comfort=True), verdict, pairs, algebra)

    patch.setattr(everyone, "offer", careless)


def unsure_is_no(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "_floored", lambda knowledge, levels, algebra: algebra.bottom)


def decided_too_early(patch: pytest.MonkeyPatch) -> None:
    def careless(knowledge: Any, pairs: Any, algebra: Any) -> Any:
        verdict = decide.judge(knowledge, pairs, algebra)
        cleared = algebra.negate(verdict.reached[decide.SAME_DAY])
        return replace(verdict, decided=algebra.top, cleared=cleared)

    patch.setattr(everyone, "judge", careless)


def possible_counts_only_what_is_certain(patch: pytest.MonkeyPatch) -> None:
    def careless(knowledge: Any, pairs: Any, algebra: Any) -> Any:
        verdict = decide.judge(knowledge, pairs, algebra)
        return replace(verdict, possible=verdict.reached)

    patch.setattr(everyone, "judge", careless)


def tiers_without_order(patch: pytest.MonkeyPatch) -> None:
    def careless(knowledge: Any, pairs: Any, algebra: Any) -> Any:
        verdict = decide.judge(knowledge, pairs, algebra)
        top = len(TIERS) - 1
        reached = tuple(
            algebra.bottom if k == decide.SOON else literal for k, literal in enumerate(verdict.reached[:top])
        )
        return replace(verdict, reached=(*reached, verdict.reached[top]))

    patch.setattr(everyone, "judge", careless)


def conflicts_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        everyone,
        "without_conflicts",
        lambda offers, before, knowledge, algebra: {k: o.offered for k, o in offers.items()},
    )


# --- faults in the knowledge --------------------------------------------------------------------


def a_danger_sign_that_calms(knowledge: Knowledge) -> Knowledge:
    """An urgent rule that another danger sign switches off."""
    return with_level(
        without_levels(knowledge, lambda level: level.tier >= decide.SAME_DAY),
        "fever and not weight_loss", "same_day", if_unsure="same_day",
    )  # fmt: skip


def a_rule_that_can_never_fire(knowledge: Knowledge) -> Knowledge:
    return with_level(knowledge, "age < 10 and age > 20", "emergency", if_unsure="same_day")


def a_rule_that_others_cover(knowledge: Knowledge) -> Knowledge:
    return with_level(knowledge, "saddle_numb and fever", "same_day", if_unsure="same_day")


def a_wrong_second_line_label(knowledge: Knowledge) -> Knowledge:
    first, *others = knowledge.levels
    return replace(knowledge, levels=(replace(first, second_line=True), *others))


def nothing_is_for_everyone(knowledge: Knowledge) -> Knowledge:
    """Every item waits for an optional answer, so someone cleared is left with nothing."""
    index = Compiler(knowledge.program, knowledge.facts, knowledge.definitions).compile("not rub_on_skin_there")
    return with_items(knowledge, lambda item: replace(item, offer_when=index))


def children_are_forgotten(knowledge: Knowledge) -> Knowledge:
    return without_levels(knowledge, lambda level: "child" in level.rule or "under_18" in level.rule)


def pregnancy_is_forgotten(knowledge: Knowledge) -> Knowledge:
    return without_levels(knowledge, lambda level: "preg" in level.rule or "pregnan" in level.text)


def a_medicine_in_the_plan(knowledge: Knowledge) -> Knowledge:
    medicine = next(iter(knowledge.items["medicines"]))
    item = replace(knowledge.interventions["breathing"], in_plan=True)
    return replace(knowledge, interventions={**knowledge.interventions, medicine: item})


FAULTS = (
    Fault("silence reads as safety", "no plan holds an item that is excluded", code=silence_reads_as_safety),
    Fault("an unknown caution gives the full form", "a caution that holds or is unanswered",
          code=unknown_caution_gives_the_full_form),
    Fault("an answer that has grown old opens the gate", "an open gate before a session",
          code=old_answers_open_the_gate),
    Fault("an old caution gives the full form", "an open gate gives the full form", code=old_answers_open_the_gate),
    Fault("plans under `soon` hold everything", "there are only comfort items", code=plans_under_soon_hold_everything),
    Fault("unsure is no", "no item while an urgent rule is true, said or not", code=unsure_is_no),
    Fault("decided too early", "no item while an urgent rule is true, said or not", code=decided_too_early),
    Fault("possible counts only what is certain", "erasing answers never lowers the possible disposition",
          code=possible_counts_only_what_is_certain),
    Fault("tiers without order", "every set of answers has exactly one disposition", code=tiers_without_order),
    Fault("conflicts are forgotten", "are never in one plan", code=conflicts_are_forgotten),
    Fault("a danger sign that calms", "adding or worsening danger signs", knowledge=a_danger_sign_that_calms),
    Fault("a rule that can never fire", "can fire", knowledge=a_rule_that_can_never_fire),
    Fault("a rule that others cover", "adds something to the other rules", knowledge=a_rule_that_others_cover),
    Fault("a wrong second-line label", "so others must cover it", knowledge=a_wrong_second_line_label),
    Fault("nothing is for everyone", "every cleared person has something to do", knowledge=nothing_is_for_everyone),
    Fault("children are forgotten", "A child under 10", knowledge=children_are_forgotten),
    Fault("pregnancy is forgotten", "Pregnant with any warning sign", knowledge=pregnancy_is_forgotten),
    Fault("a medicine in the plan", "no medicine is ever an item", knowledge=a_medicine_in_the_plan),
)  # fmt: skip
