"""Puts all questions to the solver and says what holds, in what time, with the smallest witness if not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import z3

from unspasm.care.prove.properties import Question, questions
from unspasm.care.prove.witness import in_words, smallest
from unspasm.knowledge.items import Knowledge

SECONDS_A_QUESTION = 60


@dataclass(frozen=True)
class Finding:
    """The answer to one question. holds is None if the solver gave up."""

    property: str
    text: str
    holds: bool | None
    seconds: float
    witness: str = ""
    answers: dict[str, Any] | None = None


def prove(knowledge: Knowledge, on_finding: Callable[[Finding], None] = lambda finding: None) -> list[Finding]:
    """All findings; the knowledge is safe to use only if every one holds."""
    findings = []
    for question, solver in with_solvers(questions(knowledge)):
        finding = _settle(question, solver, knowledge)
        on_finding(finding)
        findings.append(finding)
    return findings


def ask_only(knowledge: Knowledge, words: str) -> list[Finding]:
    """The findings of the questions whose text holds these words."""
    wanted = (question for question in questions(knowledge) if words in question.text)
    return [_settle(question, solver, knowledge) for question, solver in with_solvers(wanted)]


def with_solvers(asked: Iterable[Question]) -> Iterable[tuple[Question, z3.Solver]]:
    """Each question with a solver that holds its context; consecutive questions share one."""
    solver, context = z3.Solver(), None
    for question in asked:
        if question.context is not context:
            solver, context = z3.Solver(), question.context
            solver.set("timeout", SECONDS_A_QUESTION * 1000)
            solver.add(*question.context)
        yield question, solver


def _settle(question: Question, solver: z3.Solver, knowledge: Knowledge) -> Finding:
    start = time.perf_counter()
    solver.push()
    solver.add(question.ask)
    verdict = solver.check()
    holds = None if verdict == z3.unknown else (verdict == z3.sat) == question.exists
    words, answers = "", None
    if holds is False and not question.exists:
        answers = smallest(solver, question.person, knowledge)
        words = in_words(answers, knowledge)
    elif holds is False:
        words = "nobody can be such a person"
    solver.pop()
    return Finding(question.property, question.text, holds, time.perf_counter() - start, words, answers)
