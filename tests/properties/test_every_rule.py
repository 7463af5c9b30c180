"""The same laws, rule by rule: chance alone seldom meets the one rule that breaks them."""

import random

from tests.oracle import naive
from tests.oracle.agree import TODAY, product, the_book, the_knowledge
from tests.oracle.people import calm, cut_points, mildest, settled, value_of, worse_values
from tests.properties.made_up import DANGER
from tests.spec.plain_person import PLAIN
from unspasm.care import AnswersError, read_answers, screen

BOOK = the_book()
CUTS = cut_points(BOOK)
TRIES = 4


def disposition(answers):
    """0 for self-care up to 4 for an emergency; None for answers that contradict."""
    try:
        return naive.TIERS.index(screen(read_answers(answers, the_knowledge(), TODAY), the_knowledge()).disposition)
    except AnswersError:
        return None


def people_about(tree, rng):
    """Calm people, some with a plain spasm, whose answers on one condition are taken by chance."""
    for _ in range(TRIES):
        answers = calm(rng, BOOK, CUTS)
        if rng.random() < 0.7:
            answers.update(PLAIN)
        for fact in sorted(naive.facts_of(tree)):
            answers[fact] = value_of(rng, fact, BOOK, CUTS)
        yield settled(answers, BOOK)


def test_in_every_rule_more_danger_is_never_calmer():
    rng = random.Random("more danger")
    for level in BOOK["levels"]:
        signs = sorted(naive.facts_of(level["when"]) & set(DANGER))
        for answers in people_about(level["when"], rng):
            for sign in signs:
                entry = BOOK["facts"][sign]
                calmer = disposition({**answers, sign: mildest(entry)})
                for value in worse_values(entry, mildest(entry))[-2:]:
                    worse = disposition({**answers, sign: value})
                    assert worse is None or calmer is None or worse >= calmer, (level["rule"], sign, value, answers)


def test_in_every_rule_not_sure_is_never_calmer_than_no():
    rng = random.Random("not sure")
    for level in BOOK["levels"]:
        signs = sorted(f for f in naive.facts_of(level["when"]) & set(DANGER) if BOOK["facts"][f]["type"] == "yes_no")
        for answers in people_about(level["when"], rng):
            for sign in signs:
                calmer = disposition({**answers, sign: "no"})
                unsure = disposition({**answers, sign: rng.choice(naive.UNANSWERED)})
                assert unsure is None or calmer is None or unsure >= calmer, (level["rule"], sign, answers)


def test_no_plan_holds_an_item_that_an_open_answer_could_exclude():
    rng = random.Random("exclusions")
    plans = 0
    for condition in [row["when"] for row in BOOK["exclusions"]] + [
        when for item in BOOK["items"].values() for when in item["not_for"]
    ]:
        facts = sorted(naive.facts_of(condition))
        for answers in people_about(condition, rng):
            open_fact = rng.choice(facts)
            answers = {**answers, open_fact: rng.choice([None, "not_sure", "skipped"])}
            try:
                plan = product(answers)["plan"]
            except AnswersError:
                continue
            plans += plan is not None
            for value in values(open_fact):
                refuse_excluded(plan, {**answers, open_fact: value})
    assert plans > 50


def values(fact):
    """Some known answers to a fact, the extremes among them."""
    entry = BOOK["facts"][fact]
    if entry["type"] == "yes_no":
        return ["yes", "no"]
    if entry["type"] == "integer":
        return sorted({entry["min"], entry["max"], *CUTS.get(fact, ())})
    options = [option[0] for option in entry["options"]]
    return options if entry["type"] == "one_of" else [[], options, *[[option] for option in options]]


def refuse_excluded(plan, truth):
    """Fails if the plan holds an item that is certainly excluded for somebody with these answers."""
    chosen = [item["item"] for slot in ("now", "today", "this_week", "prevent") for item in (plan or {}).get(slot, [])]
    for name in chosen:
        item = BOOK["items"][name]
        rows = [row["when"] for row in BOOK["exclusions"] if item["column"] and item["column"] in row["x"]]
        for when in rows + item["not_for"]:
            assert naive.certainly(when, truth, BOOK["facts"]) is not True, (name, truth)
