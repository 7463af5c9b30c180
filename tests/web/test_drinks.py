"""The drinks log: one tap, a line for reference where it does no harm, and a way to help when much was too much."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oracle.agree_doses import healthy
from tests.web.test_medicines import words
from unspasm.record.actions import log_event, save_answers, start_check
from unspasm.record.models import AnswerEvent
from unspasm.record.queries import entries, local_person


def told(**changes):
    check = start_check(mode="full", now=timezone.now())
    save_answers(check=check, screen="about_you", answers=healthy(**changes), asked_again=False, now=timezone.now())


def add(client, ml="250", what="water", **more):
    return client.post("/drinks/add/", {"what": what, "ml": ml, "key": str(uuid.uuid4()), "zone": "UTC", **more}, follow=True)  # fmt: skip


def drank(ml, ago=timedelta(0)):
    now = timezone.now()
    log_event(
        kind="drink", data={"what": "water", "ml": ml}, key=uuid.uuid4(), happened_at=now - ago, zone="UTC", now=now
    )


def drinks():
    return entries(local_person(), {"drink"})


def test_one_tap_is_one_drink(client):
    told()
    page = add(client)
    assert [(entry.data.what, entry.data.ml) for entry in drinks()] == [("water", 250)]
    assert "Water, 250 ml" in words(page)
    assert "Undo" in words(page)


def test_a_doubled_tap_is_one_drink(client):
    form = {"what": "water", "ml": "250", "key": str(uuid.uuid4()), "zone": "UTC"}
    for _ in range(2):
        assert client.post("/drinks/add/", form).status_code == 303
    assert len(drinks()) == 1


@pytest.mark.parametrize("ml", ["", "0", "-5", "3001", "1e3", "250 ml", "2.5", "٢٥٠", "9" * 50, "\x00"])
def test_an_amount_that_cannot_be_is_refused_in_a_sentence(client, ml):
    page = add(client, ml=ml)
    assert page.status_code == 422
    assert "Give a whole number of millilitres" in words(page)
    assert drinks() == []


def test_a_drink_that_is_not_on_the_page_is_not_there(client):
    assert add(client, what="wine").status_code == 404


def test_a_time_to_come_is_refused(client):
    page = add(client, at="2031-01-01T08:00")
    assert page.status_code == 422
    assert "still to come" in words(page)


def test_the_line_of_this_person(client):
    told(sex="female")
    said = words(client.get("/drinks/"))
    assert "about 1.6 litres" in said
    assert "It is a line, not a goal" in said


@pytest.mark.parametrize("changes", [{"fluid_restriction": "yes"}, {"kidney_disease": "severe"}, {"age": 15}])
def test_who_must_not_be_pushed_sees_no_line(client, changes):
    told(**changes)
    drank(500)
    page = client.get("/drinks/")
    said = words(page)
    assert "The line:" not in said
    assert not re.search(r"\d litres of drinks a day", said)
    assert "500 ml" in said, "the amount itself is kept"
    if "age" not in changes:
        assert "Drink when you are thirsty" not in said
    assert 'class="line"' not in page.content.decode()


def test_nobody_is_pushed_before_the_questions(client):
    said = words(client.get("/drinks/"))
    assert "The line:" not in said
    assert "Answer a few questions" in said


def test_the_questions_lead_to_a_line(client):
    for _ in range(40):
        response = client.get("/drinks/questions/")
        if response.status_code == 302:
            break
        page = response.context["page"]
        answers = {"screen": page.id, "kind": page.kind, "put": list(page.facts), "say": "none"}
        if page.kind == "fields":
            answers["say"] = "go"
            answers |= {q.id: "40" if q.id == "age" else next((c.value for c in q.choices if c.value != "yes"), "1") for q in page.questions}  # fmt: skip
        assert client.post("/drinks/questions/", answers).status_code == 302
    assert AnswerEvent.objects.filter(fact="fluid_restriction").exists()
    assert "The line:" in words(client.get("/drinks/"))


def test_above_the_ceiling_nothing_is_praised(client):
    told()
    for hours in (2, 8, 9, 10):
        drank(1000, timedelta(hours=hours))
    said = words(client.get("/drinks/"))
    assert "That is more than most people need" in said
    assert not re.search(r"well done|great|good job|reached|goal reached|congrat", said, re.I)
    assert "Drink when you are thirsty" not in said


def test_too_fast(client):
    told()
    drank(600)
    drank(500, timedelta(minutes=20))
    assert "Stop drinking for now" in words(client.get("/drinks/"))


def test_ill_after_a_lot_of_drink_leads_to_the_danger_check(client):
    told()
    page = client.get("/drinks/")
    assert "Ill after a lot of drink?" in words(page)
    drank(1500, timedelta(hours=1, minutes=1))
    drank(1500, timedelta(hours=3))
    page = client.get("/drinks/")
    assert "You drank a lot. Do you feel ill?" in words(page)
    assert re.search(r'<section[^>]*role="alert"[^>]*>.*action="/check/start/"', page.content.decode(), re.S)


def test_the_claim_that_drinking_stops_a_spasm_is_not_supported(client):
    said = words(client.get("/drinks/"))
    assert "Drinking does not stop a spasm" in said
    assert "Not supported" in said


@pytest.mark.parametrize(("changes", "sentence"), [({"high_blood_pressure": "yes"}, "Salt drinks raise blood pressure"), ({"diabetes": "yes"}, "hold sugar")])  # fmt: skip
def test_salt_drinks_carry_their_caution(client, changes, sentence):
    told(**changes)
    assert sentence in words(client.get("/drinks/"))


def test_taken_back_and_brought_back(client):
    told()
    drank(250)
    (entry,) = drinks()
    page = client.post(f"/drinks/{entry.thread}/delete/", {"seen": "1", "key": str(uuid.uuid4())}, follow=True)
    assert drinks() == []
    assert "Bring it back" in words(page)


def test_a_drink_that_changed_elsewhere_is_left(client):
    drank(250)
    (entry,) = drinks()
    page = client.post(f"/drinks/{entry.thread}/delete/", {"seen": "7", "key": str(uuid.uuid4())}, follow=True)
    assert len(drinks()) == 1
    assert "left as it is" in words(page)


def test_what_is_not_there(client):
    assert client.post(f"/drinks/{uuid.uuid4()}/delete/", {"seen": "1"}).status_code == 404
    drank(250)
    (entry,) = drinks()
    assert client.post(f"/drinks/{entry.thread}/delete/", {"seen": "x"}).status_code == 404
    assert client.get(f"/drinks/{entry.thread}/delete/").status_code == 405


def test_posts_are_guarded(strict_client):
    assert strict_client.post("/drinks/add/", {"what": "water", "ml": "250"}).status_code == 403


def test_above_the_ceiling_the_way_to_help_comes_first_and_no_bar_looks_full(client):
    told()
    drank(2500, ago=timedelta(hours=8))
    drank(1500, ago=timedelta(hours=2))
    page = client.get("/drinks/")
    said, html = words(page), page.content.decode()
    assert said.index("Do you feel ill?") < said.index("I drank")
    assert 'class="full"' not in html
    assert "rehydration drink, only after" not in said, "no drink is spoken for when there was too much"
    assert said.count("Stop drinking. Feeling ill") == 1
