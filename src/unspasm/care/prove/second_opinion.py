"""A second solver (cvc5) asked the same questions, written out as SMT-LIB text."""

from __future__ import annotations

from dataclasses import dataclass

import cvc5
import z3

from unspasm.care.prove.properties import Question, questions
from unspasm.knowledge.items import Knowledge


@dataclass(frozen=True)
class Opinion:
    """What the second solver said of one question: `unsat`, `sat` or `unknown`."""

    property: str
    text: str
    said: str


def second_opinion(knowledge: Knowledge) -> list[Opinion]:
    """cvc5 on every question that must have no answer.

    Questions that must have one (`exists`) need no second solver: the person found is given to the program
    itself (`prover.prove`).
    """
    return [ask(question) for question in questions(knowledge) if not question.exists]


def ask(question: Question) -> Opinion:
    """cvc5's word on one question."""
    writer = z3.Solver()
    writer.add(*question.context)
    writer.add(question.ask)
    return Opinion(question.property, question.text, run(writer.to_smt2()))


def run(smt: str) -> str:
    """cvc5's answer to a text with one `(check-sat)`."""
    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, "(set-logic QF_LIA)\n" + smt, "question")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    return said.strip()
