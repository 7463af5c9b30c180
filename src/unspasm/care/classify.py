"""What the pain is most consistent with: region, time class, onset, severity, patterns, muscles.

Nothing here is a diagnosis, and nothing here ever changes a disposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unspasm.care.answers import UNANSWERED, Answers, person_pairs
from unspasm.care.evaluate import CERTAIN, Pair
from unspasm.care.reasons import hangs_on, in_order_of_asking
from unspasm.knowledge.items import Knowledge, Row

SINGLE_AXES = ("region", "time_class", "onset", "severity")
MANY_AXES = ("modifier", "background", "slows_recovery")
MOST_MUSCLES = 2
SITES, DEPTH, TRIGGER = "pain_sites", "pain_depth", "trigger"
"""The facts that say which muscles may be meant."""


@dataclass(frozen=True)
class Profile:
    """The person's spasm in the knowledge base's words; an axis that is not known yet is None.

    patterns: (pattern id, label, "likely" or "possible"), likely ones first.
    ask: facts that would complete the profile.
    """

    region: Row | None
    time_class: Row | None
    onset: Row | None
    severity: Row | None
    modifiers: tuple[Row, ...]
    background: tuple[Row, ...]
    slows_recovery: tuple[Row, ...]
    patterns: tuple[tuple[str, str, str], ...]
    muscles: tuple[str, ...]
    ask: tuple[str, ...]


def classify(answers: Answers, knowledge: Knowledge) -> Profile:
    """The profile of one person. The answers must come from `read_answers`."""
    return profile_of(person_pairs(answers, knowledge), answers, knowledge)


def profile_of(pairs: Sequence[Pair], answers: Answers, knowledge: Knowledge) -> Profile:
    """As `classify`, from pairs that are already known."""
    certain = [row for row in knowledge.rows if pairs[row.when][0] & CERTAIN]
    every = {axis: tuple(row for row in certain if row.axis == axis) for axis in MANY_AXES}
    first = {axis: next((row for row in certain if row.axis == axis), None) for axis in SINGLE_AXES}
    return Profile(
        region=first["region"],
        time_class=first["time_class"],
        onset=first["onset"],
        severity=first["severity"],
        modifiers=every["modifier"],
        background=every["background"],
        slows_recovery=every["slows_recovery"],
        patterns=_patterns(pairs, knowledge),
        muscles=_muscles(answers, knowledge),
        ask=_ask(pairs, answers, knowledge),
    )


def _patterns(pairs: Sequence[Pair], knowledge: Knowledge) -> tuple[tuple[str, str, str], ...]:
    likely, possible = [], []
    for key, pattern in knowledge.patterns.items():
        if pairs[pattern.likely][0] & CERTAIN:
            likely.append((key, pattern.label, "likely"))
        elif pairs[pattern.possible][0] & CERTAIN:
            possible.append((key, pattern.label, "possible"))
    return tuple(likely + possible)


def _muscles(answers: Answers, knowledge: Knowledge) -> tuple[str, ...]:
    """At most two muscles that lie where it hurts and as deep as it feels.

    Those that share most of the marked places come first; of these, those that the trigger strains.
    """
    sites, depth = answers.get(SITES), answers.get(DEPTH)
    if not isinstance(sites, frozenset):
        return ()
    muscles = knowledge.items["muscles"]
    fitting = [key for key, item in muscles.items() if depth in (None, *UNANSWERED) or depth in item["depths"]]
    shared = {key: len(sites.intersection(muscles[key]["zones"])) for key in fitting}
    strained = {key: answers.get(TRIGGER) in muscles[key]["provoked_by"] for key in fitting}
    ranked = sorted((key for key in fitting if shared[key]), key=lambda key: (-shared[key], not strained[key], key))
    return tuple(ranked[:MOST_MUSCLES])


def _ask(pairs: Sequence[Pair], answers: Answers, knowledge: Knowledge) -> tuple[str, ...]:
    conditions = [row.when for row in knowledge.rows]
    conditions += [c for pattern in knowledge.patterns.values() for c in (pattern.likely, pattern.possible)]
    facts = [fact for c in conditions for fact in hangs_on(knowledge.program, pairs, c, answers)]
    if SITES in answers and DEPTH not in answers:
        facts.append(DEPTH)
    return in_order_of_asking(facts, knowledge.place)
