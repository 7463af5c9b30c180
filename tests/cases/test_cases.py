"""The published cases: told truly, decided safely, and every disagreement said aloud."""

import json
import tomllib

import pytest

from benchmarks.cases import CASES, LEVELS, PAGE, TODAY, Case, decide, read_cases, report
from unspasm.care import check, read_answers, screen
from unspasm.knowledge import load_knowledge

ALL = read_cases()
by_id = pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)


@by_id
def test_a_case_is_told_in_our_facts_with_its_own_age_and_sex(case: Case) -> None:
    told = {row["id"]: row for row in map(json.loads, (CASES / "vignettes.jsonl").read_text().splitlines())}[case.id]
    answers = read_answers(case.answers, load_knowledge(), TODAY)
    assert answers["age"] == told["age"]
    assert answers["sex"] == {"M": "male", "F": "female"}[told["sex"]]


@by_id
def test_no_urgent_case_is_ever_cleared_for_a_plan(case: Case) -> None:
    screening = screen(read_answers(case.answers, load_knowledge(), TODAY), load_knowledge())
    if case.gold >= LEVELS.index("same_day"):
        assert not screening.cleared


@by_id
def test_a_case_beyond_its_acceptable_levels_is_named_with_the_reason(case: Case) -> None:
    outcome = decide(case, load_knowledge())
    named = tomllib.loads((CASES / "notes.toml").read_text())
    if case.detectable != "no" and not outcome.acceptable:
        assert case.id in named


def test_no_self_care_case_is_sent_to_urgent_care() -> None:
    outcomes = [decide(case, load_knowledge()) for case in ALL if case.gold == 0]
    sent_on = [outcome.case.id for outcome in outcomes if outcome.level >= LEVELS.index("same_day")]
    assert len(sent_on) * 7 <= len(outcomes), sent_on


def test_there_is_one_answer_file_for_each_case() -> None:
    assert {path.stem for path in (CASES / "answers").glob("*.json")} == {case.id for case in ALL}
    assert len(ALL) == 41


def test_the_page_about_the_cases_is_the_one_that_the_command_makes() -> None:
    text, _ = report(load_knowledge())
    assert PAGE.read_text(encoding="utf-8") == text, "run: python -m benchmarks.cases --write"


def test_the_same_case_gives_the_same_result_twice() -> None:
    knowledge = load_knowledge()
    for case in ALL[:5]:
        answers = read_answers(case.answers, knowledge, TODAY)
        assert check(answers, knowledge, TODAY) == check(answers, knowledge, TODAY)
