"""Every person there could be: the facts as solver variables, and the decision read over them.

For each fact: whether it was put, whether it is known, and its true value. An unknown fact still has a
true value, which nobody has said: so "true whatever was left unsaid" and "possible" can both be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from unspasm.care.decide import Offer, Readings, Verdict, judge, offer, without_conflicts
from unspasm.care.evaluate import Pair, evaluate
from unspasm.knowledge.condition import Test
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import Knowledge

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


@dataclass(frozen=True)
class Word:
    """The three readings of one side of a pair, as three solver terms."""

    certain: z3.BoolRef
    put: z3.BoolRef
    hanging: z3.BoolRef

    def __and__(self, other: Word) -> Word:
        return Word(
            z3.And(self.certain, other.certain), z3.And(self.put, other.put), z3.And(self.hanging, other.hanging)
        )

    def __or__(self, other: Word) -> Word:
        return Word(z3.Or(self.certain, other.certain), z3.Or(self.put, other.put), z3.Or(self.hanging, other.hanging))


class SolverTerms:
    """The algebra of solver terms."""

    top: Any = TRUE
    bottom: Any = FALSE

    def negate(self, literal: Any) -> Any:
        return z3.Not(literal)

    def readings(self, pair: Pair) -> Readings:
        t, f = pair
        return Readings(certain=t.certain, put=t.put, hanging=t.hanging, possible=z3.Not(f.certain))


ALGEBRA = SolverTerms()


@dataclass(frozen=True)
class Anyone:
    """One copy of "any person": variables of each fact, and what is decided about them."""

    put: Mapping[str, z3.BoolRef]
    known: Mapping[str, z3.BoolRef]
    value: Mapping[str, Any]
    well_formed: list[z3.BoolRef]
    pairs: list[Pair]
    truth: list[Any]
    verdict: Verdict
    offers: Mapping[str, Offer]
    kept: Mapping[str, Any]

    def unanswered(self, fact: str) -> z3.BoolRef:
        """The question was put and stayed unanswered."""
        return z3.And(self.put[fact], z3.Not(self.known[fact]))


def anyone(knowledge: Knowledge, name: str = "", values: Mapping[str, Any] | None = None) -> Anyone:
    """A fresh copy of any person whose answers do not contradict each other.

    name: distinguishes copies. values: true values shared with another copy; fresh ones if None.
    """
    facts = {key: fact for key, fact in knowledge.facts.items() if fact.type != "date"}
    put = {key: z3.Bool(f"{name}put_{key}") for key in facts}
    known = {key: z3.Bool(f"{name}known_{key}") for key in facts}
    value = dict(values) if values is not None else {key: _variable(fact, name) for key, fact in facts.items()}
    compare = _comparer(facts, put, known, value)
    pairs = evaluate(knowledge.program, compare, _word(TRUE), _word(FALSE))
    truth = [t for t, _ in evaluate(knowledge.program, _truth(facts, value), TRUE, FALSE)]
    verdict = judge(knowledge, pairs, ALGEBRA)
    items = {key: item for key, item in knowledge.interventions.items() if item.in_plan}
    offers = {key: offer(item, verdict, pairs, ALGEBRA) for key, item in items.items()}
    kept = without_conflicts(offers, _before(name), knowledge, ALGEBRA)
    well_formed = [z3.Implies(known[key], put[key]) for key in facts]
    well_formed += [in_range for key, fact in facts.items() for in_range in _range(fact, value[key])]
    well_formed += [z3.Not(pairs[c.when][0].certain) for c in knowledge.contradictions]
    return Anyone(put, known, value, well_formed, pairs, truth, verdict, offers, kept)


def later_option(fact: Fact, option: str) -> int:
    """An option's number in the solver: its place in the dictionary."""
    return fact.option_ids.index(option)


def holds_for(fact: Fact, value: Any, test: Test) -> z3.BoolRef:
    """Whether the fact's true value passes the test."""
    wanted: Any = test.value
    match test.op:
        case "yes":
            return value
        case "is":
            return value == later_option(fact, wanted)
        case "from":
            return value >= later_option(fact, wanted)
        case "in":
            return z3.Or(*[value == later_option(fact, option) for option in sorted(wanted)])
        case "any_of":
            return z3.Or(*[value[option] for option in sorted(wanted)])
        case "==":
            return value == wanted
        case "<":
            return value < wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case ">=":
            return value >= wanted
    raise ValueError(f"unknown comparison {test.op!r}")


def _word(literal: z3.BoolRef) -> Word:
    return Word(literal, literal, literal)


def _variable(fact: Fact, name: str) -> Any:
    if fact.type == "yes_no":
        return z3.Bool(f"{name}{fact.id}")
    if fact.type == "many_of":
        return {option: z3.Bool(f"{name}{fact.id}_{option}") for option in fact.option_ids}
    return z3.Int(f"{name}{fact.id}")


def _range(fact: Fact, value: Any) -> list[z3.BoolRef]:
    if fact.type == "integer":
        return [value >= fact.min, value <= fact.max]
    if fact.type == "one_of":
        return [value >= 0, value < len(fact.option_ids)]
    return []


def _comparer(
    facts: Mapping[str, Fact], put: Mapping[str, Any], known: Mapping[str, Any], value: Mapping[str, Any]
) -> Callable[[Test], Pair]:
    def compare(test: Test) -> Pair:
        key = test.fact
        holds = holds_for(facts[key], value[key], test)
        unanswered, absent = z3.And(put[key], z3.Not(known[key])), z3.Not(put[key])
        yes, no = z3.And(known[key], holds), z3.And(known[key], z3.Not(holds))
        return (
            Word(yes, z3.Or(yes, unanswered), z3.Or(yes, absent)),
            Word(no, z3.Or(no, unanswered), z3.Or(no, absent)),
        )

    return compare


def _truth(facts: Mapping[str, Fact], value: Mapping[str, Any]) -> Callable[[Test], Pair]:
    def compare(test: Test) -> Pair:
        holds = holds_for(facts[test.fact], value[test.fact], test)
        return holds, z3.Not(holds)

    return compare


def _before(name: str) -> Callable[[str, str], Any]:
    """Any order of items at all: of two, one stands first."""

    def before(first: str, second: str) -> Any:
        if first < second:
            return z3.Bool(f"{name}{first}_before_{second}")
        return z3.Not(z3.Bool(f"{name}{second}_before_{first}"))

    return before
