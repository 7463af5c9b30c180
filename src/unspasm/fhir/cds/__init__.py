"""The CDS Hooks 2.0 service for clinics: from one request to cards.

    discovery(clinic)                                     what is offered
    answer(service_id, body, knowledge, now=now)          {"cards": [...]}; raises Refusal with an HTTP status
    check_feedback(service_id, body, clinic)              whether feedback has its form; nothing of it is kept

Pure: nothing is fetched, stored or looked up; what a call did not bring is not known. The record of the person who
runs this program is never part of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from unspasm.fhir.cds.call import Call, check_call, check_feedback, service_of
from unspasm.fhir.cds.cards import Cards
from unspasm.fhir.cds.medicines import Medicine
from unspasm.fhir.cds.record import Record, read_record
from unspasm.fhir.cds.refusal import Refusal
from unspasm.fhir.cds.sent import Sent, collect
from unspasm.fhir.cds.services import discovery, prefetch
from unspasm.fhir.cds.writing import Writer
from unspasm.knowledge.items import Knowledge

__all__ = ["Refusal", "answer", "check_feedback", "discovery", "prefetch", "service_of"]

NEEDED = ("patient", "conditions")
"""Prefetch keys of which at least one must have come: without both, nothing can be said about anyone."""


def answer(service_id: str, body: Any, knowledge: Knowledge, *, now: datetime) -> dict[str, Any]:
    """The cards for one call, `{"cards": []}` where there is nothing to say. now: aware.

    Raises Refusal: 400 (not a call, another FHIR version, another patient), 404 (no such service), 412 (nothing was prefetched),
    413 (too many resources).
    """
    call = check_call(service_id, body, knowledge.clinic)
    sent = collect(call.body, call.patient_id)
    if sent.patient is None and not sent.parts:
        wanted = "; ".join(f"{key}: {prefetch(knowledge.clinic)[key]}" for key in NEEDED)
        raise Refusal(412, f"Nothing was prefetched, and this service fetches nothing itself. Send at least {wanted}")
    record = read_record(sent, knowledge, now)
    cards = Cards(record, sent, Writer(call.hook_instance, sent, knowledge), knowledge)
    if call.service.hook == "patient-view":
        return {"cards": cards.on_view()}
    return {"cards": cards.on_orders(_selected(call, record, sent), imaging=True)}


def _selected(call: Call, record: Record, sent: Sent) -> list[Medicine]:
    """The draft medicines to speak of: those that were selected; all of them where the selection fits none."""
    if call.service.hook == "order-sign" or not call.selections:
        return record.drafts
    chosen = {"/".join(reference.split("/")[-2:]) for reference in call.selections}
    if not any(f"{draft.get('resourceType')}/{draft.get('id')}" in chosen for draft in sent.drafts):
        sent.notes.append(("no_selection", ""))
        return record.drafts
    return [medicine for medicine in record.drafts if medicine.reference in chosen]
