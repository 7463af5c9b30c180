"""`/api/v1`: the two calls, and every way to be refused."""

import json

import pytest

from unspasm.record.models import Person


def post(client, body, content_type="application/json"):
    return client.post("/api/v1/check", body, content_type=content_type)


def test_facts_are_the_dictionary(client):
    facts = client.get("/api/v1/facts").json()
    assert facts["saddle_numb"]["danger"] is True
    assert facts["age"]["min"] >= 0


def test_check_gives_the_contract(client):
    result = post(client, {"saddle_numb": "yes"}).json()
    assert result["disposition"] == "emergency"
    assert result["plan"] is None
    assert result["reasons"][0]["because"] == {"saddle_numb": "yes"}
    assert set(result) == {"disposition", "possible", "decided", "reasons", "ask_next", "profile", "plan", "knowledge_version"}  # fmt: skip


def test_nothing_told_is_undecided_and_has_no_plan(client):
    result = post(client, {}).json()
    assert (result["decided"], result["plan"]) == (False, None)
    assert result["ask_next"]


@pytest.mark.parametrize(
    "body",
    [
        {"no_such_fact": "yes"}, {"age": "forty"}, {"age": 4000}, {"age": -1}, {"age": True}, {"age": 1e400}, {"age": []},
        {"saddle_numb": "perhaps"}, {"saddle_numb": {"a": [1]}}, {"pain_sites": "low_back_left"}, {"pain_sites": [1]},
        {"sex": "male", "pregnant": "yes"}, {"x" * 10_000: "yes"}, {"saddle_numb": "x" * 10_000}, {"a\0": "\0"}, {"\ud800": 1},
    ],
)  # fmt: skip
def test_answers_that_do_not_fit_are_422_with_one_sentence(client, body):
    response = post(client, json.dumps(body))
    assert response.status_code == 422
    assert response.json()["error"]
    assert len(response.json()["error"]) < 1000


@pytest.mark.parametrize("body", ["", "{", "nonsense", "[" * 5000, '{"age": ' + "9" * 5000 + "}", b"\xff\xfe", "\0"])
def test_what_is_not_json_is_400(client, body):
    assert post(client, body).status_code in (400, 422)


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "true"])
def test_what_is_not_a_table_is_422(client, body):
    assert post(client, body).status_code == 422


def test_a_large_body_is_413(client):
    assert post(client, json.dumps({"saddle_numb": "x" * 100_000})).status_code == 413


def test_nothing_is_kept_and_no_cookie_is_set(client):
    response = post(client, {"saddle_numb": "yes"})
    assert not response.cookies
    assert not Person.objects.exists()


def test_the_description_declares_every_refusal(client):
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]["/api/v1/check"]["post"]["responses"]) == {"200", "400", "413", "422"}
    assert client.get("/api/v1/docs").status_code == 404
    assert client.get("/api/v1/check").status_code == 405


def test_a_fault_says_to_treat_it_as_urgent(client, monkeypatch):
    from unspasm.web import api

    def fail(*args):
        raise RuntimeError("planted")

    monkeypatch.setattr(api, "check", fail)
    response = post(client, {"saddle_numb": "yes"})
    assert response.status_code == 500
    assert "urgent" in response.json()["error"]
