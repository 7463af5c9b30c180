"""Calls as other people's systems send them, and the rules that every answer keeps."""

import pytest

from tests.cds.calls import KNOWLEDGE, NOW, REQUESTS, cards, sample
from tests.cds.specification import check_cards
from unspasm.fhir.cds import answer


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_each_is_answered_by_the_rules_of_the_specification(path):
    call = sample(path)
    check_cards(answer(f"back-pain-{call['hook']}", call, KNOWLEDGE, now=NOW))


SAID = [
    ("req-rec-03-patient-view-long-acting-opioid", ["If this is back or neck pain, ask the danger signs (no full problem list was sent)"]),
    ("req-rec-10-patient-view-no-screenings-by-reference", ["If this is back or neck pain, ask the danger signs (no full problem list was sent)"]),
    ("req-rec-04-05-mme-greater-than-fifty", ["If fentanyl is for back or neck pain: guidelines advise against routine use"]),
    ("req-rec-04-05-mme-less-than-fifty", ["If morphine is for back or neck pain: guidelines advise against routine use"]),
    ("req-rec-11-opioid-trigger-without-benzo", ["If oxycodone is for back or neck pain: guidelines advise against routine use"]),
    ("req-rec-11-opioid-trigger-with-benzo", ["Opioid together with a benzodiazepine: use particular caution", "If oxycodone is for back or neck pain: guidelines advise against routine use"]),
    ("req-rec-08-order-sign-on-benzodiazepine", ["Opioid together with a benzodiazepine: use particular caution", "If fentanyl is for back or neck pain: guidelines advise against routine use"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "summaries"), SAID)
def test_what_is_said_to_each(name, summaries):
    """No problem list came with any of them, so nothing is claimed of back pain; each card says so in its limits."""
    call = next(sample(path) for path in REQUESTS if path.stem == name)
    found = cards(call)
    assert [card["summary"] for card in found] == summaries
    assert all(
        "No full list of problems that we could read was sent, so we cannot tell" in card["detail"] for card in found
    )


def test_what_stood_beside_prefetch_is_read_and_it_is_said():
    call = next(sample(path) for path in REQUESTS if path.stem == "req-rec-11-opioid-trigger-with-benzo")
    assert "`item4` stood beside `prefetch`, not in it." in cards(call)[0]["detail"]
    del call["item4"]
    assert [card["indicator"] for card in cards(call)] == ["info"]


def test_the_same_call_gives_the_same_cards_and_another_one_other_ids():
    call = sample(REQUESTS[0])
    again = cards(call)
    assert again == cards(call)
    assert again[0]["uuid"] != cards(call | {"hookInstance": "another"})[0]["uuid"]
