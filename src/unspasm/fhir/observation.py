"""What was felt, done and noted, as Observations: one for each diary entry of these kinds.

A pain score has a code of the outside world; the rest stands in our own code system, with words beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from unspasm.fhir.codes import coded
from unspasm.fhir.elements import (
    Json,
    coding,
    concept,
    derived,
    instant,
    is_said,
    number,
    ours,
    own,
    reference,
    timed,
    words,
)
from unspasm.fhir.names import CODES, TERMS, UCUM, fact_system, id_for, item_system
from unspasm.fhir.response import response_id
from unspasm.fhir.values import Answer, Check, Entry
from unspasm.knowledge import Knowledge

SURVEY = [concept("Survey", coding(f"{TERMS}observation-category", "survey"))]
FEEL = {"better": "Better", "same": "About the same", "worse": "Worse"}
PAIN_WORDS = "Pain, 0 (none) to 10 (the worst you can think of)"


def to_observation(entry: Entry, patient: str, knowledge: Knowledge) -> Json:
    """The Observation of one entry whose kind is in `OBSERVED`."""
    return own(
        "Observation", entry, status="final", category=SURVEY, subject=reference(patient),
        performer=[reference(patient)], **timed("effectiveDateTime", entry), **OBSERVED[entry.kind](entry.data, knowledge),
    )  # fmt: skip


def pain_at_check(check: Check, answer: Answer, patient: str, knowledge: Knowledge) -> Json:
    """The pain that was told in a check, as a score of its own."""
    return derived(
        "Observation", check.id, answer.fact, status="final", category=SURVEY, subject=reference(patient),
        effectiveDateTime=instant(answer.at), code=coded("pain_nrs", "observation", PAIN_WORDS, knowledge),
        valueInteger=answer.value, derivedFrom=[reference(response_id(check))],
    )  # fmt: skip


def function_at_check(check: Check, answer: Answer, patient: str, knowledge: Knowledge) -> Json:
    """What the person could do, as told in a check."""
    fact = knowledge.facts[answer.fact]
    label = fact.label[answer.value]
    return derived(
        "Observation", check.id, answer.fact, status="final", category=SURVEY, subject=reference(patient),
        effectiveDateTime=instant(answer.at), code=ours("function_level", fact.question),
        valueCodeableConcept=concept(label, coding(fact_system(fact.id), answer.value, label)),
        derivedFrom=[reference(response_id(check))],
    )  # fmt: skip


def _rating(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    part: Json = {"component": [_component("rating_phase", "When it was asked", _local("rating_phase", data["phase"]))]}
    if data.get("session"):
        part["partOf"] = [reference(id_for("entry", str(data["session"])))]
    if data.get("pain") is not None:
        return {**part, "code": coded("pain_nrs", "observation", PAIN_WORDS, knowledge), "valueInteger": data["pain"]}
    feel = data["feel"]
    return {**part, "code": ours("pain_feel", "How the back is now"), **_local("pain_feel", feel, FEEL[feel])}


def _sleep(data: Mapping[str, Any], _: Knowledge) -> Json:
    found: Json = {
        "code": ours("sleep", "Last night's sleep, 0 (very bad) to 4 (very good)"),
        "valueInteger": data["quality"],
    }
    if data.get("hours") is not None:
        found["component"] = [
            _component("sleep_hours", "Hours of sleep", {"valueQuantity": _quantity(data["hours"], "h")})
        ]
    return found


def _symptom(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    known = knowledge.items["symptoms"].get(data["symptom"])
    text = f"{known.title if known else data['symptom']}, 0 (none) to 3 (strong)"
    code = concept(text, coding(CODES, "symptom"), coding(item_system("symptom"), data["symptom"]))
    return {"code": code, "valueInteger": data["grade"]}


def _drink(data: Mapping[str, Any], _: Knowledge) -> Json:
    code = concept("A drink", coding(CODES, "drink"), coding(item_system("drink"), data["what"]))
    return {"code": code, "valueQuantity": _quantity(data["ml"], "mL")}


def _trigger(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    fact = knowledge.facts.get("trigger")
    label = fact.label.get(data["trigger"], "") if fact else ""
    value = concept(data.get("words") or "", coding(fact_system("trigger"), data["trigger"], label))
    return {"code": ours("trigger", "What set it off"), "valueCodeableConcept": value}


def _note(data: Mapping[str, Any], _: Knowledge) -> Json:
    code = ours("note", "A note in the person's own words")
    if is_said(data["words"]):
        return {"code": code, "valueString": words(data["words"])}
    return {"code": code, "dataAbsentReason": concept("", coding(f"{TERMS}data-absent-reason", "unsupported"))}


def _mark(data: Mapping[str, Any], _: Knowledge) -> Json:
    text = {"open": "It began", "close": "It is over"}[data["mark"]]
    return {"code": ours("episode_mark", "An episode of back pain"), **_local("episode_mark", data["mark"], text)}


def _programme(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    item = knowledge.interventions.get(data["item"])
    title = f"Programme: {item.title}" if item else "Programme"
    code = concept(title, coding(CODES, "programme"), coding(item_system("intervention"), data["item"]))
    return {"code": code, **_local("programme", data["step"], {"begin": "Begun", "end": "Ended"}[data["step"]])}


def _gate(data: Mapping[str, Any], _: Knowledge) -> Json:
    value = concept("", coding(item_system("ingredient"), data["medicine"]))
    return {
        "code": ours("gate_passed", "Had asked a health provider about this medicine"),
        "valueCodeableConcept": value,
    }


def _choice(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    return {
        "code": ours("comparison_choice", "What chance chose for the next try of a comparison"),
        "basedOn": [reference(id_for("entry", str(data["trial"])))],
        "valueCodeableConcept": concept("", option_coding(data["option"], knowledge)),
        "component": [
            _component("chance", "The chance that it had", {"valueQuantity": _quantity(data["chance"], "1")})
        ],
    }


def _coached(data: Mapping[str, Any], knowledge: Knowledge) -> Json:
    """Numbers alone, and said to be a guess of a camera: nobody measured them."""
    known = knowledge.movements.get(data["movement"])
    title = known.item.title if known else data["movement"].replace("_", " ")
    timed_parts = [("rep_s", "Seconds of one repetition", one) for one in data.get("rep_s", ())]
    timed_parts += [("hold_s", "Seconds of one hold", one) for one in data.get("hold_s", ())]
    timed_parts += [("seen_s", "Seconds in which it saw well enough to judge", data.get("seen_s", 0))]
    timed_parts += [("unseen_s", "Seconds in which it did not", data.get("unseen_s", 0))]
    return {
        "code": concept(
            f"Repetitions counted: {title}", coding(CODES, "coached"), coding(item_system("movement"), data["movement"])
        ),
        "method": ours("camera", "Estimated by a camera on the person's own device; not a measurement"),
        "partOf": [reference(id_for("entry", str(data["session"])))],
        "valueInteger": data["reps"],
        "component": [_component(code, text, {"valueQuantity": _quantity(n, "s")}) for code, text, n in timed_parts],
    }


def option_coding(option: str, knowledge: Knowledge) -> Json:
    """An option of a comparison: an intervention, or doing nothing."""
    item = knowledge.interventions.get(option)
    return coding(item_system("intervention"), option, item.title if item else option.replace("_", " "))


def _local(code_of: str, value: str, text: str = "") -> Json:
    return {"valueCodeableConcept": concept(text, coding(f"{CODES}:{code_of}", value))}


def _component(code: str, text: str, value: Json) -> Json:
    return {"code": ours(code, text), **value}


def _quantity(value: Any, unit: str) -> Json:
    return {"value": number(value), "unit": unit, "system": UCUM, "code": unit}


OBSERVED: dict[str, Callable[[Mapping[str, Any], Knowledge], Json]] = {
    "rating": _rating,
    "sleep": _sleep,
    "symptom": _symptom,
    "drink": _drink,
    "trigger": _trigger,
    "note": _note,
    "episode": _mark,
    "programme": _programme,
    "gate_passed": _gate,
    "choice": _choice,
    "coached": _coached,
}
