"""What leaves as FHIR comes back exactly, save what a FHIR file cannot hold, and that is listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fhir.people import person
from unspasm.fhir import Told, carried, read_bundle, to_bundle
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.episodes import load_episode_rules
from unspasm.record.kinds import read_kind

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
KNOWLEDGE = load_knowledge()


def sent(told: Told, *, private: bool = True) -> dict:
    """The Bundle as another computer gets it: through JSON text."""
    bundle = to_bundle(told, KNOWLEDGE, load_episode_rules(), now=NOW, private=private)
    return json.loads(json.dumps(bundle, allow_nan=False))


def back(told: Told, *, private: bool = True) -> Told:
    arrived = read_bundle(sent(told, private=private), KNOWLEDGE, now=NOW)
    assert arrived.told is not None
    assert arrived.elsewhere == ()
    return arrived.told


def comparable(told: Told) -> tuple:
    """A record as what it means: values of its kinds, and times as instants. The market is not part of a record."""
    entries = [
        (one.thread, one.version, read_kind(one.kind, one.data), one.happened_at, one.zone, one.written_at)
        for one in told.entries
    ]
    return told.person, told.checks, entries


def assert_same(told: Told, *, private: bool) -> None:
    assert comparable(back(told, private=private)) == comparable(carried(told, KNOWLEDGE, private=private))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_what_leaves_comes_back(seed: int, private: bool) -> None:
    assert_same(person(seed), private=private)


@pytest.mark.slow
def test_a_thousand_people_come_back() -> None:
    for seed in range(1000):
        told = person(seed)
        assert_same(told, private=True)
        assert comparable(told) == comparable(carried(told, KNOWLEDGE, private=True)), "nothing of these stays behind"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_the_same_record_gives_the_same_bytes(seed: int) -> None:
    assert json.dumps(sent(person(seed))) == json.dumps(sent(person(seed)))
