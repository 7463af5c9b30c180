"""The knowledge as a package: valid, whole, and its expressions mean what our own rules mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fhir.people import person
from tests.outside.validators import IS_HERE, MISSING, by_models, by_node, evaluated
from unspasm.care import AnswersError, read_answers
from unspasm.care.answers import person_pairs
from unspasm.care.evaluate import CERTAIN, PUT
from unspasm.fhir.expressions import Expressions
from unspasm.fhir.package import danger_rules, knowledge_package, plan_items
from unspasm.fhir.response import to_response
from unspasm.knowledge import load_knowledge

NOW = datetime(2026, 11, 27, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
PACKAGE = knowledge_package(KNOWLEDGE, NOW)
PEOPLE, NODES = 5, 30
"""The engine of others walks a whole response for each comparison, so a sample has to do."""
needs_node = pytest.mark.skipif(not IS_HERE, reason=MISSING)


def answered(count: int) -> list[tuple[dict, list]]:
    """Some responses with much amiss, each with the pairs that our own evaluator gives for the same answers."""
    checks = [check for seed in range(80) for check in person(seed, most=0).checks]
    found = []
    for check in checks:
        if sum(one.value == "yes" for one in check.answers) < 30:
            continue
        try:
            answers = read_answers({one.fact: one.value for one in check.answers}, KNOWLEDGE, NOW.date())
        except AnswersError:
            continue
        if "started_on" not in answers:  # the form keeps the day; the rules read the days that follow from it
            found.append((to_response(check, "p", KNOWLEDGE), person_pairs(answers, KNOWLEDGE)))
    assert len(found) >= count
    return found[:count]


@needs_node
def test_every_expression_means_what_our_rules_mean_by_an_engine_of_others() -> None:
    write = Expressions(KNOWLEDGE)
    every = sorted(
        {level.when for level in KNOWLEDGE.levels}
        | {e.when for i in KNOWLEDGE.interventions.values() for e in i.excluded_by}
    )
    nodes = every[:: max(1, len(every) // NODES)]
    expressions = [part(node) for node in nodes for part in (write.certain, write.ruled_out, write.put)]
    people = answered(PEOPLE)
    seen = [{True: 0, False: 0} for _ in range(3)]
    for (_, pairs), values in zip(people, evaluated(expressions, [one for one, _ in people]), strict=True):
        wanted = [(bool(t & CERTAIN), bool(f & CERTAIN), bool(t & PUT)) for t, f in (pairs[node] for node in nodes)]
        for place, (node, three) in enumerate(zip(nodes, wanted, strict=True)):
            for reading, expected in enumerate(three):
                seen[reading][expected] += 1
                assert values[3 * place + reading] == [expected], (expressions[3 * place + reading], node)
    assert all(min(counts.values()) > 5 for counts in seen), seen


def test_every_danger_rule_and_every_level_is_in_the_package() -> None:
    actions = {one["code"][0]["coding"][0]["code"]: one for one in danger_rules(KNOWLEDGE, NOW)["action"]}
    assert set(actions) == set(KNOWLEDGE.rules)
    for key, rule in KNOWLEDGE.rules.items():
        told = sum(1 + (level.suspect_when is not None) + bool(level.if_unsure) for level in rule.levels)
        assert len(actions[key]["action"]) == told
        assert {one["citation"] for one in actions[key]["documentation"]}


def test_every_item_of_a_plan_is_in_the_package_and_no_medicine_is() -> None:
    codes = {one["code"][0]["coding"][0]["code"] for one in plan_items(KNOWLEDGE, NOW)["action"]}
    assert codes == {key for key, one in KNOWLEDGE.interventions.items() if one.in_plan}
    assert not codes & set(KNOWLEDGE.items["medicines"])


@pytest.mark.parametrize("name", PACKAGE)
def test_the_package_passes_the_models_of_others(name: str) -> None:
    assert by_models(PACKAGE[name]) == []


@needs_node
def test_the_package_passes_the_validators_of_others() -> None:
    assert by_node(PACKAGE.values()) == []
