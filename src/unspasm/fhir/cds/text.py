"""What other systems wrote, made harmless before it stands in a card.

A card's detail is Markdown. Sent words stand only inside a code span, in which nothing is markup; what could end the span,
pass for a tag, or turn the direction of writing is replaced.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST = 80
_SWAPS = str.maketrans({"`": "'", "<": "‹", ">": "›", "|": "/", "&": "+", "\\": "/"})


def quoted(text: str, longest: int = LONGEST) -> str:
    """The words as a code span on one line, at most `longest` characters of them; "" if nothing is left.

    >>> quoted("Low back pain <img src=x onerror=alert(1)>")
    '`Low back pain ‹img src=x onerror=alert(1)›`'
    """
    plain = clean(text, longest).translate(_SWAPS)
    return f"`{plain}`" if plain else ""


def clean(text: str, longest: int = LONGEST) -> str:
    """The words on one line, without control, direction and broken characters, cut to `longest`."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[: longest * 4])
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def words_of(value: Any, longest: int = 300) -> str:
    """The value if it is a text, cut to `longest`; else "". For matching, never for showing."""
    return value[:longest] if isinstance(value, str) else ""


def day_of(value: Any) -> str:
    """The date part of a FHIR date, dateTime or instant, as far as it is told (`2023`, `2023-05`, `2023-05-01`); else ""."""
    found = _DAY.match(value) if isinstance(value, str) else None
    return found[0] if found else ""


_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(?=$|T)", re.ASCII)
