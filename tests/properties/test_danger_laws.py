"""More danger is never calmer, silence is never safety, and an answer taken back opens nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.oracle import naive
from tests.oracle.agree import the_book
from tests.oracle.people import any_person, mildest, people, worse_values
from tests.properties.made_up import DANGER, held_back, judged, known, law, plan_items, urgency

BOOK = the_book()
anyone = any_person(BOOK)


@law
@given(answers=anyone, data=st.data())
def test_adding_or_worsening_a_danger_sign_never_lowers_the_disposition(answers, data):
    fact = data.draw(st.sampled_from(DANGER))
    entry = BOOK["facts"][fact]
    before = answers.get(fact)
    if before is None:
        worse = [value for value in [mildest(entry), *worse_values(entry, mildest(entry))] if value != []]
    elif before in naive.UNANSWERED:
        assume(False)
    else:
        worse = worse_values(entry, before)
    assume(worse)
    worsened = {**answers, fact: data.draw(st.sampled_from(worse))}
    assert urgency(judged(worsened)) >= urgency(judged(answers)), fact


@law
@given(answers=anyone, data=st.data())
def test_an_erased_answer_never_lowers_what_is_possible_and_never_opens_a_plan(answers, data):
    assume(answers)
    erased = data.draw(st.sets(st.sampled_from(sorted(answers)), min_size=1, max_size=3))
    full = judged(answers)
    less = judged({fact: answer for fact, answer in answers.items() if fact not in erased})
    assert urgency(less, "possible") >= urgency(full, "possible")
    if full["plan"] is None:
        assert less["plan"] is None
    elif less["plan"] is not None:
        assert not set(plan_items(less)) & held_back(full)


@law
@given(answers=anyone, data=st.data())
def test_not_sure_and_skipped_are_never_read_as_safer_than_no(answers, data):
    fact = data.draw(st.sampled_from([f for f in DANGER if BOOK["facts"][f]["type"] == "yes_no"]))
    said_no = judged({**answers, fact: "no"})
    for word in naive.UNANSWERED:
        unsure = judged({**answers, fact: word})
        assert urgency(unsure) >= urgency(said_no), fact
        assert urgency(unsure, "possible") >= urgency(said_no, "possible"), fact
        if said_no["plan"] is None:
            assert unsure["plan"] is None, fact


@law
@given(answers=anyone, rng=st.randoms(use_true_random=False))
def test_once_decided_no_answer_to_a_question_nobody_asked_changes_the_disposition(answers, rng):
    result = judged(answers)
    assume(result["decided"])
    others = next(people(rng, BOOK, 1))
    filled = judged({**{fact: others[fact] for fact in others if fact not in answers}, **answers})
    assert filled["disposition"] == result["disposition"]


@law
@given(answers=anyone, rng=st.randoms(use_true_random=False))
def test_no_item_of_a_plan_is_excluded_whatever_the_open_answers_turn_out_to_be(answers, rng):
    result = judged(answers)
    assume(result["plan"])
    truth = {fact: answers[fact] for fact in known(answers)}
    others = next(people(rng, BOOK, 1))
    truth.update({fact: others[fact] for fact in known(others) if fact not in truth})
    for name in plan_items(result):
        item = BOOK["items"][name]
        rows = [row["when"] for row in BOOK["exclusions"] if item["column"] and item["column"] in row["x"]]
        for when in rows + item["not_for"]:
            assert naive.certainly(when, truth, BOOK["facts"]) is not True, name


@law
@given(answers=anyone)
def test_a_plan_is_given_to_exactly_those_who_are_decided_and_calmer_than_same_day(answers):
    result = judged(answers)
    if result["disposition"] in ("emergency", "same_day") or not result["decided"]:
        assert result["plan"] is None
    else:
        assert result["plan"] is not None
