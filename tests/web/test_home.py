"""The front page."""

import re

import pytest

from tests.web.walking import SIMPLE, walk
from unspasm.record.models import Check, Person


def test_has_three_doors_and_the_help_button(client):
    page = client.get("/").content.decode()
    for words in ("My back is in spasm now", "Check my back", "Just read", "Call for help"):
        assert words in page


def test_weighs_under_100_kb_with_all_it_loads(client):
    response = client.get("/")
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', response.content.decode())
    assert len(names) >= 4
    whole = len(response.content) + sum(len(client.get(name).read) for name in names)
    assert whole < 100_000


def test_looking_at_it_writes_nothing(client):
    for address in ("/", "/first-aid/", "/check/", "/check/answers/", "/result/", "/call/", "/settings/", "/read/"):
        client.get(address)
    assert not Person.objects.exists()
    assert not Check.objects.exists()


def test_offers_to_go_on_with_a_check_that_was_begun(client):
    assert "Go on with your check" not in client.get("/").content.decode()
    walk(client, SIMPLE, until="danger_chest")
    assert "Go on with your check" in client.get("/").content.decode()


def test_offers_the_result_of_a_check_that_was_ended(client):
    walk(client, SIMPLE)
    assert "Back to your result" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [({"saddle_numb": "yes"}, "Get help now"), ({"fever": "yes"}, "Speak to a doctor or nurse line today")],
)
def test_what_the_last_check_found_urgent_stands_before_the_doors(client, told, words):
    walk(client, SIMPLE | told)
    page = client.get("/").content.decode()
    assert 'href="/result/"' in page
    assert -1 < page.find(words) < page.find("My back is in spasm now")
    assert "Back to your result" not in page


def test_starting_again_begins_with_no_answers(client):
    walk(client, SIMPLE, until="danger_chest")
    client.post("/check/start/", {"mode": "full"})
    assert client.get("/check/").context["page"].id == "danger_nerves"
    assert Check.objects.count() == 2, "what was told before stays in the record"


def test_start_takes_only_posts_and_treats_an_unknown_mode_as_the_full_check(client):
    assert client.get("/check/start/").status_code == 405
    client.post("/check/start/", {"mode": "quick\0"})
    assert Check.objects.get().mode == "full"


AREAS = ("/today/", "/diary/", "/sessions/", "/medicines/", "/drinks/")


@pytest.mark.parametrize("page", ["/", *AREAS, "/settings/", "/about/", "/read/", "/diary/add/"])
def test_from_any_calm_page_each_part_is_one_tap_away(client, page):
    content = client.get(page).content.decode()
    assert [area for area in AREAS if f'href="{area}"' not in content] == []
