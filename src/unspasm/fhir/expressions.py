"""Conditions of the knowledge as FHIRPath over a QuestionnaireResponse, exactly.

A condition has three readings (`care/evaluate.py`). Each becomes a plain true or false, so that nothing hangs on how
an engine treats what is empty: `certain` holds whatever is still unknown; `put` may hold through questions that were
put and stayed unanswered; `ruled_out` holds when it is certainly false. FHIRPath 2.0: http://hl7.org/fhirpath/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from unspasm.fhir.questionnaire import COMPANION, UNANSWERED, is_choice
from unspasm.knowledge import Knowledge
from unspasm.knowledge.condition import Test

CERTAIN, PUT = "certain", "put"
UNSAID = "(" + " | ".join(f"'{key}'" for key in UNANSWERED) + ")"


@dataclass(frozen=True)
class Expressions:
    """Writes conditions of one knowledge base."""

    knowledge: Knowledge

    def certain(self, node: int) -> str:
        """It holds, whatever the unknown answers are."""
        return self._part(node, CERTAIN, True)

    def ruled_out(self, node: int) -> str:
        """It is false, whatever the unknown answers are."""
        return self._part(node, CERTAIN, False)

    def put(self, node: int) -> str:
        """It may hold through questions that were put and stayed unanswered."""
        return self._part(node, PUT, True)

    def _part(self, node: int, reading: str, true: bool) -> str:
        """What counts as true (or as false) of a node: the walk of `care.evaluate`, in words of FHIRPath."""
        kind, args, test, n = self.knowledge.program.steps[node]
        if kind == "test":
            return self._test(test, reading, true)
        if kind == "not":
            return self._part(args[0], reading, not true)
        if kind in ("true", "false"):
            return "true" if (kind == "true") == true else "false"
        parts = [self._part(arg, reading, true) for arg in args]
        if kind == "at_least":
            enough = n if true else len(args) - n + 1
            return f"({' + '.join(f'iif({part}, 1, 0)' for part in parts)} >= {enough})"
        word = " and " if (kind == "and") == true else " or "
        return f"({word.join(parts)})"

    def _test(self, test: Test, reading: str, true: bool) -> str:
        said = self._said(test, true)
        if reading == CERTAIN:
            return said
        return f"({said} or {_unanswered(test.fact, is_choice(self.knowledge.facts[test.fact]))})"

    def _said(self, test: Test, true: bool) -> str:
        """Whether the answer is known and passes the test (or fails it)."""
        fact = self.knowledge.facts[test.fact]
        if fact.type == "integer":
            sign = {"==": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}[test.op]
            passed = f"$this {sign} {test.value}"
            return f"{_answer(fact.id, 'value')}.where({passed if true else f'({passed}).not()'}).exists()"
        codes = _answer(fact.id, "value.code")
        passing = self._passing(test)
        if fact.type == "many_of":
            some = f"{codes}.where($this in {_set(passing)}).exists()"
            known = f"{codes}.where(($this in {UNSAID}).not()).exists()"
            return some if true else f"({known} and ({some}).not())"
        wanted = passing if true else [key for key in fact.option_ids if key not in passing]
        return f"{codes}.where($this in {_set(wanted)}).exists()" if wanted else "false"

    def _passing(self, test: Test) -> list[str]:
        fact = self.knowledge.facts[test.fact]
        passes: dict[str, Callable[[str], bool]] = {
            "yes": lambda key: key == "yes",
            "is": lambda key: key == test.value,
            "in": lambda key: key in _several(test),
            "any_of": lambda key: key in _several(test),
            "from": lambda key: fact.at_or_after(key, str(test.value)),
        }
        return [key for key in fact.option_ids if passes[test.op](key)]

    @cached_property
    def longest(self) -> int:
        """Characters of the longest condition of a danger rule."""
        return max(len(self.certain(level.when)) for level in self.knowledge.levels)


def _several(test: Test) -> frozenset[str]:
    return test.value if isinstance(test.value, frozenset) else frozenset()


def _answer(link_id: str, value: str) -> str:
    return f"item.item.where(linkId = '{link_id}').answer.{value}"


def _unanswered(fact: str, choice: bool) -> str:
    name = fact if choice else fact + COMPANION
    return f"{_answer(name, 'value.code')}.where($this in {UNSAID}).exists()"


def _set(keys: list[str]) -> str:
    return "(" + " | ".join(f"'{key}'" for key in keys) + ")"
