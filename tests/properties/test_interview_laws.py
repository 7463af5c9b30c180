"""The interview, with people who answer by chance: it ends, it repeats nothing, it stops at danger."""

import random

import pytest

from tests.oracle.agree import TODAY, the_book, the_knowledge
from tests.oracle.people import calm, cut_points, settled, value_of
from unspasm.care import AnswersError, next_screen, read_answers, screen

BOOK = the_book()
CUTS = cut_points(BOOK)
MOST_SCREENS = 80
THROUGH = ("danger", "plan")


class Answerer:
    """Answers by chance around a calm person; `unsure` and `worried` are the shares of such answers."""

    def __init__(self, seed, unsure, worried):
        self.rng = random.Random(seed)
        self.unsure, self.worried = unsure, worried
        self.truth = settled(calm(self.rng, BOOK, CUTS), BOOK)

    def answer(self, fact):
        chance = self.rng.random()
        if chance < self.unsure:
            return self.rng.choice(("not_sure", "skipped"))
        if chance < self.unsure + self.worried:
            return value_of(self.rng, fact, BOOK, CUTS)
        return self.truth.get(fact, "skipped")


def interview(person, through):
    """All screens put, the answers and the last screening. Checks the laws that hold at every step."""
    raw, again, asked, screens = {}, frozenset(), [], []
    while True:
        answers = read_answers(raw, the_knowledge(), TODAY)
        ask = next_screen(answers, again, the_knowledge(), through)
        if screen(answers, the_knowledge()).disposition == "emergency":
            assert ask is None, "an emergency stops the interview"
        if ask is None:
            return screens, screen(answers, the_knowledge())
        screens.append(ask)
        assert len(screens) < MOST_SCREENS
        assert ask.facts
        if ask.again:
            assert len(ask.facts) == 1
            assert raw[ask.facts[0]] == "not_sure", "only a question answered with not sure is put again"
            assert ask.facts[0] not in again, "at most one plainer repeat"
            again |= set(ask.facts)
        else:
            assert not set(ask.facts) & set(asked), "no question twice"
            asked += ask.facts
        for fact in ask.facts:
            before = raw.get(fact)
            raw[fact] = person.answer(fact)
            try:
                read_answers(raw, the_knowledge(), TODAY)
            except AnswersError:
                raw[fact] = before if ask.again else "skipped"


@pytest.mark.parametrize("through", THROUGH)
@pytest.mark.parametrize(
    ("unsure", "worried"), [(0, 0), (0, 0.05), (0.03, 0), (0.1, 0.1), (0, 1), (0.5, 0.5), (1, 0)], ids=str
)
def test_the_interview_ends_decided_and_asks_nothing_twice(unsure, worried, through):
    for seed in range(6):
        screens, screening = interview(Answerer(f"{seed} {unsure} {worried}", unsure, worried), through)
        assert screening.decided, screening.ask_next
        assert screens


def test_danger_comes_first():
    person = Answerer("calm", 0, 0)
    screens, _ = interview(person, "plan")
    stages = [ask.screen.stage for ask in screens]
    assert stages[0] == "emergency"
    assert max(i for i, stage in enumerate(stages) if stage == "emergency") < min(
        i for i, stage in enumerate(stages) if stage not in ("emergency", "about_you", "danger")
    )


@pytest.mark.parametrize("fact", ["saddle_numb", "bladder_retention", "bowel_loss"])
def test_a_cauda_equina_answer_stops_at_once(fact):
    answers = read_answers({fact: "yes"}, the_knowledge(), TODAY)
    assert next_screen(answers, frozenset(), the_knowledge(), "plan") is None
    assert screen(answers, the_knowledge()).decided
