"""What the person's answers say of each drug, once for the whole list of doses.

Conditions are read in three values. Certain: the gate holds. Neither certain nor ruled out: somebody
has to ask, so the dose gets at least `caution` (`dose_rules.toml`, [person]).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from unspasm.care.answers import NOT_SURE, SKIPPED, Answers, comparer
from unspasm.care.doses.dose import Reason
from unspasm.care.evaluate import ALL, CERTAIN, Pair, evaluate
from unspasm.knowledge.condition import Test
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.ledger import Cap, Gate

if TYPE_CHECKING:
    from unspasm.care.doses.limits import Bounds

AGE, WEIGHT_KG, CLINICIAN_SET, DECONGESTANT = "age", "weight_kg", "clinician_set_dose", "takes_decongestant"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Standing:
    """What holds for this person and one drug, whatever was taken before.

    reasons: certain gates that hold at every log. over_label: those that need an amount over the label.
    after_days: those that need a run of days. caps: lower limits that hold for certain.
    """

    reasons: tuple[Reason, ...]
    over_label: tuple[Reason, ...]
    after_days: tuple[tuple[int, Reason], ...]
    caps: tuple[Cap, ...]


class Person:
    """Answers, evaluated once against every condition of the ledger; standings are kept per drug."""

    def __init__(self, answers: Answers, knowledge: Knowledge, market: str) -> None:
        self.told, self.knowledge, self.market, self.rules = answers, knowledge, market, knowledge.ledger
        closed = {f: NO for f, gate in self.rules.behind.items() if f not in answers and answers.get(gate) == NO}
        self.answers: Answers = {**answers, **closed}
        self.pairs = evaluate(self.rules.program, _comparer(self.answers, knowledge), ALL, 0)
        self._standings: dict[str, Standing] = {}
        self.bounds: dict[tuple[str, str, int, bool], Bounds] = {}
        age = answers.get(AGE)
        self.is_under_age = isinstance(age, int) and age < self.rules.person.under_age
        self.clinician_set = answers.get(CLINICIAN_SET) == YES

    def certain(self, condition: int) -> bool:
        return bool(self.pairs[condition][0] & CERTAIN)

    def open(self, condition: int) -> bool:
        """Neither certain nor ruled out."""
        true, false = self.pairs[condition]
        return not (true | false) & CERTAIN

    def holds_here(self, gate: Gate | Cap) -> bool:
        return self.market in gate.markets

    def standing(self, ingredient: str) -> Standing:
        known = self._standings.get(ingredient)
        if known is None:
            known = self._standings[ingredient] = self._stand(ingredient)
        return known

    @cached_property
    def congested(self) -> Person:
        """The same person with a drug for a blocked nose in the last 24 hours."""
        return Person({**self.told, DECONGESTANT: YES}, self.knowledge, self.market)

    @cached_property
    def alarms(self) -> list[tuple[Gate, Reason]]:
        """The certain gates that mark every later dose for some time."""
        return [(g, self.reason(g)) for g in self.rules.gates if g.within_min and self._holds(g)]

    def reason(self, gate: Gate) -> Reason:
        return Reason(gate.verdict, gate.id, gate.text, self._because(gate.when), gate.sources, gate.action)

    def overdose_limit(self, over_24h: int, per_kg: int, light_without_weight: int) -> int:
        """Milligrams in 24 hours above which it is an overdose for this body."""
        weight = self.answers.get(WEIGHT_KG)
        if per_kg and isinstance(weight, int):
            return min(over_24h, per_kg * weight)
        light = any(self.answers.get(fact) == YES for fact in self.rules.same.values())
        return light_without_weight if light and light_without_weight else over_24h

    def _holds(self, gate: Gate) -> bool:
        return self.holds_here(gate) and self.certain(gate.when)

    def _stand(self, ingredient: str) -> Standing:
        gates = [g for g in self.rules.gates if ingredient in g.ingredients and self.holds_here(g)]
        caps = [c for c in self.rules.caps if ingredient in c.ingredients and self.holds_here(c)]
        certain = [gate for gate in gates if self.certain(gate.when)]
        reasons = [self.reason(g) for g in certain if not (g.within_min or g.over_label or g.after_days)]
        return Standing(
            reasons=(*reasons, *self._too_many_cautions(certain), *self._unknown(gates, caps)),
            over_label=tuple(self.reason(g) for g in certain if g.over_label),
            after_days=tuple((g.after_days, self.reason(g)) for g in certain if g.after_days),
            caps=tuple(cap for cap in caps if self.certain(cap.when)),
        )

    def _too_many_cautions(self, certain: list[Gate]) -> list[Reason]:
        rules, adding = self.rules.person, [gate for gate in certain if gate.adds_up]
        if len(adding) < rules.cautions_that_count_as_no:
            return []
        because = {fact: answer for gate in adding for fact, answer in self._because(gate.when).items()}
        return [Reason("not_for_you", "many_cautions", rules.cautions_text, because, rules.sources)]

    def _unknown(self, gates: list[Gate], caps: list[Cap]) -> list[Reason]:
        rules = self.rules.person
        conditions = [g.when for g in gates if not g.over_label] + [c.when for c in caps]
        missing: dict[str, str] = {}
        for condition in conditions:
            if self.open(condition):
                for fact in self.rules.program.facts_of(condition):
                    if not self._is_known(fact):
                        missing[fact] = str(self.answers.get(fact, ""))
        if not isinstance(self.answers.get(AGE), int):
            missing[AGE] = str(self.answers.get(AGE, ""))
        return [Reason("caution", "unknown_fact", rules.unknown_text, missing, rules.sources)] if missing else []

    def _because(self, condition: int) -> dict[str, str]:
        facts = self.knowledge.facts
        return {
            fact: facts[fact].words(self.answers[fact])
            for fact in self.rules.program.facts_of(condition)
            if self._is_known(fact)
        }

    def _is_known(self, fact: str) -> bool:
        return self.answers.get(fact) not in (None, NOT_SURE, SKIPPED)


def _comparer(answers: Answers, knowledge: Knowledge) -> Any:
    """The usual comparison, where a fact and the comparison that says the same answer for each other."""
    compare, same = comparer(answers, knowledge), knowledge.ledger.same
    partner: dict[Test, Test] = {}
    for comparison, fact in same.items():
        partner[comparison], partner[Test(fact, "yes")] = Test(fact, "yes"), comparison

    def either(test: Test) -> Pair:
        true, false = compare(test)
        if test in partner and not (true | false) & CERTAIN:
            other = compare(partner[test])
            return other if (other[0] | other[1]) & CERTAIN else (true, false)
        return true, false

    return either
