"""The archive: everything a person told, in one zip file that people and programs can read.

Its format is in docs/reference/archive.md. JSON Lines are what is read back; the tables are for spreadsheets.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from unspasm.handover.tables import tables_of
from unspasm.knowledge import load_knowledge
from unspasm.record.rows import AnswerRow, CheckRow, EventRow, PersonRow, Row, Rows, SettingRow

FORMAT, VERSION = "unspasm-archive", 1
MANIFEST, README = "manifest.json", "README.txt"
ROWS: dict[str, type[Row]] = {
    "person.jsonl": PersonRow,
    "checks.jsonl": CheckRow,
    "answers.jsonl": AnswerRow,
    "events.jsonl": EventRow,
    "settings.jsonl": SettingRow,
}
"""The files that are read back, and what a line of each is."""
TABLES = ("tables/diary.csv", "tables/answers.csv")
FILES = (README, *ROWS, *TABLES, MANIFEST)

ABOUT = """This is everything that you told Unspasm, in one file that belongs to you.

It holds health data, private answers too. Whoever has this file can read them. Keep it where you keep letters from
a doctor.

To bring it in on another computer: start Unspasm there, open "Hand over", "Bring in", and choose this file; or use
the command "unspasm import FILE". Nothing is doubled if you do it twice.

Files
  manifest.json     what made this file and when, and a checksum (SHA-256) of every other file
  person.jsonl      when your record began
  checks.jsonl      one line for each run through the questions
  answers.jsonl     one line for each answer, in the order of answering
  events.jsonl      one line for each entry of the diary, and for each change of one
  settings.jsonl    your choices about the app
  tables/*.csv      the same for spreadsheets; these are not read back

The files that end in .jsonl hold one JSON value a line, as UTF-8 text. Times are in UTC; "zone" says where you were.
"""

HIDDEN = re.compile("[\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]")
"""Signs that cannot be seen, or that turn the direction of the words around them: written as \\uXXXX."""


def write_archive(out: IO[bytes], rows: Rows, *, now: datetime) -> None:
    """Writes the archive of these rows. now: aware; when it was made."""
    contents = {README: ABOUT, **{name: _lines(found) for name, found in _files(rows)}, **tables_of(rows)}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        listed = {}
        for name, text in contents.items():
            data = text.encode()
            listed[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            archive.writestr(_entry(name, now), data)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": now.astimezone(UTC).isoformat(),
            "made_by": f"unspasm {version('unspasm')}",
            "knowledge_version": load_knowledge().version,
            "counts": rows.counts(),
            "files": listed,
        }
        archive.writestr(_entry(MANIFEST, now), json.dumps(manifest, indent=1) + "\n")


def name_of_archive(now: datetime) -> str:
    """A name for the file: it says what it is and when, and nothing about the person."""
    return f"unspasm-archive-{now:%Y-%m-%d}.zip"


def _files(rows: Rows) -> Iterable[tuple[str, Sequence[Row]]]:
    found = ((rows.person,) if rows.person else (), rows.checks, rows.answers, rows.events, rows.settings)
    return zip(ROWS, found, strict=True)


def _lines(rows: Iterable[Row]) -> str:
    return "".join(f"{_line(row.model_dump(mode='json'))}\n" for row in rows)


def _line(value: dict[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, date_time=max(now.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
