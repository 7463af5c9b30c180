"""Where this computer keeps what the person told us."""

from __future__ import annotations

import os
import secrets
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


def secret_key(folder: Path) -> str:
    """The key that signs this installation's cookies, made at the first call and kept in the folder (0600)."""
    path = folder / "secret-key"
    make_private(folder)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def _kept(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 40:
        raise RuntimeError(
            f"{path.name} in the data folder is damaged. Delete it; a new one is made at the next start."
        )
    return key
