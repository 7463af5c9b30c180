"""Reads an archive back: checked whole, file by file and line by line, before anything is written."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from zipfile import ZipFile

from pydantic import ValidationError

from unspasm.care import AnswersError, read_answers
from unspasm.handover.archive import FILES, FORMAT, MANIFEST, ROWS, TABLES, VERSION
from unspasm.handover.arrival import Arrival, Refused
from unspasm.handover.opening import opened, unpack
from unspasm.handover.strict_json import parse_json
from unspasm.knowledge import load_knowledge
from unspasm.record.rows import AnswerRow, CheckRow, EventRow, PersonRow, Row, Rows, SettingRow

TITLE = "An Unspasm archive"
LONGEST_LINE = 256 * 1024
LARGEST_MANIFEST = 256 * 1024
NEWER = "It was made by a newer Unspasm ({found}). Update Unspasm here first, then bring it in again."


def is_archive(file: IO[bytes]) -> bool:
    """Whether this is a zip file that holds a manifest and no database."""
    if not zipfile.is_zipfile(file):
        return False
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OverflowError):
        return True  # whatever it is, it is for the archive reader to refuse
    return "unspasm.sqlite3" not in names


def read_archive(file: IO[bytes], *, now: datetime) -> Arrival:
    """Everything in the archive. Raises Refused: cut off, changed, newer, tricks, unknown or broken lines."""
    with opened(file, FILES) as archive:
        manifest = _manifest(archive)
        found = {name: _rows(archive, name, manifest, now) for name in ROWS}
        for name in TABLES:
            if name in manifest["files"]:
                for _ in _checked(archive, name, manifest):
                    pass
    person = _of(PersonRow, found["person.jsonl"])
    rows = Rows(
        person[0] if person else None, _of(CheckRow, found["checks.jsonl"]), _of(AnswerRow, found["answers.jsonl"]),
        _of(EventRow, found["events.jsonl"]), _of(SettingRow, found["settings.jsonl"]),
    )  # fmt: skip
    if len(person) > 1 or (not person and any(rows.counts().values())):
        raise Refused("person.jsonl must hold one line: whose record it is. Nothing was brought in.")
    return Arrival(FORMAT, TITLE, rows, understood=rows.counts())


def _of(kind: type[Any], rows: list[Row]) -> tuple[Any, ...]:
    return tuple(row for row in rows if isinstance(row, kind))


def _manifest(archive: ZipFile) -> dict[str, Any]:
    if MANIFEST not in archive.namelist():
        raise Refused(f"This zip file has no {MANIFEST}, so it is no Unspasm archive. Choose another file.")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise Refused(f"{MANIFEST} is larger than any of ours. Nothing was brought in.")
    try:
        manifest = parse_json(b"".join(unpack(archive, MANIFEST)))
    except Refused:
        raise
    except ValueError as error:
        raise Refused(f"{MANIFEST} cannot be read: {error}. Nothing was brought in.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused("This zip file is no Unspasm archive. Choose another file.")
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Refused(f"{MANIFEST} does not say which version it is. Nothing was brought in.")
    if version > VERSION:
        raise Refused(NEWER.format(found=f"archive version {version}, here {VERSION}"))
    listed = manifest.get("files")
    if not isinstance(listed, dict) or any(name not in listed for name in ROWS):
        raise Refused(f"{MANIFEST} does not list every file that belongs to an archive. Nothing was brought in.")
    return manifest


def _rows(archive: ZipFile, name: str, manifest: dict[str, Any], now: datetime) -> list[Row]:
    today = now.date()
    return [_row(name, number, line, today) for number, line in enumerate(_lines(archive, name, manifest), 1)]


def _row(name: str, number: int, line: bytes, today: date) -> Row:
    try:
        row = ROWS[name].model_validate(parse_json(line))
        if isinstance(row, AnswerRow):
            read_answers({row.fact: row.value}, load_knowledge(), max(today, row.at.date()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Refused(_broken(name, number, f"{place}: {first['msg']}" if place else first["msg"])) from None
    except AnswersError as error:
        what = str(error) if error.fact else f"{error}; it may come from a newer Unspasm: update it here first"
        raise Refused(_broken(name, number, what)) from None
    except ValueError as error:
        raise Refused(_broken(name, number, str(error))) from None
    return row


def _broken(name: str, number: int, what: str) -> str:
    return f"{name}, line {number}: {what[:300]}. Nothing was brought in."


def _lines(archive: ZipFile, name: str, manifest: dict[str, Any]) -> Iterator[bytes]:
    rest, number = b"", 0
    for piece in _checked(archive, name, manifest):
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in whole):
            raise Refused(f"{name} has a line that is longer than any of ours. Nothing was brought in.")
        yield from whole
        number += len(whole)
    if rest:
        raise Refused(_broken(name, number + 1, "the line is cut off"))


def _checked(archive: ZipFile, name: str, manifest: dict[str, Any]) -> Iterator[bytes]:
    """A file in pieces; at its end its checksum is compared."""
    if name not in archive.namelist():
        raise Refused(f"{name} is missing from this archive. Nothing was brought in.")
    summed = hashlib.sha256()
    for piece in unpack(archive, name):
        summed.update(piece)
        yield piece
    listed = manifest["files"][name]
    if not isinstance(listed, dict) or summed.hexdigest() != listed.get("sha256"):
        raise Refused(
            f"{name} was changed after the archive was made: its checksum is another. Nothing was brought in. "
            "Make the archive again, or take one that nobody has changed."
        )
