"""The camera coach's pages: where it is offered, what it is given, and what is kept of it."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from scripts.detector.__main__ import is_complete
from tests.web.cleared import clear
from tests.web.test_sessions import MINUTE, begun_ago, kinds
from unspasm.care.sessions.evenness import against_own, unevenness
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.camera import coach_limits
from unspasm.record.actions import log_event
from unspasm.record.models import AnswerEvent, Check
from unspasm.record.queries import entries, local_person
from unspasm.web.presenters.coached import coachable

MOVEMENTS = tuple(load_knowledge().movements)
COUNTED = {"reps": 3, "rep_s": [9.8, 10.1, 11.0], "hold_s": [], "seen_s": 40.5, "unseen_s": 2.0}


@pytest.fixture
def cleared(client):
    """Somebody with calm pain who answered everything an hour ago, so that all is open."""
    clear(pain_now=3, pain_worst=4, pain_days=5)
    Check.objects.update(started_at=timezone.now() - 70 * MINUTE)
    AnswerEvent.objects.update(at=timezone.now() - 50 * MINUTE)
    return client


def session_of(item="cat_cow", minutes=5, variant="standard"):
    return begun_ago(minutes, item, variant)


def sent(client, session, counted=COUNTED, **more):
    form = {"key": str(uuid4()), "zone": "Europe/London", "outcome": "done", "active_s": "45", **more}
    if counted is not None:
        form["coached"] = json.dumps(counted)
    return client.post(f"/session/{session}/coach/end/", form)


def kept():
    return entries(local_person(), {"coached"})


# --- where it is offered --------------------------------------------------------------------------


@pytest.mark.parametrize("item", MOVEMENTS)
def test_a_stretch_session_offers_the_coach_and_its_page_opens(cleared, item):
    session = session_of(item)
    assert f"/session/{session}/coach/" in cleared.get(f"/session/{session}/").content.decode()
    page = cleared.get(f"/session/{session}/coach/")
    assert page.status_code == 200
    assert page.context["value"]["movement"] == item


def test_other_sessions_have_none(cleared):
    session = session_of("heat")
    assert "/coach/" not in cleared.get(f"/session/{session}/").content.decode()
    assert cleared.get(f"/session/{session}/coach/").status_code == 404


def test_a_form_that_goes_half_way_or_has_no_figure_is_not_judged():
    knowledge = load_knowledge()
    assert coachable("cat_cow", "harder_1", knowledge)
    assert not coachable("cat_cow", "safer", knowledge)
    assert not coachable("childs_pose", "easier_2", knowledge), "half way back would never count"
    assert not coachable("heat", "standard", knowledge)


def test_a_session_that_is_over_or_too_old_shows_its_own_page(cleared):
    old = session_of(minutes=60 * 24 * 2)
    assert cleared.get(f"/session/{old}/coach/").headers["Location"] == f"/session/{old}/"
    session = session_of()
    sent(cleared, session)
    assert cleared.get(f"/session/{session}/coach/").headers["Location"] == f"/session/{session}/"


def test_without_script_it_says_so_and_leads_to_the_same_session(cleared):
    session = session_of()
    page = cleared.get(f"/session/{session}/coach/").content.decode()
    assert load_knowledge().tables["coach"]["trouble"]["script"] in page or "was not set up" in page
    assert f'href="/session/{session}/"' in page


def test_without_a_detector_it_says_so_in_one_line(cleared, monkeypatch):
    monkeypatch.setattr("unspasm.web.presenters.coached._files", lambda: None)
    page = cleared.get(f"/session/{session_of()}/coach/")
    assert load_knowledge().tables["coach"]["trouble"]["missing"] in page.content.decode()
    assert "data-begin" not in page.content.decode()


# --- what it is given -----------------------------------------------------------------------------


def test_page_and_command_are_given_the_same_limits(cleared):
    value = cleared.get(f"/session/{session_of()}/coach/").context["value"]
    limits = coach_limits(load_knowledge())
    assert value["limits"]["camera"] == limits["camera"]
    assert value["limits"]["movements"]["cat_cow"] == limits["movements"]["cat_cow"]
    json.dumps(value)


def test_the_camera_is_open_on_its_page_alone_and_wasm_in_its_worker_alone(cleared):
    session = session_of()
    page = cleared.get(f"/session/{session}/coach/")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "wasm" not in page.headers["Content-Security-Policy"]
    assert "camera=()" in cleared.get(f"/session/{session}/").headers["Permissions-Policy"]
    worker = cleared.get(page.context["value"]["worker"])
    policy = worker.headers["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" in policy
    assert "'unsafe-eval'" not in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.skipif(not is_complete(), reason="python -m scripts.detector")
def test_every_file_of_the_detector_is_served_for_good_under_a_name_of_its_own(cleared):
    files = cleared.get(f"/session/{session_of()}/coach/").context["value"]["files"]
    kinds = {"bundle": "text/javascript", "loader": "text/javascript", "wasm": "application/wasm"}
    for name, address in files.items():
        response = cleared.get(address)
        assert response.status_code == 200, name
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Content-Type"].startswith(kinds.get(name, "application/octet-stream"))
        response.close()


# --- what is kept ---------------------------------------------------------------------------------


def test_numbers_and_the_end_are_kept_together_and_once(cleared):
    session = session_of()
    for _ in range(2):
        assert sent(cleared, session).headers["Location"] == f"/session/{session}/"
    (entry,) = kept()
    assert entry.data.reps == 3
    assert entry.data.movement == "cat_cow"
    assert entry.data.session == session
    assert kinds().count("session_end") == 1
    assert "What the camera coach counted" in cleared.get(f"/session/{session}/").content.decode()


def test_somebody_may_finish_and_keep_no_number(cleared):
    session = session_of()
    assert sent(cleared, session, counted=None).status_code == 303
    assert kept() == []
    assert "session_end" in kinds()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reps": -1},
        {"reps": "three"},
        {**COUNTED, "rep_s": [1e9]},
        {**COUNTED, "rep_s": ["NaN"]},
        {**COUNTED, "picture": "data:image/png;base64,AAAA"},
        {**COUNTED, "movement": "data:image/png"},
        {**COUNTED, "hold_s": [0.1] * 501},
        [],
    ],
)
def test_nothing_but_numbers_can_be_kept(cleared, wrong):
    session = session_of()
    response = sent(cleared, session, counted=wrong)
    if isinstance(wrong, dict) and "movement" in wrong:
        assert kept()[0].data.movement == "cat_cow", "the session says which movement it was"
        return
    assert response.status_code == 422
    assert "base64" not in response.content.decode()
    assert kept() == []
    assert "session_end" not in kinds(), "both or neither"


def test_text_that_is_no_json_is_refused(cleared):
    session = session_of()
    assert cleared.post(f"/session/{session}/coach/end/", {"outcome": "done", "coached": "{"}).status_code == 422


def test_a_warning_sign_leads_to_the_danger_check_from_here_too(cleared):
    session = session_of()
    page = cleared.get(f"/session/{session}/coach/").context["page"]
    danger = next(reason for heading, reasons in page.why_stop for reason in reasons if reason.danger)
    sent(cleared, session, counted=None, outcome="stopped", reason=danger.id)
    assert "danger" in cleared.get(f"/session/{session}/").content.decode()


# --- the page that shows it all -------------------------------------------------------------------


def test_the_page_shows_every_number_that_is_kept_and_can_delete_it(cleared):
    session = session_of()
    assert "Nothing is kept yet" in cleared.get("/sessions/coached/").content.decode()
    sent(cleared, session)
    page = cleared.get("/sessions/coached/")
    text = page.content.decode()
    for number in ("9.8", "10.1", "11", "40.5"):
        assert number in text
    (line,) = page.context["lines"]
    address = f"/sessions/coached/{line.thread}/delete/"
    assert cleared.post(address, {"key": str(uuid4())}).status_code == 303
    assert kept() == []
    assert cleared.post(address, {"key": str(uuid4())}).status_code == 404
    after = cleared.get("/sessions/coached/").content.decode()
    assert "Nothing is kept yet" in after
    assert "Bring it back" in after


def test_only_what_the_coach_kept_can_be_deleted_there(cleared):
    session = session_of()
    assert cleared.post(f"/sessions/coached/{session}/delete/", {"key": str(uuid4())}).status_code == 404
    assert "session" in kinds()


def test_pain_before_and_after_stands_beside_it(cleared):
    session = session_of(minutes=30)
    for phase, pain, ago in (("before", 6, 30), ("after", 4, 1)):
        at = timezone.now() - ago * MINUTE
        data = {"pain": pain, "phase": phase, "session": session}
        log_event(kind="rating", data=data, key=uuid4(), happened_at=at, zone="Europe/London", now=at)
    sent(cleared, session)
    (line,) = cleared.get("/sessions/coached/").context["lines"]
    assert (line.before, line.after) == (6, 4)


def test_evenness_is_held_against_ones_own_earlier_sessions_alone(cleared):
    for ago, lengths in ((40, [8.0, 10.0, 12.0]), (30, [9.9, 10.0, 10.1])):
        session = session_of(minutes=ago)
        at = timezone.now() - ago * MINUTE
        data = {"session": session, "movement": "cat_cow", "reps": 3, "rep_s": lengths}
        log_event(kind="coached", data=data, key=uuid4(), happened_at=at, zone="Europe/London", now=at)
    newest, first = cleared.get("/sessions/coached/").context["lines"]
    assert first.even == "", "there is nothing yet to hold it against"
    assert newest.even == load_knowledge().tables["coach"]["after"]["even"]["more"]
    assert newest.uneven_percent < first.uneven_percent


def test_evenness_says_nothing_of_too_few():
    assert unevenness([10.0, 10.0], least=3) is None
    assert unevenness([10.0, 10.0, 10.0], least=3) == 0
    assert unevenness([8.0, 10.0, 12.0], least=3) == pytest.approx(4 / 30)
    assert unevenness([0.0, 0.0, 0.0], least=3) is None
    assert against_own(None, [0.1], alike=0.05) == ""
    assert against_own(0.1, [], alike=0.05) == ""
    assert [against_own(x, [0.2, 0.1, 0.3], alike=0.05) for x in (0.1, 0.22, 0.3)] == ["more", "same", "less"]
