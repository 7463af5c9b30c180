"""One call of a service, checked before anything of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unspasm.fhir.cds.refusal import Refusal
from unspasm.knowledge.clinic import Clinic, Service

ON_ORDERS = ("order-select", "order-sign")
LONGEST_ID = 1_000


@dataclass(frozen=True)
class Call:
    """A call in order. selections: references to the draft orders that were selected."""

    service: Service
    hook_instance: str
    patient_id: str
    selections: tuple[str, ...]
    body: Mapping[str, Any]


def check_call(service_id: str, body: Any, clinic: Clinic) -> Call:
    """The call, if it is one of this service. Raises Refusal: 404 for an unknown service, 400 for everything else."""
    service = service_of(service_id, clinic)
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be one JSON object, as CDS Hooks 2.0 describes it.")
    hook = _text(body, "hook", "")
    if hook != service.hook:
        raise Refusal(400, f"This service answers the hook {service.hook}, and no other.")
    context = body.get("context")
    if not isinstance(context, dict):
        raise Refusal(400, "context is missing, or is not a JSON object.")
    prefetch = body.get("prefetch")
    if prefetch is not None and not isinstance(prefetch, dict):
        raise Refusal(400, "prefetch must be a JSON object of the form {key: resource}.")
    for name in ("fhirServer", "fhirAuthorization"):
        if name in body and not isinstance(body[name], str if name == "fhirServer" else dict):
            raise Refusal(400, f"{name} has the wrong type.")
    _text(context, "userId", "context.")
    return Call(
        service,
        _text(body, "hookInstance", ""),
        _text(context, "patientId", "context."),
        _selections(context, service.hook),
        body,
    )


def service_of(service_id: str, clinic: Clinic) -> Service:
    """The service with this id. Raises Refusal (404) if there is none."""
    if service_id not in clinic.services:
        raise Refusal(404, f"There is no such service; there are {', '.join(clinic.services)}.")
    return clinic.services[service_id]


def check_feedback(service_id: str, body: Any, clinic: Clinic) -> None:
    """Returns if this is feedback as CDS Hooks 2.0 describes it. Raises Refusal: 404 or 400."""
    service_of(service_id, clinic)
    rows = body.get("feedback") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not rows:
        raise Refusal(400, "feedback must be a list with at least one entry.")
    for row in rows:
        if not isinstance(row, dict):
            raise Refusal(400, "Each entry of feedback must be a JSON object.")
        for name in ("card", "outcome", "outcomeTimestamp"):
            _text(row, name, "feedback.")
        if row["outcome"] not in ("accepted", "overridden"):
            raise Refusal(400, "feedback.outcome must be accepted or overridden.")


def _selections(context: Mapping[str, Any], hook: str) -> tuple[str, ...]:
    if hook not in ON_ORDERS:
        return ()
    drafts = context.get("draftOrders")
    if not isinstance(drafts, dict) or drafts.get("resourceType") != "Bundle":
        raise Refusal(400, "context.draftOrders is missing, or is not a Bundle.")
    entries = drafts.get("entry", [])
    if not isinstance(entries, list):
        raise Refusal(400, "context.draftOrders.entry must be a list.")
    if hook != "order-select":
        return ()
    selections = context.get("selections")
    if not isinstance(selections, list) or not all(isinstance(one, str) for one in selections):
        raise Refusal(400, "context.selections is missing, or is not a list of references.")
    return tuple(selections)


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID:
        raise Refusal(400, f"{where}{name} is missing, or is not a text of at most {LONGEST_ID} characters.")
    return value
