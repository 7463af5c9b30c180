"""Ratings after sessions: due when the knowledge says, and never passed off as such when they come too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from unspasm.care.sessions import End, Pending, Rated, Use, ends_of, pending, rated_of, uses_of
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.record.kinds import Rating, Session, SessionEnd

BEGAN = datetime(2026, 11, 23, 12, tzinfo=UTC)
THREAD = UUID(int=1)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def waiting(knowledge: Knowledge, minutes: float, item: str = "heat", ended: int | None = 20, **how: Any) -> tuple[Pending, ...]:  # fmt: skip
    """What is pending `minutes` after a session began that ended after `ended` minutes."""
    use = Use(THREAD, item, "standard", BEGAN, "UTC")
    outcome, reason = how.get("outcome", "done"), how.get("reason", "")
    ends = [] if ended is None else [End(THREAD, outcome, reason, ended * 60, BEGAN + timedelta(minutes=ended))]
    return pending([use], ends, how.get("ratings", []), BEGAN + timedelta(minutes=minutes), knowledge)


@pytest.mark.parametrize("item", ["heat", "walking", "professional_massage"])
def test_it_is_due_as_long_after_the_end_as_the_item_says(item: str, knowledge: Knowledge) -> None:
    (found,) = waiting(knowledge, 21, item)
    after = timedelta(minutes=knowledge.interventions[item].item["rate_after_min"])
    assert found.due_at == BEGAN + timedelta(minutes=20) + after
    assert (found.phase, found.overdue) == ("after", False)


@pytest.mark.parametrize(
    ("minutes", "phase", "overdue"), [(39, "after", False), (40, "after", True), (70, "after", True), (71, "now", True)]
)
def test_half_an_hour_late_still_counts_and_then_it_is_a_rating_of_now(
    minutes: int, phase: str, overdue: bool, knowledge: Knowledge
) -> None:
    (found,) = waiting(knowledge, minutes)
    assert (found.phase, found.overdue) == (phase, overdue)


def test_half_a_day_later_nobody_is_asked_any_more(knowledge: Knowledge) -> None:
    assert waiting(knowledge, 40 + 720)
    assert not waiting(knowledge, 40 + 721)


def test_a_session_never_ended_counts_as_ended_when_its_script_was_over(knowledge: Knowledge) -> None:
    (found,) = waiting(knowledge, 5, ended=None)
    assert found.due_at == BEGAN + timedelta(seconds=knowledge.sessions.scripts["heat"]["standard"].seconds, minutes=20)


def test_a_rating_given_for_this_session_settles_it_and_no_other_does(knowledge: Knowledge) -> None:
    for phase, session, left in (("after", THREAD, 0), ("before", THREAD, 1), ("now", None, 1), ("after", uuid4(), 1)):
        rating = Rated(BEGAN + timedelta(minutes=41), "UTC", 3, "", phase, session)
        assert len(waiting(knowledge, 42, ratings=[rating])) == left


def test_what_was_stopped_still_asks_unless_a_warning_sign_stopped_it(knowledge: Knowledge) -> None:
    assert waiting(knowledge, 30, outcome="stopped", reason="pain_up")
    assert not waiting(knowledge, 30, outcome="stopped", reason="saddle")
    assert not waiting(knowledge, 30, outcome="not_done")


def test_a_session_of_the_future_or_of_an_unknown_item_asks_for_nothing(knowledge: Knowledge) -> None:
    assert not waiting(knowledge, -1)
    assert not waiting(knowledge, 30, item="heat_lamp")


def test_the_one_that_is_due_first_stands_first(knowledge: Knowledge) -> None:
    uses = [Use(UUID(int=n), item, "standard", BEGAN, "UTC") for n, item in ((1, "professional_massage"), (2, "heat"))]
    found = pending(uses, [End(u.thread, "done", "", 60, BEGAN) for u in uses], [], BEGAN, knowledge)
    assert [entry.item for entry in found] == ["heat", "professional_massage"]


def test_the_diary_is_read_as_it_is_written() -> None:
    class Row:
        def __init__(self, kind: str, data: Any) -> None:
            self.thread, self.kind, self.data, self.happened_at, self.zone = THREAD, kind, data, BEGAN, "UTC"

    rows = [
        Row("session", Session(item="heat")),
        Row("session_end", SessionEnd(session=THREAD, outcome="done", active_s=60)),
        Row("rating", Rating(feel="same", phase="after", session=THREAD)),
    ]
    assert uses_of(rows) == (Use(THREAD, "heat", "standard", BEGAN, "UTC"),)
    assert ends_of(rows) == (End(THREAD, "done", "", 60, BEGAN),)
    assert rated_of(rows) == (Rated(BEGAN, "UTC", None, "same", "after", THREAD),)
