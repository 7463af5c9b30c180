"""Our own drawings, put into the page so that they take the colours of the theme."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

HERE = Path(__file__).parent / "figures"

ICONS = {
    "call": '<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2Z"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "on": '<path d="m9 5 7 7-7 7"/>',
    "yes": '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/>',
    "no": '<circle cx="12" cy="12" r="10"/><path d="M5 19 19 5"/>',
    "wave": '<path d="M3 12c2-8 4 8 6 0s3 4 5 0h7"/>',
    "offline": '<path d="M4 4l16 16M8 8a8 8 0 0 0-4 3M12 6a11 11 0 0 1 9 5M9 15a4 4 0 0 1 6 0M12 19v.2"/>',
    "gentle": '<path d="M4 18c5 0 4-9 9-9 3 0 3 4 0 4M4 13c2 0 3-1 4-2"/><path d="M13 18h7"/>',
    "text": '<path d="M4 5h16v11H10l-4 4v-4H4Z"/>',
}


@cache
def _drawing(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise FileNotFoundError(f"there is no figure {name!r}")
    return (HERE / f"{name}.svg").read_text(encoding="utf-8").strip()


def figure(name: str, number: int = 0) -> SafeString:
    """The drawing of this name as SVG. `number` keeps its ids apart from other drawings on the page."""
    drawing = _drawing(name)
    if number:
        drawing = re.sub(r'(id="|aria-labelledby="| )(f-[a-z0-9]+-[td])\b', rf"\g<1>\g<2>{number}", drawing)
    return mark_safe(drawing)  # noqa: S308  (our own files)


def has_figure(name: str) -> bool:
    """Whether there is a drawing of this name."""
    return bool(name) and (HERE / f"{name}.svg").is_file()


def icon(name: str) -> SafeString:
    """A small line drawing that says nothing by itself; words stand beside it."""
    return mark_safe(f'<svg class="ic" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>')  # noqa: S308
