"""What another system says of the person, one value a resource. Narrative is never read; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from unspasm.fhir.names import id_for
from unspasm.fhir.reading.backs import abatement_of, back_of, onset_of
from unspasm.fhir.reading.shape import Json, codings, name_of, table, tables, text, time_of
from unspasm.fhir.values import Elsewhere
from unspasm.knowledge import Knowledge

WITHDRAWN = {"entered-in-error", "cancelled", "draft", "not-done", "not-taken"}
NOT_SO = {"refuted", "entered-in-error"}
SO_MANY_LEVELS = 40


class NotTaken(ValueError):
    """A resource that stays out; the message says why, in words that go after its type and number."""


@dataclass
class Context:
    """What reading a resource may need: the knowledge, the time, when the Patient was born, and the other resources."""

    knowledge: Knowledge
    now: datetime
    born: datetime | None
    by_reference: Mapping[str, Json]
    notes: list[str] = field(default_factory=list)


def read_elsewhere(resource: Json, context: Context) -> Iterator[Elsewhere]:
    """The values of one foreign resource of a type in `READERS`. Raises NotTaken."""
    yield from READERS[str(resource["resourceType"])](resource, context)


def _condition(resource: Json, context: Context) -> Iterator[Elsewhere]:
    verified = {str(one.get("code", "")) for one in codings(resource.get("verificationStatus"))}
    if verified & NOT_SO:
        raise NotTaken("marked as refuted, or as entered by mistake")
    status = next((str(one.get("code", "")) for one in codings(resource.get("clinicalStatus"))), "")
    back = back_of(resource, context.knowledge, context.now, context.born)
    if back.note and back.note not in context.notes:
        context.notes.append(back.note)
    yield _made(
        resource, "condition", _named(resource.get("code")), code_of=resource.get("code"), status=text(status),
        since=onset_of(resource, context.born), until=abatement_of(resource),
        back=back.where, chronic=back.chronic, chronic_why=back.why,
    )  # fmt: skip


def _observation(resource: Json, _: Context) -> Iterator[Elsewhere]:
    _refuse_withdrawn(resource)
    value = value_of(resource)
    parts = [
        f"{name_of(one.get('code'))}: {value_of(one)}" for one in tables(resource.get("component")) if value_of(one)
    ]
    whole = "; ".join([value, *parts] if value else parts)
    if not whole:
        raise NotTaken("without a value")
    yield _made(
        resource, "measure", _named(resource.get("code")), code_of=resource.get("code"), value=text(whole),
        status=text(resource.get("status")), since=_first_time(resource, "effectiveDateTime", "effectiveInstant", "issued"),
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
        resource, "medicine", _named(code), code_of=code, value=text(dose), status=text(resource.get("status")),
        since=_first_time(resource, "effectiveDateTime", "authoredOn", "dateAsserted"),
    )  # fmt: skip


def _medication(resource: Json, context: Context) -> Json:
    told = table(resource.get("medicationReference"))
    name = str(told.get("reference", ""))
    contained = {f"#{one.get('id')}": one for one in tables(resource.get("contained"))}
    found = contained.get(name) or context.by_reference.get(name) or {}
    return table(found.get("code")) or {"text": told.get("display")}


def _procedure(resource: Json, _: Context) -> Iterator[Elsewhere]:
    _refuse_withdrawn(resource)
    period = table(resource.get("performedPeriod"))
    yield _made(
        resource, "procedure", _named(resource.get("code")), code_of=resource.get("code"),
        status=text(resource.get("status")), since=time_of(resource.get("performedDateTime")) or time_of(period.get("start")),
        until=time_of(period.get("end")),
    )  # fmt: skip


def _allergy(resource: Json, _: Context) -> Iterator[Elsewhere]:
    verified = {str(one.get("code", "")) for one in codings(resource.get("verificationStatus"))}
    if verified & NOT_SO:
        raise NotTaken("marked as refuted, or as entered by mistake")
    status = next((str(one.get("code", "")) for one in codings(resource.get("clinicalStatus"))), "")
    since = _first_time(resource, "onsetDateTime", "recordedDate")
    yield _made(
        resource,
        "allergy",
        _named(resource.get("code")),
        code_of=resource.get("code"),
        status=text(status),
        since=since,
    )


def _response(resource: Json, context: Context) -> Iterator[Elsewhere]:
    if resource.get("status") == "entered-in-error":
        raise NotTaken("withdrawn, or not carried out")
    odd, given = False, 0
    at = time_of(resource.get("authored"))
    for item in _items(resource):
        answers = tables(item.get("answer"))
        if not answers and "answerOption" in item:
            answers, odd = tables(item.get("answerOption")), True
        told = [shown for one in answers if (shown := value_of(one))]
        if told:
            given += 1
            question = text(item.get("text")) or text(item.get("linkId"))
            yield _made(
                resource, "answers", question, value=text("; ".join(told)), since=at, place=str(item.get("linkId"))
            )
    if odd:
        context.notes.append("A form holds its answers under the name of its options. We read them as answers.")
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
        if name in ("valueCodeableConcept", "valueReference"):
            return name_of(value) or text(table(value).get("display"))
        if name == "valueCoding":
            return text(table(value).get("display")) or text(table(value).get("code"))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return f"{value:g}" if abs(value) < 1e15 else ""
        return text(value)
    return ""


def _quantity(quantity: Json) -> str:
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 1e15:
        return ""
    return f"{text(quantity.get('comparator'))}{value:g} {text(quantity.get('unit')) or text(quantity.get('code'))}".strip()


def _refuse_withdrawn(resource: Json) -> None:
    if resource.get("status") in WITHDRAWN:
        raise NotTaken("withdrawn, or not carried out")


def _named(code: object) -> str:
    name = name_of(code)
    if not name:
        raise NotTaken("that do not say what they are about")
    return name


def _first_time(resource: Json, *names: str) -> datetime | None:
    period = time_of(table(resource.get("effectivePeriod")).get("start"))
    return next((at for name in names if (at := time_of(resource.get(name))) is not None), period)


def _made(resource: Json, kind: str, words: str, *, code_of: Any = None, place: str = "", **parts: Any) -> Elsewhere:
    first = next(iter(codings(code_of)), {})
    found = Elsewhere("", kind, words, text(first.get("system")), text(first.get("code")), **parts)
    told = [
        str(value)
        for name, value in sorted(vars(found).items())
        if name not in ("id", "chronic", "chronic_why", "back")
    ]
    id = id_for("elsewhere", str(resource.get("resourceType")), str(resource.get("id")), place, *told)
    return Elsewhere(**{**vars(found), "id": id})
