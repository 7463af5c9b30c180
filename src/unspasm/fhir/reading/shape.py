"""Parts of foreign JSON, taken without trust: whatever has the wrong shape counts as absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

Json = dict[str, Any]

LONGEST_WORDS = 200
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
"""Signs that cannot be seen, or that turn the direction of what stands around them."""

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
HISTORY = "/_history/"


def table(value: object) -> Json:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[Json]:
    """The objects of a list; a lone object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """A short text that can be shown on one line; empty for anything else."""
    if not isinstance(value, str):
        return ""
    shown = " ".join(HIDDEN.sub(" ", value).split())
    return shown if len(shown) <= LONGEST_WORDS else f"{shown[: LONGEST_WORDS - 1]}…"


def codings(concept: object) -> list[Json]:
    """The codings of a CodeableConcept."""
    return tables(table(concept).get("coding"))


def code_in(concept: object, system: str) -> str:
    """The code of this system; empty if there is none."""
    return next((str(one.get("code", "")) for one in codings(concept) if one.get("system") == system), "")


def name_of(concept: object) -> str:
    """How a CodeableConcept calls the thing: its text, else the first display, else the first code."""
    found = [table(concept).get("text"), *(one.get("display") for one in codings(concept))]
    found += [one.get("code") for one in codings(concept)]
    return next((shown for one in found if (shown := text(one))), "")


def extensions(element: object, url: str) -> Iterator[Json]:
    """The extensions of an element with this address."""
    yield from (one for one in tables(table(element).get("extension")) if one.get("url") == url)


def extended(element: object, url: str) -> Any:
    """The value of the first extension with this address; None if there is none."""
    one = next(extensions(element, url), {})
    return next((value for name, value in one.items() if name.startswith("value")), None)


def uuid_of(value: object) -> str:
    """A UUID from `urn:uuid:...` or from a bare one, in one spelling; empty for anything else."""
    try:
        return str(UUID(str(value).removeprefix("urn:uuid:"))) if isinstance(value, str) else ""
    except ValueError:
        return ""


def time_of(value: object) -> datetime | None:
    """A FHIR date or time as an instant. A partial date is its first moment in UTC; what is no date is None."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    partial = PARTIAL.fullmatch(value)
    try:
        if partial:
            year, month, day = (int(part or 1) for part in partial.groups())
            return datetime(year, month, day, tzinfo=UTC)
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def last_moment_of(value: object) -> datetime | None:
    """The last moment that a FHIR date or time can mean: the end of that year, month or day; None for no date."""
    first = time_of(value)
    partial = PARTIAL.fullmatch(value) if isinstance(value, str) else None
    if first is None or partial is None:
        return first
    year, month, day = partial.groups()
    try:
        if day:
            return first + timedelta(days=1)
        return (
            first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
            if month
            else first.replace(year=int(year) + 1)
        )
    except (ValueError, OverflowError):
        return first


def date_of(value: object) -> str:
    """A FHIR date or time as the date that its writer saw: as exact as they wrote it, in their time zone; else empty."""
    if not isinstance(value, str) or time_of(value) is None:
        return ""
    return value if PARTIAL.fullmatch(value) else value[:10]


def short_reference(said: str) -> str:
    """`Type/id` of a reference to any server and any version; as it is where it is no such address.

    >>> short_reference("https://clinic.example/fhir/Patient/1/_history/2"), short_reference("urn:uuid:1")
    ('Patient/1', 'urn:uuid:1')
    """
    parts = said.partition(HISTORY)[0].split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else said
