"""Looks at the data folder before the first page: usable, whole, private. Repairs nothing and overwrites nothing."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from unspasm.config.paths import DamagedKey, data_folder, make_private, secret_key
from unspasm.record.trouble import SAYINGS, Trouble, trouble_of, trouble_of_file

DATABASE = "unspasm.sqlite3"
BESIDE = ("", "-wal", "-shm")  # SQLite's own files: only together are they the record
ROOM = 256 * 1024  # bytes: what starting needs, with a little to spare
HELP = (
    "If you are worried about your back, do not wait for this: call your local emergency number, or a doctor or "
    "nurse line. `unspasm check` asks about danger signs and saves nothing."
)


class StorageTrouble(RuntimeError):
    """The record cannot be used; the message says what is wrong, what to do, and how to get help meanwhile."""


def check_storage(folder: Path) -> None:
    """Raises StorageTrouble unless the folder can be written to, the key is sound and the database whole."""
    with said_plainly(folder):
        make_private(folder)
        _try_writing(folder)
        try:
            secret_key(folder)
        except DamagedKey as error:
            raise StorageTrouble(f"{error} {HELP}") from error
        if not is_whole(folder / DATABASE):
            raise StorageTrouble(_sentence(Trouble.DAMAGED, folder))


def is_whole(database: Path) -> bool:
    """Whether every page of the database can be read and fits together; opened for reading alone.

    A file that is not there, or empty, is whole: there is nothing in it yet. Raises sqlite3.Error for other trouble.
    """
    if not database.exists() or database.stat().st_size == 0:
        return True
    address = f"{database.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.DatabaseError as error:
        if trouble_of(error) is Trouble.DAMAGED:
            return False
        raise


def set_aside(now: datetime) -> Path:
    """Moves a damaged database into a folder of its own beside it, which is returned. Only by the person's own step.

    Raises StorageTrouble if the record is whole: then nothing is moved.
    """
    folder = data_folder()
    with said_plainly(folder):
        if is_whole(folder / DATABASE):
            raise StorageTrouble("The record is not damaged, so nothing was moved. Start without --set-damaged-aside.")
        apart = folder / f"damaged-{now:%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}"
        apart.mkdir(mode=0o700)
        for ending in reversed(BESIDE):  # the database last: until then it is still found, and still damaged
            file = folder / f"{DATABASE}{ending}"
            if file.exists():
                file.rename(apart / file.name)
        return apart


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Turns errors of files and of the database into StorageTrouble. Errors of any other kind pass."""
    try:
        yield
    except OSError as error:
        raise StorageTrouble(_sentence(trouble_of_file(error), folder)) from error
    except Exception as error:
        kind = trouble_of(error)
        if kind is None:
            raise
        raise StorageTrouble(_sentence(kind, folder)) from error


def _try_writing(folder: Path) -> None:
    probe = folder / f"room-{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b"\0" * ROOM)
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)


def _sentence(kind: Trouble, folder: Path) -> str:
    saying = SAYINGS[kind]
    return f"{saying.title} (data folder {folder}). {saying.to_do} {HELP}"
