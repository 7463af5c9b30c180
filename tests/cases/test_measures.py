"""The measurements measure what they say: small runs of each, and the promises that must hold on any rules."""

from random import Random

from benchmarks import alarms, paths, spasms
from benchmarks.bench import broken_bars, measure, rules_alone
from benchmarks.interviews import told, walk
from benchmarks.zen_rules import ZenRules, plain_person
from tests.cases.people import some_answers
from unspasm.care import screen
from unspasm.knowledge import TIERS, load_knowledge


def test_the_promised_paths_are_kept() -> None:
    assert paths.broken_bars(paths.walk_all(load_knowledge())) == []


def test_the_interview_of_an_ordinary_spasm_ends_decided_whatever_the_doubts() -> None:
    knowledge = load_knowledge()
    for number in range(40):
        chance = Random(number)
        journey = walk(spasms.Answering(spasms.make_person(chance), knowledge, chance), knowledge)
        assert screen(journey.answers, knowledge).decided


def test_the_same_seed_makes_the_same_people() -> None:
    assert spasms.make_person(Random("a")) == spasms.make_person(Random("a"))
    knowledge = load_knowledge()
    assert alarms.send(range(5), knowledge) == alarms.send(range(5), knowledge)


def test_a_leaking_aorta_with_one_thing_different_is_never_sent_below_same_day() -> None:
    knowledge = load_knowledge()
    for variants in alarms.VARIANTS.values():
        for name, change in variants:
            person = alarms.LEAKING | change
            result = screen(walk(told(person, knowledge), knowledge).answers, knowledge)
            assert result.disposition in alarms.URGENT, name


def test_the_general_engine_agrees_on_fully_answered_people() -> None:
    knowledge, chance = load_knowledge(), Random(3)
    engine = ZenRules(knowledge)
    for _ in range(60):
        person = some_answers(chance, knowledge, unknown=0.0)
        tier = TIERS.index(screen(person, knowledge).disposition)
        assert engine.tier(plain_person(person, knowledge)) == tier == rules_alone(person, knowledge)


def test_a_slow_engine_breaks_the_bar() -> None:
    figures = measure(load_knowledge(), cohort=2_000)
    assert figures.disagreements == 0
    slow = type(figures)(**{**vars(figures), "decision_ms": 9.0, "disagreements": 2})
    assert any("9.00 ms" in sentence for sentence in broken_bars(slow))
    assert any("2 of" in sentence for sentence in broken_bars(slow))
