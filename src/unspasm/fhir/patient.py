"""The person as a Patient: an id, and what they told. We know no name, no address and no date of birth."""

from __future__ import annotations

from unspasm.care import Answers
from unspasm.fhir.elements import Json, identifier, without_gaps
from unspasm.fhir.names import PERSON_ID, id_for

GENDERS = {"female": "female", "male": "male"}
"""Sex at birth is no more than what was asked; FHIR's gender is for administration, so only the plain ones are sent."""


def patient_id(person: str) -> str:
    """The id of the Patient."""
    return id_for("person", person)


def to_patient(person: str, answers: Answers) -> Json:
    """The Patient. answers: of the newest check; only `sex` is read."""
    sex = answers.get("sex")
    return without_gaps(
        {
            "resourceType": "Patient",
            "id": patient_id(person),
            "identifier": [identifier(PERSON_ID, person)],
            "gender": GENDERS.get(sex) if isinstance(sex, str) else None,
        }
    )
