"""Files between "show me what is in it" and "bring it in": kept in the data folder, for the person alone, not for long."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

TOKEN = re.compile(r"[0-9a-f]{32}")


def arriving_folder(data: Path) -> Path:
    """The folder, made if it is not there."""
    folder = data / "arriving"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep(data: Path, arrived: Path) -> str:
    """Keeps an uploaded file and forgets those before it. Returns the token under which it is found again."""
    token = secrets.token_hex(16)
    kept = arriving_folder(data) / token
    arrived.rename(kept)
    for other in kept.parent.iterdir():
        if other != kept:
            other.unlink(missing_ok=True)
    return token


def kept_file(data: Path, token: str) -> Path | None:
    """The file of this token, if it is still there."""
    kept = data / "arriving" / token if TOKEN.fullmatch(token) else None
    return kept if kept and kept.is_file() else None


def forget(data: Path) -> None:
    """Removes all of them."""
    shutil.rmtree(data / "arriving", ignore_errors=True)
