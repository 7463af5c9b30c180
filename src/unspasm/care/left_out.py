"""What is not in the plan, and why: excluded, worse for this person, waiting for an answer, not for now, or chosen against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unspasm.care.choosing import Context, at_hand, is_worse
from unspasm.care.decide import SOON
from unspasm.care.evaluate import CERTAIN
from unspasm.care.reasons import hangs_on, in_order_of_asking
from unspasm.knowledge.items import Intervention

MOST_NAMED = 3
"""Most open questions named in one line."""


@dataclass(frozen=True)
class LeftOut:
    """One item that is not in the plan.

    kind: `excluded` (something the person told us), `worse` (their own comparisons say so), `waiting` (for the
    answers in `ask`), `not_now`, `not_at_hand`, `instead` (something else was chosen).
    """

    id: str
    kind: str
    reason: str
    ask: tuple[str, ...] = ()


def left_out(chosen: Sequence[str], kept: Mapping[str, int], context: Context) -> tuple[LeftOut, ...]:
    """Every item that could be in a plan and is not in this one; excluded ones first."""
    order = ("excluded", "worse", "waiting", "not_now", "not_at_hand", "instead")
    found = [_why(key, kept, context) for key in kept if key not in chosen]
    return tuple(sorted(found, key=lambda entry: (order.index(entry.kind), entry.id)))


def _why(key: str, kept: Mapping[str, int], context: Context) -> LeftOut:
    item = context.knowledge.interventions[key]
    certain = [e for e in item.excluded_by if context.pairs[e.when][0] & CERTAIN]
    if certain:
        return LeftOut(key, "excluded", " ".join(dict.fromkeys(e.reason for e in certain)))
    if is_worse(key, context):
        return LeftOut(key, "worse", context.learned[key].words)
    if at_hand(item, context.answers) is False:
        words = str(item.item["needs_words"])
        return LeftOut(item.id, "not_at_hand", f"You told us that you do not have {words}." if words else "")
    possible = [e for e in item.excluded_by if not context.pairs[e.when][1] & CERTAIN]
    if possible:
        return _waiting(key, [e.when for e in possible], context)
    true, false = context.pairs[item.offer_when]
    if false & CERTAIN:
        return LeftOut(key, "not_now", str(item.item["not_now"]) or "It is not meant for how your back is now.")
    if not true & CERTAIN:
        return _waiting(key, [item.offer_when], context)
    if context.verdict.reached[SOON] and not item.comfort:
        return LeftOut(key, "not_now", "First let someone look at your back; then this can come in.")
    return _chosen_against(item, kept, context)


def _chosen_against(item: Intervention, kept: Mapping[str, int], context: Context) -> LeftOut:
    if not kept[item.id]:
        conflict = next(c for c in context.knowledge.conflicts if item.id in (c.a, c.b))
        return LeftOut(item.id, "instead", conflict.why)
    return LeftOut(item.id, "instead", "A few things at a time are enough. This one can be swapped in.")


def _waiting(key: str, conditions: Sequence[int], context: Context) -> LeftOut:
    """Waits for answers: says about what, and never as if it were already found."""
    ask = _ask(conditions, context)
    about = "; ".join(context.knowledge.facts[fact].short or fact for fact in ask[:MOST_NAMED])
    return LeftOut(key, "waiting", f"It waits for what you can tell us about: {about}.", ask)


def _ask(conditions: Sequence[int], context: Context) -> tuple[str, ...]:
    knowledge = context.knowledge
    facts = [
        fact
        for condition in conditions
        for fact in hangs_on(knowledge.program, context.pairs, condition, context.answers, also_unanswered=True)
    ]
    return in_order_of_asking(facts, knowledge.place)
