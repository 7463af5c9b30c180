"""A danger to the back that stands in a record gives a card, also where nobody wrote down any pain; risks alone do not."""

from itertools import combinations

import pytest

from tests.cds.calls import (
    BACK_PAIN,
    KNOWLEDGE,
    SNOMED,
    bundle,
    cards,
    concept,
    condition,
    medicine,
    order,
    patient,
    view,
)

NEW = {"recordedDate": "2026-11-20"}
OLD = {"recordedDate": "2015-01-01"}
NAMED = [
    (condition("", "G83.4"), "squeezed nerves at the base of the spine"),
    (condition("", "192970008", SNOMED), "squeezed nerves at the base of the spine"),
    (condition("Suspected cauda equina syndrome"), "squeezed nerves at the base of the spine"),
    (condition("Rule out cauda equina syndrome"), "squeezed nerves at the base of the spine"),
    (condition("Saddle anaesthesia", **NEW), "squeezed nerves at the base of the spine"),
    (condition("", "202752002", SNOMED, **NEW), "an infection in the spine"),
    (condition("Spinal epidural abscess", **NEW), "an infection in the spine"),
    (condition("Vertebral osteomyelitis", **NEW), "an infection in the spine"),
    (condition("", "G06.1", **NEW), "an infection in the spine"),
    (condition("Breast cancer with spinal metastases"), "pressure on the spinal cord from cancer"),
    (condition("Spinal cord compression"), "pressure on the spinal cord"),
    (condition("Ruptured abdominal aortic aneurysm", "I71.3", **NEW), "a tear in the aorta"),
    (condition("Aortic dissection", **NEW), "a tear in the aorta"),
    (condition("Spinal epidural haematoma", **NEW), "a bleed inside, or round the spinal cord"),
    (condition("", "S32.010A", **NEW), "a broken bone of the spine"),
    (condition("Fracture of cervical vertebra", "S12.100A", **NEW), "a broken bone of the spine"),
]  # fmt: skip
SIGNS = [
    condition("Urinary retention", "R33.9", **NEW),
    condition("Faecal incontinence", "R15.9", **NEW),
    condition("Foot drop", "M21.371", **NEW),
    condition("Weakness of both legs", **NEW),
]
NOTHING = [
    condition("Hypertension", "I10"),
    condition("Breast cancer", "C50.9"),
    condition("Abdominal aortic aneurysm, without rupture", "I71.4"),
    condition("Osteoporosis", "M81.0"),
    condition("Diabetes", "E11.9"),
    condition("HIV disease", "B20"),
    condition("Fever", "R50.9", **NEW),
    condition("Weight loss", "R63.4", **NEW),
    condition("Pregnant", "Z33.1", **NEW),
    condition("Urinary incontinence", "R32", **NEW),
    condition("Urinary retention", "R33.9", **OLD),
    condition("Spondylodiscitis", **OLD),
    condition("Compression fracture", "S32.010A", **OLD),
    condition("Cauda equina syndrome", "G83.4", status="resolved"),
    condition("Cauda equina syndrome ruled out"),
    condition("No cauda equina syndrome"),
    condition("Family history of aortic dissection"),
    condition("Umbilical cord compression", **NEW),
    condition("Intracranial epidural abscess", **NEW),
    condition("Cauda equina syndrome", "G83.4", verificationStatus={"coding": [{"code": "refuted"}]}),
    medicine("Apixaban 5 mg"),
    medicine("Prednisolone 20 mg"),
]  # fmt: skip
OTHER = condition("Hypertension", "I10")


@pytest.mark.parametrize(("entry", "points_to"), NAMED, ids=[str(row[0]["code"])[:60] for row in NAMED])
def test_a_danger_that_the_record_names_is_loud_with_and_without_pain(entry, points_to):
    (card,) = cards(view(OTHER, entry))
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("No back pain")
    assert points_to in card["detail"].split("why it matters here")[1]
    assert "does not mean that there is none" in card["detail"]
    with_pain = cards(view(BACK_PAIN, entry))[0]
    assert with_pain["indicator"] == "warning"
    assert points_to in with_pain["detail"].split("why it matters here")[1]


@pytest.mark.parametrize("entry", SIGNS, ids=lambda entry: str(entry["code"]["text"]))
def test_one_fresh_sign_of_the_nerves_gives_a_quiet_card(entry):
    (card,) = cards(view(OTHER, entry))
    assert card["indicator"] == "info"
    assert card["summary"].startswith("No back pain")


def test_two_signs_together_are_loud():
    for first, second in combinations(SIGNS[:3], 2):
        (card,) = cards(view(first, second))
        assert card["indicator"] == "warning"


def test_a_leak_speaks_together_with_a_cancer_alone_it_does_not():
    leak, cancer = condition("Urinary incontinence", "R32", **NEW), condition("Prostate cancer", "C61")
    assert cards(view(leak)) == cards(view(cancer)) == []
    (card,) = cards(view(leak, cancer))
    assert "pressure on the spinal cord from cancer" in card["detail"]


@pytest.mark.parametrize("entry", NOTHING, ids=lambda entry: str(entry)[:80])
@pytest.mark.parametrize("born", ["1940-01-01", "1990-01-01"])
def test_risks_old_signs_and_denials_give_no_card_without_pain(entry, born):
    assert cards(view(OTHER, entry, person=patient(born))) == []


def test_all_risks_together_give_no_card_without_pain():
    """However many: whoever is only ill otherwise is not spoken of."""
    dangers = {p.id for p in KNOWLEDGE.clinic.problems if p.of_the_back or p.names_danger}
    entries = [
        condition(problem.words[0], id=problem.id, **NEW)
        for problem in KNOWLEDGE.clinic.problems
        if problem.id not in dangers and problem.words and problem.id not in ("fever_noted", "bladder_leak_noted")
    ]
    drugs = [medicine(drug.names[0], id=drug.id) for drug in KNOWLEDGE.clinic.drugs if drug.names]
    assert len(entries) > 25
    assert cards(view(*entries)) == []
    assert all("together" in card["summary"] or "NSAID" in card["summary"] for card in cards(view(*entries, *drugs)))


def test_the_reason_of_a_visit_names_a_danger_too():
    call = view(OTHER)
    call["prefetch"]["encounter"] = {
        "resourceType": "Encounter",
        "id": "e",
        "reasonCode": [concept("Cauda equina syndrome?")],
    }
    (card,) = cards(call)
    assert "`Encounter/e`" in card["detail"]


def test_without_a_problem_list_a_danger_that_came_all_the_same_is_loud():
    call = view()
    call["prefetch"]["conditions"] = {**bundle(condition("", "G83.4")), "link": [{"relation": "next", "url": "x"}]}
    card = cards(call)[0]
    assert card["indicator"] == "warning"
    assert "cauda equina" in card["summary"]


def test_an_order_to_look_for_a_danger_is_not_spoken_against():
    picture = {
        "resourceType": "ServiceRequest",
        "id": "d",
        "code": concept("MRI lumbar spine"),
        "reasonCode": [concept("Low back pain, rule out cauda equina syndrome")],
    }
    assert cards(order(picture)) == []


def test_nobody_who_has_died_gets_one():
    assert cards(view(condition("", "G83.4"), person=patient(deceasedBoolean=True))) == []
