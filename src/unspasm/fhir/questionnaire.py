"""The interview as a Questionnaire: one group a screen, one item a fact, in the words of the knowledge.

"Not sure" and "skipped" are answers here, for silence is never read as safety. A choice carries them as options; a
number or a date cannot, so it has a companion `<fact>.unanswered`. What to ask next is worked out by rules from all
answers so far, which `enableWhen` cannot say: so everything is optional, and the order is danger first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from unspasm.fhir.elements import Json, coding, concept, extension, instant, without_gaps
from unspasm.fhir.names import (
    ALONE,
    ANSWER,
    CONTROL,
    CONTROLS,
    MAX_VALUE,
    MIN_VALUE,
    UNIT,
    fact_system,
    id_for,
    questionnaire_url,
)
from unspasm.knowledge import Fact, Knowledge, Screen

FULL, SPASM = "full", "spasm"
TITLES = {FULL: "Unspasm: check my back", SPASM: "Unspasm: is it dangerous?"}
UNANSWERED = {"not_sure": "Not sure", "skipped": "Skipped"}
NONE = "none"
COMPANION = ".unanswered"
LOOSE = "other"
"""The group of facts that no screen asks, such as a date in place of a number of days."""


def to_questionnaire(name: str, knowledge: Knowledge, now: datetime) -> Json:
    """The Questionnaire of one interview: `full`, or `spasm` with only what the danger rules look at."""
    return without_gaps(
        {
            "resourceType": "Questionnaire",
            "id": id_for("Questionnaire", name, knowledge.version),
            "url": questionnaire_url(name),
            "version": knowledge.version,
            "name": f"Unspasm{name.title()}",
            "title": TITLES[name],
            "status": "draft",
            "experimental": True,
            "subjectType": ["Patient"],
            "date": instant(now),
            "publisher": "Unspasm contributors",
            "description": "Asks for danger signs of back pain first. It is no diagnosis, and no clinician has reviewed it.",
            "purpose": "What to ask next is decided by rules that this form cannot hold. Without them, ask everything.",
            "item": list(_groups(name, knowledge)),
        }
    )


def facts_of(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The facts that this interview may ask, in its order."""
    return tuple(fact for _, facts in _screens(name, knowledge) for fact in facts)


def options(fact: Fact) -> list[tuple[str, str, str]]:
    """Every option of a choice as (system, code, words)."""
    if fact.type == "yes_no":
        chosen = [(ANSWER, key, fact.label[key]) for key in ("yes", "no")]
    else:
        chosen = [(fact_system(fact.id), key, label) for key, label in fact.options]
    if fact.type == "many_of":
        chosen.append((ANSWER, NONE, "None of these"))
    return chosen + [(ANSWER, key, label) for key, label in UNANSWERED.items()]


def is_choice(fact: Fact) -> bool:
    """Whether its answer is one or more of a list."""
    return fact.type in ("yes_no", "one_of", "many_of")


def _screens(name: str, knowledge: Knowledge) -> Iterator[tuple[Screen | None, tuple[str, ...]]]:
    danger = _danger_facts(knowledge) if name == SPASM else frozenset(knowledge.facts)
    asked: set[str] = set()
    for screen in knowledge.screens:
        facts = tuple(fact for fact in screen.facts if fact in danger)
        asked.update(screen.facts)
        if facts:
            yield screen, facts
    loose = tuple(fact for fact in knowledge.facts if fact not in asked and fact in danger)
    if loose:
        yield None, loose


def _danger_facts(knowledge: Knowledge) -> frozenset[str]:
    conditions = [level.when for level in knowledge.levels]
    conditions += [level.suspect_when for level in knowledge.levels if level.suspect_when is not None]
    return frozenset(fact for condition in conditions for fact in knowledge.program.facts_of(condition))


def _groups(name: str, knowledge: Knowledge) -> Iterator[Json]:
    for screen, facts in _screens(name, knowledge):
        items = [item for fact in facts for item in _items(knowledge.facts[fact])]
        yield without_gaps(
            {
                "linkId": f"screen.{screen.id if screen else LOOSE}",
                "text": screen.title if screen else "",
                "type": "group",
                "item": ([_help(f"screen.{screen.id}", screen.hint)] if screen and screen.hint else []) + items,
            }
        )


def _items(fact: Fact) -> Iterator[Json]:
    item: Json = {"linkId": fact.id, "text": fact.question, "type": "choice"}
    if is_choice(fact):
        item["repeats"] = fact.type == "many_of"
        item["answerOption"] = [_option(fact, *option) for option in options(fact)]
    else:
        item["type"] = fact.type
        if fact.type == "integer":
            item["extension"] = _range(fact)
    if fact.help:
        item["item"] = [_help(fact.id, fact.help)]
    yield item
    if not is_choice(fact):
        yield {
            "linkId": fact.id + COMPANION,
            "text": f"If you gave no answer to this: {fact.question}",
            "type": "choice",
            "answerOption": [{"valueCoding": coding(ANSWER, key, label)} for key, label in UNANSWERED.items()],
        }


def _option(fact: Fact, system: str, code: str, label: str) -> Json:
    option: Json = {"valueCoding": coding(system, code, label)}
    if fact.type == "many_of" and system == ANSWER:
        option["extension"] = [extension(ALONE, valueBoolean=True)]
    return option


def _range(fact: Fact) -> list[Any]:
    limits = [extension(MIN_VALUE, valueInteger=fact.min), extension(MAX_VALUE, valueInteger=fact.max)]
    return limits + ([extension(UNIT, valueCoding={"display": fact.unit})] if fact.unit else [])


def _help(link_id: str, text: str) -> Json:
    control = extension(CONTROL, valueCodeableConcept=concept("Help", coding(CONTROLS, "help")))
    return {"linkId": f"{link_id}.help", "text": text, "type": "display", "extension": [control]}
