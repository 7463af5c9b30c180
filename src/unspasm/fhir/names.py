"""Names that stand in every file: our own systems and extensions, and the few of FHIR that we use."""

from __future__ import annotations

from uuid import UUID, uuid5

SPACE = UUID("6f1b2a0c-3c0e-5f0a-9d7e-7a1c5b1f4e20")
"""All ids that we make are drawn from this one, so that the same entry always gets the same id."""

CODES = "urn:unspasm:codes"
ANSWER = "urn:unspasm:answer"
DERIVED = "derived"
"""The tag of what was worked out from the rest: it is not read back, for it can be worked out again."""

PERSON_ID, THREAD_ID, END_ID, CHECK_ID = (
    f"urn:unspasm:{name}" for name in ("person", "entry", "entry-end", "check")
)  # fmt: skip

MODE, ASKED_AGAIN, ANSWERED_AT, VARIANT, HOW, ACTIVE_S, REASON, INGREDIENT, POLICY, PLANNED, WHY, END, ENTRY = (
    f"urn:unspasm:extension:{name}"
    for name in (
        "mode", "asked-again", "answered-at", "variant", "how", "active-seconds", "stop-reason", "ingredient",
        "policy", "planned", "why", "end", "entry",
    )
)  # fmt: skip

ZONE = "http://hl7.org/fhir/StructureDefinition/tz-code"
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
ALONE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
UCUM = "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem/"


def id_for(*parts: str) -> str:
    """The id of a resource, from what it is made of: the same parts always give the same id."""
    return str(uuid5(SPACE, "\x1f".join(parts)))


def questionnaire_url(name: str) -> str:
    """The canonical address of a questionnaire of ours."""
    return f"urn:unspasm:questionnaire:{name}"


def fact_system(fact: str) -> str:
    """The code system of the options of one fact."""
    return f"urn:unspasm:fact:{fact}"


def item_system(kind: str) -> str:
    """The code system of one kind of thing in the knowledge: `intervention`, `ingredient`, `symptom` and the like."""
    return f"urn:unspasm:{kind}"
