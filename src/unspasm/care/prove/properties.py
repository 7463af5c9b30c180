"""What is proved, in six families (design.md section 4), as questions to a solver.

Each question describes people who would break the property; the property holds if there are none.
`exists` questions are the other way round: someone must exist (a rule that can never fire is dead).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from unspasm.care.decide import SAME_DAY, SOON, offer
from unspasm.care.evaluate import count
from unspasm.care.prove.everyone import ALGEBRA, FALSE, TRUE, Anyone, anyone
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import TIERS, Knowledge, Level


@dataclass(frozen=True)
class Question:
    """People to look for. If `exists` is false, finding one breaks the property.

    context: what must hold of the people whatever the question; person: whose answers a witness shows.
    """

    property: str
    text: str
    context: Sequence[Any]
    ask: Any
    person: Anyone
    other: Anyone | None = None
    exists: bool = False


@dataclass(frozen=True)
class People:
    """The copies of "any person" that the questions are about.

    one: anyone. worse: the same person with more danger or less reassurance. less: the same person with
    some answers erased.
    """

    one: Anyone
    worse: Anyone
    less: Anyone


def people(knowledge: Knowledge) -> People:
    """Three copies, over the same knowledge."""
    one = anyone(knowledge)
    return People(one, anyone(knowledge, "worse_"), anyone(knowledge, "less_", one.value))


def questions(knowledge: Knowledge) -> Iterator[Question]:
    """All questions of all families, the cheap ones first."""
    crowd = people(knowledge)
    yield from _no_excluded_item(knowledge, crowd.one)
    yield from _no_open_gate(knowledge, crowd)
    yield from _no_plan_in_danger(knowledge, crowd.one)
    yield from _one_disposition(knowledge, crowd.one)
    yield from _guarantees(knowledge, crowd.one)
    yield from _worse_is_never_calmer(knowledge, crowd)
    yield from _erasing_is_never_safer(knowledge, crowd)
    yield from _rules_are_alive(knowledge, crowd.one)


def _no_excluded_item(knowledge: Knowledge, one: Anyone) -> Iterator[Question]:
    """Family 1. The exclusion is asked of the true values, said or not: so unanswered counts as excluded."""
    items = knowledge.interventions
    bad = [z3.And(one.kept[key], one.truth[e.when]) for key in one.kept for e in items[key].excluded_by]
    yield Question(
        "1 no excluded item",
        "no plan holds an item that is excluded, or whose exclusion is unanswered",
        one.well_formed,
        z3.Or(*bad),
        one,
    )
    cautious = [
        z3.And(one.kept[key], one.truth[e.when], z3.Not(one.offers[key].safer))
        for key in one.kept
        for e in items[key].cautioned_by
    ]
    yield Question(
        "1 no excluded item",
        "a caution that holds or is unanswered always chooses the safer form",
        one.well_formed,
        z3.Or(*cautious),
        one,
    )
    loud = [one.kept[key] for key in one.kept if not items[key].comfort]
    yield Question(
        "1 no excluded item",
        "while the disposition is `soon` there are only comfort items",
        one.well_formed,
        z3.And(one.verdict.reached[SOON], z3.Or(*loud)),
        one,
    )


def _no_open_gate(knowledge: Knowledge, crowd: People) -> Iterator[Question]:
    """Family 1, for sessions. The danger rules see the answers of `one`; the item sees those of `less`, without what
    is too old for this sitting (`care/sessions/gate.py`). The exclusion is asked of the true values.
    """
    one, less, name = crowd.one, crowd.less, "1 no excluded item"
    context = [*one.well_formed, *less.well_formed, *_some_erased(one, less)]
    items = {key: item for key, item in knowledge.interventions.items() if item.in_plan}
    gates = {key: offer(item, one.verdict, less.pairs, ALGEBRA) for key, item in items.items()}
    bad = [z3.And(gates[key].offered, one.truth[e.when]) for key in gates for e in items[key].excluded_by]
    yield Question(
        name,
        "an open gate before a session: nothing excludes it, said or not, old or new",
        context,
        z3.Or(*bad),
        one,
        less,
    )
    full = [
        z3.And(gates[key].offered, one.truth[e.when], z3.Not(gates[key].safer))
        for key in gates
        for e in items[key].cautioned_by
    ]
    yield Question(
        name, "an open gate gives the full form only where no caution is true", context, z3.Or(*full), one, less
    )


def _some_erased(one: Anyone, less: Anyone) -> list[Any]:
    """Each answer of `less` is that of `one`, or was not asked."""
    found = []
    for key in one.put:
        same = z3.And(less.put[key] == one.put[key], less.known[key] == one.known[key])
        found.append(z3.Or(same, z3.Not(less.put[key])))
    return found


def _no_plan_in_danger(knowledge: Knowledge, one: Anyone) -> Iterator[Question]:
    """Family 2. Urgent levels are asked of the true values; the named exception is stated, not hidden."""
    name, some_item = "2 no plan in danger", z3.Or(*one.kept.values())
    urgent = [
        (level, reading)
        for level, reading in zip(knowledge.levels, one.verdict.levels, strict=True)
        if level.tier >= SAME_DAY
    ]
    yield Question(
        name,
        "no item while an urgent rule is certain",
        one.well_formed,
        z3.And(some_item, z3.Or(*[r.certain for _, r in urgent])),
        one,
    )
    strict = [one.truth[lv.when] for lv, _ in urgent if lv.if_unsure == "same_day"]
    yield Question(
        name,
        "no item while an urgent rule is true, said or not, except rules marked `two`",
        one.well_formed,
        z3.And(some_item, z3.Or(*strict)),
        one,
    )
    weak = [lv for lv, _ in urgent if lv.if_unsure == "two"]
    through_unsure = {
        rule: z3.Or(FALSE, *[r.put for level, r in urgent if level.rule == rule and level.if_unsure == "two"])
        for rule in sorted({level.rule for level in weak})
    }
    single = z3.Not(count(2, list(through_unsure.values()), FALSE))
    hidden = [z3.And(one.truth[level.when], z3.Not(z3.And(single, through_unsure[level.rule]))) for level in weak]
    yield Question(
        name,
        "a rule marked `two` lets a plan through only when it is the only one left unsure",
        one.well_formed,
        z3.And(some_item, z3.Or(FALSE, *hidden)),
        one,
    )
    yield Question(
        name,
        "no item before the screening is decided",
        one.well_formed,
        z3.And(some_item, z3.Not(one.verdict.decided)),
        one,
    )


def _one_disposition(knowledge: Knowledge, one: Anyone) -> Iterator[Question]:
    """Family 4."""
    reached, possible = one.verdict.reached, one.verdict.possible
    name = "4 one disposition"
    broken = [z3.And(reached[k + 1], z3.Not(reached[k])) for k in range(len(TIERS) - 1)]
    broken += [z3.And(possible[k + 1], z3.Not(possible[k])) for k in range(len(TIERS) - 1)]
    broken += [z3.And(reached[k], z3.Not(possible[k])) for k in range(len(TIERS))]
    yield Question(
        name,
        "every set of answers has exactly one disposition, never above the possible one",
        one.well_formed,
        z3.Or(*broken),
        one,
    )
    yield Question(
        name,
        "every cleared person has something to do, even if every optional question was skipped",
        one.well_formed,
        z3.And(one.verdict.cleared, z3.Not(z3.Or(*one.kept.values()))),
        one,
    )
    for tier, word in enumerate(TIERS):
        here = z3.And(reached[tier], z3.Not(reached[tier + 1]) if tier + 1 < len(TIERS) else TRUE)
        yield Question(
            name, f"someone is decided as {word}", one.well_formed, z3.And(here, one.verdict.decided), one, exists=True
        )


def _guarantees(knowledge: Knowledge, one: Anyone) -> Iterator[Question]:
    """Family 6, the special groups, stated in the knowledge base."""
    name = "6 special groups"
    for guarantee in knowledge.guarantees:
        certain, tier = one.pairs[guarantee.when][0].certain, guarantee.at_least
        yield Question(name, guarantee.text, one.well_formed, z3.And(certain, z3.Not(one.verdict.reached[tier])), one)
        yield Question(name, f"someone is concerned: {guarantee.id}", one.well_formed, certain, one, exists=True)
    medicines = [key for key in one.kept if key in knowledge.items["medicines"]]
    yield Question(
        name,
        "no medicine is ever an item of a plan",
        one.well_formed,
        z3.Or(FALSE, *[one.kept[key] for key in medicines]),
        one,
    )


def _worse_is_never_calmer(knowledge: Knowledge, crowd: People) -> Iterator[Question]:
    """Family 3, first half: all danger signs at once, added or worsened, reassurance taken away."""
    one, worse, name = crowd.one, crowd.worse, "3 worse is never calmer"
    context = [*one.well_formed, *worse.well_formed]
    for key, fact in knowledge.facts.items():
        if key in one.put:
            context += [one.put[key] == worse.put[key], one.known[key] == worse.known[key]]
            context.append(_at_least_as_bad(fact, one.value[key], worse.value[key]))
    lower = [z3.And(a, z3.Not(b)) for a, b in zip(one.verdict.reached, worse.verdict.reached, strict=True)]
    yield Question(
        name, "adding or worsening danger signs never lowers the disposition", context, z3.Or(*lower), one, worse
    )


def _erasing_is_never_safer(knowledge: Knowledge, crowd: People) -> Iterator[Question]:
    """Family 3, second half. The copy `less` shares the true values; some of its answers are erased."""
    one, less, name = crowd.one, crowd.less, "3 erasing is never safer"
    context = [*one.well_formed, *less.well_formed, *_some_erased(one, less)]
    lower = [z3.And(a, z3.Not(b)) for a, b in zip(one.verdict.possible, less.verdict.possible, strict=True)]
    yield Question(name, "erasing answers never lowers the possible disposition", context, z3.Or(*lower), less, one)
    yield Question(
        name,
        "erasing answers never opens a plan",
        context,
        z3.And(less.verdict.cleared, z3.Not(one.verdict.cleared)),
        less,
        one,
    )
    items = knowledge.interventions
    added = [
        z3.And(less.kept[key], one.pairs[exclusion.when][0].certain)
        for key in one.kept
        for exclusion in items[key].excluded_by
    ]
    yield Question(
        name, "erasing answers never adds an item that the full answers exclude", context, z3.Or(*added), less, one
    )
    unsure = [*one.well_formed, *less.well_formed]
    for key in one.put:
        same = less.known[key] == one.known[key]
        unsure += [less.put[key] == one.put[key], z3.Or(same, z3.Not(less.known[key]))]
    yield Question(
        name,
        'turning an answer into "not sure" never lowers the possible disposition',
        unsure,
        z3.Or(*lower),
        less,
        one,
    )


def _at_least_as_bad(fact: Fact, value: Any, worse: Any) -> Any:
    if fact.type == "many_of":
        pairs = [(value[key], worse[key]) for key in fact.option_ids]
        return z3.And(*[z3.Implies(a, b) if fact.danger else a == b for a, b in pairs])
    if not (fact.danger or fact.reassuring):
        return bool(value is worse) or value == worse
    low, high = (value, worse) if fact.danger else (worse, value)
    return z3.Implies(low, high) if fact.type == "yes_no" else low <= high


def _rules_are_alive(knowledge: Knowledge, one: Anyone) -> Iterator[Question]:
    """Family 5: dead rows, covered rows, conflicting items, labels that are wrong."""
    name, readings = "5 rules are alive", list(zip(knowledge.levels, one.verdict.levels, strict=True))
    for level, reading in readings:
        yield Question(name, f"{level.id} can fire", one.well_formed, reading.certain, one, exists=True)
    for level, reading in readings:
        others = [r.certain for other, r in readings if other is not level and _covers(other, level)]
        alone = z3.And(reading.certain, z3.Not(z3.Or(FALSE, *others)))
        if level.second_line:
            yield Question(
                name, f"{level.id} is labelled second line, so others must cover it", one.well_formed, alone, one
            )
        else:
            yield Question(
                name, f"{level.id} adds something to the other rules", one.well_formed, alone, one, exists=True
            )
    for key in one.kept:
        yield Question(name, f"{key} is in someone's plan", one.well_formed, one.kept[key], one, exists=True)
    for conflict in knowledge.conflicts:
        both = z3.And(one.kept[conflict.a], one.kept[conflict.b])
        yield Question(name, f"{conflict.a} and {conflict.b} are never in one plan", one.well_formed, both, one)


def _covers(other: Level, level: Level) -> bool:
    return other.tier >= level.tier
