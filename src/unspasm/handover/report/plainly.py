"""Words and dates of the report. Nothing here knows what the words mean."""

from __future__ import annotations

import re
from datetime import date, datetime

UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
"""Signs that cannot be seen or that turn the words around them: none of them reaches the page."""


def clean(words: str, most: int = 2000) -> str:
    """The words without unseen signs, at most so many letters; what is cut off is marked."""
    text = UNSEEN.sub("", words.replace("\r\n", "\n").replace("\t", " ")).strip()
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def one_line(words: str, most: int = 200) -> str:
    """As `clean`, on one line."""
    return clean(" ".join(clean(words, most * 4).split()), most)


def capital(words: str) -> str:
    """The first letter large."""
    return words[:1].upper() + words[1:]


def day_words(day: date) -> str:
    """`23 May 2027`."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """`23 May`, with the year where it is not said elsewhere."""
    return f"{day.day} {day:%b}"


def time_words(at: datetime) -> str:
    """`23 May 2027, 14:05`, on the clock that the time carries."""
    return f"{day_words(at.date())}, {at:%H:%M}"


def counted(n: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def points(value: float) -> str:
    """A change in points with its sign: `−1.2`, `+0.4`, `0`."""
    text = f"{abs(value):.1f}"
    return "0" if text == "0.0" else f"{'−' if value < 0 else '+'}{text}"
