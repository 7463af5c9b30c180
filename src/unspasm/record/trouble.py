"""What is wrong when the record cannot be read or written, in words a person can act on. Pure."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Kinds of trouble that call for different steps."""

    FULL = "full"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    DAMAGED = "damaged"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Saying:
    """A heading, and what to do about it."""

    title: str
    to_do: str


SAYINGS = {
    Trouble.FULL: Saying(
        "The disk is full",
        "Free some space on the computer: empty the bin, or move large files away. Then try again.",
    ),
    Trouble.READ_ONLY: Saying(
        "The record cannot be written to",
        "The data folder is read-only. Make it writable for you, or choose another folder with UNSPASM_DATA_DIR.",
    ),
    Trouble.LOCKED: Saying(
        "The record is in use",
        "Another program holds it: a second Unspasm, a backup or a sync tool. Close that program, wait a minute, "
        "then try again.",
    ),
    Trouble.DAMAGED: Saying(
        "The record is damaged",
        "Nothing is overwritten. Close Unspasm. Copy the data folder to a safe place. If you have a backup, put it "
        "back. To go on with an empty record, start with: unspasm serve --set-damaged-aside. The damaged file is kept.",
    ),
    Trouble.UNREACHABLE: Saying(
        "The record cannot be reached",
        "The disk did not answer. It may be unplugged, full or failing, or the folder is not yours. "
        "Check the disk and the data folder, then try again.",
    ),
}
BY_CODE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_IOERR: Trouble.UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREACHABLE,
    sqlite3.SQLITE_PERM: Trouble.UNREACHABLE,
    sqlite3.SQLITE_AUTH: Trouble.UNREACHABLE,
    sqlite3.SQLITE_NOLFS: Trouble.UNREACHABLE,
    sqlite3.SQLITE_PROTOCOL: Trouble.UNREACHABLE,
}
BY_ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
}
PRIMARY = 0xFF  # SQLite's extended codes carry the primary one in the low byte


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The kind of trouble behind an error of the database; None if it is not about storage (then the fault is ours)."""
    for cause in _chain(error):
        if isinstance(cause, sqlite3.Error):
            return BY_CODE.get(getattr(cause, "sqlite_errorcode", 0) & PRIMARY)
    return None


def trouble_of_file(error: OSError) -> Trouble:
    """The kind of trouble behind an error of the file system."""
    return BY_ERRNO.get(error.errno or 0, Trouble.UNREACHABLE)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
