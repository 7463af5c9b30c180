"""A session file that is broken in any way is refused in one sentence that names file, field and cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from unspasm.knowledge import Knowledge, KnowledgeError, load_knowledge
from unspasm.knowledge.loader import HERE
from unspasm.knowledge.session import Sessions
from unspasm.knowledge.session_reading import read_sessions

HEAT, CAT, BOARD, RULES = (
    "sessions/heat.toml",
    "sessions/cat_cow.toml",
    "sessions/nodule_board.toml",
    "session_rules.toml",
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(HERE / "sessions", copy / "sessions")
    for name in (RULES, "definitions.toml"):
        shutil.copy(HERE / name, copy / name)
    return copy


def read(folder: Path, knowledge: Knowledge) -> Sessions:
    return read_sessions(folder, knowledge.interventions, knowledge.facts, knowledge.movements)


def test_the_real_files_are_read(folder: Path, knowledge: Knowledge) -> None:
    assert read(folder, knowledge).scripts == knowledge.sessions.scripts


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (HEAT, "leave_out = [8, 11]", "leave_out = [8]", ("heat.toml", "step 11", "never said")),
        (HEAT, "steps = [4, 7]", "steps = [4, 70]", ("heat.toml", "step 70", "13 steps")),
        (HEAT, 'stop = "sting_blister"', 'stop = "sting"', ("heat.toml", "stop reason", "'sting'")),
        (HEAT, 'unanswered = "no_answer"', 'unanswered = "asleep"', ("heat.toml", "asleep")),
        (HEAT, 'question = "Does it sting, blister or look blotchy?"\n', "", ("heat.toml", "a check has a question")),
        (HEAT, "[[150,", "[[300,", ("heat.toml", "a cue must come while")),
        (HEAT, "seconds = 600", "seconds = 6000", ("heat.toml", "seconds")),
        (HEAT, "seconds = 600", 'seconds = "long"', ("heat.toml", "does not fit")),
        (HEAT, 'kind = "do"', 'kind = "warm"', ("heat.toml", "kind")),
        (HEAT, 'same_as = "dizzy"', 'same_as = "giddy"', ("heat.toml", "giddy")),
        (HEAT, "[[stop]]\nline = 4\nsame_as = \"dizzy\"\n", "", ("heat.toml", "stop line 4")),
        (HEAT, 'id = "safer"', 'id = "safest"', ("heat.toml", "safest")),
        (HEAT, 'id = "heat"', 'id = "cold"', ("heat.toml", "name of the file")),
        (CAT, 'id = "harder_3"', 'id = "harder_4"', ("cat_cow.toml", "harder_4")),
        (CAT, 'movement = "cat_cow"', 'movement = "cat"', ("cat_cow.toml", "'cat'")),
        ("sessions/position_of_ease.toml", "length = true\n", "", ("position_of_ease.toml", "minutes = [least, most]")),
        (RULES, "pain_now <= 3", "pain_then <= 3", (RULES, "pain_then")),
        (RULES, 'item = "heat"', 'item = "heater"', (RULES, "heater")),
        (RULES, '"opioid_patch"', '"patch"', (RULES, "'patch'")),
        (RULES, "each_episode = 672", "each_week = 672", (RULES, "each_week")),
        (RULES, "check_first =", "first =", (RULES, "check_first")),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_words(
    name: str, old: str, new: str, said: tuple[str, ...], folder: Path, knowledge: Knowledge
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        read(folder, knowledge)
    for words in said:
        assert words in str(refused.value)


@pytest.mark.parametrize("name", ["gravity_hang", "heat_lamp"])
def test_only_what_can_be_in_a_plan_has_a_session(name: str, folder: Path, knowledge: Knowledge) -> None:
    text = (folder / HEAT).read_text(encoding="utf-8").replace('id = "heat"', f'id = "{name}"', 1)
    (folder / "sessions" / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=name):
        read(folder, knowledge)
