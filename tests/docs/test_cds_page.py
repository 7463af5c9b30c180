"""The call on docs/reference/cds.md gives what the page shows."""

import json
import re
from pathlib import Path

from tests.cds.calls import KNOWLEDGE, cards
from unspasm.web.clinic import LARGEST_BODY

PAGE = (Path(__file__).parents[2] / "docs/reference/cds.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.+?)```", PAGE, re.DOTALL)


def test_the_example_call_gives_the_card_that_is_shown():
    call, shown = (json.loads(text) for kind, text in BLOCKS if kind == "json")
    (card,) = cards(call)
    assert {key: value for key, value in card.items() if key not in ("detail", "links")} == shown
    for line in next(text for kind, text in BLOCKS if not kind and "anticoagulant" in text).splitlines():
        assert line in card["detail"]


def test_every_service_and_number_on_the_page_is_the_real_one():
    assert set(re.findall(r"/cds-services/(back-pain-[a-z-]+)`", PAGE)) == set(KNOWLEDGE.clinic.services)
    assert f"more than {LARGEST_BODY // 1024**2} MB" in PAGE


def test_it_says_that_callers_are_not_authenticated():
    assert "Callers are not authenticated" in PAGE
    assert "No clinician has reviewed its rules yet" in PAGE
