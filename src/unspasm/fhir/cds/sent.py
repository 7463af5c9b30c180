"""Everything that one call brought, sorted: whose record, which resources, which parts, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unspasm.fhir.cds.refusal import Refusal
from unspasm.fhir.reading.version import other_version

Resource = dict[str, Any]

MOST_RESOURCES, DEEPEST = 2_000, 3
READ = {
    "Condition": "conditions",
    "MedicationRequest": "medications",
    "MedicationStatement": "medications",
    "AllergyIntolerance": "allergies",
    "Observation": "observations",
    "Encounter": "encounter",
    "Patient": "patient",
    "Medication": "",
    "ServiceRequest": "",
}
"""Resource type -> the part of the record that it belongs to; types that are not here are not read."""

PART_OF_KEY = {
    "conditions": "conditions",
    "medications": "medications",
    "statements": "medications",
    "allergies": "allergies",
    "kidney": "observations",
}
"""Our prefetch key -> the part that it stands for, so that `null` says: looked, and there is none."""

UNREAD = ("nameless", "nameless_allergies", "nameless_problems", "unread_values")
"""What is left out although it may hold a ground: it stands under what is not known."""

OF_A_REQUEST = {"hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch", "extension"}


@dataclass
class Sent:
    """What was sent. resources: of the patient, by type. drafts: draft orders. parts: parts of the record that came.
    incomplete: parts of which something did not come, or could not be read.
    by_reference: `Type/id` -> resource. notes: (key of the words, what to put in) for everything that was left out.
    """

    patient_id: str
    patient: Resource | None = None
    resources: dict[str, list[Resource]] = field(default_factory=dict)
    drafts: list[Resource] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    incomplete: set[str] = field(default_factory=set)
    by_reference: dict[str, Resource] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Resource]:
        """All resources of these types."""
        return [resource for kind in kinds for resource in self.resources.get(kind, ())]

    def leave_out(self, why: str) -> None:
        """Counts one thing that was not used."""
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def find(self, holder: Resource, reference: Any) -> Resource | None:
        """The resource that a reference points to, within its holder or among what was sent; None if it is not there."""
        target = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(target, str):
            return None
        if target.startswith("#"):
            contained = holder.get("contained")
            inside = contained if isinstance(contained, list) else []
            return next((r for r in inside if isinstance(r, dict) and r.get("id") == target[1:]), None)
        return self.by_reference.get(_short(target)) or self.by_reference.get(target)


def collect(call: Mapping[str, Any], patient_id: str) -> Sent:
    """Sorts what a call brought. Raises Refusal for an older FHIR version, another patient, or far too many resources."""
    sent = Sent(
        patient_id=_short(f"Patient/{patient_id}" if "/" not in patient_id else patient_id).removeprefix("Patient/")
    )
    patients: list[Resource] = []
    for key, value, outside in _values(call):
        if value is None:
            sent.parts |= {PART_OF_KEY[key]} if key in PART_OF_KEY and not outside else set()
            continue
        if outside:
            sent.notes.append(("outside", key))
        if isinstance(value, dict) and value.get("resourceType") == "OperationOutcome":
            sent.notes.append(("failed", key))
            continue
        part, unreadable = PART_OF_KEY.get(key, "") if not outside else "", sent.left_out.get("strange", 0)
        for resource, full_url in _resources(value, sent):
            _place(resource, full_url, sent, patients)
        problems = [name for name, is_so in _WRONG.items() if is_so(value)]
        sent.notes += [(name, key) for name in problems]
        if problems or sent.left_out.get("strange", 0) > unreadable:
            sent.incomplete.add(part)
        if part and "partly_failed" not in problems and isinstance(value, dict) and value.get("resourceType"):
            sent.parts.add(part)
    _place_drafts(call["context"].get("draftOrders"), sent)
    sent.patient = _the_patient(patients, sent)
    return sent


def _values(call: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Key, value, and whether it stood beside `prefetch` where nothing should stand. Some clients put their data there."""
    prefetch = call.get("prefetch")
    for key, value in (prefetch if isinstance(prefetch, dict) else {}).items():
        yield key, _unwrapped(value), False
    for key, value in call.items():
        inner = _unwrapped(value)
        if key not in OF_A_REQUEST and isinstance(inner, dict) and isinstance(inner.get("resourceType"), str):
            yield key, inner, True


def _unwrapped(value: Any) -> Any:
    """The resource itself; an early draft of the specification wrapped it into `{response, resource}`.

    A wrapped refusal is no empty answer: it comes back as an error report.
    """
    if not isinstance(value, dict) or "resourceType" in value or not {"resource", "response"} & value.keys():
        return value
    if _is_refusal(value.get("response")) and value.get("resource") is None:
        return {"resourceType": "OperationOutcome"}
    return value.get("resource")


def _is_refusal(response: Any) -> bool:
    status = response.get("status") if isinstance(response, dict) else None
    return isinstance(status, str | int) and str(status)[:1] in ("3", "4", "5")


def _holds_an_error(value: Any) -> bool:
    """Whether some entry of a Bundle is an error report, or an answer that refused."""
    entries = value.get("entry") if isinstance(value, dict) else None
    return isinstance(entries, list) and any(_is_error(entry) for entry in entries if isinstance(entry, dict))


def _is_error(entry: Mapping[str, Any]) -> bool:
    resource = entry.get("resource")
    if isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome":
        issues = resource.get("issue")
        rows = issues if isinstance(issues, list) else []
        return not rows or any(isinstance(row, dict) and row.get("severity") in ("error", "fatal") for row in rows)
    return _is_refusal(entry.get("response"))


def _resources(value: Any, sent: Sent, depth: int = 0) -> Iterator[tuple[Resource, str]]:
    """Every resource in a value: itself, or the entries of a Bundle."""
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str) or depth > DEEPEST:
        sent.leave_out("strange")
        return
    if value["resourceType"] != "Bundle":
        yield value, ""
        return
    entries = value.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
            yield from _resources(resource, sent, depth + 1)
        elif isinstance(resource, dict) and isinstance(resource.get("resourceType"), str):
            url = entry.get("fullUrl")
            yield resource, url if isinstance(url, str) else ""
        else:
            sent.leave_out("strange")


def _place(resource: Resource, full_url: str, sent: Sent, patients: list[Resource]) -> None:
    kind = str(resource["resourceType"])
    _refuse_other_versions(resource)
    if kind not in READ:
        if kind != "OperationOutcome":
            sent.leave_out("not_used")
        return
    if kind == "Patient":
        patients.append(resource)
        return
    if _is_about_another(resource, sent.patient_id):
        sent.leave_out("other_patient")
        return
    known = _index(resource, full_url, sent)
    if known is not None and known == resource:
        return
    if known is not None:
        sent.leave_out("same_id")
    sent.resources.setdefault(kind, []).append(resource)
    sent.parts |= {READ[kind]} - {""}
    if sum(map(len, sent.resources.values())) > MOST_RESOURCES:
        raise Refusal(413, f"More than {MOST_RESOURCES} resources; send those that the prefetch templates ask for.")


def _place_drafts(bundle: Any, sent: Sent) -> None:
    if bundle is None:
        return
    for resource, full_url in _resources(bundle, sent):
        _refuse_other_versions(resource)
        if _is_about_another(resource, sent.patient_id):
            sent.leave_out("other_patient")
            continue
        _index(resource, full_url, sent)
        sent.drafts.append(resource)
        if len(sent.drafts) > MOST_RESOURCES:
            raise Refusal(413, f"More than {MOST_RESOURCES} draft orders.")


def _refuse_other_versions(resource: Resource) -> None:
    found = other_version([resource])
    if found is not None:
        version, kind = found
        raise Refusal(400, f"{kind} is in the shape of FHIR {version}. This service reads FHIR R4; nothing was read.")


def _index(resource: Resource, full_url: str, sent: Sent) -> Resource | None:
    """Makes the resource findable; returns the one that had its name already."""
    identity = resource.get("id")
    if full_url:
        sent.by_reference.setdefault(full_url, resource)
    if not isinstance(identity, str) or not identity:
        return None
    name = f"{resource['resourceType']}/{identity}"
    known = sent.by_reference.setdefault(name, resource)
    return None if known is resource else known


def _is_about_another(resource: Resource, patient_id: str) -> bool:
    subject = resource.get("subject") or resource.get("patient")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    if not isinstance(reference, str) or "Patient/" not in reference:
        return False
    return _short(reference) != f"Patient/{patient_id}"


def _the_patient(patients: list[Resource], sent: Sent) -> Resource | None:
    """The patient of the call. Raises Refusal if only others were sent: their record must not be judged as this one's."""
    own = [patient for patient in patients if patient.get("id") in (sent.patient_id, None)]
    if patients and not own:
        raise Refusal(400, "The Patient that was sent is not the patient of the context; nothing was read.")
    return own[0] if own else None


def _has_next_page(value: Any) -> bool:
    links = value.get("link") if isinstance(value, dict) else None
    return isinstance(links, list) and any(isinstance(link, dict) and link.get("relation") == "next" for link in links)


_WRONG = {"partly_failed": _holds_an_error, "next_page": _has_next_page}
"""Note -> whether a value deserves it: it is not all that there is."""


def _short(reference: str) -> str:
    """`Type/id` of a relative or absolute reference, without its version."""
    parts = reference.split("/_history/")[0].rstrip("/").split("/")
    return "/".join(parts[-2:])
