"""What another system tells anew of a thing that is here: the next version of it, never a second thing, never a loss."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from unspasm.handover.arrival import Arrival, added, preview
from unspasm.handover.formats import read_file
from unspasm.record.actions import bring_in, delete_everything, withdraw_event
from unspasm.record.queries import entries, everything, local_person
from unspasm.record.rows import to_add

NOW = datetime(2026, 12, 1, tzinfo=UTC)
LONG = "0b9b5a0e-6f0f-4a33-9f7a-3c1d2f7a9e11"
PAIN = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50"}], "text": "Low back pain"}
pytestmark = pytest.mark.django_db


def condition(status: str = "active", *, id: str = LONG, changed: str = "", **more: object) -> dict:
    made = {"resourceType": "Condition", "id": id, "code": PAIN, "onsetDateTime": "2026-10-01", **more}
    return {
        **made,
        "subject": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"code": status}]},
        **({"meta": {"lastUpdated": changed}} if changed else {}),
    }


def file(*resources: dict, server: str = "", **bundle: object) -> bytes:
    entries = [{"resource": {"resourceType": "Patient", "id": "p"}}]
    for one in resources:
        url = {"fullUrl": f"{server}/{one['resourceType']}/{one.get('id')}"} if server else {}
        entries.append({"resource": one, **url})
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries, **bundle}).encode()


def read(data: bytes, now: datetime = NOW) -> Arrival:
    return read_file(io.BytesIO(data), now=now)


def take(data: bytes, now: datetime = NOW) -> tuple[dict, list[str]]:
    """What was added, and what the preview had said would change."""
    arrival = read(data, now)
    shown = preview(arrival, everything(local_person()))
    counts = added(bring_in(rows=arrival.rows, now=now))
    assert counts == shown["will_add"]
    return counts, shown["changed"]


def in_diary() -> list[tuple[str, str, int]]:
    return [(one.data.words, one.data.status, one.version) for one in entries(local_person())]


def test_a_later_export_with_another_status_is_a_newer_version() -> None:
    take(file(condition()))
    counts, changed = take(file(condition("resolved", abatementDateTime="2026-11-20")), NOW + timedelta(days=1))
    assert counts == {}
    assert changed == ["Low back pain: status resolved (was active); until 2026-11-20."]
    assert in_diary() == [("Low back pain", "resolved", 2)]
    events = everything(local_person()).events
    assert [(one.version, one.data["status"]) for one in events] == [(1, "active"), (2, "resolved")], "nothing is lost"
    assert len({one.happened_at for one in events}) == 1, "it stays where it is in the diary"


def test_the_same_file_twice_changes_nothing_whenever_it_is_read() -> None:
    data = file(condition(), timestamp="2026-11-30T00:00:00Z")
    take(data)
    before = everything(local_person())
    for now in (
        NOW,
        NOW + timedelta(days=400),
    ):  # then the pain is no longer new: what we say of it is no news of theirs
        assert take(data, now) == ({}, [])
    assert take(file(condition(), timestamp="2026-12-20T00:00:00Z"), NOW + timedelta(days=30)) == ({}, [])
    assert everything(local_person()) == before


def test_an_older_file_read_after_a_newer_one_changes_nothing_and_is_said() -> None:
    old = file(condition("active"), timestamp="2026-10-02T00:00:00Z")
    new = file(condition("resolved"), timestamp="2026-11-20T00:00:00Z")
    take(new)
    assert take(old) == ({}, [])
    assert any("from before what is here" in line for line in shown(old)["not_understood"])
    assert in_diary() == [("Low back pain", "resolved", 1)]


def shown(data: bytes) -> dict:
    return preview(read(data), everything(local_person()))


def test_what_came_back_is_told_by_the_time_of_the_change() -> None:
    for status, day in (("active", "01"), ("resolved", "10"), ("active", "20")):
        take(file(condition(status, changed=f"2026-11-{day}T00:00:00Z")))
    assert in_diary() == [("Low back pain", "active", 3)]
    take(file(condition("resolved", changed="2026-11-10T00:00:00Z")))
    assert in_diary() == [("Low back pain", "active", 3)], "the file of the tenth is old news"


def test_without_any_time_what_was_said_before_is_no_news() -> None:
    for status in ("active", "resolved", "active"):
        take(file(condition(status)))
    assert in_diary() == [("Low back pain", "resolved", 2)]


def test_a_time_to_come_cannot_hold_off_what_is_told_later() -> None:
    take(file(condition("active", changed="2099-01-01T00:00:00Z")))
    take(file(condition("resolved", changed="2026-11-20T00:00:00Z")))
    assert in_diary() == [("Low back pain", "resolved", 2)]


@pytest.mark.parametrize(
    "later",
    [{"verificationStatus": {"coding": [{"code": "refuted"}]}}, {"verificationStatus": {"text": "Entered in error"}}],
)
def test_what_the_other_system_takes_back_is_taken_out_and_kept(later: dict) -> None:
    take(file(condition()))
    counts, changed = take(file(condition(**later)))
    assert counts == {}
    assert "no longer says so" in changed[0]
    assert in_diary() == []
    assert [one.withdrawn for one in everything(local_person()).events] == [False, True]
    assert take(file(condition(**later))) == ({}, []), "twice is once"


def test_a_form_that_was_entered_by_mistake_takes_its_answers_back() -> None:
    items = [{"linkId": "1", "text": "Pain?", "answer": [{"valueInteger": 5}]}]
    form = {"resourceType": "QuestionnaireResponse", "id": LONG, "status": "completed", "item": items}
    take(file(form))
    _, changed = take(file({**form, "status": "entered-in-error"}))
    assert len(changed) == 1
    assert in_diary() == []


def test_what_the_person_took_back_stays_out_and_that_is_said() -> None:
    take(file(condition()))
    (entry,) = entries(local_person())
    withdraw_event(thread=entry.thread, seen=1, key=uuid4(), now=NOW)
    later = file(condition("resolved"))
    assert any("taken back here" in line for line in shown(later)["not_understood"])
    assert take(later) == ({}, [])
    assert in_diary() == []


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ({"id": LONG}, {"id": LONG}, True),
        ({"id": LONG}, {"id": LONG.replace("0b", "1b")}, False),
        ({"id": "17"}, {"id": "17"}, True),
        ({"id": "17"}, {"id": "17", "code": {"text": "Asthma"}}, False),
        ({"id": "17"}, {"id": "18"}, False),
    ],
)  # fmt: skip
def test_a_thing_is_known_again_by_its_id_and_a_short_id_by_its_name_too(first, second, is_same) -> None:
    take(file(condition(**first)))
    counts, changed = take(file(condition("resolved", **second)))
    assert (counts, len(changed)) == (({}, 1) if is_same else ({"brought_in": 1}, 0))


def test_a_short_id_is_of_its_server() -> None:
    renamed = {"code": {"text": "Lumbago"}}
    take(file(condition(id="17"), server="https://a.example/fhir"))
    assert take(file(condition(id="17"), server="https://b.example/fhir"))[0] == {"brought_in": 1}
    _, changed = take(file(condition(id="17", **renamed), server="https://a.example/fhir"))
    assert changed == ["Low back pain: now called Lumbago; no code any more."]


def test_answers_of_one_form_are_told_apart_and_each_is_known_again() -> None:
    def form(*values: int) -> dict:
        items = [{"linkId": "1", "text": "Pain?", "answer": [{"valueInteger": value}]} for value in values]
        return {"resourceType": "QuestionnaireResponse", "id": LONG, "status": "amended", "item": items}

    assert take(file(form(3, 5)))[0] == {"brought_in": 2}
    assert take(file(form(3, 4)))[1] == ["Pain?: value 4 (was 5)."]


def test_two_installations_that_read_the_same_file_on_other_days_can_still_be_brought_together() -> None:
    active, resolved = file(condition()), file(condition("resolved"))
    take(active)
    take(resolved, NOW + timedelta(days=1))
    ours = everything(local_person())
    delete_everything()
    take(active, NOW + timedelta(days=90))
    here = everything(local_person())
    assert added(to_add(ours, here)) == {"brought_in": 1}, "one version is new, and nothing is refused"
    bring_in(rows=ours, now=NOW + timedelta(days=91))
    assert len({one.thread for one in everything(local_person()).events}) == 1
