"""Codes and words of a CodeableConcept, and the problems that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from unspasm.fhir.cds.text import words_of
from unspasm.fhir.reading.backs import is_icd10
from unspasm.knowledge.clinic import Clinic, Problem, spelled

MOST_CODINGS = 20
CLAUSES = re.compile(r"[;\n]")
NOT_A_DENIAL = (" not otherwise specified ", " not elsewhere classified ")


@dataclass(frozen=True)
class Coded:
    """What a concept says. codes: (system, code). texts: its own text first, then the displays of its codes."""

    codes: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """The texts in one spelling, in which whole words can be found."""
        return tuple(spelled(text) for text in self.texts)

    @cached_property
    def icd10(self) -> tuple[tuple[str, str], ...]:
        """(code without dots, code as it was sent) of those of ICD-10."""
        return tuple((code.replace(".", "").upper(), code) for system, code in self.codes if is_icd10(system))

    def may_name(self, starts: frozenset[str]) -> bool:
        """Whether any word is the first of a name that is looked for: without one, no name is there."""
        return any(not starts.isdisjoint(text.split()) for text in self.spelled)

    def says(self, words: Iterable[str]) -> str:
        """The first of these words (in that spelling) that any of the texts holds, or ""."""
        return next((word for word in words if any(word in text for text in self.spelled)), "")


@dataclass(frozen=True)
class Found:
    """A problem that was recognised. code: the code that named it, or "" if only words did."""

    problem: Problem
    code: str


def coded(concept: Any) -> Coded:
    """The codes and words of a CodeableConcept of any shape; empty where it is none."""
    if not isinstance(concept, dict):
        return Coded((), ())
    codings = concept.get("coding")
    rows = [row for row in codings[:MOST_CODINGS] if isinstance(row, dict)] if isinstance(codings, list) else []
    codes = tuple((words_of(row.get("system")), words_of(row.get("code"), 40)) for row in rows)
    texts = (words_of(concept.get("text")), *(words_of(row.get("display")) for row in rows))
    return Coded(tuple(pair for pair in codes if pair[1]), tuple(text for text in texts if text.strip()))


def find_problems(concept: Coded, clinic: Clinic) -> list[Found]:
    """Every problem that the codes or the words name, the worse degree first: one entry often holds two diseases.

    A row that would only say again, or less exactly, what another said of the same entry is left out.
    """
    texts: list[str] = []
    if concept.may_name(clinic.problem_starts):
        clauses = [spelled(clause) for text in concept.texts for clause in CLAUSES.split(text)]
        texts = [text for text in map(_without_set_phrases, clauses) if not _is_of_nobody(text, clinic)]
    kept: list[Found] = []
    for problem in clinic.problems:
        code = _code_of(problem, concept)
        named = code or any(_says(problem, text, _denials(problem, clinic)) for text in texts)
        if named and not any(_covers(known.problem, problem) for known in kept):
            kept.append(Found(problem, code))
    return kept


def _covers(known: Problem, problem: Problem) -> bool:
    """Whether what is known says at least as much of each fact, and names the danger if one is named."""
    if problem.names_danger not in ("", known.names_danger):
        return False
    return all(fact in known.facts and known.facts[fact] <= options for fact, options in problem.facts.items())


def _code_of(problem: Problem, concept: Coded) -> str:
    """The code of the concept that is one of the problem's, or "".

    SNOMED codes are taken under any system: exports mix the systems up, and no ICD code is a long number. ICD-10 codes
    need a system that says so.
    """
    found = next((code for _, code in concept.codes if code in problem.snomed), "")
    if found or not problem.icd10:
        return found
    return next((code for plain, code in concept.icd10 if plain.startswith(problem.icd10)), "")


def _says(problem: Problem, text: str, not_meant: tuple[str, ...]) -> bool:
    """Whether the words name the problem, and nothing before them takes it back. ` but ` ends what was taken back."""
    for phrase in problem.not_these:
        text = text.replace(phrase, " ")
    if any(word in text for word in problem.not_with):
        return False
    for word in problem.words:
        place = text.find(word)
        before = text[: place + 1].rpartition(" but ")[2]
        if place >= 0 and not any(denial in f" {before}" for denial in not_meant):
            return True
    return False


def _denials(problem: Problem, clinic: Clinic) -> tuple[str, ...]:
    """The words that take the name of a problem back. A danger that somebody thinks of is not taken back by that."""
    if not (problem.names_danger or problem.of_the_back):
        return clinic.not_meant
    return tuple(word for word in clinic.not_meant if word not in clinic.suspected)


def _is_of_nobody(text: str, clinic: Clinic) -> bool:
    """Whether the text as a whole is of a relative, or of something that was looked for or kept away."""
    return any(word in text for word in clinic.not_meant_at_all)


def _without_set_phrases(text: str) -> str:
    for phrase in NOT_A_DENIAL:
        text = text.replace(phrase, " ")
    return text
