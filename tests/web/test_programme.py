"""Programmes: the gate, the honest label, one small step a day, and what was done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.web.cleared import clear
from tests.web.test_sessions import start
from unspasm.record.actions import log_event
from unspasm.record.models import Event
from unspasm.record.queries import entries, local_person

DAY = timedelta(days=1)
ITEMS = ("nodule_board", "rest_90_90")


@pytest.fixture
def cleared(client):
    """Somebody with a simple spasm and calm pain who owns a board."""
    clear(pain_now=3, pain_worst=4)
    return client


def begin(client, item="rest_90_90"):
    return client.post(f"/programme/{item}/mark/", {"key": str(uuid4()), "step": "begin"})


def yesterday(client, item, pain, next_day=None):
    """A whole session of yesterday, with its rating before, and one of today."""
    begin(client, item)
    Event.objects.filter(kind="programme").update(happened_at=timezone.now() - 2 * DAY)
    at, thread = timezone.now() - DAY, uuid4()
    zone = timezone.get_current_timezone_name()
    common = {"happened_at": at, "zone": zone, "now": at}
    log_event(kind="session", data={"item": item, "variant": "standard"}, key=thread, **common)
    log_event(kind="rating", data={"pain": pain, "phase": "before", "session": thread}, key=uuid4(), **common)
    end = {"session": thread, "outcome": "done", "active_s": 900}
    log_event(kind="session_end", data=end, key=uuid4(), **common)
    if next_day is not None:
        now = timezone.now()
        log_event(kind="rating", data={"pain": next_day}, key=uuid4(), happened_at=now, zone=zone, now=now)


@pytest.mark.parametrize("item", ITEMS)
def test_the_honest_label_is_in_sight_before_during_and_after(cleared, item):
    for page in ("/programme/", f"/programme/{item}/"):
        assert "found." in cleared.get(page).content.decode()
    begin(cleared, item)
    assert 'class="honest"' in cleared.get(f"/programme/{item}/").content.decode()
    cleared.post(f"/programme/{item}/mark/", {"key": str(uuid4()), "step": "end"})
    assert 'class="honest"' in cleared.get(f"/programme/{item}/").content.decode()


def test_without_a_danger_check_no_programme_begins(client):
    assert begin(client).status_code == 409
    assert entries(local_person()) == []


def test_an_item_without_a_ladder_is_not_found(cleared):
    assert cleared.get("/programme/heat/").status_code == 404
    assert begin(cleared, "heat").status_code == 404


def test_begin_and_end_are_written_once(cleared):
    begin(cleared)
    begin(cleared)
    for _ in range(2):
        cleared.post("/programme/rest_90_90/mark/", {"key": str(uuid4()), "step": "end"})
    assert [entry.data.step for entry in entries(local_person(), kinds=("programme",))] == ["begin", "end"]


def test_the_session_lasts_as_long_as_the_step_of_today_and_no_wish_makes_it_longer(cleared):
    yesterday(cleared, "rest_90_90", pain=3, next_day=3)
    step = cleared.get("/programme/rest_90_90/").context["step"]
    assert step.direction == "up"
    _, key = start(cleared, "rest_90_90", minutes="15", pain="3")
    parts = cleared.get(f"/session/{key}/").context["page"].parts
    assert max(part.seconds or 0 for part in parts) == step.minutes * 60 < 15 * 60


def test_a_double_tap_on_start_is_the_same_session_and_no_refusal(cleared):
    begin(cleared)
    first, key = start(cleared, "rest_90_90", pain="3")
    second, _ = start(cleared, "rest_90_90", pain="3", key=key)
    assert first["Location"] == second["Location"]


def test_once_a_day_is_enough_also_when_it_is_posted(cleared):
    begin(cleared)
    _, key = start(cleared, "rest_90_90", pain="3")
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done", "active_s": "300"})
    page = cleared.get("/programme/rest_90_90/")
    assert page.context["step"].minutes == 0
    refused, _ = start(cleared, "rest_90_90", pain="3")
    assert refused.status_code == 409
    assert "Once a day is enough" in refused.content.decode()


def test_a_sorer_next_day_stops_the_step_of_today(cleared):
    yesterday(cleared, "rest_90_90", pain=3, next_day=5)
    page = cleared.get("/programme/rest_90_90/")
    assert page.context["step"].minutes == 0
    assert start(cleared, "rest_90_90")[0].status_code == 409


def test_ending_and_beginning_anew_wipes_nothing_that_stopped_it(cleared):
    yesterday(cleared, "rest_90_90", pain=3, next_day=6)
    reason = cleared.get("/programme/rest_90_90/").context["step"].reason
    assert "a lot sorer" in reason
    cleared.post("/programme/rest_90_90/mark/", {"key": str(uuid4()), "step": "end"})
    assert begin(cleared, "rest_90_90").status_code == 409
    assert cleared.get("/programme/rest_90_90/").context["step"].direction == "stop"
    refused, _ = start(cleared, "rest_90_90")
    assert refused.status_code == 409
    assert "a lot sorer" in refused.content.decode()


def test_without_a_rating_of_today_it_asks_for_one_first(cleared):
    yesterday(cleared, "rest_90_90", pain=3)
    assert cleared.get("/programme/rest_90_90/").context["step"].direction == "ask"
    assert cleared.post("/programme/rest_90_90/rate/", {"key": str(uuid4()), "pain": "12"}).status_code == 422
    assert cleared.post("/programme/rest_90_90/rate/", {"key": str(uuid4()), "pain": "3"}).status_code == 303
    assert cleared.get("/programme/rest_90_90/").context["step"].direction == "up"


def test_the_calendar_says_what_was_done_in_words(cleared):
    yesterday(cleared, "rest_90_90", pain=3, next_day=3)
    page = cleared.get("/programme/rest_90_90/")
    days = [day for month in page.context["months"] for week in month.weeks for day in week if day.word]
    assert [(day.number, day.word) for day in days] == [(timezone.localdate(timezone.now() - DAY).day, "Done")]
    assert "<caption>" in page.content.decode()


def test_strong_pain_closes_the_board(client):
    clear(pain_now=7, pain_worst=8)
    assert begin(client, "nodule_board").status_code == 409
    assert "Hard knobs" in client.get("/programme/nodule_board/").content.decode()
