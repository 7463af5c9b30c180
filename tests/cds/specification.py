"""What CDS Hooks 2.0 asks of an answer, written down once. https://cds-hooks.hl7.org/2.0/#cds-service-response"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID


def check_cards(answer: dict[str, Any]) -> None:
    """Fails where an answer breaks a rule of the specification."""
    assert set(answer) == {"cards"}
    for card in answer["cards"]:
        check_card(card)
    ids = [card["uuid"] for card in answer["cards"]]
    assert len(set(ids)) == len(ids)


def check_card(card: dict[str, Any]) -> None:
    assert {"uuid", "summary", "indicator", "source", "detail"} <= set(card) <= {"uuid", "summary", "indicator", "source", "detail", "links"}  # fmt: skip
    UUID(card["uuid"])
    assert 0 < len(card["summary"]) < 140
    assert "\n" not in card["summary"]
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    assert set(card["source"]) <= {"label", "url"}
    for link in card.get("links", [card["source"]] if "url" in card["source"] else []):
        assert re.match(r"https://\S+$", link["url"])
        assert link.get("type", "absolute") == "absolute"
    for value in values(card):
        assert value not in (None, "", [], {})


def values(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values(inner)
