"""Everything that can be read."""

import pytest

from unspasm.knowledge import load_knowledge
from unspasm.web.words import KINDS

KNOWLEDGE = load_knowledge()
ITEMS = [(kind, key) for kind, items in KNOWLEDGE.items.items() for key in items if kind in KINDS]


DONE_NOT_READ = {"movements", "sessions"}
"""Kinds with pages of their own: they are played."""


def test_every_kind_of_item_has_a_shelf(client):
    assert set(KNOWLEDGE.items) - DONE_NOT_READ <= set(KINDS)
    page = client.get("/read/").content.decode()
    for kind, items in KNOWLEDGE.items.items():
        if items and kind not in DONE_NOT_READ:
            assert f'href="/read/{kind}/"' in page
            assert client.get(f"/read/{kind}/").status_code == 200


@pytest.mark.parametrize("kind", sorted(set(KNOWLEDGE.items) - DONE_NOT_READ))
def test_every_item_has_a_page_with_its_sources_review_date_and_checker(client, kind):
    for key, item in KNOWLEDGE.items[kind].items():
        response = client.get(f"/read/{kind}/{key}/")
        words = response.content.decode()
        assert response.status_code == 200, key
        assert "Not yet checked by a clinician" in words or item.checked_by in words
        assert "eviewed by" in words or "review was due" in words
        assert len(response.context["page"].papers) == len(item.sources)
        assert "{number}" not in words, key


def test_sources_are_plain_links_that_say_nothing_about_us(client):
    key = next(key for key, source in KNOWLEDGE.sources.items() if source.get("doi"))
    words = client.get(f"/read/sources/{key}/").content.decode()
    assert f'href="https://doi.org/{KNOWLEDGE.sources[key]["doi"]}" rel="noreferrer noopener"' in words
    assert client.get("/read/sources/").status_code == 200


def test_an_overdue_review_is_said(client):
    from datetime import timedelta

    from unspasm.web.presenters.reading import reading_page

    kind, key = ITEMS[0]
    item = KNOWLEDGE.item(kind, key)
    assert reading_page(kind, item, KNOWLEDGE, item.next_review + timedelta(days=1)).overdue
    assert not reading_page(kind, item, KNOWLEDGE, item.next_review).overdue


@pytest.mark.parametrize(
    "address",
    [
        "/read/nonsense/",
        "/read/topics/nonsense/",
        "/read/nonsense/heat/",
        "/read/sources/nonsense/",
        "/read/topics/a%00/",
    ],
)
def test_what_is_not_there_is_a_calm_404(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_search_finds_by_word_and_keeps_the_words_out_of_the_address(client):
    response = client.post("/read/find/", {"q": "heat"})
    assert any(row["address"] == "/read/interventions/heat/" for row in response.context["found"])
    assert client.get("/read/find/?q=heat").headers["Location"] == "/read/"


@pytest.mark.parametrize("words", ["", " ", "zzzzqqq", "\0", "<script>alert(1)</script>", "a" * 10_000, "((("])
def test_search_survives_whatever_is_typed(client, words):
    response = client.post("/read/find/", {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("spasm", "/read/topics/what_is_a_spasm/"),
        ("ice", "/read/claims/"),
        ("BackRack", "/read/interventions/nodule_board/"),
        ("paracetamol", "/read/medicines/paracetamol/"),
        ("danger signs", "/read/topics/danger_signs/"),
    ],
)
def test_plain_words_find_the_page_that_is_about_them_first(client, words, first):
    found = client.post("/read/find/", {"q": words}).context["found"]
    assert found[0]["address"].startswith(first), [row["address"] for row in found[:4]]


def test_a_word_is_not_found_inside_another_word():
    from unspasm.web.presenters.reading import find

    titles = {row["title"] for row in find("ice", KNOWLEDGE)}
    assert "Checked twice and no better" not in titles


def test_a_rule_says_in_words_what_it_asks_when_it_speaks_and_what_we_say():
    from datetime import date

    from unspasm.web.presenters.reading import reading_page

    for key in KNOWLEDGE.rules:
        page = reading_page("rules", KNOWLEDGE.items["rules"][key], KNOWLEDGE, date(2026, 11, 1))
        headings = [part.heading for part in page.parts]
        assert headings[:2] == ["It can point to", "What we ask"]
        assert "What we say then" in headings
        for line in (line for part in page.parts for line in part.lines):
            assert "_" not in line, (key, line)
            assert "{number}" not in line, (key, line)
