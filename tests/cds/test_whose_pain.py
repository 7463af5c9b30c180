"""Who gets cards at all: people with back or neck pain, as far as the record says it."""

import pytest

from tests.cds.calls import (
    BACK_PAIN,
    SNOMED,
    bundle,
    cards,
    concept,
    condition,
    medicine,
    order,
    patient,
    rules_of,
    view,
)
from unspasm.knowledge import load_knowledge

YES = [
    condition("", "M54.50"),
    condition("", "M545"),
    condition("", "M54.2"),
    condition("", "S39.012A"),
    condition("", "278860009"),  # a SNOMED code under the system of ICD-10, as exports have it
    condition("", "161891005", SNOMED),
    condition("Chronic lower back pain"),
    condition("Low back pain without sciatica"),
    condition("Low back pain, not otherwise specified"),
    condition("LUMBAGO"),
    condition("Whiplash injury to neck"),
    condition("Acute back muscle spasm"),
]
NO = [
    condition("Hypertension", "I10"),
    condition("No back pain"),
    condition("Denies low back pain"),
    condition("Family history of back pain"),
    condition("Low back pain", "M54.50", status="resolved"),
    condition("Low back pain", "M54.50", verificationStatus={"coding": [{"code": "entered-in-error"}]}),
    condition("Low back pain", "M54.50", subject={"reference": "Patient/somebody-else"}),
    condition("", "M5", "http://hl7.org/fhir/sid/icd-10-cm"),
]


@pytest.mark.parametrize("entry", YES, ids=lambda entry: str(entry["code"]))
def test_back_and_neck_pain_is_recognised_by_code_and_by_words(entry):
    summaries = [card["summary"] for card in cards(view(entry))]
    assert any(summary.startswith("Back or neck pain") for summary in summaries)


@pytest.mark.parametrize("entry", NO, ids=lambda entry: str(entry["code"]))
def test_a_record_with_problems_but_no_back_pain_gets_no_card(entry):
    assert cards(view(entry)) == []
    assert cards(order(medicine("Oxycodone 5 mg", id="d"), entry)) == []


def test_words_alone_are_said_to_be_words_alone():
    assert "recognised by words, not by a code" in cards(view(condition("back pain")))[0]["detail"]
    assert "recognised by words" not in cards(view(BACK_PAIN))[0]["detail"]


def test_a_keyword_in_a_narrative_makes_no_back_pain():
    plan = {
        "resourceType": "CarePlan",
        "text": {"div": "<div>Low back pain</div>"},
        "subject": {"reference": "Patient/p1"},
    }
    call = view()
    call["prefetch"]["plan"] = bundle(plan)
    assert cards(call) == []


def test_the_reason_of_the_visit_or_of_the_order_counts():
    call = view()
    call["prefetch"]["encounter"] = {
        "resourceType": "Encounter",
        "id": "e",
        "reasonCode": [concept("Acute low back pain")],
    }
    assert len(cards(call)) == 3
    draft = medicine("Ibuprofen 400 mg", id="d", reasonCode=[concept("Neck pain")])
    assert cards(order(draft))[0]["summary"].startswith("Ibuprofen")
    by_reference = medicine("Ibuprofen 400 mg", id="d", reasonReference=[{"reference": "Condition/c9"}])
    assert cards(order(by_reference, condition("Something", "M54.50", id="c9", status="resolved")))


def test_without_a_problem_list_the_cards_say_if():
    call = view()
    del call["prefetch"]["conditions"]
    (card,) = cards(call)
    assert card["summary"] == "If this is back or neck pain, ask the danger signs (no full problem list was sent)"
    assert card["indicator"] == "info"


def test_nobody_who_has_died_gets_cards():
    for sign in ({"deceasedBoolean": True}, {"deceasedDateTime": "2026-01-01"}):
        assert cards(view(BACK_PAIN, person=patient(**sign))) == []


def test_the_danger_card_holds_every_line_of_the_first_lists():
    knowledge = load_knowledge()
    detail = cards(view(BACK_PAIN))[0]["detail"]
    for screen in knowledge.screens:
        if screen.id in knowledge.clinic.danger_screens:
            assert all(knowledge.facts[fact].line in detail for fact in screen.facts)
    spoken = {row["screen"] for row in _spoken_screens()}
    assert set(knowledge.clinic.danger_screens) == spoken


def _spoken_screens():
    import tomllib
    from pathlib import Path

    import unspasm.knowledge

    file = Path(unspasm.knowledge.__file__).parent / "spasm_mode.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["list"]["spoken"]


@pytest.mark.parametrize(
    ("entry", "points_to"),
    [
        (condition("Malignant neoplasm of breast", "C50.9"), "cancer that has reached the spine"),
        (condition("Osteoporosis", "M81.0"), "a small break in a bone of the spine"),
        (condition("Tuberculosis"), "an infection in the spine"),
        (condition("Aortic aneurysm", "I71.4"), "a widened aorta that may leak"),
        (medicine("Apixaban 5 mg"), "a bleed inside, or round the spinal cord"),
        (condition("Pregnant", "Z33.1", recordedDate="2026-09-01"), "a pregnancy outside the womb"),
    ],
)
def test_a_risk_in_the_record_makes_the_danger_card_louder_and_says_why(entry, points_to):
    calm, loud = cards(view(BACK_PAIN))[0], cards(view(BACK_PAIN, entry))[0]
    assert (calm["indicator"], loud["indicator"]) == ("info", "warning")
    assert loud["summary"] == "Back or neck pain, with risks or signs in the record: ask the danger signs"
    assert points_to in loud["detail"].split("why it matters here")[1]


ORDERS = [
    (medicine("Oxycodone 5 mg", id="d"), "If oxycodone is for back or neck pain: guidelines advise against routine use", "opioid_nice"),
    (medicine("Diazepam 5 mg", id="d"), "If diazepam is for back or neck pain: no gain over naproxen alone in the trial that we hold", "diazepam_added"),
    (medicine("Cyclobenzaprine 10 MG", id="d"), "If cyclobenzaprine is for back or neck pain: small relief at best, more side effects", "relaxant_small"),
    (medicine("Gabapentin 300 MG", id="d"), "If gabapentin is for back or neck pain: guidelines advise against it in low back pain", "no_anticonvulsants"),
    (medicine("Paracetamol 500 mg", id="d"), "If paracetamol is for back or neck pain: no better than placebo when fresh", "paracetamol_none"),
    (
        {"resourceType": "ServiceRequest", "id": "d", "code": concept("MRI lumbar spine without contrast")},
        "If imaging of the spine is for back or neck pain: no routine imaging without danger signs",
        "imaging_only_if",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "summary", "line"), ORDERS, ids=[row[2] for row in ORDERS])
def test_what_guidelines_and_trials_say_of_an_order(draft, summary, line):
    card = next(card for card in cards(order(draft, BACK_PAIN)) if card["summary"] == summary)
    assert line in rules_of(card)
    assert card["links"]


def test_lines_about_the_low_back_are_not_told_of_a_neck():
    neck = cards(view(condition("Neck pain", "M54.2")))[-1]
    assert neck["summary"].startswith("Neck or upper back pain")
    assert rules_of(neck) == {"opioid_opal"}


def test_an_opioid_with_a_sedative_is_told_from_draft_and_record():
    for call in (
        order(medicine("Oxycodone 5 mg", id="d"), BACK_PAIN, medicine("Lorazepam 1 mg")),
        order(medicine("Lorazepam 1 mg", id="d"), BACK_PAIN, medicine("Oxycodone 5 mg")),
        view(BACK_PAIN, medicine("Oxycodone 5 mg"), medicine("Pregabalin 75 mg")),
    ):
        assert any(card["summary"].startswith("Opioid together with") for card in cards(call))
    assert not any("together" in card["summary"] for card in cards(view(BACK_PAIN, medicine("Oxycodone 5 mg"))))


def test_an_order_that_is_none_of_ours_gets_no_card():
    assert cards(order(medicine("Amoxicillin 500 mg", id="d"), BACK_PAIN)) == []
    assert cards(order({"resourceType": "ServiceRequest", "id": "d", "code": concept("MRI knee")}, BACK_PAIN)) == []
