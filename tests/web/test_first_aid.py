"""First aid: before every question, safe for everyone."""

from unspasm.knowledge import load_knowledge


def test_shows_the_steps_of_the_knowledge_base_and_the_way_on(client):
    page = client.get("/first-aid/").content.decode()
    for step in load_knowledge().tables["first_aid"]["step"]:
        assert step["title"] in page
    assert "Go on to the danger questions" in page


def test_counts_the_breath_in_words_for_those_who_want_no_motion(client):
    assert "In, 2, 3, 4, 5. Out, 2, 3, 4, 5, 6." in client.get("/first-aid/").content.decode()


def test_names_no_number_until_a_country_is_chosen(client):
    page = client.get("/first-aid/", headers={"accept-language": "en-US"}).content.decode()
    assert "your local emergency number" in page
    assert "911" not in page
    assert "{number}" not in page
