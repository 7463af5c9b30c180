"""The person's choice of voice, and which clips a page that works alone needs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpRequest

from unspasm.knowledge.speaking import clip_name, sentences
from unspasm.web.context import chosen

VOICES = (
    ("clips", "The voice that comes with Unspasm"),
    ("device", "A voice of this device, if it has one that works without the internet"),
    ("off", "No voice, no sound"),
)


def voice_choice(request: HttpRequest) -> str:
    """`clips`, `device` or `off`. A record that cannot be read does not silence the voice."""
    try:
        settings = chosen(request)
    except DatabaseError:
        return "clips"
    wanted = str(settings.get("voice", "clips"))
    if settings.get("spoken") is False or wanted == "off":
        return "off"
    return "device" if wanted == "device" else "clips"


def clips_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Static names of the clips that these texts need and that were recorded, in order, each once."""
    path = finders.find("unspasm/voice/index.json")
    if not isinstance(path, str):
        return ()
    with open(path, encoding="utf-8") as file:
        known = json.load(file)["seconds"]
    names = dict.fromkeys(clip_name(piece) for text in texts for piece in sentences(text))
    return tuple(f"unspasm/voice/{name}.mp3" for name in names if name in known)
