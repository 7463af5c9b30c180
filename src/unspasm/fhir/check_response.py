"""Whether a QuestionnaireResponse answers its Questionnaire: what no validator of single resources looks at.

    problems = check_response(response, questionnaire)       # empty: it does

Checked for each item: the linkId exists, at that place, once; the answer is of the item's type, within its range, one
of its options, no more than one unless it repeats; an option that stands alone does; what is required is there.
(https://hl7.org/fhir/R4/questionnaireresponse.html#link)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from unspasm.fhir.elements import Json
from unspasm.fhir.names import ALONE, MAX_VALUE, MIN_VALUE
from unspasm.fhir.reading.shape import extended, table, tables

VALUES: Mapping[str, tuple[str, ...]] = {
    "boolean": ("valueBoolean",),
    "decimal": ("valueDecimal",),
    "integer": ("valueInteger",),
    "date": ("valueDate",),
    "dateTime": ("valueDateTime",),
    "time": ("valueTime",),
    "string": ("valueString",),
    "text": ("valueString",),
    "url": ("valueUri",),
    "choice": ("valueCoding",),
    "open-choice": ("valueCoding", "valueString"),
    "quantity": ("valueQuantity",),
    "reference": ("valueReference",),
    "attachment": ("valueAttachment",),
}
PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "valueBoolean": bool, "valueDecimal": (int, float), "valueInteger": int, "valueDate": str, "valueDateTime": str,
    "valueTime": str, "valueString": str, "valueUri": str, "valueCoding": dict, "valueQuantity": dict,
    "valueReference": dict, "valueAttachment": dict,
}  # fmt: skip
FINISHED = ("completed", "amended")


def check_response(response: Json, questionnaire: Json) -> list[str]:
    """What is wrong, one sentence each, in the order of the form. Both are resources as plain JSON."""
    whole = str(response.get("status")) in FINISHED
    return list(_items(tables(response.get("item")), tables(questionnaire.get("item")), whole))


def _items(given: Sequence[Json], asked: Sequence[Json], whole: bool) -> Iterator[str]:
    by_id = {str(item.get("linkId")): item for item in asked}
    counts = Counter(str(item.get("linkId")) for item in given)
    for name, n in counts.items():
        if name not in by_id:
            yield f"{name}: the form has no such item here"
        elif n > 1 and not (by_id[name].get("repeats") and by_id[name].get("type") == "group"):
            yield f"{name}: is there {n} times"
    for item in asked:
        name = str(item.get("linkId"))
        found = [one for one in given if str(one.get("linkId")) == name]
        if whole and item.get("required") and not any(_has_content(one, item) for one in found):
            yield f"{name}: is required, and there is no answer"
        for one in found:
            yield from _item(one, item, whole)


def _has_content(given: Json, asked: Json) -> bool:
    return bool(tables(given.get("item" if asked.get("type") == "group" else "answer")))


def _item(given: Json, asked: Json, whole: bool) -> Iterator[str]:
    name, kind = str(asked.get("linkId")), str(asked.get("type"))
    answers = tables(given.get("answer"))
    if kind in ("group", "display"):
        if answers:
            yield f"{name}: a {kind} takes no answer"
        yield from _items(tables(given.get("item")), tables(asked.get("item")), whole)
        return
    if given.get("item"):
        yield f"{name}: items below a question belong to its answer"
    if len(answers) > 1 and not asked.get("repeats"):
        yield f"{name}: takes one answer, and there are {len(answers)}"
    for answer in answers:
        yield from _answer(answer, asked)
        yield from _items(tables(answer.get("item")), tables(asked.get("item")), whole)
    options = [_key(table(answer).get("valueCoding")) for answer in answers]
    if len(options) > 1 and any(_stands_alone(option, asked) for option in options):
        yield f"{name}: an answer that stands alone has others beside it"
    if len(set(options)) < len(options) and kind == "choice":
        yield f"{name}: the same option is chosen twice"


def _answer(answer: Json, asked: Json) -> Iterator[str]:
    name, kind = str(asked.get("linkId")), str(asked.get("type"))
    values = {key: value for key, value in answer.items() if key.startswith("value")}
    if len(values) != 1:
        yield f"{name}: an answer has one value, not {len(values)}"
        return
    ((key, value),) = values.items()
    if (
        key not in VALUES.get(kind, ())
        or not isinstance(value, PYTHON[key])
        or isinstance(value, bool) != (kind == "boolean")
    ):
        yield f"{name}: {key} does not fit an item of type {kind}"
    elif kind == "choice" and asked.get("answerOption") and _key(value) not in _options(asked):
        yield f"{name}: {_key(value)[1]} is none of its options"
    elif kind in ("integer", "decimal"):
        least, most = extended(asked, MIN_VALUE), extended(asked, MAX_VALUE)
        if (least is not None and value < least) or (most is not None and value > most):
            yield f"{name}: {value} is not from {least} to {most}"


def _options(asked: Json) -> set[tuple[Any, Any]]:
    return {_key(option.get("valueCoding")) for option in tables(asked.get("answerOption"))}


def _stands_alone(key: tuple[Any, Any], asked: Json) -> bool:
    options = tables(asked.get("answerOption"))
    return any(_key(one.get("valueCoding")) == key and extended(one, ALONE) is True for one in options)


def _key(coding: object) -> tuple[Any, Any]:
    return table(coding).get("system"), table(coding).get("code")
