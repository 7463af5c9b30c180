"""Whatever is sent: cards by the rules, or one refusal that says what to mend. Never anything else."""

import copy
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cds import calls
from tests.cds.specification import check_cards
from unspasm.fhir.cds import Refusal, answer, check_feedback

RICH = (
    calls.BACK_PAIN,
    calls.condition("CKD", "N18.4"),
    calls.medicine("Warfarin 5 mg"),
    calls.medicine("Oxycodone"),
    calls.allergy("aspirin"),
    calls.egfr(40),
)
DRAFT = calls.medicine("Ibuprofen 600 mg", id="draft")
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert(1))", "![x](http://evil.example/p.png)",
    "`` ` ``` code", "a ` [click](http://evil.example)", "# big\n\n| a | b |\n|---|---|", "http://evil.example www.evil.example a@evil.example", "\u202eright to left",
    "\x00\x07\x1b[31m", "\ud800", "&lt;b&gt; &#x3c;", "**bold** _x_ ~~y~~ \\", "x" * 100_000, "=cmd|' /C calc'!A0", "\u2028\u2029\u200b\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_hostile_words_stay_inside_a_code_span(words):
    record = (
        calls.condition(f"Low back pain {words}", "M54.50", id=f"c {words}"),
        calls.condition(f"Chronic kidney disease {words}", "N18.4", id="k"),
        calls.medicine(f"Warfarin {words}"),
    )
    for call in (calls.view(*record), calls.order(calls.medicine(f"Ibuprofen {words}", id="d"), *record)):
        call["prefetch"][f"key {words}"] = {"resourceType": "OperationOutcome"}
        call["hookInstance"] = call["context"]["userId"] = f"x{words}"[:500]
        found = calls.cards(call)
        check_cards({"cards": found})
        assert found
        for card in found:
            told = card["detail"]
            assert not set("<>&\x00\x07\x1b\u202e\u2028\u2029\u200b\ufeff\ud800") & set(told)
            assert told.count("`") % 2 == 0
            outside = "".join(told.split("`")[::2])
            for piece in ("alert", "evil", "click", "bold", "big", "calc", "=cmd", "~~"):
                assert piece not in outside
            assert piece not in card["summary"]
            assert len(told) < 20_000


OTHERS = [
    {"resourceType": "MedicationOrder", "id": "m", "medicationCodeableConcept": {"text": "Warfarin"}},
    {"resourceType": "DiagnosticOrder", "id": "d"},
    {"resourceType": "Condition", "id": "c", "patient": {"reference": "Patient/p1"}, "code": {"text": "Low back pain"}},
    {"resourceType": "Condition", "id": "c", "clinicalStatus": "active", "code": {"text": "Low back pain"}},
    {"resourceType": "MedicationStatement", "id": "s", "taken": "y", "medicationCodeableConcept": {"text": "Warfarin"}},
    {"resourceType": "AllergyIntolerance", "id": "a", "substance": {"text": "aspirin"}},
    {"resourceType": "AllergyIntolerance", "id": "a", "clinicalStatus": "active"},
    {"resourceType": "MedicationRequest", "id": "m", "medication": {"concept": {"text": "Warfarin"}}},
]


@pytest.mark.parametrize("old", OTHERS, ids=lambda old: "-".join(list(old)[:3]) + old["resourceType"])
@pytest.mark.parametrize("place", ["prefetch", "nested", "draft", "beside"])
def test_another_fhir_version_is_refused_by_name(old, place):
    call = calls.order(DRAFT, *RICH)
    if place == "draft":
        call["context"]["draftOrders"] = calls.bundle(old)
    elif place == "beside":
        call["item9"] = old
    else:
        call["prefetch"]["extra"] = calls.bundle(calls.bundle(old)) if place == "nested" else old
    with pytest.raises(Refusal, match=r"FHIR (DSTU2|STU3|R5)\.") as refused:
        calls.cards(call)
    assert refused.value.status == 400
    assert old["resourceType"] in str(refused.value)


def test_the_record_of_another_patient_is_refused():
    call = calls.view(*RICH, person=calls.patient(id="p2"))
    with pytest.raises(Refusal, match="not the patient of the context") as refused:
        calls.cards(call)
    assert refused.value.status == 400


def test_nothing_prefetched_is_412_and_names_what_is_wanted():
    call = calls.view()
    for prefetch in ({}, None, {"patient": None}, {"patient": {"resourceType": "OperationOutcome"}}):
        with pytest.raises(Refusal, match=r"patient: Patient/\{\{context.patientId\}\}; conditions:") as refused:
            calls.cards(call | {"prefetch": prefetch, "fhirServer": "https://fhir.example.org"})
        assert refused.value.status == 412
    del call["prefetch"]
    with pytest.raises(Refusal, match="fetches nothing itself"):
        calls.cards(call)


def test_a_service_answers_its_own_hook_alone():
    with pytest.raises(Refusal) as unknown:
        answer("no-such-service", calls.view(), calls.KNOWLEDGE, now=calls.NOW)
    assert unknown.value.status == 404
    with pytest.raises(Refusal) as wrong:
        answer("back-pain-order-sign", calls.view(), calls.KNOWLEDGE, now=calls.NOW)
    assert wrong.value.status == 400


REQUIRED = [("hook",), ("hookInstance",), ("context",), ("context", "userId"), ("context", "patientId"), ("context", "draftOrders"), ("context", "selections")]  # fmt: skip


@pytest.mark.parametrize("path", REQUIRED, ids="-".join)
@pytest.mark.parametrize("value", ["missing", None, 7, [], {}, True])
def test_a_required_field_that_is_missing_or_of_the_wrong_type_is_400(path, value):
    if path[-1] == "selections" and value == []:
        return  # nothing selected is allowed
    call = copy.deepcopy(calls.order(DRAFT, *RICH))
    holder = call if len(path) == 1 else call[path[0]]
    holder.pop(path[-1]) if value == "missing" else holder.__setitem__(path[-1], value)
    with pytest.raises(Refusal) as refused:
        answer("back-pain-order-select", call, calls.KNOWLEDGE, now=calls.NOW)
    assert refused.value.status == 400
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("body", [None, [], "x", 3, True, {"hook": {}}, {"prefetch": []}])
def test_a_body_that_is_no_call_is_400(body):
    with pytest.raises(Refusal) as refused:
        answer("back-pain-patient-view", body, calls.KNOWLEDGE, now=calls.NOW)
    assert refused.value.status == 400


def test_far_too_many_resources_are_413():
    call = calls.view(*(calls.condition("x", id=f"c{n}") for n in range(2_100)))
    with pytest.raises(Refusal) as refused:
        calls.cards(call)
    assert refused.value.status == 413


def test_two_entries_with_one_id_are_both_read_and_it_is_said():
    twice = (calls.condition("Asthma", "J45.9", id="same"), calls.condition("Heart failure", "I50.9", id="same"))
    card = calls.caution(calls.view(calls.BACK_PAIN, *twice))
    assert "heart_failure" in card["detail"]
    assert "`asthma`" in card["detail"]
    assert "1 with the id of another one" in card["detail"]
    assert "id of another one" not in calls.caution(calls.view(calls.BACK_PAIN, twice[0], twice[0]))["detail"]


@pytest.mark.parametrize(
    "born", ["", "soon", "1850-01-01", "2999-01-01", "1985-13-01", 1985, None, ["x"], "１９８５-01-01"]
)
def test_a_date_of_birth_that_cannot_be_right_is_no_age(born):
    card = calls.caution(calls.view(calls.BACK_PAIN, person=calls.patient(birthDate=born)))
    assert "No date of birth in what was sent." in card["detail"]


def test_many_odd_keys_make_no_endless_card():
    call = calls.view(*RICH) | {f"item{n}": calls.condition("x", id=f"x{n}") for n in range(200)}
    assert calls.cards(call)[0]["detail"].count("stood beside") == 12
    assert "and 188 more" in calls.cards(call)[0]["detail"]


def test_a_list_with_further_pages_is_said_to_be_incomplete():
    call = calls.view(*RICH)
    call["prefetch"]["conditions"]["link"] = [{"relation": "next", "url": "https://fhir.example.org/next"}]
    assert "`conditions` has further pages that were not sent." in calls.cards(call)[0]["detail"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from(["Patient", "Bundle", "Condition", "Patient/p1", "active", "2020-01-01", "Warfarin", *HOSTILE[:12]]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["resourceType", "id", "coding", "code", "text", "entry", "resource", "reference", "system", "value", "status", "link"]) | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def _paths(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, key))


def _put(call, path, junk):
    holder = call
    for key in path[:-1]:
        holder = holder[key]
    if path:
        holder[path[-1]] = junk


WHOLE = [
    calls.view(*RICH),
    calls.order(DRAFT, *RICH),
    calls.order(DRAFT, *RICH, hook="order-sign"),
    *(calls.sample(path) for path in calls.REQUESTS),
]
PLACES = [list(_paths(call)) for call in WHOLE]


@settings(max_examples=1_000, deadline=None, derandomize=True)
@given(st.data())
def test_junk_in_any_place_is_answered_by_the_rules_or_refused(data):
    _answered_or_refused(data)


@pytest.mark.slow
@settings(max_examples=50_000, deadline=None)
@given(st.data())
def test_much_junk_in_any_place_is_answered_by_the_rules_or_refused(data):
    _answered_or_refused(data)


def _answered_or_refused(data):
    which = data.draw(st.integers(0, len(WHOLE) - 1))
    call = copy.deepcopy(WHOLE[which])
    hook = call["hook"]
    for _ in range(data.draw(st.integers(1, 3))):
        try:
            _put(call, data.draw(st.sampled_from(PLACES[which])), data.draw(JUNK))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier piece of junk took that place away
    try:
        found = answer(f"back-pain-{hook}", call, calls.KNOWLEDGE, now=calls.NOW)
    except Refusal as refusal:
        found = {"cards": [], "refused": refusal.status}
    assert found.pop("refused", 400) in (400, 412, 413)
    check_cards(found)
    json.dumps(found).encode("ascii")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_more_of_a_record_never_calms_the_cautions_and_order_does_not_matter(data):
    everything = [
        calls.condition("CKD", "N18.4"), calls.condition("Heart failure", "I50.9"), calls.condition("Asthma", "J45.9"), calls.condition("Pregnant", "Z33.1", recordedDate="2026-09-01"),
        calls.condition("Gastric ulcer", "K25.9"), calls.medicine("Warfarin"), calls.medicine("Lisinopril"), calls.medicine("Furosemide"), calls.medicine("Sertraline"),
        calls.medicine("Naproxen 500 mg tablet"), calls.medicine("Prednisone 5 mg tablet"), calls.allergy("NSAID"), calls.egfr(20), calls.condition("Diabetes", "E11.9"),
    ]  # fmt: skip
    some = data.draw(st.lists(st.sampled_from(everything), unique_by=lambda r: r["id"], max_size=8))
    more = data.draw(st.sampled_from(everything))
    urgency = ["info", "warning", "critical"]
    less, both = (
        calls.caution(calls.order(DRAFT, calls.BACK_PAIN, *some)),
        calls.caution(calls.order(DRAFT, calls.BACK_PAIN, *some, more)),
    )
    assert urgency.index(less["indicator"]) <= urgency.index(both["indicator"])
    mixed = list(some)
    random.Random(1).shuffle(mixed)
    again = calls.caution(calls.order(DRAFT, calls.BACK_PAIN, *mixed))
    assert (again["summary"], again["indicator"]) == (less["summary"], less["indicator"])


FEEDBACK = {"card": "4e0a3a1e", "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z"}


def test_feedback_has_a_form():
    check_feedback(
        "back-pain-patient-view", {"feedback": [FEEDBACK, FEEDBACK | {"outcome": "accepted"}]}, calls.KNOWLEDGE.clinic
    )
    for body in (
        None,
        [],
        {},
        {"feedback": []},
        {"feedback": [1]},
        {"feedback": [FEEDBACK | {"outcome": "liked"}]},
        {"feedback": [{}]},
    ):
        with pytest.raises(Refusal):
            check_feedback("back-pain-patient-view", body, calls.KNOWLEDGE.clinic)
