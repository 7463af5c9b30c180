"""Today: one next step, in the order of weight, and never a claim that anything helped."""

import re
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.web.walking import SIMPLE, walk
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import log_event, save_setting
from unspasm.record.models import Event
from unspasm.record.queries import entries, local_person
from unspasm.web.presenters import today as due

DIARY = load_diary()
KNOWLEDGE = load_knowledge()
HEAT_MIN = 20


def log(kind, data, ago=timedelta(), key=None):
    now = timezone.now()
    return log_event(kind=kind, data=data, key=key or uuid4(), happened_at=now - ago, zone="UTC", now=now)


def heat(began_ago, ended_ago=None, outcome="done", reason=""):
    session = log("session", {"item": "heat"}, timedelta(minutes=began_ago))
    if ended_ago is not None:
        log("session_end", {"session": session.thread, "outcome": outcome, "reason": reason}, timedelta(minutes=ended_ago))  # fmt: skip
    return session


def steps(client):
    context = client.get("/today/").context
    return [s.kind for s in ([context["main"]] if context["main"] else []) + list(context["rest"])]


def test_with_nothing_told_the_next_step_is_the_check_and_a_score_is_one_tap_away(client):
    response = client.get("/today/")
    assert response.context["main"].kind == "begin"
    assert response.content.decode().count('name="pain"') == 11


def test_for_a_cleared_person_with_nothing_due_it_is_the_plan(client):
    walk(client, SIMPLE)
    assert steps(client) == ["plan"]


def test_there_is_one_main_button(client):
    walk(client, SIMPLE)
    heat(30)
    page = client.get("/today/").content.decode()
    assert len(re.findall(r'class="btn btn-primary', page)) == 1


def test_many_sessions_without_an_end_do_not_bury_what_else_is_due(client):
    walk(client, SIMPLE)
    for began_ago in (40, 41, 42, 43):
        heat(began_ago)
    response = client.get("/today/")
    page = response.content.decode()
    shown, _, folded = page.partition("<details")
    assert "2 more that you began" in folded
    assert shown.count("I stopped early") == 2
    assert page.count("I stopped early") == 4, "each can still be ended"


def test_an_emergency_stands_alone(client):
    heat(60, 50)
    client.post("/check/start/", {"mode": "full"})
    client.post("/check/", {"screen": "danger_nerves", "kind": "ticks", "put": ["saddle_numb"], "tick": ["saddle_numb"], "say": "go"})  # fmt: skip
    response = client.get("/today/")
    assert response.context["main"].address == "/result/"
    page = response.content.decode()
    assert "Get help now" in page
    for offer in ("Start a session", "Last time you chose", "Log a medicine", 'name="pain"', "Also due"):
        assert offer not in page


def test_the_rating_after_a_session_waits_and_is_one_tap(client):
    session = heat(60, 25)
    response = client.get("/today/")
    assert response.context["main"].kind == "after"
    page = response.content.decode()
    assert f'name="session" value="{session.thread}"' in page
    client.post("/diary/rate/", {"key": str(uuid4()), "pain": "3", "phase": "after", "session": str(session.thread), "then": "today"})  # fmt: skip
    rating = entries(local_person(), {"rating"})[0].data
    assert (rating.phase, rating.session) == ("after", session.thread)
    assert "after" not in steps(client)


@pytest.mark.parametrize(("ended_ago", "waits"), [(HEAT_MIN - 1, False), (HEAT_MIN + 1, True)])
def test_it_waits_from_its_own_minute_on(client, ended_ago, waits):
    heat(90, ended_ago)
    assert ("after" in steps(client)) is waits


def test_nothing_is_asked_after_a_session_that_was_not_done(client):
    heat(60, 50, outcome="not_done")
    assert "after" not in steps(client)


def test_a_session_that_a_warning_sign_ended_leads_to_the_danger_check(client):
    scripts = KNOWLEDGE.sessions.scripts["heat"].values()
    danger = next(reason.id for script in scripts for reason in script.stop if reason.danger)
    heat(60, 25, outcome="stopped", reason=danger)
    assert steps(client)[0] == "danger"
    assert "after" not in steps(client)


def test_somebody_who_wrote_down_a_danger_sign_is_offered_no_session(client):
    walk(client, SIMPLE)
    heat(300, 280)
    offers = ("Start a session", "Last time you chose")
    assert all(offer in client.get("/today/").content.decode() for offer in offers)
    log("symptom", {"symptom": "weak_back_and_hips", "grade": 3})
    page = client.get("/today/").content.decode()
    assert not any(offer in page for offer in offers)
    assert "Start the danger check" in page


def test_a_session_without_an_end_is_asked_about_and_ended_by_one_tap(client):
    session = heat(30)
    response = client.get("/today/")
    assert response.context["main"].kind == "unfinished"
    assert f"/session/{session.thread}/" in response.content.decode()
    for _ in range(2):
        form = {"key": str(uuid4()), "session": str(session.thread), "outcome": "done"}
        assert client.post("/today/end-session/", form).status_code == 303
    (end,) = entries(local_person(), {"session_end"})
    assert (end.data.outcome, end.data.active_s) == ("done", 0), "how long it ran is not known and not made up"
    assert end.happened_at <= timezone.now()
    assert "unfinished" not in steps(client)


def test_a_session_that_never_ended_is_forgotten_in_the_end(client):
    heat(60 * 24 * 3 + 10)
    assert "unfinished" not in steps(client)


@pytest.mark.parametrize("form", [{"session": "x", "outcome": "done"}, {"session": str(uuid4()), "outcome": "done"}, {"outcome": "done"}])  # fmt: skip
def test_a_session_that_is_not_there_cannot_be_ended(client, form):
    heat(30)
    assert client.post("/today/end-session/", form).status_code == 404
    assert not entries(local_person(), {"session_end"})


def test_an_end_that_is_none_is_refused(client):
    session = heat(30)
    assert client.post("/today/end-session/", {"session": str(session.thread), "outcome": "won"}).status_code == 404


def test_what_was_chosen_last_is_said_without_any_effect(client):
    walk(client, SIMPLE)
    session = heat(300, 280)
    log("rating", {"pain": 9, "phase": "before", "session": session.thread}, timedelta(minutes=301))
    log("rating", {"pain": 2, "phase": "after", "session": session.thread}, timedelta(minutes=255))
    page = client.get("/today/").content.decode()
    said = page[page.index("Last time you chose") :].split("</section>")[0]
    assert KNOWLEDGE.interventions["heat"].title in said
    assert "We do not know yet if it helps you." in said
    assert not re.search(
        r"\b[279]\b|-7|better|less|helped|worked|point", said.replace("07:", "")[: said.index("We do not")]
    )


def test_severe_pain_brings_a_word_about_the_danger_check(client):
    walk(client, SIMPLE)
    log("rating", {"pain": 7})
    assert DIARY.check_words not in client.get("/today/").content.decode()
    log("rating", {"pain": 8})
    assert DIARY.check_words in client.get("/today/").content.decode()
    log("rating", {"pain": 3})
    assert DIARY.check_words not in client.get("/today/").content.decode()


def test_a_dose_asks_for_a_rating_when_relief_can_be_judged(client):
    dose = {"product": "", "lines": [{"ingredient": "ibuprofen", "amount": "200", "unit": "mg"}]}
    log("dose", dose, timedelta(minutes=59))
    assert "dose" not in steps(client)
    log("dose", dose, timedelta(minutes=61))
    Event.objects.filter(kind="dose").order_by("id").first().delete()
    assert steps(client)[0] == "dose"
    log("rating", {"pain": 4})
    assert "dose" not in steps(client)


def test_a_programme_that_was_begun_is_due_until_it_was_done_today(client):
    log("programme", {"item": "rest_90_90", "step": "begin"}, timedelta(days=9))
    assert "programme" in steps(client)
    log("session", {"item": "rest_90_90"})
    assert "programme" not in steps(client)
    log("programme", {"item": "rest_90_90", "step": "end"})
    Event.objects.filter(kind="session").delete()
    assert "programme" not in steps(client)


def test_set_times_are_due_by_the_clock_and_never_in_words_only_mode(client):
    at = timezone.localtime() - timedelta(minutes=10)
    save_setting(key="rating_times", value=[at.strftime("%H:%M")], now=timezone.now())
    response = client.get("/today/")
    assert response.context["main"].kind == "scheduled"
    assert DIARY.why in response.content.decode(), "it says why also when it hurts little"
    save_setting(key="no_scores", value=True, now=timezone.now())
    assert "scheduled" not in steps(client)
    save_setting(key="no_scores", value=False, now=timezone.now())
    client.post("/diary/rate/", {"key": str(uuid4()), "pain": "0", "phase": "scheduled"})
    assert "scheduled" not in steps(client)
    assert entries(local_person())[0].data.phase == "scheduled"


LONDON = ZoneInfo("Europe/London")


def rated(*at):
    return [SimpleNamespace(kind="rating", happened_at=a, data=SimpleNamespace(phase="now", pain=1)) for a in at]


@pytest.mark.parametrize(
    ("now", "rated_at", "due_at"),
    [
        ("07:59", None, None),
        ("08:00", None, "08:00"),
        ("10:59", None, "08:00"),
        ("11:00", None, None),
        ("08:30", "07:14", "08:00"),
        ("08:30", "07:15", None),
        ("08:30", "08:10", None),
        ("23:30", None, "23:00"),
        ("00:30", None, "23:00"),
        ("02:00", None, None),
    ],
)
def test_a_set_time_is_due_for_three_hours_unless_it_was_rated(now, rated_at, due_at):
    early = int(DIARY.early.total_seconds() // 60)
    assert (early, DIARY.due_for) == (45, timedelta(hours=3)), "the table below is for these"
    day = datetime(2026, 6, 5, tzinfo=LONDON)
    clock = datetime.combine(day, time.fromisoformat(now), LONDON)
    found = rated(datetime.combine(day, time.fromisoformat(rated_at), LONDON)) if rated_at else []
    steps = due.scheduled_due(found, [time(8), time(23)], DIARY, clock)
    assert [f"{s.since:%H:%M}" for s in steps] == ([due_at] if due_at else [])


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 3), ("2026-10-25", 3)])
def test_a_set_time_in_the_night_of_a_clock_change_is_due_once(day, hours):
    slot = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=LONDON)
    for minutes in range(0, hours * 60, 30):
        assert len(due.scheduled_due([], [time(8)], DIARY, slot + timedelta(minutes=minutes))) == 1
    assert not due.scheduled_due([], [time(8)], DIARY, slot + timedelta(hours=hours))
