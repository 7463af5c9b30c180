"""What was told in a check, part by part, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from unspasm.knowledge import Knowledge
from unspasm.record.queries import Told
from unspasm.web.words import STAGES


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, what was said, and whether it stays off print."""

    asked: str
    said: str
    private: bool


@dataclass(frozen=True)
class Part:
    """The answers of one screen, with the address to change them."""

    title: str
    stage: str
    change: str
    lines: tuple[Line, ...]


def told_list(told: Told, knowledge: Knowledge) -> tuple[Part, ...]:
    """The answered screens in the order of the questions. What was put and not answered says so."""
    parts = []
    for screen in knowledge.screens:
        facts = [knowledge.facts[fact] for fact in screen.facts if fact in told.answers]
        if facts:
            lines = tuple(
                Line(fact.line or fact.question, _said(fact.words(told.answers[fact.id])), fact.private)
                for fact in facts
            )
            title = STAGES.get(screen.stage, screen.title) if screen.kind == "single" else screen.title
            parts.append(Part(title, STAGES.get(screen.stage, ""), f"/check/{screen.id}/", lines))
    return tuple(parts)


def _said(words: str) -> str:
    return words[:1].upper() + words[1:]
