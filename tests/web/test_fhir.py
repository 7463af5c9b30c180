"""FHIR by the pages: what leaves, with and without the tick, and what is shown of a file before it is added."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.walking import SIMPLE, walk
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import save_answers
from unspasm.record.queries import current_check, entries, local_person

CODE = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.5"}], "text": "<i>Low back pain</i>"}
CLINIC = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p"}},
        {"resource": {"resourceType": "Condition", "id": "c", "code": CODE, "onsetDateTime": "2008-11-12"}},
        {"resource": {"resourceType": "Immunization", "id": "i"}},
    ],
}


def upload(what: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("clinic.json", what if isinstance(what, bytes) else json.dumps(what).encode())


def answered(client, **fields: str) -> str:
    response = client.post("/hand-over/fhir/", fields)
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Cache-Control"] == "no-store"
    found = json.loads(response.content)["entry"]
    return json.dumps([one["resource"] for one in found if one["resource"]["resourceType"] != "Questionnaire"])


def test_private_answers_leave_only_with_the_tick(client, db) -> None:
    walk(client, SIMPLE)
    check = current_check()
    save_answers(
        check=check, screen="safety", answers={"unsafe_at_home": "yes"}, asked_again=False, now=check.started_at
    )
    words = load_knowledge().facts["unsafe_at_home"].short
    without, with_them = answered(client), answered(client, private="yes")
    assert "unsafe_at_home" not in without
    assert words not in without
    assert "unsafe_at_home" in with_them


def test_the_page_says_what_a_fhir_file_does_not_hold(client, db) -> None:
    page = client.get("/hand-over/").content.decode()
    assert "Save as a FHIR file" in page
    assert "entries that you took back" in page


def test_a_file_of_a_clinic_is_shown_before_it_is_added_and_then_stands_in_the_diary(client, db) -> None:
    shown = client.post("/hand-over/bring-in/", {"file": upload(CLINIC)})
    page = shown.content.decode()
    assert "&lt;i&gt;Low back pain&lt;/i&gt;" in page
    assert "<i>" not in page
    assert "long-lasting" in page
    assert "Immunization" in page
    assert local_person() is None
    client.post("/hand-over/bring-in/now/", {"token": shown.context["token"], "do": "add"})
    (entry,) = entries(local_person())
    assert entry.kind == "brought_in"
    for address in ("/diary/day/2008-11-12/", f"/diary/entry/{entry.thread}/"):
        told = client.get(address)
        assert told.status_code == 200, address
        assert "another system says so" in told.content.decode(), address


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "not JSON"),
        ({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "MedicationOrder"}}]}, "DSTU2"),
        ({"hook": "patient-view"}, "CDS Hooks"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_on_the_page(client, db, data: object, says: str) -> None:
    response = client.post("/hand-over/bring-in/", {"file": upload(data)})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert local_person() is None


def test_a_later_file_of_the_same_system_shows_what_would_change_and_changes_it_once(client, db) -> None:
    def file(status: str) -> object:
        made = {
            "resourceType": "Condition",
            "id": "0b9b5a0e-6f0f-4a33-9f7a-3c1d2f7a9e11",
            "code": {"text": "Low <i>back</i> pain"},
            "clinicalStatus": {"coding": [{"code": status}]},
        }
        return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": made}]}

    for status in ("active", "resolved"):
        shown = client.post("/hand-over/bring-in/", {"file": upload(file(status))})
        done = client.post("/hand-over/bring-in/now/", {"token": shown.context["token"], "do": "add"})
    page = shown.content.decode()
    assert "It would change" in page
    assert "status resolved (was active)" in page
    assert "<i>" not in page
    assert "1 thing that was here has a newer version now" in done.content.decode()
    (entry,) = entries(local_person())
    assert (entry.data.status, entry.version) == ("resolved", 2)
    again = client.post("/hand-over/bring-in/", {"file": upload(file("resolved"))}).content.decode()
    assert "It would change" not in again
    assert "all of it is here already" in again
