"""Undo takes back the entry just written, and can bring it back; what changed elsewhere is left alone."""

from uuid import uuid4

from django.utils import timezone

from unspasm.record.actions import correct_event, log_event
from unspasm.record.queries import entries, local_person


def _rating():
    return log_event(
        kind="rating", data={"pain": 4}, key=uuid4(), happened_at=timezone.now(), zone="UTC", now=timezone.now()
    )


def _undo(client, event, seen=1, **more):
    return client.post("/diary/undo/", {"thread": event.thread, "seen": seen, "key": uuid4(), "back": "/", **more})


def test_an_entry_is_taken_back_and_brought_back(client):
    event = _rating()
    page = client.get(_undo(client, event)["Location"])
    assert entries(local_person()) == []
    assert "Bring it back" in page.content.decode()
    _undo(client, event, seen=2, restore="1")
    assert len(entries(local_person())) == 1


def test_the_word_is_said_once(client):
    _undo(client, _rating())
    assert "Taken back" in client.get("/").content.decode()
    assert "Taken back" not in client.get("/").content.decode()


def test_what_was_changed_elsewhere_is_left_alone(client):
    event, now = _rating(), timezone.now()
    correct_event(thread=event.thread, seen=1, key=uuid4(), data={"pain": 7}, happened_at=now, zone="UTC", now=now)
    page = client.get(_undo(client, event)["Location"])
    assert "changed somewhere else" in page.content.decode()
    assert [e.data.pain for e in entries(local_person())] == [7]


def test_it_leads_to_pages_of_ours_only(client):
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"):
        assert _undo(client, _rating(), back=back)["Location"] == "/today/"


def test_nonsense_is_not_found(client):
    assert client.post("/diary/undo/", {"thread": "x", "seen": "1"}).status_code == 404
    assert client.post("/diary/undo/", {"thread": uuid4(), "seen": "1"}).status_code == 404
    assert client.post("/diary/undo/", {"thread": uuid4(), "seen": "one"}).status_code == 404
    assert client.get("/diary/undo/").status_code == 405


def test_the_page_kept_for_later_never_holds_it(client):
    _undo(client, _rating())
    assert "Taken back" not in client.get("/offline/").content.decode()
