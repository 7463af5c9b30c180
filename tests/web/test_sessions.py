"""Guided sessions: the gate before them, one start, one end, and a rating that is what it says it is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.web.cleared import clear
from tests.web.walking import SIMPLE, form_for
from unspasm.knowledge import load_knowledge
from unspasm.record.actions import current_or_new_check, log_event, save_answers, save_setting, withdraw_event
from unspasm.record.models import AnswerEvent, Check, Event
from unspasm.record.queries import entries, local_person
from unspasm.web.views.waiting import resting

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cleared(client):
    """Somebody with a simple spasm who has answered everything today."""
    clear()
    return client


def start(client, item="heat", **more):
    """Starts a session as the form of its page does; returns the answer and the key."""
    key = str(more.pop("key", uuid4()))
    return client.post(f"/sessions/{item}/start/", {"key": key, "zone": "Europe/London", **more}), key


def begun_ago(minutes, item="heat", variant="standard"):
    """A session that began some minutes ago."""
    at = timezone.now() - minutes * MINUTE
    data = {"item": item, "variant": variant}
    event = log_event(kind="session", data=data, key=uuid4(), happened_at=at, zone="Europe/London", now=at)
    return event.thread


def ended_ago(minutes, **more):
    """A session that was done some minutes ago."""
    thread = begun_ago(minutes + 20)
    at = timezone.now() - minutes * MINUTE
    data = {"session": thread, "outcome": "done", "active_s": 1200, **more}
    log_event(kind="session_end", data=data, key=uuid4(), happened_at=at, zone="Europe/London", now=at)
    return thread


def kinds():
    return [entry.kind for entry in entries(local_person())]


# --- the list and the gate ------------------------------------------------------------------------


def test_without_a_danger_check_nothing_can_be_started(client):
    page = client.get("/sessions/")
    assert page.context["check_first"]
    assert {group.state for group in page.context["groups"]} == {"ask"}
    for item in load_knowledge().sessions.scripts:
        refused, _ = start(client, item)
        assert refused.status_code == 409, item
    assert kinds() == []


def test_every_session_of_a_cleared_person_is_open_or_says_why_not(cleared):
    groups = cleared.get("/sessions/").context["groups"]
    lines = {line.id: (group.state, line) for group in groups for line in group.lines}
    assert set(lines) == set(load_knowledge().sessions.scripts)
    assert lines["heat"][0] == "open"
    for item, (state, line) in lines.items():
        page = cleared.get(f"/sessions/{item}/")
        assert page.status_code in (200, 302), item
        assert state == "open" or line.because, item


def test_the_danger_check_is_asked_on_the_way_in_and_leads_back(client):
    client.post("/sessions/heat/check/")
    for _ in range(60):
        page = client.get("/sessions/heat/")
        if page.context.get("page") is None:
            break
        form = form_for(page.context["page"], SIMPLE)
        assert client.post("/sessions/heat/answer/", form).status_code == 302
    assert page.context["way"] is not None
    assert start(client, pain="5")[0].status_code == 302


def test_an_emergency_found_on_the_way_in_closes_the_door_and_leads_to_help(client):
    client.post("/sessions/heat/check/")
    page = client.get("/sessions/heat/").context["page"]
    client.post("/sessions/heat/answer/", form_for(page, {page.facts[0]: "yes"}))
    shown = client.get("/sessions/heat/")
    assert shown.context["gate"].danger
    assert 'href="/result/"' in shown.content.decode()
    assert start(client)[0].status_code == 409


def test_a_screen_without_an_answer_is_shown_again_and_nothing_is_kept(client):
    client.post("/sessions/heat/check/")
    page = client.get("/sessions/heat/").context["page"]
    refused = client.post("/sessions/heat/answer/", {"screen": page.id, "put": list(page.facts), "say": "go"})
    assert refused.status_code == 422
    assert refused.context["page"].error
    assert client.get("/sessions/heat/").context["page"].id == page.id


def test_what_is_asked_in_each_sitting_is_asked_again_after_an_hour(cleared):
    AnswerEvent.objects.update(at=timezone.now() - timedelta(hours=2))
    page = cleared.get("/sessions/heat/").context["page"]
    assert page.facts
    assert {load_knowledge().facts[fact].ask_again for fact in page.facts} == {"each_session"}
    assert start(cleared)[0].status_code == 409


def test_a_closed_gate_that_is_posted_to_refuses_and_says_why(cleared):
    refused, _ = start(cleared, "foam_roller", pain="3")
    assert refused.status_code == 409
    assert "after sport" in refused.content.decode()
    assert kinds() == []


@pytest.mark.parametrize("address", ["/sessions/no_such_item/", "/sessions/inversion/", "/session/not-a-uuid/"])
def test_what_is_no_session_is_not_found(cleared, address):
    assert cleared.get(address).status_code == 404


def test_a_form_that_does_not_suit_is_refused(cleared):
    offered = [way.id for way in cleared.get("/sessions/cat_cow/").context["way"].ways]
    assert "harder_1" not in offered
    assert start(cleared, "cat_cow", variant="harder_1")[0].status_code == 409
    assert kinds() == []


# --- the start ------------------------------------------------------------------------------------


def test_start_writes_the_session_and_the_rating_before_it(cleared):
    answer, key = start(cleared, pain="6")
    assert answer["Location"] == f"/session/{key}/"
    session, rating = entries(local_person())
    assert (session.data.item, str(session.thread)) == ("heat", key)
    assert (rating.data.pain, rating.data.phase, str(rating.data.session)) == (6, "before", key)


def test_the_same_tap_twice_is_one_session_and_one_rating(cleared):
    first, key = start(cleared, pain="6")
    second, _ = start(cleared, pain="6", key=key)
    assert second["Location"] == first["Location"]
    assert kinds() == ["session", "rating"]


def test_the_rating_can_be_left_out(cleared):
    start(cleared)
    assert kinds() == ["session"]


@pytest.mark.parametrize("pain", ["11", "-1", "5.5", "much", "100"])
def test_a_rating_outside_the_scale_starts_nothing(cleared, pain):
    refused, _ = start(cleared, pain=pain)
    assert refused.status_code == 422
    assert "0 to 10" in refused.content.decode()
    assert kinds() == []


def test_a_time_still_to_come_starts_nothing(cleared):
    refused, _ = start(cleared, at="2099-01-01T10:00")
    assert refused.status_code == 422
    assert kinds() == []


def test_whoever_wants_no_scores_is_asked_in_words(cleared):
    save_setting(key="no_scores", value=True, now=timezone.now())
    page = cleared.get("/sessions/heat/").content.decode()
    assert 'name="feel"' in page
    assert 'name="pain"' not in page
    start(cleared, feel="worse")
    assert entries(local_person())[1].data.feel == "worse"


# --- the session and its end ----------------------------------------------------------------------


def test_the_player_holds_every_step_with_its_time_in_words(cleared):
    _, key = start(cleared)
    page = cleared.get(f"/session/{key}/")
    script = load_knowledge().sessions.scripts["heat"]["standard"]
    shown = page.context["page"].parts
    assert [part.say for part in shown] == [part.say for part in script.parts]
    assert "5 minutes" in page.content.decode()
    assert all(reason.words in page.content.decode() for reason in script.stop if reason.offered and "'" not in reason.words)  # fmt: skip


def test_a_skin_check_asks_and_both_yes_and_not_sure_stop(cleared):
    _, key = start(cleared)
    html = cleared.get(f"/session/{key}/").content.decode()
    check = html[html.index("Does it sting, blister") :]
    choices = check[: check.index("</fieldset>")]
    assert choices.count('type="submit"') == 2
    assert choices.count('type="button"') == 1


def test_done_is_written_once_and_asks_for_a_rating_later(cleared):
    _, key = start(cleared, pain="6")
    done = {"key": str(uuid4()), "outcome": "done", "active_s": "1200"}
    assert cleared.post(f"/session/{key}/end/", done).status_code == 303
    page = cleared.get(f"/session/{key}/").content.decode()
    assert "Rate it in 20 minutes" in page
    assert kinds().count("session_end") == 1


def test_ended_in_two_tabs_is_ended_once_as_the_first_said(cleared):
    _, key = start(cleared)
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "stopped", "reason": "enough"})
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    ends = entries(local_person(), kinds=("session_end",))
    assert [(end.data.outcome, end.data.reason) for end in ends] == [("stopped", "enough")]


def test_an_end_that_was_taken_back_can_be_given_again(cleared):
    _, key = start(cleared)
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "stopped"})
    (end,) = entries(local_person(), kinds=("session_end",))
    withdraw_event(thread=end.thread, seen=end.version, key=uuid4(), now=timezone.now())
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    assert [e.data.outcome for e in entries(local_person(), kinds=("session_end",))] == ["done"]


@pytest.mark.parametrize("form", [{"outcome": "fine"}, {}, {"outcome": "stopped", "reason": "no_such_reason"}])
def test_an_end_that_makes_no_sense_is_refused_with_a_sentence(cleared, form):
    _, key = start(cleared)
    refused = cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), **form})
    assert refused.status_code == 422
    assert "session_end" not in kinds()


def test_a_danger_reason_ends_the_session_and_starts_a_new_danger_check(cleared):
    _, key = start(cleared)
    before = Check.objects.get(closed_at__isnull=True).pk
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "stopped", "reason": "saddle"})
    after = Check.objects.get(closed_at__isnull=True)
    assert after.pk != before
    assert after.mode == Check.Mode.SPASM
    page = cleared.get(f"/session/{key}/").content.decode()
    assert 'href="/check/"' in page
    assert 'href="/call/"' in page
    assert start(cleared)[0].status_code == 409, "the old answers open nothing any more"


def test_a_reason_that_is_no_danger_leaves_the_check_as_it_is(cleared):
    _, key = start(cleared)
    before = Check.objects.get(closed_at__isnull=True).pk
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "stopped", "reason": "enough"})
    assert Check.objects.get(closed_at__isnull=True).pk == before


def test_nobody_answering_a_skin_check_is_written_as_that(cleared):
    _, key = start(cleared)
    form = {"key": str(uuid4()), "outcome": "stopped", "reason": "sting_blister", "unanswered": "no_answer"}
    cleared.post(f"/session/{key}/end/", form)
    assert entries(local_person(), kinds=("session_end",))[0].data.reason == "no_answer"
    assert "Take it off your skin" in cleared.get(f"/session/{key}/").content.decode()


def test_a_session_does_not_go_on_once_an_answer_closes_it(cleared):
    _, key = start(cleared)
    check = current_or_new_check(mode="full", now=timezone.now())
    save_answers(check=check, screen="x", answers={"saddle_numb": "yes"}, asked_again=False, now=timezone.now())
    halted = cleared.get(f"/session/{key}/")
    assert halted.status_code == 409
    assert "data-module" not in halted.content.decode()


def test_a_session_that_was_taken_back_or_is_something_else_is_not_found(cleared):
    _, key = start(cleared, pain="4")
    session, rating = entries(local_person())
    assert cleared.get(f"/session/{rating.thread}/").status_code == 404
    withdraw_event(thread=session.thread, seen=1, key=uuid4(), now=timezone.now())
    assert cleared.get(f"/session/{key}/").status_code == 404
    assert cleared.post(f"/session/{uuid4()}/end/", {"outcome": "done"}).status_code == 404


# --- what is still open ---------------------------------------------------------------------------


def test_a_session_left_open_is_asked_about_first(cleared):
    _, key = start(cleared)
    assert [str(one.thread) for one in cleared.get("/sessions/").context["waiting"].begun] == [key]


def test_a_session_left_open_for_hours_asks_if_it_was_finished_and_ends_when_it_would_have(cleared):
    key = begun_ago(300)
    page = cleared.get(f"/session/{key}/")
    assert "Did you finish?" in page.content.decode()
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    (end,) = entries(local_person(), kinds=("session_end",))
    (session,) = entries(local_person(), kinds=("session",))
    assert end.happened_at - session.happened_at == timedelta(seconds=load_knowledge().sessions.scripts["heat"]["standard"].seconds)  # fmt: skip


def test_not_done_asks_for_no_rating(cleared):
    key = begun_ago(300)
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "not_done"})
    assert not cleared.get("/sessions/").context["waiting"]


# --- the rating after it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "phase", "belongs"),
    [(0, "now", False), (14, "now", False), (16, "after", True), (49, "after", True), (51, "now", True)],
)
def test_a_rating_counts_as_one_after_the_session_only_in_its_time(cleared, ago, phase, belongs):
    key = ended_ago(ago)
    assert cleared.post(f"/session/{key}/rate/", {"key": str(uuid4()), "pain": "4"}).status_code == 303
    (rating,) = entries(local_person(), kinds=("rating",))
    assert rating.data.phase == phase
    assert (rating.data.session == key) is belongs


def test_an_early_rating_leaves_the_one_after_the_session_still_to_come(cleared):
    key = ended_ago(0)
    cleared.post(f"/session/{key}/rate/", {"key": str(uuid4()), "pain": "4"})
    assert [one.thread for one in cleared.get("/sessions/").context["waiting"].due] == [key]


@pytest.mark.parametrize("ago", [20, 60])
def test_a_rating_given_is_not_asked_for_again(cleared, ago):
    key = ended_ago(ago)
    form = {"key": str(uuid4()), "pain": "4"}
    cleared.post(f"/session/{key}/rate/", form)
    cleared.post(f"/session/{key}/rate/", form)
    assert not cleared.get("/sessions/").context["waiting"]
    assert kinds().count("rating") == 1
    assert cleared.get(f"/session/{key}/rate/").status_code == 303


@pytest.mark.parametrize("form", [{"pain": "11"}, {}, {"feel": "great"}])
def test_a_rating_that_is_none_is_refused_with_a_sentence(cleared, form):
    key = ended_ago(20)
    refused = cleared.post(f"/session/{key}/rate/", {"key": str(uuid4()), **form})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert "rating" not in kinds()


def test_no_page_shows_the_change_from_before_to_after(cleared):
    _, key = start(cleared, pain="7")
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    Event.objects.filter(kind__in=("session", "session_end")).update(happened_at=timezone.now() - 22 * MINUTE)
    cleared.post(f"/session/{key}/rate/", {"key": str(uuid4()), "pain": "3"})
    page = cleared.get(f"/session/{key}/").content.decode()
    assert "It is rated." in page
    for words in ("less pain", "better than", "from 7", "7 to 3", "helped", "Well done", "Great"):
        assert words not in page


# --- rest between two times -----------------------------------------------------------------------


def test_heat_is_not_done_again_within_an_hour_and_the_page_says_until_when(cleared):
    ended_ago(30)
    page = cleared.get("/sessions/heat/")
    html = page.content.decode()
    until = timezone.localtime(timezone.now() + 30 * MINUTE)
    assert "<h2>Not yet</h2>" in html
    assert f"Leave it until {until - MINUTE:%H:%M}" in html or f"Leave it until {until:%H:%M}" in html
    assert "at least 60 minutes" in html
    assert "/sessions/heat/start/" not in html
    assert cleared.get("/sessions/cold/").context["resting"] == ""


def test_a_start_posted_while_it_rests_is_refused_and_nothing_is_written(cleared):
    ended_ago(30)
    before = kinds()
    refused, _ = start(cleared, pain="5")
    assert refused.status_code == 409
    html = refused.content.decode()
    assert 'role="alert"' in html
    assert html.count("Leave it until") == 1
    assert "/sessions/heat/start/" not in html, "no Start under the words that say not yet"
    assert kinds() == before


def test_after_its_rest_heat_can_be_done_again(cleared):
    ended_ago(61)
    assert start(cleared, pain="5")[0].status_code == 302


def test_the_most_times_a_day_are_held(cleared):
    data = {"item": "nodule_board", "variant": "safer"}
    day = timezone.now()
    log_event(kind="session", data=data, key=uuid4(), happened_at=day, zone="Europe/London", now=day)
    refused, _ = start(cleared, "nodule_board")
    assert refused.status_code == 409
    assert "enough for today" in refused.content.decode()


def test_a_session_left_open_needs_its_rest_from_when_its_steps_are_over(cleared):
    begun_ago(65)  # 20 minutes long, so over 45 minutes ago
    assert start(cleared)[0].status_code == 409
    Event.objects.all().update(happened_at=timezone.now() - 81 * MINUTE)
    assert start(cleared)[0].status_code == 302


def test_whoever_may_only_use_the_gentle_form_of_heat_has_it_twice_a_day_at_most(client):
    clear(anticoag="yes")
    noon = timezone.localtime().replace(hour=12)
    for hours in (2, 4):
        at = noon - hours * 60 * MINUTE
        data = {"item": "heat", "variant": "safer"}
        log_event(kind="session", data=data, key=uuid4(), happened_at=at, zone="Europe/London", now=noon)
    knowledge = load_knowledge()
    assert "at most 2 a day" in resting(local_person(), "heat", knowledge, noon, safer=True)
    assert resting(local_person(), "heat", knowledge, noon, safer=False) == ""


# --- what is said at the start counts --------------------------------------------------------------


def test_a_score_at_the_start_that_closes_the_gate_starts_nothing(client):
    clear(pain_now=5, pain_worst=6)
    assert start(client, "nodule_board", pain="8")[0].status_code == 409
    assert kinds() == []
    assert start(client, "nodule_board", pain="5")[0].status_code == 302


def test_a_score_at_the_start_can_never_open_what_was_closed(client):
    clear(pain_now=8, pain_worst=8)
    assert start(client, "nodule_board", pain="2")[0].status_code == 409


def test_a_harder_form_is_refused_when_the_score_at_the_start_is_not_calm(client):
    clear(pain_now=2, pain_worst=4, pain_days=10)
    offered = [way.id for way in client.get("/sessions/cat_cow/").context["way"].ways]
    assert "harder_1" in offered
    assert start(client, "cat_cow", variant="harder_1", pain="7")[0].status_code == 409
    assert kinds() == []
    assert start(client, "cat_cow", variant="harder_1", pain="2")[0].status_code == 302


def test_a_full_form_does_not_go_on_once_only_the_gentle_one_fits(cleared):
    _, key = start(cleared)
    assert cleared.get(f"/session/{key}/").status_code == 200
    check = current_or_new_check(mode="full", now=timezone.now())
    save_answers(
        check=check, screen="x", answers={"other_medicine_patch": "yes"}, asked_again=False, now=timezone.now()
    )
    halted = cleared.get(f"/session/{key}/")
    assert halted.status_code == 409
    assert "gentle form" in halted.content.decode()
    assert "Take it off your skin now." in halted.content.decode()


# --- the honest label ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "label"),
    [("nodule_board", "A pressure board. No independent test found."),
     ("rest_90_90", "A comfort position. No trial found.")],
)  # fmt: skip
def test_the_honest_label_is_on_every_page_of_a_decompression_session(cleared, item, label):
    way_in = cleared.get(f"/sessions/{item}/").content.decode()
    assert label in way_in
    assert label in cleared.get("/sessions/").content.decode()
    _, key = start(cleared, item)
    player = cleared.get(f"/session/{key}/").content.decode()
    head = player[player.index('class="sesshead"') : player.index("data-live")]
    assert label in head, "in the head, which stands over every step"
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    assert label in cleared.get(f"/session/{key}/").content.decode()
    assert label in cleared.get(f"/session/{key}/rate/").content.decode()


def test_on_pause_and_before_a_reason_is_chosen_heat_comes_off_the_skin(cleared):
    say = load_knowledge().sessions.stop_reason("heat", "no_answer").say
    _, key = start(cleared)
    html = cleared.get(f"/session/{key}/").content.decode()
    assert say in html[html.index("data-run") : html.index("data-over")]
    assert say in html[html.index("data-stopping") :]
    _, other = start(cleared, "breathing")
    assert say not in cleared.get(f"/session/{other}/").content.decode()


def test_a_warning_sign_is_never_lost_because_the_session_had_ended_already(cleared):
    _, key = start(cleared)
    cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "done"})
    before = Check.objects.get(closed_at__isnull=True).pk
    late = cleared.post(f"/session/{key}/end/", {"key": str(uuid4()), "outcome": "stopped", "reason": "saddle"})
    assert late["Location"] == "/check/"
    assert Check.objects.get(closed_at__isnull=True).pk != before
    assert [e.data.outcome for e in entries(local_person(), kinds=("session_end",))] == ["done"]


def test_the_same_warning_sign_sent_twice_keeps_the_answers_given_since(cleared):
    _, key = start(cleared)
    form = {"key": str(uuid4()), "outcome": "stopped", "reason": "saddle"}
    cleared.post(f"/session/{key}/end/", form)
    check = Check.objects.get(closed_at__isnull=True).pk
    cleared.post(f"/session/{key}/end/", form)
    assert Check.objects.get(closed_at__isnull=True).pk == check
