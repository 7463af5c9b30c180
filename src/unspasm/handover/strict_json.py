"""JSON that comes from anywhere: nothing in it is guessed, doubled, endless or half a letter."""

from __future__ import annotations

import json
from typing import Any, NoReturn

MOST_PARTS = 4_000_000
"""Tables, lists and commas of one text. 50 MB of records have about 3 million."""


def parse_json(text: bytes) -> Any:
    """The value. Raises ValueError, with what is wrong: not UTF-8, not JSON, a key twice, not a number, too deep.

    Text of more parts than any record has is refused before it is parsed: each part takes far more memory than text.
    """
    if sum(map(text.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise ValueError(f"it has more than {MOST_PARTS:,} parts, which no record has")
    try:
        words = text.decode("utf-8")
        value = json.loads(words, object_pairs_hook=_once, parse_constant=_not_a_number)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        if "digits" not in str(error):
            raise
        raise ValueError("a number in it is too long") from None
    if "\\u" in words or "\\U" in words:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("it holds half a letter (a lone surrogate)") from None
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key stands in it twice")
    return table


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")
