"""Whatever is posted, the pages answer: saved, refused in words, or not found. Never a fault."""

from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unspasm.knowledge import load_knowledge
from unspasm.record.models import Person
from unspasm.web.urls import urlpatterns

KNOWLEDGE = load_knowledge()
ODD = st.sampled_from(["", "\0", "yes", "no", "none", "go", "unsure", "skip", "skipped", "not_sure", "-1", "5", "40", "9" * 50, "<b>", "'; --", "x" * 10_000])  # fmt: skip
FACTS = sorted(KNOWLEDGE.facts)


@st.composite
def forms(draw):
    screen = draw(st.sampled_from(KNOWLEDGE.screens))
    put = draw(st.lists(st.sampled_from([*screen.facts, draw(st.sampled_from(FACTS)), "x"]), max_size=8))
    form = {"screen": draw(st.sampled_from([screen.id, "", "x"])), "put": put, "say": draw(ODD)}
    form["kind"] = draw(st.sampled_from([screen.kind, "ticks", "single", "fields", "body_map", ""]))
    form["tick"] = draw(st.lists(st.sampled_from([*screen.facts, "x"]), max_size=4))
    form["again"] = draw(ODD)
    for fact in screen.facts:
        form[fact] = draw(st.one_of(ODD, st.sampled_from(KNOWLEDGE.facts[fact].option_ids or ("3",)).map(str)))
        form[f"{fact}.instead"] = draw(ODD)
    return form


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=forms())
def test_no_form_is_a_fault(client, form):
    assert client.post("/check/", form).status_code in (302, 404, 422)
    assert client.get("/check/").status_code in (200, 302)
    assert client.get("/result/").status_code in (200, 302)
    assert client.get("/check/answers/").status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(["/check/start/", "/check/go-on/", "/settings/country/", "/settings/theme/", "/read/find/", "/settings/delete/", "/check/question/age/", "/check/where/"]),
    form=st.dictionaries(st.sampled_from(["mode", "country", "theme", "then", "q", "sure", "screen", "kind", "put", "say"]), ODD, max_size=6),
)  # fmt: skip
def test_no_other_form_is_a_fault(client, address, form):
    assert client.post(address, form).status_code in (200, 302, 404, 422)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("address", ["/check/", "/settings/country/", "/read/find/"])
def test_a_body_that_is_no_form_is_not_a_fault(client, address):
    for body, kind in ((b"\xff\xfe", "application/octet-stream"), (b"{", "application/json"), (b"--x", "multipart/form-data; boundary=x"), (b"a" * 300_000, "application/x-www-form-urlencoded")):  # fmt: skip
        assert client.generic("POST", address, body, content_type=kind).status_code in (200, 302, 400, 404, 422)


@pytest.mark.parametrize(
    "address", ["/check/", "/check/start/", "/settings/delete/", "/settings/country/", "/read/find/"]
)
def test_an_old_or_foreign_token_is_refused_and_nothing_changes(strict_client, address):
    strict_client.cookies["csrftoken"] = "x" * 32
    response = strict_client.post(address, {"csrfmiddlewaretoken": "y" * 64, "sure": "yes", "mode": "full"})
    assert response.status_code == 403
    assert "Please send it once more" in response.content.decode()
    assert not Person.objects.exists()


def test_a_thousand_fields_are_refused(client):
    assert client.post("/check/", {f"f{n}": "x" for n in range(1000)}).status_code == 400


MADE_UP = {
    "thread": uuid4(),
    "key": uuid4(),
    "item": "heat",
    "medicine": "ibuprofen",
    "on": "2026-01-31",
    "kind": "topics",
}


def test_an_address_opened_by_itself_is_never_an_empty_page(client):
    """As by a reload, or by a tab that comes back: what only takes a form says so, and where to go on."""
    refused = 0
    for pattern in urlpatterns:
        values = {key: MADE_UP.get(key, "heat") for key in pattern.pattern.converters}
        answer = client.get(reverse(pattern.name, kwargs=values), headers={"accept": "text/html,*/*"})
        if answer.status_code == 405:
            refused += 1
            words = answer.content.decode()
            assert 'href="/today/"' in words, pattern.name
            assert "Call for help" in words, pattern.name
            assert "POST" in answer["Allow"], pattern.name
        else:
            assert answer.status_code in (302, 404) or b"".join(answer), pattern.name
    assert refused > 20
