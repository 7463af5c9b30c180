"""The small parts that resources are made of, as plain dictionaries. No empty list or string is ever made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from unspasm.fhir.names import CODES, DERIVED, THREAD_ID, ZONE, id_for
from unspasm.fhir.values import Entry

Json = dict[str, Any]

UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Signs that a FHIR string should not hold (https://hl7.org/fhir/R4/datatypes.html#string)."""


def words(text: str) -> str:
    """The text without signs that FHIR cannot carry."""
    return UNSAYABLE.sub("", text)


def is_said(text: str) -> bool:
    """Whether anything would be left of this text: FHIR knows no empty string."""
    return bool(words(text).strip())


def without_gaps(resource: Mapping[str, Any]) -> Json:
    """The same without what is None, empty text or an empty list."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}


def coding(system: str, code: str, display: str = "") -> Json:
    """One code of one system."""
    return without_gaps({"system": system, "code": code, "display": words(display)})


def concept(text: str, *codings: Json) -> Json:
    """A CodeableConcept: words, and the codes that say the same."""
    return without_gaps({"coding": list(codings), "text": words(text)})


def ours(code: str, text: str = "") -> Json:
    """A CodeableConcept of our own code system."""
    return concept(text, coding(CODES, code))


def reference(id: str) -> Json:
    """A reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{id}"}


def extension(url: str, **value: Any) -> Json:
    """An extension; value: one of FHIR's value names, such as `valueCode`."""
    return {"url": url, **value}


def moment(at: datetime, zone: str = "UTC") -> str:
    """An instant on the clock of its place. FHIR knows offsets of whole minutes only; else it stands in UTC."""
    local = at.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    whole = offset is not None and offset.total_seconds() % 60 == 0
    return (local if whole else at.astimezone(UTC)).isoformat()


def instant(at: datetime) -> str:
    """An instant in UTC."""
    return at.astimezone(UTC).isoformat()


def in_zone(zone: str) -> Json:
    """What stands beside a time to say the zone by name."""
    return {"extension": [extension(ZONE, valueCode=zone)]}


def timed(name: str, entry: Entry) -> Json:
    """When it happened, with the zone by name. name: the element, such as `effectiveDateTime`."""
    return {name: moment(entry.happened_at, entry.zone), f"_{name}": in_zone(entry.zone)}


def number(value: Any) -> int | float:
    """A number as JSON holds it, whole where it is whole."""
    read = float(value)
    return int(read) if read.is_integer() else read


def own(resource_type: str, entry: Entry, **parts: Any) -> Json:
    """A resource that carries one diary entry: its id, its version and its thread are those of the entry."""
    return without_gaps(
        {
            "resourceType": resource_type,
            "id": id_for("entry", entry.thread),
            "meta": {"versionId": str(entry.version), "lastUpdated": instant(entry.written_at)},
            "identifier": [identifier(THREAD_ID, entry.thread)],
            **parts,
        }
    )


def derived(resource_type: str, *made_of: str, **parts: Any) -> Json:
    """A resource that was worked out from others, and says so."""
    tag = {"tag": [coding(CODES, DERIVED, "Worked out by Unspasm from the rest of this file")]}
    return without_gaps({"resourceType": resource_type, "id": id_for(resource_type, *made_of), "meta": tag, **parts})


def identifier(system: str, uuid: str) -> Json:
    """One of our ids."""
    return {"system": system, "value": f"urn:uuid:{uuid}"}


def notes(texts: Iterable[str]) -> list[Json]:
    """Annotations, without empty ones."""
    return [{"text": words(text)} for text in texts if is_said(text)]
