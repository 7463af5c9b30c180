"""The entry of a record behind a finding, as it can be shown."""

from __future__ import annotations

from dataclasses import dataclass

from unspasm.fhir.cds.codes import Coded
from unspasm.fhir.cds.sent import Resource
from unspasm.fhir.cds.text import quoted


@dataclass(frozen=True)
class Evidence:
    """One entry of the record behind a fact. shown: its name as a code span. day: as far as it is told, or "". quiet: no reason for a critical card."""

    label: str
    shown: str
    code: str
    day: str
    where: str
    by_words: bool
    mark: str
    remark: str = ""
    quiet: bool = False


def evidence_of(
    label: str, concept: Coded, code: str, day: str, where: str, mark: str, remark: str = "", *, quiet: bool = False
) -> Evidence:
    """The evidence in one entry; code: the code that named it, or empty if only words did."""
    shown = next((q for text in concept.texts if (q := quoted(text))), "")
    return Evidence(label, shown, quoted(code, 20), day, where, not code, mark, remark, quiet)


def where_of(resource: Resource) -> str:
    """`Type/id` of a resource as a code span; its type alone where it has no id."""
    identity = resource.get("id")
    name = (
        f"{resource.get('resourceType')}/{identity}" if isinstance(identity, str) else str(resource.get("resourceType"))
    )
    return quoted(name, 100)
