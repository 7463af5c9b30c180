"""The result: get help, or a plan; never both, and never a plan by mistake."""

from pathlib import Path

import pytest

from tests.web.walking import SIMPLE, form_for, walk
from unspasm.knowledge import load_knowledge
from unspasm.web.views import result as view

TEMPLATES = Path(view.__file__).parents[1] / "templates" / "unspasm" / "result"
PLAN_WORDS = ("Left out, and why", "To make the next one rarer", "How to do it")


def test_without_answers_it_leads_to_the_questions(client):
    assert client.get("/result/").headers["Location"] == "/check/"


def test_an_undecided_person_gets_more_questions_and_no_plan(client):
    walk(client, SIMPLE, until="about_you")
    assert client.get("/result/").headers["Location"] == "/check/"


def test_a_simple_spasm_gets_a_plan_with_reasons_and_return_signs(client):
    page = walk(client, SIMPLE)
    assert page.context["verdict"].level == "self_care"
    words = page.content.decode()
    for expected in (*PLAN_WORDS, "What this most likely is", "Get help at once if", "Check again", "not a diagnosis"):
        assert expected in words
    parts = page.context["parts"]
    assert [heading for heading, _, _ in parts][:2] == ["Now", "Today"]
    for _, _, cards in parts:
        for card in cards:
            assert card.dose
            assert card.why
            assert card.steps
            assert card.evidence


def test_no_sign_to_come_back_for_is_made_more_urgent_or_calmer_than_it_is(client):
    table = load_knowledge().tables["return_signs"]
    notice = walk(client, SIMPLE).content.decode().partition('id="return"')[2].partition("</section>")[0]
    assert [tier for tier in ("emergency", "same_day", "soon") if table["heading"][tier] not in notice] == []
    for sign in table["sign"]:
        before = notice.partition(sign["text"])[0]
        assert before != notice, sign["id"]
        last = max(table["heading"], key=lambda tier: before.rfind(table["heading"][tier]))
        assert last == sign["tier"], sign["id"]


@pytest.mark.parametrize("sign", ["saddle_numb", "bladder_retention", "bowel_loss", "both_legs"])
def test_a_cauda_equina_sign_stops_at_once_and_offers_nothing_else(client, sign):
    page = walk(client, SIMPLE | {sign: "yes", "both_legs_walking_only": "no"})
    words = page.content.decode()
    assert page.context["verdict"].level == "emergency"
    assert "Call your local emergency number" in words
    for offered in (*PLAN_WORDS, "/check/go-on/", 'href="/read/interventions', "/first-aid/"):
        assert offered not in words
    assert "change my answers" in words


def test_an_emergency_shows_the_number_of_the_chosen_country(client):
    client.post("/settings/country/", {"country": "GB-GBN"})
    words = walk(client, SIMPLE | {"saddle_numb": "yes"}).content.decode()
    assert 'href="tel:999"' in words
    assert "{number}" not in words
    assert "numb or tingling between the legs" in words, "what to say and why name the sign"


def test_fever_is_for_today_and_shows_no_plan(client):
    page = walk(client, SIMPLE | {"fever": "yes"})
    assert page.context["verdict"].level in ("same_day", "emergency")
    for offered in PLAN_WORDS:
        assert offered not in page.content.decode()


def test_thoughts_of_harm_get_a_calm_page_of_their_own_that_is_not_printed(client):
    client.post("/settings/country/", {"country": "US"})
    page = walk(client, SIMPLE | {"self_harm_plan": "yes"})
    words = page.content.decode()
    assert page.context["verdict"].crisis
    assert "988" in words
    assert '<div class="private' in words
    assert "Leave this page" in words


def test_a_not_sure_about_danger_never_ends_in_a_plan(client):
    page = walk(client, SIMPLE | {"chest_pain": "yes", "breathless": "yes"})
    assert page.context["verdict"].level in ("emergency", "same_day")


def test_a_skipped_danger_list_is_not_read_as_safe(client):
    client.post("/check/start/", {"mode": "full"})
    page = client.get("/check/").context["page"]
    client.post("/check/", {"screen": page.id, "kind": "ticks", "put": list(page.facts), "say": "skip"})
    for _ in range(60):
        response = client.get("/check/")
        if response.status_code == 302:
            break
        client.post("/check/", form_for(response.context["page"], SIMPLE))
    result = client.get("/result/")
    assert result.context["verdict"].level in ("same_day", "emergency")


@pytest.mark.parametrize("broken", ["screen", "classify", "make_plan"])
def test_an_error_while_deciding_shows_urgent_help_and_never_a_plan(client, monkeypatch, broken):
    walk(client, SIMPLE)

    def fail(*args, **kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr(view, broken, fail)
    client.raise_request_exception = False
    response = client.get("/result/")
    words = response.content.decode()
    assert response.status_code == 500
    assert "treat it as urgent" in words
    assert "/call/" in words
    for offered in PLAN_WORDS:
        assert offered not in words


def test_changing_an_answer_changes_the_result(client):
    walk(client, SIMPLE | {"saddle_numb": "yes"})
    assert "Get help now" in client.get("/result/").content.decode()
    form = {"screen": "danger_nerves", "kind": "single", "put": "saddle_numb", "say": "no"}
    client.post("/check/", form)
    assert client.get("/result/").headers["Location"] == "/check/"


def test_the_list_of_answers_shows_each_and_hides_private_ones_from_print(client):
    assert "Nothing here yet" in client.get("/check/answers/").content.decode()
    walk(client, SIMPLE | {"unsafe_at_home": "yes"}, until="about_you")
    words = client.get("/check/answers/").content.decode()
    assert 'class="private"' in words
    assert "/check/danger_nerves/" in words


def test_without_a_country_an_emergency_asks_where_you_are_and_comes_back(client):
    words = walk(client, SIMPLE | {"saddle_numb": "yes"}).content.decode()
    assert "Where are you?" in words
    assert client.post("/settings/country/", {"country": "US", "then": "result"}).headers["Location"] == "/result/"
    words = client.get("/result/").content.decode()
    assert 'href="tel:911"' in words
    assert "Where are you?" not in words


@pytest.mark.parametrize("sign", ["saddle_numb", "fever", "legs_not_obey"])
def test_what_to_say_names_the_persons_own_sign_and_leaves_no_gap(client, sign):
    page = walk(client, SIMPLE | {sign: "yes"})
    for advice in (page.context["verdict"].first, *page.context["verdict"].further):
        assert "(say what you ticked)" not in advice.say
        assert "this sign: ..." not in advice.say


def test_a_private_sign_is_not_printed_with_what_to_say():
    """`.private` is off every print; the sentence to say names the sign, so it is private with it."""
    for name in ("emergency", "same_day", "plan"):
        text = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        assert "{% if verdict.private %} private{% endif %}" in text


def test_a_plan_is_offered_as_soon_as_danger_is_decided(client):
    walk(client, SIMPLE, until="at_hand")
    page = client.get("/check/")
    assert page.context["page"].has_result
    assert "See my plan now" in page.content.decode()
    plan = client.get("/result/")
    assert plan.status_code == 200
    assert "Answer a few more" in plan.content.decode()


def test_somebody_who_is_sure_of_nothing_gets_a_way_out_that_is_never_a_plan(client):
    client.post("/check/start/", {"mode": "spasm"})
    assert client.get("/result/so-far/").headers["Location"] == "/check/"
    for _ in range(30):
        response = client.get("/check/")
        page = response.context["page"]
        if page.enough:
            break
        form = {"screen": page.id, "kind": page.kind, "put": list(page.facts)}
        form |= {"say": "unsure"} if page.kind == "ticks" else {"say": "not_sure"}
        client.post("/check/", form | ({"again": "1"} if page.again else {}))
    assert "I cannot answer more" in response.content.decode()
    words = client.get("/result/so-far/").content.decode()
    assert "Some danger questions are still open" in words
    assert "/check/" in words
    for offered in PLAN_WORDS:
        assert offered not in words


def test_progress_only_moves_forward_and_ends_in_one_count(client):
    client.post("/check/start/", {"mode": "full"})
    seen, offered = [], []
    for _ in range(60):
        response = client.get("/check/")
        if response.status_code == 302:
            break
        page = response.context["page"]
        seen.append(page.progress)
        offered.append((page.has_result, page.progress.startswith("To fit your plan")))
        client.post("/check/", form_for(page, SIMPLE))
    numbers = [int(words.split(", ")[1].split(" of")[0]) for words in seen if " of about " in words]
    assert numbers == list(range(1, len(numbers) + 1))
    left = [int(words.split("about ")[1].split(" ")[0]) for words in seen if words.endswith(" left")]
    assert left == sorted(left, reverse=True)
    assert all(has_result == fits_plan for has_result, fits_plan in offered), "no plan while danger is open"
