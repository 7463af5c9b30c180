"""What another system says of the person, one value a resource. Narrative is never read; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from unspasm.fhir.reading.backs import back_of
from unspasm.fhir.reading.decoded import decoded, has_words, unknown_code, verified
from unspasm.fhir.reading.sameness import Origin, identified, thread_of
from unspasm.fhir.reading.shape import Json, codings, date_of, name_of, short_reference, table, tables, text, time_of
from unspasm.fhir.reading.since import abatement_of, marks_of, onset_of
from unspasm.fhir.values import Elsewhere
from unspasm.knowledge import Knowledge

WITHDRAWN = {"entered-in-error", "cancelled", "draft", "not-done", "not-taken"}
NOT_SO = {"refuted", "entered-in-error", "entered in error"}
PAIRS = {"valueRange": ("low", " to ", "high"), "valueRatio": ("numerator", " : ", "denominator")}
SO_MANY_LEVELS = 40


class NotTaken(ValueError):
    """A resource that stays out; the message says why, in words that go after its type and number."""


class TakenBack(NotTaken):
    """A resource that its system no longer stands by."""


@dataclass
class Context:
    """What reading a resource may need: the knowledge, the time, when the Patient was born, the other resources, the origin.

    notes: what a person should know besides. unknown: sentences on codes without words, once each. used: `id()` of resources that were read through a reference.
    """

    knowledge: Knowledge
    now: datetime
    born: datetime | None
    by_reference: Mapping[str, Json]
    origin: Origin
    notes: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    @cached_property
    def meanings(self) -> Mapping[tuple[str, str], str]:
        """What verified codes mean."""
        return verified(self.knowledge)

    def find(self, reference: str) -> Json:
        """The resource that a reference means; empty if it is not in the file."""
        found = self.by_reference.get(reference) or self.by_reference.get(short_reference(reference)) or {}
        self.used.add(id(found))
        return found

    def note(self, sentence: str) -> None:
        """Says something that a person should know, once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)


def read_elsewhere(resource: Json, context: Context) -> Iterator[Elsewhere]:
    """The values of one foreign resource of a type in `READERS`. Raises NotTaken."""
    before: dict[str, dict[Elsewhere, int]] = {}
    for one in READERS[str(resource["resourceType"])](resource, context):
        alike = before.setdefault(one.place, {})
        yield identified(one, resource, alike.setdefault(one, len(alike)), context.origin)


def threads_taken_back(resource: Json, context: Context) -> set[str]:
    """The threads of a resource that its system no longer stands by."""
    if resource.get("resourceType") == "QuestionnaireResponse":
        with suppress(NotTaken):
            return {one.thread for one in read_elsewhere({**resource, "status": "completed"}, context)}
        return set()
    concept = resource.get("code") or resource.get("medicationCodeableConcept") or _medication(resource, context)
    return {thread_of(resource, _made("", name_of(concept), code_of=concept), context.origin)}


def _condition(resource: Json, context: Context) -> Iterator[Elsewhere]:
    _refuse_not_so(resource)
    back = back_of(resource, context.knowledge, context.now, context.born)
    context.note(back.note)
    onset, until = onset_of(resource, context.born), abatement_of(resource)
    yield _made(
        "condition", _named(resource.get("code"), context), code_of=resource.get("code"), status=_status(resource),
        at=onset.first if onset else None, since=onset.said if onset else "", until=until,
        back=back.where, chronic=back.chronic, chronic_why=back.why,
    )  # fmt: skip


def _observation(resource: Json, context: Context) -> Iterator[Elsewhere]:
    _refuse_withdrawn(resource)
    value = value_of(resource)
    parts = [
        f"{name_of(one.get('code'))}: {value_of(one)}" for one in tables(resource.get("component")) if value_of(one)
    ]
    whole = "; ".join([value, *parts] if value else parts)
    if not whole:
        raise NotTaken("without a value")
    yield _made(
        "measure", _named(resource.get("code"), context), code_of=resource.get("code"), value=text(whole),
        status=text(resource.get("status")), **_first_time(resource, "effectiveDateTime", "effectiveInstant", "issued"),
    )  # fmt: skip


def _medicine(resource: Json, context: Context) -> Iterator[Elsewhere]:
    _refuse_withdrawn(resource)
    if resource.get("doNotPerform") is True:
        raise NotTaken("that say not to take something")
    code = resource.get("medicationCodeableConcept") or _medication(resource, context)
    dose = "; ".join(
        shown
        for one in tables(resource.get("dosage") or resource.get("dosageInstruction"))
        if (shown := text(one.get("text")))
    )
    yield _made(
        "medicine", _named(code, context), code_of=code, value=text(dose), status=text(resource.get("status")),
        until=date_of(table(resource.get("effectivePeriod")).get("end")),
        **_first_time(resource, "effectiveDateTime", "authoredOn", "dateAsserted"),
    )  # fmt: skip


def _medication(resource: Json, context: Context) -> Json:
    told = table(resource.get("medicationReference"))
    name = str(told.get("reference", ""))
    contained = {f"#{one.get('id')}": one for one in tables(resource.get("contained"))}
    found = contained.get(name) or context.find(name)
    return table(found.get("code")) or {"text": told.get("display")}


def _procedure(resource: Json, context: Context) -> Iterator[Elsewhere]:
    _refuse_withdrawn(resource)
    period = table(resource.get("performedPeriod"))
    yield _made(
        "procedure", _named(resource.get("code"), context), code_of=resource.get("code"),
        status=text(resource.get("status")), until=date_of(period.get("end")),
        **_first_time(resource, "performedDateTime"),
    )  # fmt: skip


def _allergy(resource: Json, context: Context) -> Iterator[Elsewhere]:
    _refuse_not_so(resource)
    yield _made(
        "allergy", _named(resource.get("code"), context), code_of=resource.get("code"), status=_status(resource),
        **_first_time(resource, "onsetDateTime", "recordedDate"),
    )  # fmt: skip


def _response(resource: Json, context: Context) -> Iterator[Elsewhere]:
    if text(resource.get("status")).lower() == "entered-in-error":
        raise TakenBack("withdrawn, or not carried out")
    odd, given = False, 0
    when = _first_time(resource, "authored")
    for item in _items(resource):
        answers = tables(item.get("answer"))
        if not answers and "answerOption" in item:
            answers, odd = tables(item.get("answerOption")), True
        told = [shown for one in answers if (shown := value_of(one))]
        if told:
            given += 1
            question = text(item.get("text")) or text(item.get("linkId"))
            yield _made("answers", question, value=text("; ".join(told)), place=str(item.get("linkId")), **when)
    if odd:
        context.note("A form holds its answers under the name of its options. We read them as answers.")
    if not given:
        raise NotTaken("without an answer")


def _items(resource: Json) -> Iterator[Json]:
    """All items of a response, however they are nested."""
    level = tables(resource.get("item"))
    for _ in range(SO_MANY_LEVELS):
        yield from level
        level = [
            below
            for item in level
            for holder in (item, *tables(item.get("answer")))
            for below in tables(holder.get("item"))
        ]
        if not level:
            return


READERS: dict[str, Callable[[Json, Context], Iterator[Elsewhere]]] = {
    "Condition": _condition,
    "Observation": _observation,
    "MedicationStatement": _medicine,
    "MedicationRequest": _medicine,
    "Procedure": _procedure,
    "AllergyIntolerance": _allergy,
    "QuestionnaireResponse": _response,
}


def value_of(element: Json) -> str:
    """A `value[x]` in words; empty where there is none that can be told."""
    for name, value in element.items():
        if not name.startswith("value") or name == "value":
            continue
        if name == "valueQuantity":
            return _quantity(table(value))
        if name in PAIRS:
            return _pair(table(value), *PAIRS[name])
        if name in ("valueCodeableConcept", "valueReference"):
            return name_of(value) or text(table(value).get("display"))
        if name == "valueCoding":
            return text(table(value).get("display")) or text(table(value).get("code"))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return _number(value)
        return text(value)
    return ""


def _quantity(quantity: Json) -> str:
    value = quantity.get("value")
    number = "" if isinstance(value, bool) or not isinstance(value, int | float) else _number(value)
    unit = text(quantity.get("unit")) or text(quantity.get("code"))
    return f"{text(quantity.get('comparator'))}{number} {unit}".strip() if number else ""


def _number(value: float) -> str:
    """All its digits, and none that it has not; empty where a float cannot hold them."""
    return f"{value:.15g}" if abs(value) < 1e15 else ""


def _pair(value: Json, first: str, between: str, last: str) -> str:
    """Two quantities in words. One alone would say something else, except the end of a range that is open."""
    a, b = _quantity(table(value.get(first))), _quantity(table(value.get(last)))
    if a and b:
        return f"{a}{between}{b}"
    return {"low": f"from {a}" if a else f"up to {b}" if b else ""}.get(first, "")


def _refuse_withdrawn(resource: Json) -> None:
    if text(resource.get("status")).lower() in WITHDRAWN:
        raise TakenBack("withdrawn, or not carried out")


def _refuse_not_so(resource: Json) -> None:
    if marks_of(resource.get("verificationStatus")) & NOT_SO:
        raise TakenBack("marked as refuted, or as entered by mistake")


def _status(resource: Json) -> str:
    concept = resource.get("clinicalStatus")
    return next((shown for one in codings(concept) if (shown := text(one.get("code")))), "") or name_of(concept)


def _named(concept: object, context: Context) -> str:
    """How it is called: by its words, else by what a verified code means, else by the code itself, which is said."""
    name = name_of(concept)
    if not name:
        raise NotTaken("that do not say what they are about")
    if has_words(concept):
        return name
    meaning = decoded(concept, context.meanings, context.knowledge)
    if not meaning:
        context.unknown[unknown_code(concept, context.knowledge)] = None
    return meaning or name


def _first_time(resource: Json, *names: str) -> dict[str, Any]:
    """{at, since} of the first of these elements that holds a time, else of the start of its period."""
    periods = (table(resource.get(name)).get("start") for name in ("effectivePeriod", "performedPeriod"))
    found = [resource.get(names[0]), *periods, *(resource.get(name) for name in names[1:])]
    value = next((one for one in found if time_of(one) is not None), None)
    return {"at": time_of(value), "since": date_of(value)}


def _made(kind: str, words: str, *, code_of: Any = None, **parts: Any) -> Elsewhere:
    first = next(iter(codings(code_of)), {})
    return Elsewhere("", kind, words, text(first.get("system")), text(first.get("code")), **parts)
