"""Hand over: what leaves and what is brought in by the pages, and every way they refuse."""

import io
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.handover.people import NOW, make_rows
from tests.web.walking import SIMPLE, walk
from unspasm.handover.archive import write_archive
from unspasm.handover.arrival import LARGEST_FILE
from unspasm.record.models import Event, Person
from unspasm.record.queries import everything, local_person


def file_of(rows, name="unspasm.zip") -> SimpleUploadedFile:
    out = io.BytesIO()
    write_archive(out, rows, now=NOW)
    return SimpleUploadedFile(name, out.getvalue())


def arriving() -> list[Path]:
    return list((Path(settings.DATA_FOLDER) / "arriving").glob("*"))


def test_an_empty_record_has_its_page(client):
    page = client.get("/hand-over/").content.decode()
    assert "Everything, as one file" in page
    assert 'type="file"' in page


def test_everything_leaves_as_one_file_that_nothing_stores(client):
    walk(client, SIMPLE)
    response = client.post("/hand-over/archive/")
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="unspasm-archive-20')
    with ZipFile(io.BytesIO(response.content)) as archive:
        assert '"fact": "trigger"' in archive.read("answers.jsonl").decode()


def test_a_file_is_shown_first_and_added_after(client):
    rows = make_rows(Random(2))
    shown = client.post("/hand-over/bring-in/", {"file": file_of(rows)})
    assert shown.status_code == 200
    assert "Nothing is written yet" in shown.content.decode()
    assert not Person.objects.exists()
    assert len(arriving()) == 1
    assert arriving()[0].stat().st_mode & 0o077 == 0
    done = client.post("/hand-over/bring-in/now/", {"token": shown.context["token"], "do": "add"})
    assert "Brought in" in done.content.decode()
    assert everything(local_person()) == rows
    assert arriving() == []


def test_a_file_can_be_left(client):
    shown = client.post("/hand-over/bring-in/", {"file": file_of(make_rows(Random(2)))})
    client.post("/hand-over/bring-in/now/", {"token": shown.context["token"], "do": "leave"})
    assert not Person.objects.exists()
    assert arriving() == []


def test_only_the_last_file_is_kept(client):
    for seed in (2, 3):
        client.post("/hand-over/bring-in/", {"file": file_of(make_rows(Random(seed)))})
    assert len(arriving()) == 1


def test_deleting_everything_forgets_the_file_too(client):
    client.post("/hand-over/bring-in/", {"file": file_of(make_rows(Random(2)))})
    client.post("/settings/delete/", {"sure": "yes"})
    assert arriving() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "We do not know what this file is"),
        (b"PK\x05\x06" + b"\0" * 18, "no manifest.json"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"PDF?", "We do not know what this file is"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(client, content, said):
    response = client.post("/hand-over/bring-in/", {"file": SimpleUploadedFile("x.zip", content)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert arriving() == []
    assert not Person.objects.exists()


def test_no_file_is_said(client):
    assert "Choose a file first" in client.post("/hand-over/bring-in/", {}).content.decode()
    empty = client.post("/hand-over/bring-in/", {"file": SimpleUploadedFile("x.zip", b"")})
    assert empty.status_code == 422


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "../secret-key", "\0"])
def test_a_file_that_is_no_longer_there_is_said(client, token):
    response = client.post("/hand-over/bring-in/now/", {"token": token, "do": "add"})
    assert response.status_code == 422
    assert "Choose it once more" in response.content.decode()


def test_a_file_that_is_too_large_is_not_read(client):
    response = client.generic(
        "POST", "/hand-over/bring-in/", b"x", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(LARGEST_FILE * 2),
    )  # fmt: skip
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_no_other_page_takes_a_file(client):
    sent = {"file": SimpleUploadedFile("x.zip", b"x" * 5000), "kind": "note", "words": "hello"}
    response = client.post("/diary/add/note/", sent)
    assert response.status_code in (400, 422)
    assert not Event.objects.exists()
    assert arriving() == []


@pytest.mark.parametrize("address", ["/hand-over/archive/", "/hand-over/bring-in/", "/hand-over/bring-in/now/"])
def test_steps_are_posted_and_guarded(client, strict_client, address):
    assert client.get(address).status_code == 405
    assert strict_client.post(address).status_code == 403
