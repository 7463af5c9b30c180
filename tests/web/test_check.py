"""The questions: saved screen by screen, changed at will, contradictions refused."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.web.walking import SIMPLE, walk
from unspasm.knowledge import load_knowledge
from unspasm.record.models import AnswerEvent, Check
from unspasm.record.queries import current_check, told_in

NERVES = ["saddle_numb", "bladder_retention", "bladder_leak", "bowel_loss", "both_legs", "leg_weak"]


def ticks(say, *tick, put=NERVES):
    return {"screen": "danger_nerves", "kind": "ticks", "put": put, "tick": list(tick), "say": say}


def answers():
    check = current_check()
    return told_in(check).answers if check else {}


def test_begins_with_the_danger_signs(client):
    page = client.get("/check/").context["page"]
    assert (page.id, page.kind, list(page.facts)) == ("danger_nerves", "ticks", NERVES)
    assert page.progress.startswith("Danger check, 1 of about ")


def test_none_of_these_answers_every_line_and_goes_on(client):
    assert client.post("/check/", ticks("none")).headers["Location"] == "/check/"
    assert answers() == dict.fromkeys(NERVES, "no")
    assert client.get("/check/").context["page"].id == "danger_body"


def test_ticks_are_yes_and_the_other_lines_no(client):
    client.post("/check/", ticks("go", "leg_weak"))
    assert answers() == dict.fromkeys(NERVES, "no") | {"leg_weak": "yes"}


@pytest.mark.parametrize(("say", "rest"), [("unsure", "not_sure"), ("skip", "skipped")])
def test_not_sure_and_skip_keep_what_was_ticked(client, say, rest):
    client.post("/check/", ticks(say, "leg_weak"))
    assert answers() == dict.fromkeys(NERVES, rest) | {"leg_weak": "yes"}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (ticks("none", "leg_weak"), "Keep one of the two"),
        (ticks("go"), "Tick what fits"),
        (ticks("maybe"), "Tick what fits"),
        ({k: v for k, v in ticks("none").items() if k != "say"}, "Tick what fits"),
    ],
)
def test_a_contradiction_or_an_empty_form_is_refused_and_nothing_is_saved(client, form, words):
    response = client.post("/check/", form)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("fact", [fact.id for fact in load_knowledge().facts.values() if fact.type == "many_of"])
def test_an_empty_form_is_answered_with_choices_that_stand_on_the_page(client, fact):
    walk(client, SIMPLE, until="danger_chest")
    address = f"/check/question/{fact}/"
    page = client.get(address).context["page"]
    form = {"screen": page.id, "kind": page.kind, "put": list(page.facts), "say": "go"}
    words = html.unescape(client.post(address, form).content.decode())
    error, _, below = words.partition('class="wrong">')[2].partition("</p>")
    assert error
    assert "skip" not in error or "Skip" in below
    assert [choice for choice in re.findall(r'"(.+?)"', error) if choice not in below] == []


def test_a_refused_screen_keeps_its_ticks(client):
    page = client.post("/check/", ticks("none", "leg_weak")).context["page"]
    assert [question.id for question in page.questions if question.value == "yes"] == ["leg_weak"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        ticks("none") | {"screen": "no_such_screen"},
        ticks("none") | {"kind": "no_such_kind"},
        ticks("none") | {"kind": "single"},
        ticks("none", put=[]),
        ticks("none", put=["no_such_fact"]),
        ticks("none", put=["age"]),
        ticks("none") | {"screen": "about_you", "put": ["age"]},
    ],
)
def test_a_form_that_is_not_ours_is_refused(client, form):
    assert client.post("/check/", form).status_code == 404
    assert not AnswerEvent.objects.exists()


def test_only_facts_that_were_put_are_answered(client):
    client.post("/check/", ticks("none", put=["saddle_numb", "age", "nonsense"]))
    assert answers() == {"saddle_numb": "no"}


def test_a_form_without_the_token_is_refused_calmly(strict_client):
    response = strict_client.post("/check/", ticks("none"))
    assert response.status_code == 403
    assert "Please send it once more" in response.content.decode()
    assert "/call/" in response.content.decode()


def test_not_sure_is_asked_once_more_in_plainer_words(client):
    form = ticks("none")
    client.post("/check/", form)
    client.post("/check/", {"screen": "danger_nerves", "kind": "single", "put": "saddle_numb", "say": "not_sure"})
    page = client.get("/check/").context["page"]
    assert (page.again, page.kind, page.facts) == (True, "single", ("saddle_numb",))
    assert "in other words" in page.progress
    again = {"screen": page.id, "kind": "single", "put": "saddle_numb", "again": "1", "say": "not_sure"}
    client.post("/check/", again)
    assert client.get("/check/").context["page"].again is False, "it is put once more, not for ever"


def test_changing_an_answer_keeps_the_history(client):
    client.post("/check/", ticks("none"))
    page = client.get("/check/danger_nerves/").context["page"]
    assert {question.value for question in page.questions} == {"no"}
    client.post("/check/", ticks("go", "leg_weak"))
    assert answers()["leg_weak"] == "yes"
    assert [e.value for e in AnswerEvent.objects.filter(fact="leg_weak")] == ["no", "yes"]


def test_back_leads_to_the_screen_before(client):
    walk(client, SIMPLE, until="danger_chest")
    assert client.get("/check/").context["page"].back == "/check/danger_body/"
    assert client.get("/check/danger_body/").context["page"].back == "/check/danger_nerves/"
    assert client.get("/check/danger_nerves/").context["page"].back == "/"


def test_a_reload_loses_nothing(client):
    walk(client, SIMPLE, until="danger_chest")
    first = client.get("/check/").content
    second = client.get("/check/").content
    assert client.get("/check/").context["page"].id == "danger_chest"
    assert len(first) == len(second)


def about_you(**fields):
    return {"screen": "about_you", "kind": "fields", "put": ["age", "sex", "pain_days"], "say": "go", **fields}


@pytest.mark.parametrize("age", ["", "-1", "400", "4o", "1e3", "40.5", "９", "9" * 10_000, "\0"])
def test_a_number_out_of_range_is_refused_in_words(client, age):
    response = client.post("/check/", about_you(age=age, sex="male", pain_days="1"))
    assert response.status_code == 422
    assert response.context["page"].wrong[0].id == "age"
    assert not AnswerEvent.objects.exists()


def test_each_field_can_be_left_unsaid(client):
    form = {"age.instead": "skipped", "sex": "skipped", "pain_days.instead": "not_sure"}
    assert client.post("/check/", about_you(**form)).status_code == 302
    assert answers() == {"age": "skipped", "sex": "skipped", "pain_days": "not_sure"}


def test_skip_takes_what_was_given_and_skips_the_rest(client):
    client.post("/check/", about_you(age="40") | {"say": "skip"})
    assert answers() == {"age": 40, "sex": "skipped", "pain_days": "skipped"}


def test_an_answer_beside_rather_not_say_is_a_contradiction(client):
    response = client.post(
        "/check/", about_you(**{"age": "40", "age.instead": "skipped", "sex": "male", "pain_days": "1"})
    )
    assert response.status_code == 422


def test_answers_that_cannot_both_be_true_are_refused_with_the_reason(client):
    client.post("/check/", about_you(age="40", sex="male", pain_days="1"))
    form = {"screen": "pregnancy", "kind": "single", "put": "pregnant", "say": "yes"}
    response = client.post("/check/", form)
    assert response.status_code == 422
    assert "Which one is right?" in response.content.decode()
    assert "pregnant" not in answers()


def test_the_body_map_has_a_real_tick_box_for_each_place(client):
    page = walk(client, SIMPLE, until="where")
    words = page.content.decode()
    for place in ("low_back_left", "neck_middle", "flank_right"):
        assert f'id="pain_sites-{place}"' in words
        assert f'for="pain_sites-{place}"' in words
    place = {"screen": "where", "kind": "body_map", "put": "pain_sites", "say": "go"}
    assert client.post("/check/", place).status_code == 422
    assert client.post("/check/", place | {"pain_sites": ["the moon"]}).status_code == 422
    assert client.post("/check/", place | {"pain_sites": ["low_back_left", "neck_left"]}).status_code == 302
    assert answers()["pain_sites"] == ["neck_left", "low_back_left"]


def test_one_question_can_be_answered_by_itself(client):
    assert client.get("/check/question/saddle_numb/").context["page"].kind == "single"
    assert client.get("/check/question/age/").context["page"].kind == "fields"
    assert client.get("/check/question/pain_sites/").context["page"].kind == "body_map"
    assert client.get("/check/question/nonsense/").status_code == 404
    assert client.get("/check/nonsense/").status_code == 404


def test_old_answers_are_not_built_on(client):
    walk(client, SIMPLE)
    AnswerEvent.objects.update(at=timezone.now() - timedelta(days=3))
    for address in ("/check/", "/result/"):
        page = client.get(address).content.decode()
        assert "Time to check again" in page
        assert "To make the next one rarer" not in page
    before = AnswerEvent.objects.count()
    client.post("/check/", ticks("none"))
    assert AnswerEvent.objects.count() == before


def test_the_short_way_can_be_widened_and_keeps_its_answers(client):
    walk(client, SIMPLE, mode="spasm")
    before = answers()
    client.post("/check/go-on/")
    assert Check.objects.get().mode == "full"
    assert answers() == before


def test_the_body_map_names_the_muscles_of_each_place_as_a_guess(client):
    page = walk(client, SIMPLE, until="where")
    words = page.content.decode()
    there = {place: muscles for place, _, muscles in page.context["page"].lying_there}
    assert "Long muscles beside the low back" in there["low_back_left"]
    assert "never a diagnosis" in words
    for place in there:
        assert f"lie-{place}" in words


def test_a_number_beside_not_sure_is_refused_once_and_the_number_stays(client):
    form = about_you(**{"age": "40", "age.instead": "not_sure", "sex": "male", "pain_days": "1"})
    page = client.post("/check/", form).context["page"]
    (age,) = [question for question in page.questions if question.id == "age"]
    assert (age.value, age.instead) == ("40", ""), "sending it again must not be refused again"


@pytest.mark.parametrize("said", ["not_sure", "skipped"])
def test_a_scale_can_be_left_unsaid_by_the_same_choice(client, said):
    form = {"screen": "how_strong", "kind": "fields", "put": "pain_now", "say": "go", "pain_now": said}
    assert client.post("/check/", form).status_code == 302
    assert answers() == {"pain_now": said}
