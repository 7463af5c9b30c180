"""The diary: two taps, changes that lose nothing, and every way in which an entry must be refused."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from unspasm.knowledge.diary import load_diary
from unspasm.record.actions import correct_event, log_event, save_setting
from unspasm.record.models import Event, Person
from unspasm.record.queries import entries, history, local_person

HOSTILE = '<script>alert(1)</script><img src=x onerror="x">&amp;'


def log(kind, data, ago=timedelta(), zone="UTC"):
    now = timezone.now()
    return log_event(kind=kind, data=data, key=uuid4(), happened_at=now - ago, zone=zone, now=now)


def form(**fields):
    return {"key": str(uuid4()), "zone": "Europe/London", **fields}


def current():
    return entries(local_person())


def text(response):
    return response.content.decode()


def test_a_rating_is_one_post_and_leads_back(client):
    response = client.post("/diary/rate/", form(pain="6", then="today"))
    assert (response.status_code, response.headers["Location"]) == (303, "/today/")
    (entry,) = current()
    assert (entry.kind, entry.data.pain, entry.data.phase, entry.zone) == ("rating", 6, "now", "Europe/London")
    page = text(client.get("/today/"))
    assert "Your rating is saved." in page
    assert "Undo" in page


@pytest.mark.parametrize("pain", [str(n) for n in range(11)])
def test_every_score_of_the_grid_is_kept_as_it_is(client, pain):
    assert f'name="pain" value="{pain}"' in text(client.get("/diary/rate/"))
    client.post("/diary/rate/", form(pain=pain))
    assert current()[0].data.pain == int(pain)


@pytest.mark.parametrize("pain", ["11", "-1", "abc", "", "5.5", "1e1", "٣", "99999999999", "\0", HOSTILE, None])
def test_no_other_score_is_kept(client, pain):
    response = client.post("/diary/rate/", form(**({} if pain is None else {"pain": pain})))
    assert response.status_code == 422
    assert "Choose a number from 0 to 10." in text(response)
    assert "<script>alert" not in text(response)
    assert not Event.objects.exists()


def test_the_same_tap_sent_twice_is_one_rating(client):
    twice = form(pain="4")
    for _ in range(2):
        assert client.post("/diary/rate/", twice).status_code == 303
    assert Event.objects.count() == 1


def test_a_rating_from_the_offline_queue_is_answered_alike(client):
    queued = {"X-Unspasm-Queued": "1"}
    once = form(pain="4", ago_min="90")
    assert client.post("/diary/rate/", once, headers=queued).status_code in (204, 303)
    assert client.post("/diary/rate/", once, headers=queued).status_code in (204, 303)
    assert client.post("/diary/rate/", form(pain="11"), headers=queued).status_code == 422
    (entry,) = current()
    assert timedelta(minutes=89) < timezone.now() - entry.happened_at < timedelta(minutes=92)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "still to come"),
        ("1987-05-01T10:00", "too long"),
        ("2026-03-29T01:30", "left out"),
        ("2026-10-25T01:30", "Which one?"),
        ("yesterday", "not a time"),
        ("0001-01-01T00:00", ""),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(client, at, words):
    response = client.post("/diary/rate/", form(pain="4", at=at))
    assert response.status_code == 422
    assert words in text(response)
    assert not Event.objects.exists()


@pytest.mark.parametrize(("fold", "hour"), [("first", 0), ("second", 1)])
def test_the_hour_that_came_twice_is_kept_as_the_one_that_was_meant(client, fold, hour):
    client.post("/diary/rate/", form(pain="4", at="2026-10-25T01:30", fold=fold))
    assert current()[0].happened_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_late_entry_stands_on_its_own_day(client):
    day = timezone.localdate() - timedelta(days=3)
    assert f"{day.isoformat()}T12:00" in text(client.get(f"/diary/rate/?on={day.isoformat()}"))
    client.post("/diary/rate/", form(pain="4", at=f"{day.isoformat()}T07:15"))
    assert "Pain 4" in text(client.get(f"/diary/day/{day.isoformat()}/"))
    assert "Nothing for this day" in text(client.get(f"/diary/day/{timezone.localdate().isoformat()}/"))


def test_an_entry_stands_on_the_day_of_the_place_where_it_happened(client):
    at = (timezone.now() - timedelta(days=2)).replace(hour=23, minute=30)
    log_event(kind="rating", data={"pain": 3}, key=uuid4(), happened_at=at, zone="Pacific/Auckland", now=timezone.now())
    there = at.astimezone(ZoneInfo("Pacific/Auckland")).date()
    assert there != at.date()
    assert "Pain 3" in text(client.get(f"/diary/day/{there}/"))
    assert "Pain 3" not in text(client.get(f"/diary/day/{at.date()}/"))


def test_words_instead_of_scores(client):
    client.post("/settings/scores/", {"scores": "words"})
    log("rating", {"pain": 7})
    for address in ("/today/", "/diary/rate/"):
        page = text(client.get(address))
        assert 'name="feel" value="worse"' in page
        assert 'name="pain" value="5"' not in page
    diary = text(client.get("/diary/"))
    assert "no chart" in diary, "the page says why there is none"
    assert "of 10" not in diary
    client.post("/diary/rate/", form(feel="better"))
    assert [e.data.feel for e in current()] == [None, "better"]
    assert client.post("/diary/rate/", form(feel="great")).status_code == 422


def test_signs_are_graded_and_each_is_an_entry_of_its_own(client):
    sent = form(tense_or_stiff="2", hurts_to_bend="1", difficulty_moving="")
    assert client.post("/diary/add/symptom/", sent).headers["Location"] == "/diary/"
    client.post("/diary/add/symptom/", sent)
    assert {(e.data.symptom, e.data.grade) for e in current()} == {("tense_or_stiff", 2), ("hurts_to_bend", 1)}


@pytest.mark.parametrize("graded", [{}, {"tense_or_stiff": "4"}, {"tense_or_stiff": "-1"}, {"tense_or_stiff": "x"}, {"no_such_sign": "1"}])  # fmt: skip
def test_a_grade_that_is_none_is_refused_and_nothing_is_kept(client, graded):
    assert client.post("/diary/add/symptom/", form(hurts_to_bend="", **graded)).status_code == 422
    assert not Event.objects.exists()


DANGER = [(key, words.check_from) for key, words in load_diary().symptoms.items() if words.check_from < 4]


@pytest.mark.parametrize(("symptom", "grade"), DANGER)
def test_a_grade_that_can_be_a_danger_sign_leads_to_the_danger_check(client, symptom, grade):
    response = client.post("/diary/add/symptom/", form(**{symptom: str(grade)}))
    assert response.headers["Location"] == "/diary/check/"
    page = text(client.get("/diary/check/"))
    assert load_diary().symptoms[symptom].words[grade] in page
    assert 'action="/check/start/"' in page
    assert "/call/" in page
    assert client.get("/today/").context["main"].kind == "danger", "until it was done"


@pytest.mark.parametrize(("symptom", "grade"), DANGER)
def test_the_grade_below_it_does_not(client, symptom, grade):
    assert client.post("/diary/add/symptom/", form(**{symptom: str(grade - 1)})).headers["Location"] == "/diary/"


def test_true_weakness_in_one_leg_is_enough_and_a_doubt_counts_as_weakness():
    weak = load_diary().symptoms["weak_back_and_hips"]
    assert [weak.is_danger(grade) for grade in range(4)] == [False, False, True, True]
    assert weak.doubt


def test_a_grade_changed_into_a_danger_sign_leads_there_too(client):
    event = log("symptom", {"symptom": "weak_back_and_hips", "grade": 0})
    fields = form(do="save", seen="1", weak_back_and_hips="3")
    assert client.post(f"/diary/entry/{event.thread}/", fields).headers["Location"] == "/diary/check/"


@pytest.mark.parametrize(("hours", "kept"), [("7.5", 7.5), ("7,5", 7.5), ("", None), ("0", 0.0), ("24", 24.0)])
def test_sleep_is_kept_with_or_without_hours(client, hours, kept):
    client.post("/diary/add/sleep/", form(quality="3", hours=hours))
    assert (current()[0].data.quality, current()[0].data.hours) == (3, kept)


@pytest.mark.parametrize("sleep", [{"quality": "5"}, {"quality": ""}, {"quality": "3", "hours": "25"}, {"quality": "3", "hours": "nan"}, {"quality": "3", "hours": "-1"}, {"quality": "3", "hours": "inf"}, {"quality": "3", "hours": "much"}])  # fmt: skip
def test_a_night_that_cannot_be_is_refused(client, sleep):
    assert client.post("/diary/add/sleep/", form(**sleep)).status_code == 422
    assert not Event.objects.exists()


def test_what_set_it_off(client):
    client.post("/diary/add/trigger/", form(trigger="lift"))
    client.post("/diary/add/trigger/", form(trigger="other", words="A sneeze in the shower"))
    assert client.post("/diary/add/trigger/", form(trigger="other")).status_code == 422
    assert client.post("/diary/add/trigger/", form(trigger="magic")).status_code == 422
    page = text(client.get("/diary/"))
    assert "Lifting" in page
    assert "A sneeze in the shower" in page


def test_a_note_is_shown_as_it_was_written_and_never_run(client):
    client.post("/diary/add/note/", form(words=HOSTILE))
    event = Event.objects.get()
    for address in ("/diary/", "/today/", f"/diary/entry/{event.thread}/", "/diary/list/"):
        page = text(client.get(address))
        assert "<script>alert" not in page
        assert 'onerror="' not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("words", "status"), [("a" * 2000, 303), ("a" * 2001, 422), ("a" * 200_000, 422), ("", 422), (" \n\0", 422)])  # fmt: skip
def test_a_note_has_room_for_two_thousand_letters(client, words, status):
    assert client.post("/diary/add/note/", form(words=words)).status_code == status
    assert Event.objects.count() == (status == 303)


def test_a_refused_note_is_still_in_the_form(client):
    assert "a" * 2001 in text(client.post("/diary/add/note/", form(words="a" * 2001)))


def test_a_change_is_a_new_version_and_the_old_one_stays_in_sight(client):
    event = log("rating", {"pain": 7}, timedelta(hours=1))
    address = f"/diary/entry/{event.thread}/"
    at = history(local_person(), event.thread)[0].happened_at
    response = client.post(address, form(do="save", seen="1", pain="4", at=at.strftime("%Y-%m-%dT%H:%M"), zone="UTC"))
    assert response.status_code == 303
    was, now = history(local_person(), event.thread)
    assert (was.data.pain, now.data.pain) == (7, 4)
    assert now.happened_at == was.happened_at, "a time that was not touched stays to the second"
    page = text(client.get(address))
    assert "Changed" in page
    assert "Pain 7" in page
    assert "Changed" in text(client.get(f"/diary/day/{at.date()}/"))


def test_saving_without_a_change_adds_no_version(client):
    event = log("rating", {"pain": 7})
    client.post(f"/diary/entry/{event.thread}/", form(do="save", seen="1", pain="7", at=""))
    assert Event.objects.count() == 1


def test_a_changed_rating_still_belongs_to_its_session(client):
    session = log("session", {"item": "heat"}, timedelta(hours=2))
    rating = log("rating", {"pain": 5, "phase": "after", "session": session.thread}, timedelta(hours=1))
    client.post(f"/diary/entry/{rating.thread}/", form(do="save", seen="1", pain="3"))
    changed = history(local_person(), rating.thread)[-1].data
    assert (changed.pain, changed.phase, changed.session) == (3, "after", session.thread)


def test_delete_and_undo(client):
    event = log("note", {"words": "a slip"})
    client.post(f"/diary/entry/{event.thread}/", form(do="delete", seen="1"))
    assert current() == []
    page = text(client.get("/diary/list/"))
    assert "Deleted." in page
    assert "a slip" not in page
    undo = {"key": str(uuid4()), "thread": str(event.thread), "seen": "2", "restore": "1", "back": "/diary/"}
    client.post("/diary/undo/", undo)
    assert [e.data.words for e in current()] == ["a slip"]
    assert [e.withdrawn for e in history(local_person(), event.thread)] == [False, True, False]


def test_a_deleted_entry_can_be_brought_back_later(client):
    event = log("note", {"words": "a slip"})
    address = f"/diary/entry/{event.thread}/"
    client.post(address, form(do="delete", seen="1"))
    assert "This entry was deleted" in text(client.get(address))
    client.post(address, form(do="restore", seen="2"))
    assert len(current()) == 1


def test_two_devices_that_change_one_entry_see_both_and_choose(client):
    event = log("note", {"words": "as first written"})
    address = f"/diary/entry/{event.thread}/"
    correct_event(
        thread=event.thread, seen=1, key=uuid4(), data={"words": "from the phone"}, zone="UTC",
        happened_at=event.happened_at, now=timezone.now(),
    )  # fmt: skip
    response = client.post(address, form(do="save", seen="1", words=f"from the desk {HOSTILE}"))
    assert response.status_code == 409
    page = text(response)
    assert "from the phone" in page
    assert "from the desk" in page
    assert "<script>alert" not in page
    assert current()[0].data.words == "from the phone", "nothing was overwritten"
    client.post(address, {**dict(response.context["fields"]), "seen": response.context["latest"].version, "key": response.context["key"]})  # fmt: skip
    assert current()[0].data.words == f"from the desk {HOSTILE}"
    assert [e.data.words for e in history(local_person(), event.thread)][:2] == ["as first written", "from the phone"]


def test_deleting_what_was_changed_elsewhere_asks_again(client):
    event = log("rating", {"pain": 7})
    correct_event(thread=event.thread, seen=1, key=uuid4(), data={"pain": 2}, zone="UTC", happened_at=event.happened_at, now=timezone.now())  # fmt: skip
    response = client.post(f"/diary/entry/{event.thread}/", form(do="delete", seen="1"))
    assert response.status_code == 409
    assert "Delete it anyway" in text(response)
    assert len(current()) == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "٣"])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(client, seen):
    event = log("rating", {"pain": 7})
    assert client.post(f"/diary/entry/{event.thread}/", form(do="save", seen=seen, pain="2")).status_code == 422
    assert Event.objects.count() == 1


def test_an_entry_that_is_not_there_is_not_found(client):
    assert client.get(f"/diary/entry/{uuid4()}/").status_code == 404
    assert client.post(f"/diary/entry/{uuid4()}/", form(do="delete", seen="1")).status_code == 404


def test_it_began_and_it_is_over(client):
    for mark in ("open", "close"):
        assert client.post("/diary/episode/", form(mark=mark)).status_code == 303
    assert [e.data.mark for e in current()] == ["open", "close"]
    assert client.post("/diary/episode/", form(mark="maybe")).status_code == 422


@pytest.mark.parametrize("address", ["/diary/day/tomorrow/", "/diary/day/2026-02-30/", "/diary/day/0001-01-01/", "/diary/add/love/"])  # fmt: skip
def test_addresses_that_are_none(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["", "range=day", "range=week", "range=month", "range=year", "range=aeon", "range=year&until=0001-01-01", "until=9999-12-31", "until=x", "range=day&until=2024-02-29"])  # fmt: skip
@pytest.mark.parametrize("filled", [False, True])
def test_every_range_opens_with_and_without_entries(client, query, filled):
    if filled:
        for ago in (0, 1, 6, 40, 400):
            log("rating", {"pain": 5}, timedelta(days=ago))
    response = client.get(f"/diary/?{query}")
    assert response.status_code == 200
    assert ("Nothing here yet" in text(response)) is not filled


def test_the_chart_and_its_table_say_least_and_most_of_a_day(client):
    noon = timezone.now().replace(hour=12, minute=0) - timedelta(days=1)
    for pain in (3, 8, 5):
        log_event(kind="rating", data={"pain": pain}, key=uuid4(), happened_at=noon, zone="UTC", now=timezone.now())
    page = text(client.get("/diary/?range=month"))
    assert "<svg" in page
    assert "3 to 8 of 10, middle 5" in page


def test_in_words_only_mode_there_is_a_table_of_words_and_no_chart(client):
    client.post("/settings/scores/", {"scores": "words"})
    log("rating", {"feel": "worse"}, timedelta(minutes=5))
    log("rating", {"feel": "worse"})
    log("rating", {"pain": 9})
    response = client.get("/diary/?range=day")
    (row,) = response.context["rows"]
    assert row.pain == "worse 2 times"
    assert not response.context["chart"]


def test_all_entries_in_pages_of_two_weeks(client):
    log("note", {"words": "fresh"})
    log("note", {"words": "old"}, timedelta(days=20))
    page = client.get("/diary/list/")
    assert "fresh" in text(page)
    assert "old" not in [line.words.more for _, lines in page.context["days"] for line in lines]
    assert "old" in text(client.get(f"/diary/list/?until={page.context['older']}"))


def test_looking_writes_nothing(client):
    for address in (
        "/diary/",
        "/diary/rate/",
        "/diary/add/",
        "/diary/list/",
        "/today/",
        "/diary/check/",
        "/reminders.ics",
    ):
        client.get(address)
    assert not Person.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("address", ["/diary/rate/", "/diary/add/note/", "/diary/episode/", "/today/end-session/", "/settings/times/"])  # fmt: skip
def test_forms_of_other_sites_are_refused(strict_client, address):
    assert strict_client.post(address, form(pain="3", words="x", mark="open")).status_code == 403
    assert not Event.objects.exists()


def test_home_has_a_door_to_today_once_something_was_written(client):
    door = "<strong>Today</strong>"
    assert door not in text(client.get("/"))
    log("rating", {"pain": 3})
    assert door in text(client.get("/"))


def test_an_injury_that_set_it_off_leads_to_the_danger_check(client):
    response = client.post("/diary/add/trigger/", form(trigger="injury"))
    assert response.headers["Location"] == "/diary/check/"
    page = text(client.get("/diary/check/"))
    assert load_diary().trigger_check_words in page
    assert "Start the danger check" in page
    client.post("/diary/add/trigger/", form(trigger="lift"))
    assert client.get("/today/").context["main"].kind == "danger", "another trigger does not undo the injury"


def test_a_trigger_changed_into_an_injury_leads_there_too(client):
    client.post("/diary/add/trigger/", form(trigger="lift"))
    (entry,) = current()
    fields = form(trigger="injury", seen="1", do="save")
    assert client.post(f"/diary/entry/{entry.thread}/", fields).headers["Location"] == "/diary/check/"


@pytest.mark.parametrize("told", [{"pain": "8"}, {"feel": "worse"}])
def test_a_severe_or_worse_rating_from_anywhere_leads_to_the_word_about_the_danger_check(client, told):
    save_setting(key="no_scores", value="feel" in told, now=timezone.now())
    response = client.post("/diary/rate/", form(then="diary", **told))
    assert response.headers["Location"] == "/today/"
    page = text(client.get("/today/"))
    assert "Check for danger signs" in page
    assert "anything is new" in page


def test_another_choice_on_an_old_page_is_shown_beside_what_is_kept(client):
    client.post("/diary/rate/", form(pain="6"))
    (entry,) = current()
    sent = form(pain="4", seen="1", do="save")
    assert client.post(f"/diary/entry/{entry.thread}/", sent).status_code == 303
    again = client.post(f"/diary/entry/{entry.thread}/", {**sent, "pain": "7"})
    assert again.status_code == 409
    assert "Pain 7" in text(again)
    assert "Pain 4" in text(again)
    assert client.post(f"/diary/entry/{entry.thread}/", {**sent, "do": "delete"}).status_code == 409
    assert [e.data.pain for e in current()] == [4]


def test_a_score_from_a_page_that_was_sent_is_named_on_a_fresh_one(client):
    sent = form(pain="4")
    client.post("/diary/rate/", sent)
    response = client.post("/diary/rate/", {**sent, "pain": "7"})
    assert response.status_code == 422
    assert "You chose 7." in text(response)
    assert f'name="key" value="{sent["key"]}"' not in text(response)
    assert [e.data.pain for e in current()] == [4]


@pytest.mark.parametrize("session", ["7d9d2a41-0000-4000-8000-000000000000", "nonsense"])
def test_a_rating_for_a_session_that_is_not_there_can_be_saved_by_itself(client, session):
    response = client.post("/diary/rate/", form(pain="4", phase="after", session=session))
    assert response.status_code == 422
    assert "stands by itself" in text(response)
    assert 'name="session"' not in text(response)


def test_an_episode_can_have_begun_earlier_and_in_the_hour_that_came_twice(client):
    page = text(client.get("/diary/"))
    assert page.count('name="at"') == 1
    fields = form(mark="open", at="2026-10-25T01:30")
    response = client.post("/diary/episode/", fields)
    assert response.status_code == 422
    assert 'name="fold"' in text(response)
    client.post("/diary/episode/", {**fields, "fold": "second"})
    assert [e.happened_at for e in current()] == [datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
