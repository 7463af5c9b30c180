"""Choosing among the offered items: rank for this person, few at a time, variety kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from unspasm.care.answers import Answers
from unspasm.care.decide import Offer, Verdict
from unspasm.care.evaluate import Pair
from unspasm.knowledge.items import CERTAINTIES, SLOTS, Intervention, Knowledge

ROOM = 2
"""Most items in each slot: four for now and today together, since people use two to four at once."""


@dataclass(frozen=True)
class Preferences:
    """What the person would rather do; ids of interventions."""

    likes: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()


Shown = Literal["helps", "does_not_help", "makes_it_worse"]


@dataclass(frozen=True)
class Learned:
    """What this person's own comparisons showed of one item: change in points of 0-10, negative is better."""

    change: float
    words: str
    shown: Shown = "helps"


@dataclass(frozen=True)
class Context:
    """What choosing and explaining share."""

    answers: Answers
    pairs: Sequence[Pair]
    verdict: Verdict
    knowledge: Knowledge
    preferences: Preferences
    learned: Mapping[str, Learned]
    severe: bool
    offers: Mapping[str, Offer]


def at_hand(item: Intervention, answers: Answers) -> bool | None:
    """Whether the person has what the item needs; None if they were not asked or it needs nothing."""
    things = answers.get("at_hand")
    if not item.needs or not isinstance(things, frozenset):
        return None
    return item.needs in things


def is_worse(key: str, context: Context) -> bool:
    """Whether it makes things worse for this person: not for the plan, unless they ask for it."""
    learned = context.learned.get(key)
    return learned is not None and learned.shown == "makes_it_worse" and key not in context.preferences.likes


def rank(item: Intervention, context: Context) -> tuple[Any, ...]:
    """What is at hand and liked first, then expected relief for this person, effort, certainty, and the name.

    What was shown not to help stands behind everything that is not yet known.
    """
    learned = context.learned.get(item.id)
    change = learned.change * 10 if learned else item.expected_change
    liked = item.id in context.preferences.likes
    disliked = item.id in context.preferences.dislikes
    missing = at_hand(item, context.answers) is False
    strenuous = context.severe and not item.comfort
    no_help = learned is not None and learned.shown != "helps"
    certainty = CERTAINTIES.index(str(item.item["certainty"]))
    worse = is_worse(item.id, context)
    return (worse, missing, disliked, not liked, strenuous, no_help, change, item.effort, certainty, item.id)


def choose(ranked: Sequence[str], context: Context) -> tuple[str, ...]:
    """The best few of each slot, of each family only one, in the order of doing.

    Where all of a slot is settled for this person, one thing more that is not yet known: so there is more to learn.
    """
    interventions = context.knowledge.interventions
    chosen: list[str] = []
    families: set[str] = set()
    room = dict.fromkeys(SLOTS, ROOM)
    settled = dict.fromkeys(SLOTS, True)
    for key in ranked:
        item, is_new = interventions[key], key not in context.learned
        family = str(item.item["family"]) or item.column or key
        if at_hand(item, context.answers) is False or family in families or is_worse(key, context):
            continue
        if room[item.slot] == 0 and not (is_new and settled[item.slot]):
            continue
        chosen.append(key)
        families.add(family)
        room[item.slot] = max(0, room[item.slot] - 1)
        settled[item.slot] = settled[item.slot] and not is_new
    return tuple(sorted(chosen, key=lambda key: (SLOTS.index(interventions[key].slot), ranked.index(key))))
