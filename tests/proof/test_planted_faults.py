"""The proof can fail: each planted fault is caught, by the question that is meant to catch it."""

from __future__ import annotations

import pytest

from tests.proof.faults import FAULTS, Fault
from unspasm.care import read_answers
from unspasm.care.prove.prover import ask_only
from unspasm.knowledge import read_knowledge


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = fault.knowledge(read_knowledge())
    fault.code(monkeypatch)
    findings = ask_only(knowledge, fault.caught_by)
    assert findings, f"no question mentions {fault.caught_by!r}"
    caught = [finding for finding in findings if finding.holds is False]
    assert caught, f"nobody noticed: {fault.name}"
    assert all(finding.witness for finding in caught)


@pytest.mark.parametrize("words", sorted({fault.caught_by for fault in FAULTS}))
def test_without_the_fault_the_same_question_holds(words: str) -> None:
    assert all(finding.holds for finding in ask_only(read_knowledge(), words))


def test_a_witness_is_a_person_that_the_program_accepts_and_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = next(fault for fault in FAULTS if fault.name == "silence reads as safety")
    fault.code(monkeypatch)
    knowledge = read_knowledge()
    finding = next(f for f in ask_only(knowledge, fault.caught_by) if f.holds is False)
    assert finding.answers is not None
    from datetime import date

    answers = read_answers(finding.answers, knowledge, date(2026, 11, 23))
    assert set(answers) == set(finding.answers)
