"""Codes of the outside world, from `knowledge/codes.toml`: only verified ones leave, everything else goes as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from unspasm.fhir.elements import Json, coding, concept
from unspasm.knowledge import Knowledge

Row = Mapping[str, Any]


def coded(name: str, kind: str, text: str, knowledge: Knowledge) -> Json:
    """A CodeableConcept of this concept: its words, and each verified code that may be sent.

    One code a system: the first. A system that needs a licence stays out, and so does a code that sources give
    different meanings.
    """
    found: dict[str, Json] = {}
    for row in rows(knowledge):
        if row["concept"] == name and row["kind"] == kind and _may_leave(row, knowledge):
            system = systems(knowledge)[row["system"]]["url"]
            found.setdefault(system, coding(system, row["code"], row["display"]))
    return concept(text, *found.values())


def rows(knowledge: Knowledge) -> Iterator[Row]:
    """Every code that we know of, whether it may leave or not."""
    table: Row = knowledge.tables["codes"]
    yield from table["code"]
    yield from table["snomed"]["code"]


def systems(knowledge: Knowledge) -> dict[str, Row]:
    """The code systems by their short names."""
    table: Row = knowledge.tables["codes"]
    return {**table["systems"], "snomed": table["snomed"]}


def _may_leave(row: Row, knowledge: Knowledge) -> bool:
    system = systems(knowledge)[row["system"]]
    verified = row["tag"] in knowledge.tables["codes"]["exportable_tags"] and not row.get("conflicting", False)
    return verified and row["use"] == "yes" and bool(system["default"]) and not system["licence_needed"]
