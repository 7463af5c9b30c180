"""One check as a QuestionnaireResponse, and back. Private answers stay out unless they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unspasm.fhir.elements import Json, coding, extension, identifier, instant, reference, without_gaps
from unspasm.fhir.names import (
    ANSWER,
    ANSWERED_AT,
    ASKED_AGAIN,
    CHECK_ID,
    MODE,
    id_for,
    questionnaire_url,
)
from unspasm.fhir.questionnaire import COMPANION, FULL, LOOSE, NONE, UNANSWERED, is_choice, options
from unspasm.fhir.values import Answer, Check
from unspasm.knowledge import Fact, Knowledge


def to_response(check: Check, patient: str, knowledge: Knowledge) -> Json:
    """The QuestionnaireResponse of one check. Answers to facts that the knowledge does not hold are left out."""
    last = max([check.started_at, *(answer.at for answer in check.answers)])
    return without_gaps(
        {
            "resourceType": "QuestionnaireResponse",
            "id": response_id(check),
            "meta": {"lastUpdated": instant(last)},
            "extension": [_run(check)],
            "identifier": identifier(CHECK_ID, check.id),
            "questionnaire": f"{questionnaire_url(FULL)}|{knowledge.version}",
            "status": "completed" if check.closed_at else "in-progress",
            "subject": reference(patient),
            "authored": instant(last),
            "author": reference(patient),
            "source": reference(patient),
            "item": list(_groups({answer.fact: answer for answer in check.answers}, knowledge)),
        }
    )


def response_id(check: Check) -> str:
    """The id of the response that carries this check."""
    return id_for("check", check.id)


def _run(check: Check) -> Json:
    parts = [extension("mode", valueCode=check.mode), extension("started", valueDateTime=instant(check.started_at))]
    if check.closed_at:
        parts.append(extension("closed", valueDateTime=instant(check.closed_at)))
    return {"url": MODE, "extension": parts}


def _groups(answers: Mapping[str, Answer], knowledge: Knowledge) -> Iterator[Json]:
    asked = {fact for screen in knowledge.screens for fact in screen.facts}
    groups = [(screen.id, screen.title, screen.facts) for screen in knowledge.screens]
    groups.append((LOOSE, "", tuple(fact for fact in knowledge.facts if fact not in asked)))
    for name, title, facts in groups:
        items = [_item(knowledge.facts[fact], answers[fact]) for fact in facts if fact in answers]
        if items:
            yield without_gaps({"linkId": f"screen.{name}", "text": title, "item": items})


def _item(fact: Fact, answer: Answer) -> Json:
    unanswered = isinstance(answer.value, str) and answer.value in UNANSWERED
    companion = unanswered and not is_choice(fact)
    told = [extension(ANSWERED_AT, valueDateTime=instant(answer.at))]
    if answer.asked_again:
        told.append(extension(ASKED_AGAIN, valueBoolean=True))
    return {
        "extension": told,
        "linkId": fact.id + COMPANION if companion else fact.id,
        "text": fact.question,
        "answer": [_value(fact, value) for value in _values(fact, answer.value)],
    }


def _values(fact: Fact, value: Any) -> list[Any]:
    if fact.type != "many_of" or isinstance(value, str):
        return [value]
    return [key for key in fact.option_ids if key in value] or [NONE]


def _value(fact: Fact, value: Any) -> Json:
    if isinstance(value, str) and value in UNANSWERED:
        return {"valueCoding": coding(ANSWER, value, UNANSWERED[value])}
    if fact.type == "integer":
        return {"valueInteger": value}
    if fact.type == "date":
        return {"valueDate": value}
    system, _, label = next(option for option in options(fact) if option[1] == value)
    return {"valueCoding": coding(system, value, label)}
