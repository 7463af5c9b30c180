"""Which grounds against a medicine a record shows: the same conditions as in the dose ledger, over what was sent.

Three values: a ground is certain, ruled out, or open. Open grounds are named only where the record knows the trouble and
lacks its degree. What the record does not know at all is said elsewhere, as missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unspasm.care.evaluate import CERTAIN, Pair, evaluate
from unspasm.fhir.cds.evidence import Evidence
from unspasm.fhir.cds.record import Record
from unspasm.knowledge.condition import Test, holds
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import Gate

NO, CAUTION = "not_for_you", "caution"
AGE, MANY = "age", "many_cautions"


@dataclass(frozen=True)
class Ground:
    """One ground against a medicine. verdict: `not_for_you` or `caution`. is_open: only possible so far."""

    id: str
    verdict: str
    words: str
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    mark: str
    is_open: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether everything that it rests on is too mild, on its own, for a critical card."""
        return bool(self.evidence) and all(evidence.quiet for evidence in self.evidence)

    @property
    def short(self) -> str:
        """The words without their reason."""
        return self.words.split(":")[0]


def grounds_against(record: Record, family: str, name: str, knowledge: Knowledge) -> list[Ground]:
    """Every ground that the record shows against a medicine, the gravest first.

    family: one of the ledger's. name: the drug as it was found, or "" for the whole family.
    """
    pairs = evaluate(knowledge.ledger.program, comparer(record, knowledge), CERTAIN, 0)
    gates = [gate for gate in knowledge.ledger.gates if _speaks_of(gate, family, name, knowledge)]
    certain = [gate for gate in gates if pairs[gate.when][0]]
    possible = [gate for gate in gates if not any(pairs[gate.when]) and _lacks_a_degree(gate, record, knowledge)]
    grounds = [_ground(gate, record, knowledge, is_open=False) for gate in certain]
    grounds += _many(certain, knowledge)
    grounds += [_ground(gate, record, knowledge, is_open=True) for gate in possible]
    return _in_order(grounds)


def comparer(record: Record, knowledge: Knowledge) -> Callable[[Test], Pair]:
    """A comparison is certain where it is so for every value that the record allows."""

    def compare(test: Test) -> Pair:
        fact = knowledge.facts[test.fact]
        values = record.ages if test.fact == AGE else record.facts.get(test.fact, frozenset())
        if not values:
            return 0, 0
        answers = {bool(holds(test, value, fact)) for value in values}
        return (CERTAIN if answers == {True} else 0), (CERTAIN if answers == {False} else 0)

    return compare


def _speaks_of(gate: Gate, family: str, name: str, knowledge: Knowledge) -> bool:
    if gate.verdict not in (NO, CAUTION) or gate.within_min or gate.over_label or gate.after_days:
        return False
    ledger = knowledge.ledger
    members = {item.id for item in ledger.ingredients.values() if item.family == family}
    own = {item for item in members if name and (ledger.names.get(name) == item or item.split()[0] == name)}
    return bool(gate.ingredients & own) if own else members <= gate.ingredients


def _lacks_a_degree(gate: Gate, record: Record, knowledge: Knowledge) -> bool:
    """Whether the record knows the trouble, and what is open is only how bad it is."""
    facts = knowledge.ledger.program.facts_of(gate.when)
    known = [fact for fact in facts if fact in record.evidence]
    open_degree = any(len(record.facts[fact]) > 1 for fact in known if fact != "sex")
    missing = [fact for fact in facts if fact not in record.facts and not (fact == AGE and record.ages)]
    return bool(known) and (open_degree or bool(record.clinic.details.intersection(missing)))


def _ground(gate: Gate, record: Record, knowledge: Knowledge, *, is_open: bool) -> Ground:
    facts = knowledge.ledger.program.facts_of(gate.when)
    evidence = {(e.where, e.label): e for fact in facts for e in record.evidence.get(fact, ())}
    words = record.clinic.grounds.get(gate.id, gate.text)
    return Ground(gate.id, gate.verdict, words, tuple(evidence.values()), gate.sources, gate.mark, is_open)


def _many(certain: list[Gate], knowledge: Knowledge) -> list[Ground]:
    rules = knowledge.ledger.person
    if len({gate.id for gate in certain if gate.adds_up}) < rules.cautions_that_count_as_no:
        return []
    return [Ground(MANY, NO, knowledge.clinic.grounds[MANY], (), rules.sources, "prof")]


def _in_order(grounds: list[Ground]) -> list[Ground]:
    """Without doubles, and without a milder row whose worse degree is certain; certain first, then by verdict."""
    worse = {ground.id for ground in grounds if not ground.is_open and ground.verdict == NO}
    kept: dict[str, Ground] = {}
    for ground in sorted(grounds, key=lambda g: (g.is_open, g.verdict != NO)):
        covered = any(other.startswith(f"{ground.id}_") for other in worse)
        if not covered:
            kept.setdefault(ground.words, ground)
    return list(kept.values())
