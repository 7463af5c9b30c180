"""Spasm mode: the same rules as the check, list by list, and nothing offered before danger is decided."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.web.walking import SIMPLE, form_for, walk
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.speaking import load_spasm_mode
from unspasm.record.models import AnswerEvent

LISTS = list(load_spasm_mode(load_knowledge()).lists)


def begin(client):
    """The first list."""
    assert client.post("/spasm/start/")["Location"] == "/spasm/go/"
    return client.get("/spasm/go/")


def post(page, **said):
    """The posted form of this page."""
    return {"screen": page.id, "put": list(page.facts), **({"again": "1"} if page.again else {}), **said}


def answer(client, true, until=""):
    """Answers list after list for a person of whom this is true; returns the last page."""
    response = begin(client)
    for _ in range(60):
        page = response.context["page"]
        if page.id == until:
            return response
        form = form_for(page, true)
        saved = client.post("/spasm/go/", form)
        assert saved.status_code == 302, (page.id, saved.context["page"].error, saved.context["page"].wrong)
        response = client.get("/spasm/go/")
        while response.status_code == 302:
            response = client.get(response["Location"])
        if "page" not in response.context:
            return response
    raise AssertionError("the questions do not end")


def test_a_question_with_a_choice_is_read_with_its_answers(client):
    shown = answer(client, SIMPLE | {"injury": "yes"}, until="ask_injury_when").content.decode()
    said = re.search(r'<h1 data-say="([^"]*)"', shown)[1]
    assert said.endswith("More than 14 days ago. 3 to 14 days ago. In the last 48 hours.")


@pytest.mark.parametrize("address", ["/spasm/", "/spasm/offline/", "/first-aid/", "/offline/"])
def test_do_not_move_after_a_crash_comes_before_how_to_lie(client, address):
    page = client.get(address).content.decode()
    first = page[page.index('<ol class="aid">') :]
    assert 0 < first.index("do not move") < first.index("If not: lie, sit or kneel")


def test_the_end_leads_to_today(client):
    assert 'href="/today/"' in answer(client, SIMPLE).content.decode()


def test_the_opening_helps_before_any_question_and_without_script(client):
    page = client.get("/spasm/").content.decode()
    for step in load_knowledge().tables["first_aid"]["step"]:
        assert step["title"] in page
    assert 'action="/spasm/start/"' in page
    assert "In, 2, 3, 4, 5. Out, 2, 3, 4, 5, 6." in page
    assert AnswerEvent.objects.count() == 0


def test_help_and_what_to_say_stand_on_every_page(client):
    client.post("/settings/country/", {"country": "GB-GBN"})
    pages = [client.get("/spasm/"), begin(client), answer(client, SIMPLE)]
    for page in pages:
        assert 'href="tel:999"' in page.content.decode()
        assert "My back has seized up" in page.content.decode()


def test_no_to_every_list_is_seven_taps(client):
    response, seen = begin(client), []
    while response.context["page"].id in LISTS:
        seen.append(response.context["page"].id)
        client.post("/spasm/go/", post(response.context["page"], say="none"))
        response = client.get("/spasm/go/")
    assert seen == LISTS
    assert "The first part is done" in response.content.decode()


def test_yes_to_a_list_opens_its_lines_and_saves_nothing(client):
    page = begin(client).context["page"]
    response = client.post("/spasm/go/", post(page, say="yes"))
    assert response.status_code == 200
    assert response.content.decode().count('type="checkbox"') == len(page.facts)
    assert AnswerEvent.objects.count() == 0
    assert client.get("/spasm/go/").context["page"].id == page.id


def test_a_page_that_puts_the_next_one_in_place_gets_it_at_once(client):
    page = begin(client).context["page"]
    response = client.post("/spasm/go/", post(page, say="none"), headers={"X-Unspasm-In-Place": "1"})
    assert response.status_code == 200
    assert response.context["page"].id == LISTS[1]
    response = client.post(
        "/spasm/go/", post(response.context["page"], say="go", tick=["leg_cold"]), headers={"X-Unspasm-In-Place": "1"}
    )
    assert response["Location"] == "/spasm/turn/"


def test_a_tick_that_is_an_emergency_leads_to_the_call_at_once(client):
    client.post("/settings/country/", {"country": "GB-GBN"})
    page = begin(client).context["page"]
    client.post("/spasm/go/", post(page, say="go", tick=["saddle_numb"]))
    assert client.get("/spasm/go/")["Location"] == "/spasm/turn/"
    shown = client.get("/spasm/turn/").content.decode()
    assert 'href="tel:999"' in shown
    assert "Call 999." in shown
    assert "/check/go-on/" not in shown
    assert "calves on a chair" not in shown


def test_not_sure_is_asked_again_and_never_read_as_no(client):
    page = begin(client).context["page"]
    client.post("/spasm/go/", post(page, say="unsure"))
    again = client.get("/spasm/go/").context["page"]
    assert again.again
    assert set(AnswerEvent.objects.values_list("value", flat=True)) == {"not_sure"}


@pytest.mark.parametrize("said", [{}, {"say": "go"}, {"say": "none", "tick": ["saddle_numb"]}, {"say": "no"}])
def test_silence_and_contradictions_are_not_saved(client, said):
    page = begin(client).context["page"]
    response = client.post("/spasm/go/", post(page, **said))
    assert response.status_code == 422
    assert "Please look again" in response.content.decode()
    assert AnswerEvent.objects.count() == 0


@pytest.mark.parametrize("form", [{"screen": "no_such"}, {"screen": "danger_nerves", "put": ["age"]}, {}])
def test_a_form_that_fits_no_list_is_refused(client, form):
    begin(client)
    assert client.post("/spasm/go/", {**form, "say": "none"}).status_code == 404


@pytest.mark.parametrize(
    "true",
    [
        SIMPLE,
        SIMPLE | {"fever": "yes"},
        SIMPLE | {"chest_pain": "yes", "cold_sweat": "yes"},
        SIMPLE | {"age": "70", "pain_worst": "9"},
        SIMPLE | {"age": "12"},
    ],
)
def test_the_rules_are_those_of_the_check(client, true):
    answer(client, true)
    here = dict(AnswerEvent.objects.values_list("fact", "value"))
    mine = client.get("/result/").context["verdict"].level
    AnswerEvent.objects.all().delete()
    walk(client, true, mode="spasm")
    assert dict(AnswerEvent.objects.values_list("fact", "value")) == here
    assert client.get("/result/").context["verdict"].level == mine


def test_positions_come_only_when_danger_is_decided(client):
    begin(client)
    assert client.get("/spasm/turn/")["Location"] == "/spasm/"
    response = client.get("/spasm/go/")
    client.post("/spasm/go/", post(response.context["page"], say="none"))
    assert client.get("/spasm/turn/")["Location"] == "/spasm/go/"
    shown = answer(client, SIMPLE).content.decode()
    assert "Find the position that hurts least" in shown
    assert "Lie on your side with your knees bent." in shown
    assert "Roll on your side" in shown
    assert "Your answers show no warning sign today. That can change." in shown


def test_care_today_shows_no_position_and_no_way_to_get_up(client):
    shown = answer(client, SIMPLE | {"fever": "yes"}).content.decode()
    assert "b-same_day" in shown
    assert "calves on a chair" not in shown
    assert "Roll on your side" not in shown


def test_who_needs_a_visit_is_told_so_and_not_that_there_is_no_sign(client):
    response = answer(
        client,
        SIMPLE
        | {
            "leg_below_knee": "yes",
            "leg_worse_than_back": "yes",
            "leg_numb": "yes",
            "pain_days": "20",
            "trigger": "bend_twist",
            "age": "45",
        },
    )
    level = client.get("/result/").context["verdict"].level
    assert level in ("soon", "routine")
    assert "no warning sign today" not in response.content.decode()


def test_what_is_private_is_never_marked_to_be_spoken(client):
    response = answer(client, SIMPLE, until="safety")
    private = [load_knowledge().facts[fact].line for fact in response.context["page"].facts]
    opened = client.post("/spasm/go/", post(response.context["page"], say="yes"))
    for page in (response.content.decode(), opened.content.decode()):
        marked = " ".join(re.findall(r'data-say="([^"]*)"', page)) + " ".join(re.findall(r"data-say>([^<]*)<", page))
        assert marked
        assert [line for line in private if line in marked] == []


def test_a_private_result_goes_to_the_quiet_page(client):
    response = answer(client, SIMPLE, until="safety")
    client.post("/spasm/go/", post(response.context["page"], say="go", tick=["self_harm_plan"]))
    assert client.get("/spasm/turn/")["Location"] == "/result/"


def test_back_shows_a_list_with_what_was_ticked(client):
    page = begin(client).context["page"]
    client.post("/spasm/go/", post(page, say="go", tick=["both_legs"]))
    back = client.get(f"/spasm/back/{page.id}/").content.decode()
    assert 'value="both_legs" autocomplete="off" checked' in back
    assert client.get("/spasm/back/no_such/").status_code == 404


def test_old_answers_are_not_built_on(client):
    page = begin(client).context["page"]
    client.post("/spasm/go/", post(page, say="none"))
    AnswerEvent.objects.update(at=timezone.now() - timedelta(days=3))
    assert client.get("/spasm/go/")["Location"] == "/spasm/"
    assert client.get("/spasm/turn/")["Location"] == "/spasm/"


def test_an_old_emergency_still_says_call(client):
    page = begin(client).context["page"]
    client.post("/spasm/go/", post(page, say="go", tick=["saddle_numb"]))
    AnswerEvent.objects.update(at=timezone.now() - timedelta(days=3))
    assert "b-emergency" in client.get("/spasm/turn/").content.decode()


def test_without_a_check_it_begins_at_the_beginning(client):
    assert client.get("/spasm/go/")["Location"] == "/spasm/"
    assert client.get("/spasm/turn/")["Location"] == "/spasm/"
    assert client.get("/spasm/back/safety/")["Location"] == "/spasm/"


def test_the_cut_off_page_is_the_same_for_everyone_and_offers_no_plan(client):
    before = client.get("/spasm/offline/").content
    client.post("/settings/country/", {"country": "US"})
    client.post("/settings/theme/", {"theme": "dark"})
    client.post("/settings/voice/", {"voice": "off"})
    walk(client, SIMPLE | {"leg_weak": "yes"}, until="danger_chest")
    assert client.get("/spasm/offline/").content == before
    page = before.decode()
    assert page.count('data-cut="list"') == len(LISTS)
    for key in LISTS:
        screen = next(screen for screen in load_knowledge().screens if screen.id == key)
        for fact in screen.facts:
            assert load_knowledge().facts[fact].line in page
    for never in ("csrf", "/result/", "/check/", "calves on a chair is", "Roll on your side"):
        assert never not in page


def test_the_worker_keeps_the_cut_off_page_and_its_files(client):
    text = client.get("/sw.js").content.decode()
    for name in ("spasm.", "islands/spasm-mode.", "/static/unspasm/voice.js"):
        assert name in text
    assert 'SPASM = "/spasm/offline/"' in text


@pytest.mark.parametrize(
    ("kept", "choice"), [("clips", "clips"), ("device", "device"), ("off", "off"), ("shouting", "clips")]
)
def test_the_chosen_voice_is_on_the_page(client, kept, choice):
    client.post("/settings/voice/", {"voice": kept})
    for address in ("/", "/spasm/"):
        assert f'data-voice="{choice}"' in client.get(address).content.decode()
