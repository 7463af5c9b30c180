"""The offline page, the worker and the manifest hold nothing personal."""

from tests.web.walking import SIMPLE, walk
from unspasm.knowledge import load_knowledge


def test_the_page_has_danger_signs_first_aid_positions_and_numbers(client):
    page = client.get("/offline/").content.decode()
    signs = load_knowledge().items["topics"]["danger_signs"].fields["body"]
    for words in (signs[0]["heading"], "Positions of ease", "Emergency numbers", "999", "911"):
        assert words in page
    assert "{number}" not in page


def test_the_page_is_the_same_whatever_was_told_or_chosen(client):
    before = client.get("/offline/").content
    client.post("/settings/country/", {"country": "US"})
    client.post("/settings/theme/", {"theme": "dark"})
    walk(client, SIMPLE, until="danger_chest")
    assert client.get("/offline/").content == before


def test_the_worker_keeps_only_files_of_the_app(client):
    text = client.get("/sw.js").content.decode()
    kept = text.splitlines()[1]
    assert all(name.startswith("/static/") for name in kept.split("'")[1::2])
    assert "/check/" not in text
    assert "/result/" not in text


def test_the_manifest_is_json(client):
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
