"""One phone, one code, one run: who may be let in, as plain values, and the small file that all processes read.

Times are seconds of the computer's steady clock (`time.monotonic`): setting the wall clock back gives no more time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"  # nothing that looks like another: no B8, S5, Z2, I1L, O0
CODE_LENGTH = 8  # 25 ** 8 codes and 5 tries: a guess succeeds once in 30 thousand million
CODE_LASTS_S = 10 * 60.0
TRIES = 5
WAIT_FOR_LOCK_S = 5.0

T = TypeVar("T")


class Stage(StrEnum):
    """Where pairing stands."""

    WAITING = "waiting"  # a code is out
    PAIRED = "paired"
    ENDED = "ended"  # too many wrong codes, or released: a new code must be asked for on the computer


class Outcome(StrEnum):
    """What came of one try."""

    PAIRED = "paired"
    WRONG = "wrong"
    EXPIRED = "expired"
    ENDED = "ended"
    TAKEN = "taken"


@dataclass(frozen=True)
class Pairing:
    """The state of one run of the server. Code and token are kept only as digests."""

    run: str
    address: str  # https://192.168.1.5:8378
    fingerprint: str
    stage: Stage = Stage.ENDED
    code: str = ""
    expires_at: float = 0.0
    wrong: int = 0
    token: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "stage", Stage(self.stage))

    @property
    def tries_left(self) -> int:
        """Wrong codes that are still allowed."""
        return max(0, TRIES - self.wrong)

    def is_paired(self, token: str) -> bool:
        """Whether this token belongs to the one phone that is paired."""
        return self.stage is Stage.PAIRED and bool(token) and hmac.compare_digest(self.token, _digest(self, token))


def new_code() -> str:
    """A fresh code, 8 characters that cannot be taken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def shown(code: str) -> str:
    """`ABCDEFGH` -> `ABCD-EFGH`, easier to read and type."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """A code as a person typed it -> as it was made: case, spaces and dashes do not matter."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def with_code(pairing: Pairing, code: str, *, now: float) -> Pairing:
    """A new code is out. Whoever was paired no longer is."""
    return replace(
        pairing, stage=Stage.WAITING, code=_digest(pairing, code), expires_at=now + CODE_LASTS_S, wrong=0, token=""
    )


def released(pairing: Pairing) -> Pairing:
    """No phone is paired, and no code is out."""
    return replace(pairing, stage=Stage.ENDED, code="", token="", expires_at=0.0)


def tried(pairing: Pairing, text: str, token: str, *, now: float) -> tuple[Pairing, Outcome]:
    """One try with a code. On success the code is used up and `token` is the key of this phone alone."""
    if pairing.stage is Stage.PAIRED:
        return pairing, Outcome.TAKEN
    if pairing.stage is Stage.ENDED:
        return pairing, Outcome.ENDED
    if now >= pairing.expires_at:
        return pairing, Outcome.EXPIRED
    if hmac.compare_digest(pairing.code, _digest(pairing, typed(text))):
        return replace(pairing, stage=Stage.PAIRED, code="", token=_digest(pairing, token)), Outcome.PAIRED
    if pairing.wrong + 1 >= TRIES:
        return replace(released(pairing), wrong=TRIES), Outcome.ENDED
    return replace(pairing, wrong=pairing.wrong + 1), Outcome.WRONG


def _digest(pairing: Pairing, text: str) -> str:
    return hmac.new(pairing.run.encode(), text.encode(), hashlib.sha256).hexdigest()


class PairingFile:
    """The state of one run in a private file, changed by one process at a time. Pages reach it as `settings.PHONE`."""

    def __init__(self, path: Path, run: str) -> None:
        self.path = path
        self.run = run

    def begin(self, address: str, fingerprint: str) -> None:
        """A new run, with no code out yet: whatever an earlier one left is gone."""
        self.end()
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with self._open() as file:
            file.execute("CREATE TABLE pairing (state TEXT NOT NULL)")
            file.execute("INSERT INTO pairing VALUES (?)", (_text(Pairing(self.run, address, fingerprint)),))

    def end(self) -> None:
        """Nothing is shared any more."""
        for ending in ("", "-journal"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def state(self) -> Pairing | None:
        """Where pairing stands; None if this run is over or never was. What cannot be read lets nobody in."""
        if not self.run or not self.path.exists():
            return None
        try:
            with self._open() as file:
                pairing = _stored(file)
        except (sqlite3.Error, ValueError, TypeError):
            return None
        return pairing if hmac.compare_digest(pairing.run, self.run) else None

    def try_code(self, text: str, token: str, *, now: float) -> Outcome:
        """One try with a code; on success `token` is the key of this phone."""
        said = self._change(lambda pairing: tried(pairing, text, token, now=now))
        return Outcome.ENDED if said is None else said

    def renew_code(self, *, now: float) -> str:
        """A new code, once shown and kept only as a digest. Nothing if this run is over."""
        code = new_code()
        return self._change(lambda pairing: (with_code(pairing, code, now=now), code)) or ""

    def release(self) -> None:
        """The phone that was paired is shut out at once."""
        self._change(lambda pairing: (released(pairing), True))

    def _change(self, step: Callable[[Pairing], tuple[Pairing, T]]) -> T | None:
        if self.state() is None:
            return None
        with self._open() as file:
            after, said = step(_stored(file))
            file.execute("UPDATE pairing SET state = ?", (_text(after),))
        return said

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_FOR_LOCK_S, isolation_level=None
        )
        try:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection
        finally:
            connection.close()


def _stored(file: sqlite3.Connection) -> Pairing:
    (text,) = file.execute("SELECT state FROM pairing").fetchone()
    return Pairing(**json.loads(text))


def _text(pairing: Pairing) -> str:
    return json.dumps(asdict(pairing))
