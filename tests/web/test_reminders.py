"""Set times, and the calendar file: neutral, stable, and by the clock of wherever the person is."""

import re
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import save_setting
from unspasm.record.queries import settings_of_local_person
from unspasm.web.views.reminders import OCTETS, ics, rating_times

OWNER = UUID(int=7)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def calendar(*times, words="Unspasm: time to rate", owner=OWNER, now=NOW):
    return ics(times, owner, words, date(2026, 11, 23), now)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_times_are_kept_in_order_and_once(client):
    client.post("/settings/times/", {"time": ["20:00", "08:00", "", "08:00", "13:30"]})
    assert settings_of_local_person()["rating_times"] == ["08:00", "13:30", "20:00"]
    page = client.get("/settings/").content.decode()
    assert 'value="13:30"' in page
    client.post("/settings/times/", {"time": ["", ""]})
    assert settings_of_local_person()["rating_times"] == []


@pytest.mark.parametrize("times", [["25:00"], ["08:00", "abc"], ["<b>"], ["-1:00"], ["08:00:30"], ["08:00Z"], [f"{h:02}:00" for h in range(7)], ["9" * 5000]])  # fmt: skip
def test_times_that_are_none_or_too_many_change_nothing(client, times):
    client.post("/settings/times/", {"time": ["08:00"]})
    response = client.post("/settings/times/", {"time": times})
    assert response.status_code == 422
    assert "<b>" not in response.content.decode()
    assert settings_of_local_person()["rating_times"] == ["08:00"]


@pytest.mark.parametrize("kept", ["08:00", 8, ["x", 5, None], {"a": 1}])
def test_broken_settings_are_no_times_and_no_fault(client, kept):
    save_setting(key="rating_times", value=kept, now=timezone.now())
    assert rating_times(settings_of_local_person()) == []
    assert client.get("/today/").status_code == 200
    assert client.get("/settings/").status_code == 200


def test_the_file_is_offered_once_there_are_times(client):
    assert client.get("/reminders.ics").headers["Location"].startswith("/settings/")
    assert "/reminders.ics" not in client.get("/settings/").content.decode()
    client.post("/settings/times/", {"time": ["08:00", "20:00"]})
    assert "/reminders.ics" in client.get("/settings/").content.decode()
    response = client.get("/reminders.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content.decode().count("BEGIN:VEVENT") == 2


def test_the_file_says_nothing_about_health(client):
    client.post("/settings/times/", {"time": ["08:00"]})
    client.post("/diary/rate/", {"key": str(uuid4()), "pain": "9"})
    words = client.get("/reminders.ics").content.decode().lower()
    assert load_diary().reminder.lower() in words
    for word in ("pain", "back", "spasm in", "medicine", "dose", "9/10"):
        assert word not in words


def test_every_event_is_whole():
    lines = unfolded(calendar(time(8), time(20, 15)))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    events = "\n".join(lines).split("BEGIN:VEVENT")[1:]
    assert len(events) == 2
    for event, at in zip(events, ("080000", "201500"), strict=True):
        for name in ("UID", "DTSTAMP", "DTSTART", "RRULE", "SUMMARY"):
            assert len(re.findall(rf"^{name}:", event, re.M)) == 1, name
        assert f"DTSTART:20261123T{at}\n" in event, "floating: no zone, no Z"
        assert "DTSTAMP:20261123T093000Z" in event
        assert event.index("BEGIN:VALARM") < event.index("ACTION:DISPLAY") < event.index("END:VALARM")
        assert "TRIGGER:PT0S" in event
        assert "DESCRIPTION:" in event


def test_the_same_time_of_the_same_person_is_the_same_event_on_any_day():
    def uids(text):
        return re.findall(r"UID:(.*)\r\n", text)

    first = uids(calendar(time(8), time(20)))
    assert first == uids(calendar(time(8), time(20), now=datetime(2027, 1, 1, tzinfo=UTC)))
    assert len(set(first)) == 2
    assert not set(first) & set(uids(calendar(time(8), time(20), owner=UUID(int=8))))


@pytest.mark.parametrize("words", ["a, b; c\\d\ne", "ö" * 200, "x" * 500])
def test_long_lines_are_folded_by_octets_and_signs_are_escaped(words):
    text = calendar(time(8), words=words)
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= OCTETS for line in text.split("\r\n"))
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    assert f"SUMMARY:{escaped}" in unfolded(text)


def test_the_page_gives_the_browser_times_and_a_neutral_word_only(client):
    client.post("/settings/times/", {"time": ["08:00", "20:00"]})
    page = client.get("/today/").content.decode()
    assert 'data-times="08:00 20:00"' in page
    assert f'data-words="{load_diary().reminder}"' in page


def test_scores_or_words(client):
    for wanted, kept in (("words", True), ("numbers", False), ("\0", False)):
        client.post("/settings/scores/", {"scores": wanted})
        assert settings_of_local_person()["no_scores"] is kept
