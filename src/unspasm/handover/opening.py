"""Opens a zip file that comes from anywhere: every trick that zip files know is refused before anything is unpacked."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from unspasm.handover.arrival import Refused

LARGEST_WHOLE = 128 * 1024 * 1024
"""Bytes of all files of an archive together, unpacked."""
STEP = 64 * 1024
DAMAGED = "This file is damaged or cut off. Copy it again from where it was made, or make a new one there."
ENCRYPTED = 0x1


@contextmanager
def opened(file: IO[bytes], allowed: Collection[str], *, largest: int = LARGEST_WHOLE) -> Iterator[ZipFile]:
    """A zip file that holds only files of these names, each at most once, and not more than `largest` bytes in all.

    What is wrong inside the block with the zip file itself is Refused, too.
    """
    try:
        with ZipFile(file) as archive:
            _refuse_tricks(archive.infolist(), allowed, largest)
            yield archive
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, OverflowError) as error:
        raise Refused(DAMAGED) from error


def unpack(archive: ZipFile, name: str) -> Iterator[bytes]:
    """One file in pieces. It stops where more comes out than its entry says: that is how a zip bomb lies."""
    entry = archive.getinfo(name)
    left = entry.file_size
    with archive.open(entry) as source:
        while piece := source.read(STEP):
            left -= len(piece)
            if left < 0:
                raise Refused(DAMAGED)
            yield piece
    if left:
        raise Refused(DAMAGED)


def _refuse_tricks(entries: list[ZipInfo], allowed: Collection[str], largest: int) -> None:
    names = [entry.orig_filename for entry in entries]
    for entry in entries:
        _refuse_entry(entry, allowed)
    if len(set(names)) != len(names):
        raise Refused("Two files in this archive have the same name, so it cannot be trusted. Nothing was brought in.")
    if sum(entry.file_size for entry in entries) > largest:
        raise Refused(
            f"Unpacked, this archive would hold more than {largest // 1024**2} MB, which no diary does. "
            "Nothing was brought in."
        )


def _refuse_entry(entry: ZipInfo, allowed: Collection[str]) -> None:
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    if name not in allowed or entry.filename != name:
        raise Refused(f"This archive holds a file that does not belong there: {name[:80]!a}. Nothing was brought in.")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise Refused(f"In this archive, {name} is no plain file but a link. Nothing was brought in.")
    if entry.flag_bits & ENCRYPTED:
        raise Refused(f"In this archive, {name} is locked with a password. Unlock it with the program that locked it.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(f"In this archive, {name} is packed in a way that we do not read. Pack it as a plain zip file.")
