"""Country, theme, and deleting everything."""

import pytest

from tests.web.walking import SIMPLE, walk
from unspasm.record.models import AnswerEvent, Check, Person, Setting
from unspasm.record.queries import settings_of_local_person


def test_the_theme_is_written_into_the_page(client):
    assert "data-theme" not in client.get("/settings/").content.decode()
    client.post("/settings/theme/", {"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in client.get("/").content.decode()


@pytest.mark.parametrize("theme", ["neon", '"><script>', "", "\0"])
def test_an_unknown_theme_changes_nothing(client, theme):
    client.post("/settings/theme/", {"theme": "dark"})
    client.post("/settings/theme/", {"theme": theme})
    assert settings_of_local_person()["theme"] == ("dark" if theme else "")


@pytest.mark.parametrize("country", ["XX", "other", "\0", "9" * 10_000])
def test_an_unknown_country_is_kept_as_none(client, country):
    client.post("/settings/country/", {"country": country})
    assert settings_of_local_person()["country"] == ""


def test_leads_back_only_to_pages_of_ours(client):
    response = client.post("/settings/country/", {"country": "US", "then": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/settings/"


def test_deleting_needs_the_tick(client):
    walk(client, SIMPLE, until="danger_chest")
    response = client.post("/settings/delete/")
    assert response.status_code == 422
    assert AnswerEvent.objects.exists()


def test_deleting_leaves_nothing(client):
    walk(client, SIMPLE)
    client.post("/settings/country/", {"country": "US"})
    response = client.post("/settings/delete/", {"sure": "yes"}, follow=True)
    assert "Everything is deleted" in response.content.decode()
    for table in (Person, Check, AnswerEvent, Setting):
        assert not table.objects.exists()


@pytest.mark.parametrize("address", ["/settings/country/", "/settings/theme/", "/settings/delete/"])
def test_choices_are_posted_and_guarded(client, strict_client, address):
    assert client.get(address).status_code == 405
    assert strict_client.post(address, {"sure": "yes"}).status_code == 403
