"""The personal plan: what to do now, today, this week and later; what was left out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unspasm.care.answers import Answers, person_pairs
from unspasm.care.choosing import Context, Learned, Preferences, at_hand, choose, rank
from unspasm.care.classify import Profile
from unspasm.care.decide import Verdict, offer, without_conflicts
from unspasm.care.evaluate import CERTAIN, Pair
from unspasm.care.left_out import LeftOut, left_out
from unspasm.care.screen import ALGEBRA, Screening, screening_of
from unspasm.knowledge.items import SLOTS, Intervention, Knowledge

SEVERE_PAIN = "severe_pain"
"""The definition that puts comfort before effort."""


class PlanRefused(ValueError):
    """There is no plan for this person now: they are not cleared by the screening."""


@dataclass(frozen=True)
class PlanItem:
    """One thing to do. safer: only in its gentler form. why: why it is here for this person."""

    id: str
    slot: str
    safer: bool
    why: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A plan for one cleared person; the same inputs give the same plan."""

    now: tuple[PlanItem, ...]
    today: tuple[PlanItem, ...]
    this_week: tuple[PlanItem, ...]
    prevent: tuple[PlanItem, ...]
    left_out: tuple[LeftOut, ...]
    return_signs: tuple[str, ...]
    check_again_h: int
    check_again_words: str
    made_at: datetime
    knowledge_version: str

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """All items in the order of doing."""
        return self.now + self.today + self.this_week + self.prevent


def make_plan(
    screening: Screening,
    profile: Profile,
    answers: Answers,
    knowledge: Knowledge,
    *,
    now: datetime,
    preferences: Preferences | None = None,
    learned: Mapping[str, Learned] | None = None,
) -> Plan:
    """The plan of a cleared person. now: an aware time, stamped on the plan.

    Raises PlanRefused if the screening does not clear the person: not decided, or `same_day` and above.
    """
    if not screening.cleared:
        raise PlanRefused(f"no plan: the disposition is {screening.disposition}, decided: {screening.decided}")
    pairs = person_pairs(answers, knowledge)
    fresh, verdict = screening_of(pairs, answers, knowledge)
    if not fresh.cleared:
        raise PlanRefused("no plan: the answers are not those of the screening")
    return plan_of(pairs, verdict, profile, answers, knowledge, now, preferences or Preferences(), learned or {})


def plan_of(
    pairs: Sequence[Pair],
    verdict: Verdict,
    profile: Profile,
    answers: Answers,
    knowledge: Knowledge,
    now: datetime,
    preferences: Preferences,
    learned: Mapping[str, Learned],
) -> Plan:
    """The plan from pairs that are already known, for a verdict that clears the person."""
    if not verdict.cleared:
        raise PlanRefused("no plan: the person is not cleared")
    severe = bool(pairs[knowledge.definitions[SEVERE_PAIN]][0] & CERTAIN)
    offers = {
        key: offer(item, verdict, pairs, ALGEBRA) for key, item in knowledge.interventions.items() if item.in_plan
    }
    context = Context(answers, pairs, verdict, knowledge, preferences, learned, severe, offers)
    order = sorted(offers, key=lambda key: rank(knowledge.interventions[key], context))
    place = {key: number for number, key in enumerate(order)}
    kept = without_conflicts(offers, lambda a, b: int(place[a] < place[b]), knowledge, ALGEBRA)
    chosen = choose([key for key in order if kept[key]], context)
    slots = {slot: tuple(_item(key, context) for key in chosen if _slot(key, knowledge) == slot) for slot in SLOTS}
    check = _check_again(answers, knowledge)
    return Plan(
        **slots,
        left_out=left_out(chosen, kept, context),
        return_signs=tuple(sign["text"] for sign in knowledge.tables["return_signs"]["sign"]),
        check_again_h=check["hours"],
        check_again_words=check["words"],
        made_at=now,
        knowledge_version=knowledge.version,
    )


def _slot(key: str, knowledge: Knowledge) -> str:
    return knowledge.interventions[key].slot


def _item(key: str, context: Context) -> PlanItem:
    item = context.knowledge.interventions[key]
    safer = bool(context.offers[key].safer)
    why = [str(item.item["why"])]
    if key in context.learned:
        why.append(context.learned[key].words)
    if at_hand(item, context.answers):
        why.append("You have what it needs.")
    if safer:
        why += _cautions(item, context)
    return PlanItem(key, item.slot, safer, tuple(line for line in why if line))


def _cautions(item: Intervention, context: Context) -> list[str]:
    """Why only the gentler form: reasons that hold; if none does, that something is not known yet."""
    holding = [c.reason for c in item.cautioned_by if context.pairs[c.when][0] & CERTAIN]
    lines = [f"The gentle form, because: {reason}" for reason in dict.fromkeys(holding)]
    return lines or ["The gentle form, because we do not know yet whether the full one suits you."]


def _check_again(answers: Answers, knowledge: Knowledge) -> Mapping[str, Any]:
    days = answers.get("pain_days")
    rows: list[Mapping[str, Any]] = knowledge.tables["check_again"]["row"]
    known = days if isinstance(days, int) else 0
    return next(row for row in rows if known <= row["up_to_days"])
