"""The smallest person who breaks a property, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import z3

from unspasm.care.prove.everyone import Anyone
from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import Knowledge


def smallest(solver: z3.Solver, person: Anyone, knowledge: Knowledge) -> dict[str, Any]:
    """Answers of a person in the solver's current (satisfiable) context, with as few told as possible.

    Facts are dropped one by one while the context stays satisfiable; then each that is left is set to its
    calmest value if it can be.
    """
    solver.push()
    for key in person.put:
        _try(solver, z3.Not(person.put[key]))
    for key, fact in knowledge.facts.items():
        calm = _calm(fact, person.value.get(key))
        if calm is not None:
            _try(solver, z3.Or(z3.Not(person.put[key]), z3.And(person.known[key], calm)))
    solver.check()
    answers = answers_in(solver.model(), person, knowledge)
    solver.pop()
    return answers


def answers_in(model: z3.ModelRef, person: Anyone, knowledge: Knowledge) -> dict[str, Any]:
    """The model's answers as a table that `read_answers` accepts."""
    answers: dict[str, Any] = {}
    for key in person.put:
        if not z3.is_true(model.eval(person.put[key], model_completion=True)):
            continue
        known = z3.is_true(model.eval(person.known[key], model_completion=True))
        answers[key] = _value(model, knowledge.facts[key], person.value[key]) if known else "not_sure"
    return answers


def in_words(answers: Mapping[str, Any], knowledge: Knowledge) -> str:
    """A person in one line: what they told, nothing else."""
    facts = knowledge.facts
    told = [f"{facts[key].short or key}: {facts[key].words(value)}" for key, value in answers.items()]
    return "; ".join(told) or "someone who was asked nothing"


def _try(solver: z3.Solver, constraint: z3.BoolRef) -> None:
    """Keeps the constraint if the context stays satisfiable with it."""
    if solver.check(constraint) == z3.sat:
        solver.add(constraint)


def _calm(fact: Fact, value: Any) -> z3.BoolRef | None:
    if fact.type == "yes_no":
        return value if fact.reassuring else z3.Not(value)
    if fact.type == "integer" and fact.danger:
        return value == fact.min
    if fact.type == "one_of" and fact.danger:
        return value == 0
    return None


def _value(model: z3.ModelRef, fact: Fact, value: Any) -> Any:
    if fact.type == "yes_no":
        return "yes" if z3.is_true(model.eval(value, model_completion=True)) else "no"
    if fact.type == "many_of":
        return [key for key, chosen in value.items() if z3.is_true(model.eval(chosen, model_completion=True))]
    number = model.eval(value, model_completion=True).as_long()
    return fact.option_ids[number] if fact.type == "one_of" else number
