"""`unspasm export`, `import`, `report`: what they write, what they print, and how they say no. Real processes."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.handover.people import NOW, make_rows
from tests.handover.test_backup import unspasm
from unspasm.handover.archive import write_archive


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> tuple[Path, Path]:
    """(an empty data folder, an archive of a whole record)."""
    from random import Random

    folder = tmp_path_factory.mktemp("commands")
    with (folder / "made.zip").open("wb") as out:
        write_archive(out, make_rows(Random(4), entries=60), now=NOW)
    return folder / "data", folder / "made.zip"


def test_in_and_out_again_with_a_preview_first(place, tmp_path):
    folder, made = place
    shown = unspasm(folder, "import", str(made), "--preview", "--json")
    preview = json.loads(shown.stdout)
    assert list(preview) == ["format", "understood", "not_understood", "will_add"]
    assert preview["format"] == "unspasm-archive"
    assert preview["will_add"] == preview["understood"]
    assert preview["will_add"]["rating"] > 0
    added = json.loads(unspasm(folder, "import", str(made), "--json").stdout)
    assert added["added"] == preview["will_add"], "the preview wrote nothing, so all of it was still new"
    again = unspasm(folder, "import", str(made))
    assert "Added: nothing new." in again.stdout
    out = tmp_path / "out.zip"
    assert unspasm(folder, "export", str(out)).returncode == 0
    assert out.stat().st_mode & 0o077 == 0, "for the person alone"
    refused = unspasm(folder, "export", str(out))
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    other = json.loads(unspasm(tmp_path / "other", "import", str(out), "--json").stdout)
    assert other["added"] == preview["understood"]


@pytest.mark.parametrize(("content", "said"), [(b"hello", "do not know what this file is"), (b"", "This file is empty"), (b"PK\x03\x04", "do not know what|damaged")])  # fmt: skip
def test_a_file_that_is_none_is_one_sentence(place, tmp_path, content, said):
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    done = unspasm(place[0], "import", str(file))
    assert done.returncode == 2
    assert any(one in done.stderr for one in said.split("|"))
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_page_for_a_clinician_as_pdf_and_html(place, tmp_path):
    folder, made = place
    unspasm(folder, "import", str(made))
    pdf, page = tmp_path / "page.pdf", tmp_path / "page.html"
    done = unspasm(folder, "report", str(pdf), "--since", "2025-11-01", "--name", "Alex Example", "--say", "It hurts")
    assert done.returncode == 0, done.stderr
    assert "Private answers are left out" in done.stdout
    text = PdfReader(pdf).pages[0].extract_text()
    assert "Alex Example" in text
    assert "It hurts" in text
    assert "From my notes" not in text
    done = unspasm(folder, "report", str(page), "--since", "2025-11-01", "--with", "notes", "--without", "medicines")
    assert done.returncode == 0, done.stderr
    assert "From my notes" in page.read_text()
    assert "Medicines taken" not in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "yesterday"], "not a day"), (["--since", "2026-02-01", "--until", "2026-01-01"], "first day"),
        (["--until", "2999-01-01"], "not after today"), (["--with", "gossip"], "no part called"), (["page.doc"], "must end in"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_is_one_sentence(place, arguments, said):
    done = unspasm(place[0], "report", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
