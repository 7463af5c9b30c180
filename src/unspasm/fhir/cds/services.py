"""The services that are offered (CDS Hooks 2.0, https://cds-hooks.hl7.org/2.0/), and what each wants prefetched."""

from __future__ import annotations

from typing import Any

from unspasm.knowledge.clinic import Clinic

SPECIFICATION = "2.0"
PATIENT = "{{context.patientId}}"


def discovery(clinic: Clinic) -> dict[str, Any]:
    """The answer to `GET /cds-services`."""
    return {
        "services": [
            {
                "hook": service.hook,
                "title": service.title,
                "description": service.description,
                "id": service.id,
                "prefetch": prefetch(clinic),
            }
            for service in clinic.services.values()
        ]
    }


def prefetch(clinic: Clinic) -> dict[str, str]:
    """Prefetch key -> query. Each is one read or one plain search, as the specification recommends."""
    kidney = ",".join(f"http://loinc.org|{code}" for value in clinic.values for code in sorted(value.loinc))
    status = ",".join(f"http://loinc.org|{code}" for row in clinic.statuses for code in sorted(row.loinc))
    return {
        "patient": f"Patient/{PATIENT}",
        "conditions": f"Condition?patient={PATIENT}",
        "medications": f"MedicationRequest?patient={PATIENT}&status=active",
        "statements": f"MedicationStatement?patient={PATIENT}&status=active",
        "allergies": f"AllergyIntolerance?patient={PATIENT}",
        "kidney": f"Observation?patient={PATIENT}&code={kidney}&_sort=-date&_count=5",
        "pregnancy": f"Observation?patient={PATIENT}&code={status}&_sort=-date&_count=1",
        "encounter": "Encounter/{{context.encounterId}}",
    }
