"""What the person told us is in no log and no address."""

import logging

import pytest

from tests.web.walking import SIMPLE, walk
from unspasm.web.quiet import PrivateFormatter
from unspasm.web.views import result as view


@pytest.fixture
def lines():
    """Every line as our formatter writes it, from every logger."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(PrivateFormatter().format(record))

    handler = Keep(level=logging.DEBUG)
    names = ["", "django", "django.request", "django.security", "unspasm"]
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield written
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def test_no_answer_reaches_a_log(client, lines, monkeypatch):
    walk(client, SIMPLE)

    def fail(answers, knowledge):
        raise RuntimeError(f"planted with {dict(answers)}")

    monkeypatch.setattr(view, "screen", fail)
    client.raise_request_exception = False
    client.get("/result/")
    client.post("/check/", {"screen": "danger_nerves", "kind": "ticks", "put": "saddle_numb", "say": "secret"})
    client.post("/api/v1/check", '{"saddle_numb": "a secret"}', content_type="application/json")
    client.get("/a-secret-address/")
    text = "\n".join(lines)
    assert "RuntimeError" in text, "the fault itself is logged"
    for told in ("saddle_numb", "low_back_left", "lift", "secret", "planted"):
        assert told not in text


def test_no_answer_is_in_an_address(client):
    client.post("/check/start/", {"mode": "full"})
    response = client.post(
        "/check/",
        {"screen": "danger_nerves", "kind": "ticks", "put": "saddle_numb", "tick": "saddle_numb", "say": "go"},
    )
    assert response.headers["Location"] == "/check/"
    assert client.get("/check/").headers["Location"] == "/result/"
