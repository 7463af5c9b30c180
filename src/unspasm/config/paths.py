"""Where this computer keeps what the person told us."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_dir


def data_folder() -> Path:
    """The folder of the database and the secret key: $UNSPASM_DATA_DIR, or the user's own data folder."""
    chosen = os.environ.get("UNSPASM_DATA_DIR")
    return Path(chosen).expanduser() if chosen else Path(user_data_dir("unspasm", appauthor=False))


def make_private(folder: Path) -> None:
    """Makes the folder, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def local_zone() -> str:
    """The time zone of this computer by name; UTC where it has none that we can read."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (named, linked):
        try:
            if name:
                return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"


class DamagedKey(RuntimeError):
    """The secret key cannot be used; the message says what to do."""


def secret_key(folder: Path) -> str:
    """The key that signs this installation's cookies, made at the first call and kept in the folder (0600).

    Made whole or not at all: a crash leaves no half of it. Raises DamagedKey.
    """
    path = folder / "secret-key"
    make_private(folder)
    if not path.exists():
        part = folder / f"secret-key-{secrets.token_hex(4)}"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first: its key counts
                os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
    return _kept(path)


def _kept(path: Path) -> str:
    key = path.read_bytes().strip()
    if len(key) < 40 or not key.isascii() or b"\0" in key:
        raise DamagedKey(
            f"The file {path} is damaged. It holds nothing of your record. Delete it; a new one is made at the next "
            "start. A paired phone must then be paired again."
        )
    return key.decode("ascii")
