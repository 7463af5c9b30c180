"""Files that a command writes: whole or not at all, readable by the person alone, never over another by accident."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

from unspasm.cli.refusal import refuse


def write_file(target: Path, write: Callable[[IO[bytes]], None], *, force: bool) -> None:
    """Writes beside the target and puts it in place at the end; or ends the command with what is wrong."""
    if target.exists() and not force:
        refuse(f"{target} is there already. Give another name, or --force to write over it.")
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        try:
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
                write(out)
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        refuse(f"{target} cannot be written: {error.strerror or error}.")
