"""Where everything in a file comes from: told by the person, put together by Unspasm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from unspasm.fhir.elements import Json, coding, concept, derived, instant, reference
from unspasm.fhir.names import TERMS

AGENTS = f"{TERMS}provenance-participant-type"


def to_provenance(targets: Sequence[str], patient: str, version: str, now: datetime) -> Json:
    """The Provenance of all resources of a bundle. targets: their ids. version: of the knowledge."""
    software = f"Unspasm, with the rules of version {version}. Not a medical device; no clinician has reviewed it."
    return derived(
        "Provenance", patient, instant(now), target=[reference(target) for target in targets], recorded=instant(now),
        agent=[
            {"type": concept("Told by", coding(AGENTS, "author", "Author")), "who": reference(patient)},
            {"type": concept("Put together by", coding(AGENTS, "assembler", "Assembler")), "who": {"display": software}},
        ],
    )  # fmt: skip
