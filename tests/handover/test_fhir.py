"""FHIR through the record: what leaves comes back into another installation, and nothing is lost, doubled or overwritten."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from tests.handover.people import make_rows
from unspasm.fhir import carried
from unspasm.handover.arrival import LARGEST_FILE, Arrival, Refused, added, preview
from unspasm.handover.fhir_out import told_of, write_bundle
from unspasm.handover.formats import read_file
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import bring_in, correct_event, delete_everything
from unspasm.record.kinds import read_kind
from unspasm.record.queries import everything, local_person
from unspasm.record.rows import AnswerRow, CheckRow, Rows

NOW = datetime(2026, 12, 1, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
pytestmark = pytest.mark.django_db


def sent(rows: Rows, *, private: bool = True) -> bytes:
    out = io.BytesIO()
    write_bundle(out, rows, now=NOW, private=private)
    return out.getvalue()


def read(data: bytes) -> Arrival:
    return read_file(io.BytesIO(data), now=NOW)


def with_a(kind: str) -> Rows:
    """Somebody whose record counts an entry of this kind."""
    people = (make_rows(Random(seed)) for seed in range(50))
    return next(one for one in people if any(entry.kind == kind for entry in told_of(one, KNOWLEDGE).entries))


def meant(rows: Rows) -> tuple:
    """What a record means, without the numbers of versions: a FHIR file holds the last one of each entry."""
    told = carried(told_of(rows, KNOWLEDGE), KNOWLEDGE, private=True)
    entries = {
        one.thread: (read_kind(one.kind, one.data), one.happened_at, one.zone, one.written_at) for one in told.entries
    }
    checks = [replace(check, closed_at=None) for check in told.checks]  # one that was open is closed where another is
    return checks, entries


@pytest.mark.parametrize("seed", range(12))
def test_a_record_brought_in_elsewhere_from_fhir_means_the_same(seed: int) -> None:
    rows = make_rows(Random(seed))
    data = sent(rows)
    shown = preview(read(data), everything(local_person()))
    addition = bring_in(rows=read(data).rows, now=NOW)
    assert added(addition) == shown["will_add"]
    assert meant(everything(local_person())) == meant(rows)
    assert added(bring_in(rows=read(data).rows, now=NOW)) == {}, "the same file twice adds nothing"


def test_what_was_changed_here_since_is_not_overwritten() -> None:
    rows = with_a("note")
    data = sent(rows)
    bring_in(rows=read(data).rows, now=NOW)
    note = next(one for one in everything(local_person()).events if one.kind == "note")
    correct_event(
        thread=note.thread, seen=1, key=note.thread.__class__(int=7), data={"words": "Mine."}, happened_at=note.happened_at,
        zone=note.zone, now=NOW,
    )  # fmt: skip
    bring_in(rows=read(data).rows, now=NOW)
    assert [one.data["words"] for one in everything(local_person()).events if one.thread == note.thread][-1] == "Mine."


def test_private_answers_stay_out_unless_asked_for() -> None:
    private = {fact for fact, one in KNOWLEDGE.facts.items() if one.private}
    people = (make_rows(Random(seed)) for seed in range(200))
    rows = next(one for one in people if private & {answer.fact for answer in one.answers})
    told = {answer.fact for answer in rows.answers} & private
    assert not any(
        f'"linkId": "{fact}"' in response for response in responses(sent(rows, private=False)) for fact in told
    )
    assert any(f'"linkId": "{fact}"' in response for response in responses(sent(rows)) for fact in told)


def responses(data: bytes) -> list[str]:
    bundle = json.loads(data)
    found = [entry["resource"] for entry in bundle["entry"]]
    return [json.dumps(one) for one in found if one["resourceType"] == "QuestionnaireResponse"]


DEEP = b'{"resourceType":"Bundle","a":' + b"[" * 200_000


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "not JSON"),
        (b"[1, 2]", "begin with"),
        (b"{}", "resourceType"),
        (DEEP, "nested too deeply"),
        (b'{"resourceType":"Bundle","type":"collection","entry":[],"total":NaN}', "NaN"),
        (b'{"resourceType":"Bundle","resourceType":"Bundle"}', "twice"),
        (b'{"resourceType":"Patient","x":' + b"1" * 5000 + b"}", "number in it is too long"),
        (b'{"resourceType":"Bundle","type":"batch","entry":[' + b"{}," * 2_100_000 + b"{}]}", "4,000,000 parts"),
        (b"", "empty"),
        ('{"resourceType":"Patient"}'.encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x08\x00", "Unpack"),
        (b'<Bundle xmlns="http://hl7.org/fhir"/>', "XML"),
        (b'{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n', "NDJSON"),
        (b'{"resourceType":"Bundle","type":"history"}', "history"),
        (b'\xef\xbb\xbf{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"MedicationOrder"}}]}', "DSTU2"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words_before_anything_is_written(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(data)
    assert everything(local_person()) == Rows()


def test_a_huge_file_is_refused_before_it_is_read(tmp_path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"resourceType":"Bundle"')
        file.truncate(LARGEST_FILE * 2)
    with path.open("rb") as file, pytest.raises(Refused, match="MB"):
        read_file(file, now=NOW)


@pytest.mark.parametrize("change", ["thread", "time", "session", "kind", "zone"])
def test_a_file_of_ours_that_was_changed_is_refused_whole(change: str) -> None:
    bundle = json.loads(sent(with_a("session")))
    mine = [
        one["resource"]
        for one in bundle["entry"]
        if one["resource"]["resourceType"] in ("Procedure", "Observation") and "identifier" in one["resource"]
    ]
    first = next(one for one in mine if one["resourceType"] == "Procedure")
    if change == "thread":
        bundle["entry"].append({"resource": {**first, "id": "another"}})
    elif change == "time":
        first.pop("performedPeriod", None)
        first.pop("performedDateTime", None)
    elif change == "session":
        rating = {
            **first,
            "resourceType": "Observation",
            "id": "r",
            "code": {"coding": [{"system": "urn:unspasm:codes", "code": "pain_feel"}]},
            "partOf": [{"reference": "urn:uuid:5a4b1c52-8a0b-4b7b-9d7e-7a1c5b1f4e20"}],
        }
        bundle["entry"].append({"resource": rating})
    elif change == "kind":
        first["resourceType"] = "Immunization"
    else:
        first["_performedPeriod"] = first["_performedDateTime"] = {}
        first.get("performedPeriod", {}).pop("_start", None)
    with pytest.raises(Refused):
        read(json.dumps(bundle).encode())
    assert local_person() is None


def test_everything_can_be_deleted_again_and_brought_in_again() -> None:
    data = sent(make_rows(Random(3)))
    first = added(bring_in(rows=read(data).rows, now=NOW))
    delete_everything()
    assert added(bring_in(rows=read(data).rows, now=NOW)) == first


@pytest.mark.parametrize(("age", "warned"), [(30, True), (54, False), (55, False), (56, True)])
def test_a_file_of_somebody_of_another_age_is_warned_of(age: int, warned: bool) -> None:
    patient = {"resourceType": "Patient", "id": "p", "name": [{"text": "Ada"}], "birthDate": "1971-06-01"}
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}).encode()
    check = CheckRow(id=UUID(int=1), mode="full", started_at=NOW)
    told = AnswerRow(check=check.id, fact="age", value=age, screen="other", at=NOW)
    about = preview(read(data), Rows(checks=[check], answers=[told]))["about"]
    assert "Ada, born 1971-06-01" in about[0]
    assert (len(about) == 2) is warned
