"""Which danger rules the entries of a record make matter more, each with what it points to."""

from __future__ import annotations

from dataclasses import replace

from unspasm.care.evaluate import CERTAIN, Pair, evaluate
from unspasm.fhir.cds.cautions import comparer
from unspasm.fhir.cds.evidence import Evidence
from unspasm.fhir.cds.record import Record
from unspasm.knowledge.clinic import Possible
from unspasm.knowledge.condition import Test, holds
from unspasm.knowledge.items import Knowledge

EMERGENCY, URGENT, WITHIN_DAYS, MOST_POINTS = 4, 3, 2, 6

Finding = tuple[str, list[str], list[Evidence]]
"""Label of a finding, what it points to, its entries."""


def risks(record: Record, knowledge: Knowledge) -> list[Finding]:
    """Each danger that the record names, each finding on which an urgent danger rule stands, and the age if it alone does."""
    near, named = _urgent_rules(record, knowledge), _named(record, knowledge)
    rows = [(label, _points_to(facts, near, knowledge), found) for label, (found, facts) in by_label(record).items()]
    known = {label for label, *_ in named}
    return [*named, *_of_age(record, knowledge), *(row for row in rows if row[1] and row[0] not in known)]


def alone(record: Record, knowledge: Knowledge) -> tuple[list[str], bool]:
    """Labels of what speaks without any pain in the record, and whether it is loud: nobody may be told nothing of it.

    It is a danger that the record names, or a sign of the nerves of the back on which an emergency rule holds with what
    is there, read at its worst. Loud is what is named, what holds however it is read, and two signs together.
    """
    named = [label for label, *_ in _named(record, knowledge)]
    certain, worst = _signs(record, knowledge), _signs(_at_worst(record, knowledge), knowledge)
    return list(dict.fromkeys([*named, *certain, *worst])), bool(named or certain or len(worst) > 1)


def _named(record: Record, knowledge: Knowledge) -> list[Finding]:
    """The dangers that entries of the record name outright."""
    found: dict[str, Finding] = {}
    for rule, evidence in record.dangers:
        row = found.setdefault(evidence.label, (evidence.label, [knowledge.rules[rule].points_to], []))
        row[2].append(evidence)
    return list(found.values())


def _signs(record: Record, knowledge: Knowledge) -> list[str]:
    """Labels of the signs of the back on which an emergency rule holds for certain."""
    pairs = evaluate(knowledge.program, comparer(record, knowledge), CERTAIN, 0)
    holding = [level for level in knowledge.levels if level.tier >= EMERGENCY and pairs[level.when][0]]
    facts = {fact for level in holding for fact in knowledge.program.facts_of(level.when)}
    signs = facts & knowledge.clinic.facts_of_the_back & record.evidence.keys()
    return list(dict.fromkeys(e.label for fact in sorted(signs) for e in record.evidence[fact]))


def _at_worst(record: Record, knowledge: Knowledge) -> Record:
    """The same with the worst option of each fact that the record leaves open."""
    worst = {
        fact: frozenset({max(options, key=knowledge.facts[fact].option_ids.index)})
        for fact, options in record.facts.items()
    }
    return replace(record, facts=worst)


def _of_age(record: Record, knowledge: Knowledge) -> list[Finding]:
    """What the age alone makes certain, as back pain in a child does."""
    if record.age is None:
        return []
    alone = Record(knowledge, ages=record.ages)
    pairs = evaluate(knowledge.program, comparer(alone, knowledge), CERTAIN, 0)
    certain = [level for level in knowledge.levels if level.tier >= WITHIN_DAYS and pairs[level.when][0]]
    points = list(dict.fromkeys(knowledge.rules[level.rule].points_to for level in certain))
    return [(record.age.label, points, [record.age])] if points else []


def by_label(record: Record) -> dict[str, tuple[list[Evidence], set[str]]]:
    """Label of a finding -> its entries, and the facts that it made true."""
    found: dict[str, tuple[list[Evidence], set[str]]] = {}
    for fact, entries in record.evidence.items():
        for evidence in entries:
            seen, facts = found.setdefault(evidence.label, ([], set()))
            seen.append(evidence)
            facts.add(fact)
    return found


def _urgent_rules(record: Record, knowledge: Knowledge) -> list[tuple[int, set[str], str]]:
    """(tier, facts, what it points to) of each urgent level that is not only about people of whom this record says nothing.

    A disease that the record could show and does not is taken as absent here alone, where it only sorts: a list for
    those who are pregnant helps nobody else. The signs to ask are always all of them.
    """
    compare, shown = comparer(record, knowledge), _facts_that_a_record_shows(knowledge)

    def without_others(test: Test) -> Pair:
        fact = knowledge.facts.get(test.fact)
        value = record.gender if test.fact == "sex" else "no" if fact is not None and "no" in fact.option_ids else ""
        if fact is None or not value or test.fact not in shown or test.fact in record.facts:
            return compare(test)
        is_so = bool(holds(test, value, fact))
        return (CERTAIN if is_so else 0), (0 if is_so else CERTAIN)

    pairs = evaluate(knowledge.program, without_others, CERTAIN, 0)
    return [
        (level.tier, set(knowledge.program.facts_of(level.when)), knowledge.rules[level.rule].points_to)
        for level in knowledge.levels
        if level.tier >= URGENT and not pairs[level.when][1]
    ]


def _points_to(facts: set[str], near: list[tuple[int, set[str], str]], knowledge: Knowledge) -> list[str]:
    """What the rules on these facts point to: the most urgent first, of these the ones that ask the least else."""
    rows = sorted((row for row in near if row[1] & facts), key=lambda row: (-row[0], len(row[1] - facts)))
    return list(dict.fromkeys(points for *_, points in rows))[:MOST_POINTS]


def _facts_that_a_record_shows(knowledge: Knowledge) -> set[str]:
    clinic = knowledge.clinic
    facts: list[Possible] = [row.facts for row in clinic.problems]
    facts += [row.facts for row in clinic.statuses] + [row.facts for row in clinic.drugs]
    return {fact for possible in facts for fact in possible} | clinic.elsewhere
