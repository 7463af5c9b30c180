"""Which version of FHIR a file is in. Only R4 is read; another is refused by its name, never read in half.

A Bundle seldom says its version, so it is told by what only that version has. Versions:
https://hl7.org/fhir/R4/history.html, https://hl7.org/fhir/R5/diff.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from unspasm.fhir.reading.shape import Json, table, tables

DSTU2, STU3, R5 = "DSTU2", "STU3", "R5"

TYPES = {
    DSTU2: {"MedicationOrder", "DiagnosticOrder", "Conformance", "BodySite", "DeviceUseRequest", "Order", "OrderResponse", "ImagingObjectSelection"},
    STU3: {"ProcedureRequest", "ReferralRequest", "DataElement", "DeviceComponent", "ExpansionProfile", "ImagingManifest", "Sequence", "ServiceDefinition", "EligibilityRequest", "EligibilityResponse", "ProcessRequest", "ProcessResponse"},
    R5: {"ActorDefinition", "ArtifactAssessment", "BiologicallyDerivedProductDispense", "DeviceAssociation", "DeviceDispense", "DeviceUsage", "EncounterHistory", "FormularyItem", "GenomicStudy", "ImagingSelection", "InventoryItem", "InventoryReport", "NutritionIntake", "Permission", "Requirements", "TestPlan", "Transport"},
}  # fmt: skip
"""Resource types that only this version has (of those that we could meet)."""

Sign = Callable[[Json], bool]


def has(*names: str) -> Sign:
    """Whether any of these elements is there."""
    return lambda resource: any(name in resource for name in names)


def is_a(name: str, kind: type) -> Sign:
    """Whether an element is there with this shape."""
    return lambda resource: isinstance(resource.get(name), kind)


def _family_list(resource: Json) -> bool:
    return any(isinstance(name.get("family"), list) for name in tables(resource.get("name")))


def _concept_or_reference(name: str) -> Sign:
    return lambda resource: bool(table(resource.get(name)).keys() & {"concept", "reference"})


SIGNS: tuple[tuple[str, str, Sign], ...] = (
    (DSTU2, "Patient", _family_list),
    (DSTU2, "Condition", has("patient", "dateRecorded")),
    (DSTU2, "Observation", has("comments")),
    (DSTU2, "Observation", is_a("category", dict)),
    (DSTU2, "QuestionnaireResponse", has("group")),
    (DSTU2, "Questionnaire", has("group")),
    (DSTU2, "MedicationStatement", has("patient", "wasNotTaken")),
    (DSTU2, "AllergyIntolerance", has("substance", "status")),
    (DSTU2, "Encounter", has("patient")),
    (DSTU2, "Procedure", has("notPerformed", "reasonNotPerformed")),
    (STU3, "Condition", is_a("clinicalStatus", str)),
    (STU3, "Condition", is_a("verificationStatus", str)),
    (STU3, "Condition", has("assertedDate")),
    (STU3, "AllergyIntolerance", is_a("clinicalStatus", str)),
    (STU3, "AllergyIntolerance", has("assertedDate")),
    (STU3, "Encounter", has("incomingReferral")),
    (STU3, "MedicationRequest", has("context", "definition")),
    (STU3, "MedicationStatement", has("taken")),
    (STU3, "Observation", has("context", "related")),
    (STU3, "Procedure", has("notDone", "context")),
    (STU3, "QuestionnaireResponse", has("parent", "context")),
    (STU3, "Goal", is_a("status", str)),
    (R5, "MedicationStatement", _concept_or_reference("medication")),
    (R5, "MedicationRequest", _concept_or_reference("medication")),
    (R5, "Procedure", has("occurrenceDateTime", "occurrencePeriod")),
    (R5, "Condition", has("participant")),
    (R5, "Encounter", is_a("class", list)),
    (R5, "Encounter", has("actualPeriod")),
    (R5, "Questionnaire", lambda resource: _has_item_type(resource, "coding")),
)
"""(version, resource type, what only that version has in it)."""

_OF: dict[tuple[str, str], list[Sign]] = {}
for _version, _kind, _sign in SIGNS:
    _OF.setdefault((_version, _kind), []).append(_sign)


def other_version(resources: Iterable[Json]) -> tuple[str, str] | None:
    """The version other than R4 that something here can only be of, and the resource type that shows it; else None."""
    found = list(resources)
    for version in (DSTU2, STU3, R5):
        for resource in found:
            kind = str(resource.get("resourceType", ""))
            if kind in TYPES[version] or any(sign(resource) for sign in _OF.get((version, kind), ())):
                return version, kind
    return None


def _has_item_type(resource: Json, kind: str) -> bool:
    stack: list[Any] = tables(resource.get("item"))
    while stack:
        item = stack.pop()
        if item.get("type") == kind:
            return True
        stack += tables(item.get("item"))
    return False
