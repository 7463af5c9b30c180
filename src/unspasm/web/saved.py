"""What the next page says after something was saved, with a way to undo it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

SLOT = "saved"


def saved(request: HttpRequest, words: str, thread: UUID | None = None, version: int = 1, back: str = "") -> None:
    """Leaves word for the next page. thread, version: the entry that Undo takes back; without one there is no Undo.

    words: nothing about health. back: the page that Undo returns to, an address of ours.
    """
    request.session[SLOT] = {"words": words, "thread": str(thread or ""), "version": version, "back": back}


def take_saved(request: HttpRequest) -> dict[str, Any] | None:
    """The word that was left, once, with a fresh key for its Undo."""
    session = getattr(request, "session", None)
    word = session.pop(SLOT, None) if session is not None else None
    return {**word, "key": str(uuid4())} if isinstance(word, dict) else None
