"""Our own resources back into values: the exact reverse of what the sister modules write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from unspasm.fhir.elements import Json
from unspasm.fhir.names import (
    ACTIVE_S,
    ANSWERED_AT,
    ASKED_AGAIN,
    CHECK_ID,
    CODES,
    DERIVED,
    END,
    ENTRY,
    HOW,
    INGREDIENT,
    MODE,
    PERSON_ID,
    PLANNED,
    POLICY,
    REASON,
    THREAD_ID,
    VARIANT,
    ZONE,
    fact_system,
    item_system,
)
from unspasm.fhir.questionnaire import COMPANION, NONE, UNANSWERED
from unspasm.fhir.reading.shape import code_in, extended, extensions, table, tables, time_of, uuid_of
from unspasm.fhir.values import Answer, Check, Entry
from unspasm.knowledge import Knowledge

SESSION_END = {"outcome": "outcome", "reason": REASON, "active_s": ACTIVE_S, "note": "note"}
TRIAL_END = {"why": "why"}


class NotOurs(ValueError):
    """A resource that carries our marks but not what belongs to them; the message says what is wrong."""


def is_derived(resource: Json) -> bool:
    """Whether it was worked out by us from the rest of its file."""
    return any(
        tag.get("system") == CODES and tag.get("code") == DERIVED
        for tag in tables(table(resource.get("meta")).get("tag"))
    )


def is_ours(resource: Json) -> bool:
    """Whether it carries something of a record of ours."""
    return bool(_identified(resource, THREAD_ID) or _identified(resource, CHECK_ID) or _identified(resource, PERSON_ID))


def person_of(resource: Json) -> str:
    """The person of our own Patient; empty for any other."""
    return _identified(resource, PERSON_ID)


def read_check(resource: Json, knowledge: Knowledge) -> Check:
    """The check of one of our QuestionnaireResponses. Raises NotOurs."""
    run = next(extensions(resource, MODE), {})
    mode, started = extended(run, "mode"), time_of(extended(run, "started"))
    if mode not in ("spasm", "full") or started is None:
        raise NotOurs("a check without its mode or its time")
    items = [item for group in tables(resource.get("item")) for item in tables(group.get("item"))]
    answers = tuple(sorted((_answer(item, knowledge) for item in items), key=lambda answer: answer.at))
    return Check(_identified(resource, CHECK_ID), mode, started, time_of(extended(run, "closed")), answers)


def read_entries(resource: Json, threads: Mapping[str, str]) -> Iterator[Entry]:
    """The entries that one of our resources carries: one, and how it ended. Raises NotOurs.

    threads: id of a resource -> the thread of the entry that it carries.
    """
    thread = _identified(resource, THREAD_ID)
    kind, time_name, read = _reader(resource)
    try:
        data = {name: value for name, value in read(resource, threads).items() if value is not None}
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, StopIteration) as error:
        raise NotOurs(f"a {kind} that cannot be read ({type(error).__name__})") from None
    yield _entry(resource, thread, kind, data, *_when(resource, time_name))
    for end in extensions(resource, END):
        yield _end(end, thread, "trial" if kind == "trial" else "session")


def _entry(resource: Json, thread: str, kind: str, data: Json, at: datetime, zone: str) -> Entry:
    meta = table(resource.get("meta"))
    written, version = time_of(meta.get("lastUpdated")), str(meta.get("versionId", "1"))
    if written is None or not version.isdecimal():
        raise NotOurs(f"a {kind} without the time of its writing")
    return Entry(thread, kind, data, at, zone, written, int(version))


def _reader(resource: Json) -> tuple[str, str, Callable[[Json, Mapping[str, str]], Json]]:
    """The kind, the element that says when, and the function that reads the rest."""
    match resource.get("resourceType"):
        case "MedicationStatement":
            return "dose", "effectiveDateTime", _dose
        case "Goal":
            return "goal", ENTRY, _goal
        case "CarePlan":
            return "trial", "period", _trial
        case "Procedure" if code_in(resource.get("code"), CODES) == "wait":
            return "wait", "performedDateTime", _wait
        case "Procedure":
            return "session", "performedPeriod", _session
        case "Observation":
            code = code_in(resource.get("code"), CODES)
            kind, read = OBSERVATIONS.get(code, ("rating", _rating))
            return kind, "effectiveDateTime", read
    raise NotOurs(f"a {resource.get('resourceType')} that we never send")


def _when(resource: Json, name: str) -> tuple[datetime, str]:
    if name == ENTRY:
        told = next(extensions(resource, ENTRY), {})
        return _instant_in(extended(told, "at"), extended(told, "zone"))
    period = table(resource.get(name))
    value, beside = (
        (period.get("start"), period.get("_start")) if period else (resource.get(name), resource.get(f"_{name}"))
    )
    return _instant_in(value, extended(table(beside), ZONE))


def _instant_in(value: Any, zone: Any) -> tuple[datetime, str]:
    at = time_of(value)
    if at is None or not isinstance(zone, str):
        raise NotOurs("an entry without its time or its zone")
    return at, zone


def _end(end: Json, of: str, name: str) -> Entry:
    at, zone = time_of(extended(end, "at")), extended(end, "zone")
    thread, version, written = (
        uuid_of(extended(end, "entry")),
        extended(end, "version"),
        time_of(extended(end, "written")),
    )
    if at is None or written is None or not isinstance(zone, str) or not thread or not isinstance(version, int):
        raise NotOurs("an end without its time, its zone or its id")
    told = TRIAL_END if name == "trial" else SESSION_END
    data = {key: value for key, url in told.items() if (value := extended(end, url)) is not None}
    return Entry(thread, f"{name}_end", {**data, name: of}, at, zone, written, version)


def _answer(item: Json, knowledge: Knowledge) -> Answer:
    name = str(item.get("linkId", "")).removesuffix(COMPANION)
    fact, at = knowledge.facts.get(name), time_of(extended(item, ANSWERED_AT))
    given = tables(item.get("answer"))
    if fact is None or at is None or not given:
        raise NotOurs("an answer without its question, its time or its value")
    values = [_value(answer) for answer in given]
    value = values if fact.type == "many_of" and values[0] not in UNANSWERED else values[0]
    return Answer(fact.id, [] if value == [NONE] else value, at, bool(extended(item, ASKED_AGAIN)))


def _value(answer: Json) -> Any:
    return table(answer["valueCoding"]).get("code") if "valueCoding" in answer else next(iter(answer.values()))


def _rating(resource: Json, threads: Mapping[str, str]) -> Json:
    feel = code_in(resource.get("valueCodeableConcept"), f"{CODES}:pain_feel") or None
    phase = code_in(_component(resource, "rating_phase")["valueCodeableConcept"], f"{CODES}:rating_phase")
    return {
        "pain": resource.get("valueInteger"),
        "feel": feel,
        "phase": phase,
        "session": _tie(resource, "partOf", threads),
    }


def _sleep(resource: Json, _: Mapping[str, str]) -> Json:
    hours = _component(resource, "sleep_hours")
    return {"quality": resource["valueInteger"], "hours": hours["valueQuantity"]["value"] if hours else None}


def _symptom(resource: Json, _: Mapping[str, str]) -> Json:
    return {"symptom": code_in(resource["code"], item_system("symptom")), "grade": resource["valueInteger"]}


def _drink(resource: Json, _: Mapping[str, str]) -> Json:
    return {"what": code_in(resource["code"], item_system("drink")), "ml": resource["valueQuantity"]["value"]}


def _trigger(resource: Json, _: Mapping[str, str]) -> Json:
    value = resource["valueCodeableConcept"]
    return {"trigger": code_in(value, fact_system("trigger")), "words": value.get("text", "")}


def _note(resource: Json, _: Mapping[str, str]) -> Json:
    return {"words": resource["valueString"]}


def _goal(resource: Json, _: Mapping[str, str]) -> Json:
    return {"words": resource["description"]["text"]}


def _mark(resource: Json, _: Mapping[str, str]) -> Json:
    return {"mark": code_in(resource["valueCodeableConcept"], f"{CODES}:episode_mark")}


def _programme(resource: Json, _: Mapping[str, str]) -> Json:
    step = code_in(resource["valueCodeableConcept"], f"{CODES}:programme")
    return {"item": code_in(resource["code"], item_system("intervention")), "step": step}


def _gate(resource: Json, _: Mapping[str, str]) -> Json:
    return {"medicine": code_in(resource["valueCodeableConcept"], item_system("ingredient"))}


def _choice(resource: Json, threads: Mapping[str, str]) -> Json:
    return {
        "trial": _tie(resource, "basedOn", threads),
        "option": code_in(resource["valueCodeableConcept"], item_system("intervention")),
        "chance": _component(resource, "chance")["valueQuantity"]["value"],
    }


def _coached(resource: Json, threads: Mapping[str, str]) -> Json:
    parts = [(code_in(one.get("code"), CODES), one["valueQuantity"]["value"]) for one in tables(resource["component"])]
    return {
        "session": _tie(resource, "partOf", threads),
        "movement": code_in(resource["code"], item_system("movement")),
        "reps": resource["valueInteger"],
        "rep_s": [seconds for code, seconds in parts if code == "rep_s"],
        "hold_s": [seconds for code, seconds in parts if code == "hold_s"],
        "seen_s": next(seconds for code, seconds in parts if code == "seen_s"),
        "unseen_s": next(seconds for code, seconds in parts if code == "unseen_s"),
    }


def _session(resource: Json, _: Mapping[str, str]) -> Json:
    item = code_in(resource["code"], item_system("intervention"))
    return {"item": item, "variant": extended(resource, VARIANT), "how": extended(resource, HOW) or ""}


def _wait(resource: Json, threads: Mapping[str, str]) -> Json:
    return {"trial": _tie(resource, "basedOn", threads)}


def _trial(resource: Json, _: Mapping[str, str]) -> Json:
    options = [code_in(one["detail"]["code"], item_system("intervention")) for one in resource["activity"]]
    return {"options": options, "policy": extended(resource, POLICY), "planned": extended(resource, PLANNED)}


def _dose(resource: Json, _: Mapping[str, str]) -> Json:
    named = code_in(resource.get("category"), CODES) == "dose"
    lines = [
        {
            "ingredient": extended(line, INGREDIENT),
            "amount": str(Decimal(str(line["doseAndRate"][0]["doseQuantity"]["value"]))),
            "unit": line["doseAndRate"][0]["doseQuantity"]["unit"],
        }
        for line in sorted(resource["dosage"], key=lambda line: int(line["sequence"]))
    ]
    return {"product": resource["medicationCodeableConcept"]["text"] if named else "", "lines": lines}


OBSERVATIONS: dict[str, tuple[str, Callable[[Json, Mapping[str, str]], Json]]] = {
    "pain_feel": ("rating", _rating),
    "sleep": ("sleep", _sleep),
    "symptom": ("symptom", _symptom),
    "drink": ("drink", _drink),
    "trigger": ("trigger", _trigger),
    "note": ("note", _note),
    "episode_mark": ("episode", _mark),
    "programme": ("programme", _programme),
    "gate_passed": ("gate_passed", _gate),
    "comparison_choice": ("choice", _choice),
    "coached": ("coached", _coached),
}


def _component(resource: Json, code: str) -> Json:
    return next((one for one in tables(resource.get("component")) if code_in(one.get("code"), CODES) == code), {})


def _tie(resource: Json, name: str, threads: Mapping[str, str]) -> str | None:
    """The thread of the entry that this one belongs to. Raises KeyError for a reference to nowhere."""
    for one in tables(resource.get(name)):
        return threads[uuid_of(one.get("reference"))]
    return None


def _identified(resource: Json, system: str) -> str:
    return next(
        (uuid_of(one.get("value")) for one in tables(resource.get("identifier")) if one.get("system") == system), ""
    )
