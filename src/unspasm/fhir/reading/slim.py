"""A resource without what nobody here reads: so that a large file takes little more memory than its text."""

from __future__ import annotations

from unspasm.fhir.reading.own import is_derived, is_ours
from unspasm.fhir.reading.shape import Json, table
from unspasm.fhir.reading.version import other_version

WHOLE = {"Bundle", "Patient", "Questionnaire"}
ALWAYS = {"resourceType", "id", "identifier", "status", "code", "subject", "patient", "beneficiary", "contained"}
MORE = {
    "Condition": {"clinicalStatus", "verificationStatus", "recordedDate"},
    "Observation": {"component", "issued"},
    "MedicationStatement": {"dosage", "dateAsserted"},
    "MedicationRequest": {"dosageInstruction", "authoredOn", "doNotPerform"},
    "Procedure": set(),
    "AllergyIntolerance": {"clinicalStatus", "verificationStatus", "recordedDate"},
    "QuestionnaireResponse": {"item", "authored"},
    "Medication": {"ingredient"},
}
"""Resource type -> what is read of it beside `ALWAYS` and elements of several types. Of others nothing but these is."""
SEVERAL_TYPES = ("value", "onset", "abatement", "effective", "performed", "medication")
META = ("lastUpdated", "versionId", "tag")
REST = "urn:unspasm:rest"
"""Stands for what was left out, so that two resources under one id are still told apart."""


def slim(resource: Json) -> Json:
    """The same resource as far as it is read. One of ours, and one of another version of FHIR, stays whole."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind in WHOLE or is_ours(resource) or is_derived(resource):
        return resource
    if other_version([resource]):
        return resource
    read = ALWAYS | MORE[kind] if kind in MORE else ALWAYS - {"code", "contained", "identifier"}
    starts = SEVERAL_TYPES if kind in MORE else ()
    kept = {name: value for name, value in resource.items() if name in read or name.startswith(starts)}
    rest = {name: value for name, value in resource.items() if name not in kept}
    if not rest:
        return resource
    meta = table(rest.get("meta"))
    told = {name: meta[name] for name in META if name in meta}
    return {**kept, **({"meta": told} if told else {}), REST: hash(repr(rest))}
