"""Backup and restore of the whole database, while it is in use.

    write_backup(out, database, now=now)
    with checked_backup(file, folder, now=now) as copy:     # unpacked and checked; the database in use is not touched
        restore(copy, database)

Both go through SQLite's own backup interface. Restoring is one transaction of the database in use: other connections
see the old state or the new one, and a process killed in the middle leaves the old one.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from unspasm.handover.arrival import LARGEST_FILE, Refused
from unspasm.handover.opening import DAMAGED, opened, unpack
from unspasm.handover.strict_json import parse_json

FORMAT, VERSION, TITLE = "unspasm-backup", 1, "An Unspasm backup"
DATABASE, MANIFEST = "unspasm.sqlite3", "backup.json"
LARGEST_DATABASE = 1024 * 1024 * 1024
STEP = 256 * 1024
LONGEST_WAIT_S = 20.0
NOT_OURS = "This backup holds a database that is none of ours, so it was not put back. Nothing was changed."
NEWER = "This backup was made by a newer Unspasm. Update Unspasm here first. Nothing was changed."
BUSY = "The record is in use by another program, so nothing was changed. Close it, then try again."


def write_backup(out: IO[bytes], database: Path, folder: Path, *, now: datetime) -> None:
    """Writes a backup of the database as it is at this moment. folder: private, for a copy that is removed again."""
    with _scratch(folder) as copy:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            _copy(source, target)
            target.execute("PRAGMA journal_mode=DELETE")
            target.execute("DELETE FROM django_session")
            target.commit()
            target.execute("VACUUM")  # what was deleted long ago is not carried along
        size, digest = copy.stat().st_size, _sha256(copy)
        manifest = {
            "format": FORMAT, "version": VERSION, "made_at": now.astimezone(UTC).isoformat(),
            "made_by": f"unspasm {version('unspasm')}", "bytes": size, "sha256": digest,
        }  # fmt: skip
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1) + "\n")
            entry = ZipInfo(DATABASE, date_time=max(now.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            entry.compress_type, entry.file_size = ZIP_DEFLATED, size
            with copy.open("rb") as source_file, archive.open(entry, "w") as packed:
                while piece := source_file.read(STEP):
                    packed.write(piece)


def name_of_backup(now: datetime) -> str:
    """A name for the file: what it is and when."""
    return f"unspasm-backup-{now:%Y-%m-%d-%H%M}.zip"


def is_backup(file: IO[bytes]) -> bool:
    """Whether this is a zip file that holds a database."""
    if not zipfile.is_zipfile(file):
        return False
    try:
        with ZipFile(file) as archive:
            return DATABASE in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OverflowError):
        return False


@contextmanager
def checked_backup(file: IO[bytes], database: Path, folder: Path) -> Iterator[Path]:
    """The database out of a backup, unpacked beside the one in use and checked whole. Raises Refused.

    Its checksum is right, every page can be read, it is a database of ours, and it is not newer than this program; an
    older one is brought to today's shape here, before it counts.
    """
    if file.seek(0, os.SEEK_END) > LARGEST_FILE:
        raise Refused(
            f"This file is larger than {LARGEST_FILE // 1024**2} MB, which we do not read. Nothing was changed."
        )
    file.seek(0)
    with _scratch(folder) as copy:
        _unpack(file, copy)
        try:
            if _refuse_unsound(copy):
                _bring_up_to_date(copy)
            if _schema(copy) != _schema(database):
                raise Refused(NOT_OURS)
        except sqlite3.DatabaseError as error:
            raise Refused(DAMAGED) from error
        yield copy


def restore(copy: Path, database: Path) -> None:
    """Puts a checked copy in the place of the database in use: all of it at once, or nothing."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database, timeout=5)) as target:
        target.execute("PRAGMA synchronous=FULL")
        target.execute("PRAGMA secure_delete=ON")
        _copy(source, target)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """One database into another. The interface waits for a busy one for ever; we do not."""
    began = time.monotonic()

    def watch(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() - began > LONGEST_WAIT_S:
            raise Refused(BUSY)

    source.backup(target, pages=-1, progress=watch, sleep=0.1)


def _unpack(file: IO[bytes], copy: Path) -> None:
    with opened(file, (DATABASE, MANIFEST), largest=LARGEST_DATABASE) as archive:
        manifest = _manifest(archive)
        summed = hashlib.sha256()
        with copy.open("wb") as out:
            for piece in unpack(archive, DATABASE):
                summed.update(piece)
                out.write(piece)
    if summed.hexdigest() != manifest.get("sha256"):
        raise Refused("This backup was changed after it was made: its checksum is another. Nothing was changed here.")


def _manifest(archive: ZipFile) -> dict[str, Any]:
    if not {MANIFEST, DATABASE} <= set(archive.namelist()) or archive.getinfo(MANIFEST).file_size > STEP:
        raise Refused(NOT_OURS)
    try:
        manifest = parse_json(b"".join(unpack(archive, MANIFEST)))
    except Refused:
        raise
    except ValueError:
        raise Refused(NOT_OURS) from None
    found = manifest.get("version") if isinstance(manifest, dict) and manifest.get("format") == FORMAT else None
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise Refused(NOT_OURS)
    if found > VERSION:
        raise Refused(NEWER)
    return dict(manifest)


def _refuse_unsound(copy: Path) -> bool:
    """Whether tables changed since the backup was made. Raises Refused, sqlite3.DatabaseError."""
    with closing(sqlite3.connect(copy)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        extra = connection.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
        if "django_migrations" not in tables or extra != (0,):
            raise Refused(NOT_OURS)
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise Refused(DAMAGED)
        applied = set(connection.execute("SELECT app, name FROM django_migrations"))
    known = _known_migrations()
    if not applied <= known:
        raise Refused(NEWER)
    return applied != known


def _known_migrations() -> set[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).graph.nodes)


def _bring_up_to_date(copy: Path) -> None:
    """Applies the changes of tables that came since the backup was made, to the copy alone."""
    from django.core.management import call_command
    from django.db import connections

    alias = f"arriving_{secrets.token_hex(4)}"
    usual = connections.settings["default"]
    connections.settings[alias] = {**usual, "NAME": copy, "OPTIONS": {}, "CONN_MAX_AGE": 0}
    try:
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    except Exception as error:
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise
        raise Refused(NOT_OURS) from error
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def _schema(database: Path) -> set[tuple[str, str, str]]:
    """Every table and index with its words, in one spelling."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in found}


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A private file that is gone afterwards, with what SQLite puts beside it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"copy-{secrets.token_hex(8)}.sqlite3"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
