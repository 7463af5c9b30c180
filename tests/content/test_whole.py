"""The content is whole: every entry has what the format asks for, and no sentence promises."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from unspasm.knowledge import load_knowledge
from unspasm.knowledge.review import FORBIDDEN, expired_numbers, find_gaps, review_list, sizes, unchecked

PRIVATE = ("self_harm_thoughts", "self_harm_plan", "self_harm_done", "unsafe_at_home", "sexual_change")


def test_no_entry_lacks_what_the_format_asks_for() -> None:
    assert find_gaps(load_knowledge()) == []


def test_every_plan_item_says_what_the_article_claims_and_what_it_does_not_support() -> None:
    for item in load_knowledge().interventions.values():
        if item.in_plan:
            said = [item.item[name] for name in ("article_says", "does_not_support", "evidence_says")]
            assert all(said), item.id


@pytest.mark.parametrize(("letter", "last"), [("S", 115), ("I", 133)])
def test_every_source_of_the_reading_lists_is_kept(letter: str, last: int) -> None:
    kept = {n for s in load_knowledge().sources.values() for n in re.findall(r"[A-Z]+\d+", str(s.get("pack", "")))}
    assert [f"{letter}{n}" for n in range(1, last + 1) if f"{letter}{n}" not in kept] == []


@pytest.mark.parametrize("text", ["You may take two tablets", "It cures you", "clinically proven", "guaranteed relief"])
def test_promises_and_doses_are_caught(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize("key", PRIVATE)
def test_facts_about_abuse_self_harm_and_sex_are_private(key: str) -> None:
    assert load_knowledge().facts[key].private


def test_telephone_numbers_expire_after_half_a_year() -> None:
    knowledge = load_knowledge()
    table = knowledge.tables["phone_numbers"]
    last_day = table["checked_on"] + timedelta(days=table["expires_after_days"])
    assert timedelta(days=150) < last_day - table["checked_on"] <= timedelta(days=184)
    assert expired_numbers(knowledge, last_day) == []
    assert len(expired_numbers(knowledge, last_day + timedelta(days=1))) == 1


def test_the_review_list_names_what_is_overdue_and_what_rests_on_us_alone() -> None:
    knowledge = load_knowledge()
    today, far = review_list(knowledge, date(2026, 11, 23)), review_list(knowledge, date(2040, 1, 1))
    items = [item for group in knowledge.items.values() for item in group.values()]
    assert sum(entry.why.startswith("overdue") for entry in far) == len(items) + 1
    assert not any(entry.why.startswith("overdue") for entry in today)
    assert sum(count for reasons in sizes(today).values() for count in reasons.values()) == len(today)


def test_nothing_claims_a_clinician_who_was_not_there() -> None:
    items = [item for group in load_knowledge().items.values() for item in group.values()]
    assert len(unchecked(load_knowledge())) == sum(not item.checked_by for item in items)
    assert all(item.checked_by != item.written_by for item in items)


def test_a_mark_that_hides_our_own_judgement_is_a_gap() -> None:
    knowledge = load_knowledge()
    fact = next(f for f in knowledge.facts.values() if "prof" in f.sources and f.mark == "prof")
    laundered = replace(knowledge, facts={**knowledge.facts, fact.id: replace(fact, mark="V")})
    assert [gap for gap in find_gaps(laundered) if fact.id in gap] == [
        f"facts, {fact.id}: mark is V, but a source is our own judgement; make it prof"
    ]


def test_first_aid_holds_for_everyone_and_excludes_nobody() -> None:
    first_aid = load_knowledge().tables["first_aid"]
    assert first_aid["step"]
    assert not [
        name for step in first_aid["step"] for name in step if name in ("when", "not_for", "offer_when", "x", "c")
    ]
