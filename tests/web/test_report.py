"""The page for a clinician by the pages: chosen, looked at, saved, and every way it refuses."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.web.walking import SIMPLE, walk


def chosen(**more):
    today = timezone.localdate().isoformat()
    return {"first": "2026-01-01", "last": today, "part": ["danger", "pain", "code"], "do": "see", **more}


def test_the_form_has_what_is_usual_ticked(client):
    page = client.get("/hand-over/").content.decode()
    assert 'name="part" value="danger" autocomplete="off" checked' in page
    assert 'name="part" value="notes" autocomplete="off">' in page
    assert 'name="private" value="yes" autocomplete="off">' in page


def test_the_page_is_seen_first_and_stored_nowhere(client):
    walk(client, SIMPLE)
    response = client.post("/hand-over/report/", chosen(name="Alex <b>", message="It hurts"))
    page = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "Alex &lt;b&gt;" in page
    assert "Self-care: the answers ask for no visit" in page
    assert '<input type="hidden" name="message" value="It hurts">' in page
    assert "style=" not in page


def test_it_is_saved_as_pdf_and_as_a_page_that_stands_alone(client):
    walk(client, SIMPLE)
    pdf = client.post("/hand-over/report/", chosen(do="pdf", name="Alex Example"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == "no-store"
    assert "Alex" not in pdf["Content-Disposition"], "the name of a file says nothing about the person"
    assert "Alex Example" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    alone = client.post("/hand-over/report/", chosen(do="html")).content.decode()
    assert "<script" not in alone
    assert "http" not in alone.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_a_private_answer_needs_its_tick(client):
    walk(client, {**SIMPLE, "sexual_change": "yes"})
    assert "sexual feeling" not in client.post("/hand-over/report/", chosen()).content.decode()
    shown = client.post("/hand-over/report/", chosen(private="yes")).content.decode()
    assert "Private answers are in it" in shown
    assert "a change in sexual feeling" in shown


@pytest.mark.parametrize(
    "change",
    [
        {"first": "", "last": ""}, {"first": "x"}, {"first": "2999-01-01"}, {"last": "2020-01-01"},
        {"first": "0001-01-01"}, {"part": []}, {"part": ["odd"]},
    ],
)  # fmt: skip
def test_choices_that_cannot_be_are_said(client, change):
    response = client.post("/hand-over/report/", chosen() | change)
    assert response.status_code == 422
    assert "No page yet" in response.content.decode()


def test_it_is_posted_and_guarded(client, strict_client):
    assert client.get("/hand-over/report/").status_code == 405
    assert strict_client.post("/hand-over/report/", chosen()).status_code == 403
