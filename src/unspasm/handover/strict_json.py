"""JSON that comes from anywhere: nothing in it is guessed, doubled, endless or half a letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

MOST_PARTS = 4_000_000
"""Tables, lists and commas of one text. 50 MB of records have about 3 million."""


def parse_json(text: bytes) -> Any:
    """The value. Raises ValueError, with what is wrong: not UTF-8, not JSON, a key twice, not a number, too deep.

    Text of more parts than any record has is refused before it is parsed: each part takes far more memory than text.
    """
    return parse_words(words_of(text))


def words_of(text: bytes) -> str:
    """The text. Raises ValueError: not UTF-8, or of too many parts."""
    if sum(map(text.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise ValueError(f"it has more than {MOST_PARTS:,} parts, which no record has")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None


def parse_words(words: str, made_less: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> Any:
    """The value of text that `words_of` let through. Raises ValueError, as `parse_json` does.

    made_less: what is kept of each object, as soon as it is whole: what it drops takes no memory any more.
    """

    may_hold_halves = "\\u" in words or "\\U" in words

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            raise ValueError("a key stands in it twice")
        if may_hold_halves:
            _refuse_halves([*table, *table.values()])
        return made_less(table) if made_less else table

    try:
        value = json.loads(words, object_pairs_hook=once, parse_constant=_not_a_number)
        _refuse_halves(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("it holds half a letter (a lone surrogate)") from None
    except ValueError as error:
        if "digits" not in str(error):
            raise
        raise ValueError("a number in it is too long") from None
    return value


def _refuse_halves(value: Any) -> None:
    """Raises UnicodeEncodeError for half a letter in a text or in a list. Each object was looked at when it was whole."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, list):
        for one in value:
            _refuse_halves(one)


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")
