"""`/cds-services`: off unless turned on, open to named origins alone, and never near the person's own record."""

import json

import pytest
from django.test import Client

from tests.cds.calls import BACK_PAIN, condition, medicine, order, sample, view
from tests.cds.specification import check_cards
from unspasm.record.models import Person

VIEW = "/cds-services/back-pain-patient-view"
EHR = "https://ehr.example.org"


@pytest.fixture
def clinic(settings, client):
    """A client of an installation in which the service is on."""
    settings.CDS, settings.CDS_ORIGINS = True, frozenset({EHR})
    return client


def post(client, path, body, **more):
    body = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(path, body, content_type="application/json", **more)


def test_it_is_off_by_default(client):
    for response in (
        client.get("/cds-services"),
        post(client, VIEW, view(BACK_PAIN)),
        client.get("/cds-services/openapi.json"),
    ):
        assert response.status_code == 404
        assert "unspasm serve --cds" in response.json()["error"]


def test_the_phone_never_reaches_it():
    from unspasm.config.phone import settings as phone

    assert (False, frozenset()) == (phone.CDS, phone.CDS_ORIGINS)


def test_discovery_names_each_service_with_what_it_wants(clinic):
    services = clinic.get("/cds-services").json()["services"]
    assert {service["hook"] for service in services} == {"patient-view", "order-select", "order-sign"}
    for service in services:
        assert set(service) == {"hook", "title", "description", "id", "prefetch"}
        assert service["prefetch"]["conditions"] == "Condition?patient={{context.patientId}}"
        assert all(value and "{{context." in value for value in service["prefetch"].values())


def test_cards_come_back(clinic):
    response = post(clinic, VIEW, view(BACK_PAIN))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    check_cards(response.json())
    assert len(response.json()["cards"]) == 3


def test_nothing_is_read_or_kept(clinic, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = post(clinic, VIEW, view(BACK_PAIN))
        post(
            clinic,
            f"{VIEW}/feedback",
            {"feedback": [{"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-01-01T00:00:00Z"}]},
        )
    assert not response.cookies
    assert "sessionid" not in str(response.headers)
    assert not Person.objects.exists()


@pytest.mark.parametrize("body", ["", "{", '{"a": 1}}', "nonsense", b"\xff\xfe", "\0", '{"a": NaN}', '{"a": Infinity}', '{"a": 1, "a": 2}', "9" * 5_000, "[" * 100_000, '{"a":' * 50_000])  # fmt: skip
def test_what_is_not_json_is_400_in_one_sentence(clinic, body):
    response = post(clinic, VIEW, body)
    assert response.status_code == 400
    assert 0 < len(response.json()["error"]) < 300


def test_the_malformed_request_of_others_is_400(clinic):
    from pathlib import Path

    body = (Path(__file__).parents[1] / "cds/requests/malformed_extra_brace.json").read_bytes()
    response = post(clinic, "/cds-services/back-pain-order-select", body)
    assert response.status_code == 400
    assert "not valid JSON" in response.json()["error"]


def test_refusals_keep_their_status(clinic):
    call = view(BACK_PAIN)
    assert post(clinic, "/cds-services/none", call).status_code == 404
    assert post(clinic, VIEW, call | {"hook": "order-sign"}).status_code == 400
    assert post(clinic, VIEW, {k: v for k, v in call.items() if k != "prefetch"}).status_code == 412
    assert clinic.get(VIEW).status_code == 405
    assert clinic.delete("/cds-services").status_code == 405
    old = order(medicine("Ibuprofen", id="d"), condition("x", clinicalStatus="active"))
    response = post(clinic, "/cds-services/back-pain-order-select", old)
    assert response.status_code == 400
    assert "STU3" in response.json()["error"]


def test_a_large_body_is_413_before_it_is_read(clinic):
    call = json.dumps(view(BACK_PAIN))
    assert post(clinic, VIEW, call + " " * (3 * 1024 * 1024)).status_code == 200
    response = post(clinic, VIEW, call + " " * (4 * 1024 * 1024))
    assert response.status_code == 413
    lied = post(clinic, VIEW, call, headers={"content-length": "100000000"})
    assert lied.status_code == 413


def test_a_fault_is_said_to_be_no_all_clear(clinic, monkeypatch, caplog):
    from unspasm.web import clinic as service

    def fail(*args, **kwargs):
        raise RuntimeError("Low back pain of Mrs Example")

    monkeypatch.setattr(service, "answer", fail)
    response = post(clinic, VIEW, view(BACK_PAIN))
    assert response.status_code == 500
    assert response.json() == {"error": "We could not answer. That is no all-clear."}


# --- who may call ------------------------------------------------------------------------------------------------------


def test_a_page_of_a_named_origin_may_call_and_no_other(clinic):
    welcome = post(clinic, VIEW, view(BACK_PAIN), headers={"origin": EHR})
    assert welcome.status_code == 200
    assert welcome["Access-Control-Allow-Origin"] == EHR
    assert "Access-Control-Allow-Credentials" not in welcome
    for origin in ("https://evil.example", "null", f"{EHR}.evil.example", EHR.upper(), "http://ehr.example.org"):
        refused = post(clinic, VIEW, view(BACK_PAIN), headers={"origin": origin})
        assert refused.status_code == 403
        assert "Access-Control-Allow-Origin" not in refused


def test_the_browser_may_ask_first(clinic):
    asked = clinic.options(VIEW, headers={"origin": EHR, "access-control-request-method": "POST"})
    assert asked.status_code == 204
    assert (
        asked["Access-Control-Allow-Headers"] == "Content-Type, Authorization"
    )  # clients send a token; it is not read
    assert clinic.options(VIEW, headers={"origin": "https://evil.example"}).status_code == 403


def test_a_named_origin_opens_nothing_else(clinic):
    for path in ("/", "/api/v1/facts", "/cds-services-of-others"):
        response = clinic.get(path, headers={"origin": EHR})
        assert response.status_code == 403
        assert "Access-Control-Allow-Origin" not in response


def test_a_foreign_host_is_refused(clinic):
    assert post(clinic, VIEW, view(BACK_PAIN), headers={"host": "evil.example", "origin": EHR}).status_code == 400
    assert clinic.options(VIEW, headers={"host": "evil.example", "origin": EHR}).status_code == 400


def test_it_needs_no_token_of_a_form_for_it_reads_no_cookie(settings):
    settings.CDS = True
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert post(strict, VIEW, view(BACK_PAIN)).status_code == 200


def test_feedback_is_taken_and_dropped(clinic):
    row = {
        "card": "x",
        "outcome": "overridden",
        "outcomeTimestamp": "2026-01-01T00:00:00Z",
        "overrideReason": {"userComment": "no"},
    }
    assert post(clinic, f"{VIEW}/feedback", {"feedback": [row]}).json() == {"stored": False}
    assert post(clinic, f"{VIEW}/feedback", {"feedback": []}).status_code == 400
    assert post(clinic, "/cds-services/none/feedback", {"feedback": [row]}).status_code == 404


def test_the_description_declares_every_refusal(clinic):
    described = clinic.get("/cds-services/openapi.json").json()["paths"]
    assert set(described["/cds-services/{service_id}"]["post"]["responses"]) == {"200", "400", "404", "412", "413"}
    assert set(described["/cds-services/{service_id}/feedback"]["post"]["responses"]) == {"200", "400", "404", "413"}


def test_every_request_of_others_is_answered(clinic):
    from tests.cds.calls import REQUESTS

    for path in REQUESTS:
        call = sample(path)
        response = post(clinic, f"/cds-services/back-pain-{call['hook']}", path.read_bytes())
        assert response.status_code == 200
        check_cards(response.json())
