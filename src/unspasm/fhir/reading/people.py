"""Whom a file is about: one person, and said by name. What is of anybody else stays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unspasm.fhir.reading.elsewhere import READERS, NotTaken
from unspasm.fhir.reading.shape import Json, date_of, short_reference, table, tables, text
from unspasm.fhir.values import BundleRefused

SUBJECTS = ("subject", "patient", "beneficiary")
SEVERAL = "This file is about {n} people. Ask for a file about one person."
STRANGER = "of somebody who is not in this file"
NAMELESS = "The file does not say whom it is about. Bring it in only if you know that it is yours."
BY_QUERY = "Patient?identifier="


def one_patient(resources: Sequence[Json]) -> Json | None:
    """The Patient, if there is one. Raises BundleRefused where the file is about several people, named or only meant."""
    patients = [one for one in resources if one.get("resourceType") == "Patient"]
    if len(patients) > 1:
        raise BundleRefused(SEVERAL.format(n=len(patients)))
    if patients:
        return patients[0]
    meant = {whom for one in resources if str(one.get("resourceType")) in READERS for whom in _whom(one)}
    if len(meant) > 1:
        raise BundleRefused(SEVERAL.format(n=len(meant)))
    return None


def refuse_other_person(resource: Json, patient: Json | None, by_reference: Mapping[str, Json]) -> None:
    """What says that it is of a person who is not the one of this file stays out. Raises NotTaken."""
    if patient is None:
        return
    for subject in _subjects(resource):
        said = subject.get("reference")
        if not isinstance(said, str):
            if isinstance(subject.get("identifier"), dict) and not _is_of(patient, _identifier(subject["identifier"])):
                raise NotTaken(STRANGER)
        elif said.startswith(BY_QUERY):
            if not _is_of(patient, said.removeprefix(BY_QUERY)):
                raise NotTaken(STRANGER)
        elif by_reference.get(said) is not patient and short_reference(said) != f"Patient/{patient.get('id')}":
            raise NotTaken(STRANGER)


def about(patient: Json | None) -> str:
    """Whom the file is about, in a sentence that asks the reader to look."""
    names = tables(table(patient).get("name"))
    name = _full_name(next((one for one in names if one.get("use") in ("official", "usual")), next(iter(names), {})))
    born = date_of(table(patient).get("birthDate"))
    if not name and not born:
        return NAMELESS
    who = name or "somebody without a name"
    return f"The file is about {who}{f', born {born}' if born else ''}. Bring it in only if that is you."


def _full_name(name: Json) -> str:
    given = name.get("given")
    parts = [*(given if isinstance(given, list) else []), name.get("family")]
    return text(name.get("text")) or text(" ".join(shown for part in parts if (shown := text(part))))


def _subjects(resource: Json) -> list[Json]:
    return [subject for name in SUBJECTS if (subject := table(resource.get(name)))]


def _whom(resource: Json) -> set[str]:
    """By what name a resource means its person."""
    found = set()
    for subject in _subjects(resource):
        if isinstance(subject.get("reference"), str):
            found.add(short_reference(subject["reference"]))
        elif isinstance(subject.get("identifier"), dict):
            found.add(_identifier(subject["identifier"]))
    return found


def _identifier(one: Json) -> str:
    return f"{text(one.get('system'))}|{text(one.get('value'))}"


def _is_of(patient: Json, identifier: str) -> bool:
    system, _, value = identifier.rpartition("|")
    return any(
        text(one.get("value")) == value and (not system or text(one.get("system")) == system)
        for one in tables(patient.get("identifier"))
    )
