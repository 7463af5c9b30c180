"""Call for help: the numbers of the chosen country."""

import re
from datetime import timedelta

import pytest

from unspasm.care.calling import calling, countries
from unspasm.knowledge import load_knowledge

TABLE = load_knowledge().tables["phone_numbers"]


def test_without_a_country_it_shows_words_and_no_number(client):
    page = client.get("/call/", headers={"accept-language": "en-GB"}).content.decode()
    assert "Call your local emergency number" in page
    assert not re.findall(r'href="tel:', page)


@pytest.mark.parametrize("country", [key for key, _ in countries(load_knowledge())])
def test_shows_the_number_of_each_country_as_a_link_that_dials(client, country):
    client.post("/settings/country/", {"country": country, "then": "call"})
    page = client.get("/call/").content.decode()
    row = next(row for row in TABLE["country"] if row["id"] == country)
    assert f'href="tel:{row["emergency"]}"' in page


def test_a_number_that_is_not_to_be_shown_is_not_shown():
    for row in TABLE["country"]:
        shown = {n.shown for g in calling(row["id"], load_knowledge(), TABLE["checked_on"]).groups for n in g.numbers}
        hidden = {n["number"] for n in row.get("number", ()) if not n["show"]}
        assert not shown & hidden


def test_an_old_number_asks_to_be_checked():
    last_day = TABLE["checked_on"] + timedelta(days=TABLE["expires_after_days"])
    assert calling("US", load_knowledge(), last_day).old == ""
    assert calling("US", load_knowledge(), last_day + timedelta(days=1)).old == TABLE["expired_words"]


@pytest.mark.parametrize("country", ["", "other", "XX", "us", "911"])
def test_an_unknown_country_never_falls_back_to_a_number(country):
    found = calling(country, load_knowledge(), TABLE["checked_on"])
    assert (found.dial, found.groups, found.emergency) == ("", (), "your local emergency number")
