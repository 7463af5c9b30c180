"""The formats that can be brought in, and the reader of each. A new format is one more row of the table."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from unspasm.handover.archived import is_archive, read_archive
from unspasm.handover.arrival import LARGEST_FILE, Arrival, Refused
from unspasm.handover.backup import is_backup
from unspasm.handover.fhir_in import is_json, read_fhir
from unspasm.handover.opening import DAMAGED


class Reader(Protocol):
    """Reads a file that was recognised. Raises Refused; writes nothing. The file stands at its beginning."""

    def __call__(self, file: IO[bytes], *, now: datetime) -> Arrival: ...


@dataclass(frozen=True)
class Format:
    """recognises: whether a file, which stands at its beginning, is one of these; reads a little of it at most."""

    id: str
    title: str
    recognises: Callable[[IO[bytes]], bool]
    read: Reader


def _refuse_backup(file: IO[bytes], *, now: datetime) -> Arrival:
    raise Refused("This is a backup: it replaces everything, and adds nothing. Put it back with: unspasm restore FILE")


FORMATS: tuple[Format, ...] = (
    Format("unspasm-archive", "an Unspasm archive (.zip)", is_archive, read_archive),
    Format("fhir-r4", "a FHIR R4 file of a clinic or of Unspasm (.json)", is_json, read_fhir),
    Format("unspasm-backup", "an Unspasm backup (.zip)", is_backup, _refuse_backup),
)
"""First come, first asked."""
EMPTY = "This file is empty. Make or copy it again."
SIGNS = {
    b"PK\x03\x04": DAMAGED,
    b"\x1f\x8b": "This file is packed (gzip). Unpack it first.",
    b"\xff\xfe": "This text is in UTF-16. Save it as UTF-8 first.",
    b"\xfe\xff": "This text is in UTF-16. Save it as UTF-8 first.",
    b"<": "This file is XML or a web page. Ask for FHIR R4 as JSON.",
}
"""What files begin with that are often chosen and that we do not read, and what to do about it."""


def read_file(file: IO[bytes], *, now: datetime) -> Arrival:
    """What the file holds. Raises Refused: too large, of no format that we know, or not sound.

    file: can be sought. now: aware.
    """
    refuse_large(size_of(file))
    for one in FORMATS:
        file.seek(0)
        if one.recognises(file):
            file.seek(0)
            return one.read(file, now=now)
    file.seek(0)
    begins = file.read(64)
    for sign, sentence in SIGNS.items():
        if begins.lstrip().startswith(sign) or not begins:
            raise Refused(f"{sentence if begins else EMPTY} Nothing was brought in.")
    known = ", or ".join(one.title for one in FORMATS)
    raise Refused(f"We do not know what this file is. Choose {known}. Nothing was brought in.")


def refuse_large(size: int) -> None:
    """Raises Refused for a file that is larger than any that we read."""
    if size > LARGEST_FILE:
        raise Refused(
            f"This file has {size / 1024**2:,.0f} MB; we read at most {LARGEST_FILE // 1024**2} MB. "
            "It was not read, and nothing was brought in."
        )


def size_of(file: IO[bytes]) -> int:
    """The size in bytes; the file stands at its beginning afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size
