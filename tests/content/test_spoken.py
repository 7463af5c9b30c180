"""What the voice says: every sign is said, private lines never are, words are plain, and offline words promise nothing."""

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.readability import BAR, grade
from scripts.voice import FOLDER, spoken
from unspasm.care import next_screen, read_answers
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.reading import KnowledgeError
from unspasm.knowledge.speaking import _read, clip_name, load_spasm_mode, said_of, sentences
from unspasm.web.presenters.spasm import cut_off_texts

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((Path(__file__).parent / "spoken.json").read_text(encoding="utf-8"))
KNOWLEDGE = load_knowledge()
MODE = load_spasm_mode(KNOWLEDGE)
REASSURING = re.compile(r"\b(safe|fine|nothing serious|no danger|harmless|all good|your plan|at home|no sign)\b", re.I)
SIGNS = [(key, fact) for key, entry in MODE.lists.items() for fact in sorted(entry.facts)]


def test_every_list_that_everybody_is_asked_is_said_in_the_order_of_asking():
    answers, asked = {}, []
    while upcoming := next_screen(read_answers(answers, KNOWLEDGE, None), frozenset(), KNOWLEDGE):
        if upcoming.screen.stage != "emergency":
            break
        asked.append((upcoming.screen.id, frozenset(upcoming.facts)))
        answers |= dict.fromkeys(upcoming.facts, "no")
    assert asked == [(key, entry.facts) for key, entry in MODE.lists.items()]


@pytest.mark.parametrize("entry", MODE.lists.values(), ids=lambda entry: entry.screen)
def test_the_whole_list_is_its_parts_in_their_order(entry):
    places = [entry.whole.find(part.say) for part in entry.parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_list_that_leaves_a_sign_unsaid_is_refused(monkeypatch):
    entry = MODE.lists["danger_chest"]
    short = dataclasses.replace(entry, parts=entry.parts[1:])
    broken = dataclasses.replace(MODE, lists={**MODE.lists, "danger_chest": short})
    monkeypatch.setattr("unspasm.knowledge.speaking._read", lambda path: broken)
    with pytest.raises(KnowledgeError, match="chest_pain; every sign must be said"):
        load_spasm_mode(KNOWLEDGE)


def test_a_part_that_stands_for_no_sign_is_refused(tmp_path):
    file = tmp_path / "spasm_mode.toml"
    file.write_text(
        '[[list.spoken]]\nscreen = "danger_chest"\nparts = [{ say = "a cough", facts = [] }]\n', encoding="utf-8"
    )
    with pytest.raises(KnowledgeError, match="stands for no fact"):
        _read(file)


@pytest.mark.parametrize(("screen", "fact"), SIGNS)
def test_a_sign_asked_alone_is_still_said(screen, fact):
    words = said_of(screen, [fact], MODE, KNOWLEDGE)
    assert len(words) == (1 if KNOWLEDGE.facts[fact].private else 2)
    assert all(words)


def test_no_private_line_is_ever_recorded():
    said = " ".join(spoken()).lower()
    private = [fact for fact in KNOWLEDGE.facts.values() if fact.private]
    assert private
    for fact in private:
        for words in (fact.line, fact.question, fact.short):
            assert not words or words.lower().rstrip("?.") not in said, fact.id


def test_words_for_a_cut_connection_never_reassure_and_name_no_plan():
    words = [str(value) for value in MODE["offline"].values()]
    assert [text for text in words if REASSURING.search(text)] == []
    assert "call" in MODE["offline"]["call"].lower()


def test_the_words_of_spasm_mode_can_be_read_easily():
    tables = (MODE[name] for name in ("first", "sound_check", "breathing", "ease", "rise", "offline", "between"))
    texts = [
        text for table in tables for value in table.values() for text in (value if isinstance(value, list) else [value])
    ]
    hard = [
        (text, grade(text)) for text in texts if isinstance(text, str) and len(text.split()) > 4 and grade(text) > BAR
    ]
    assert hard == []
    assert max(len(piece.split()) for text in texts if isinstance(text, str) for piece in sentences(text)) <= 20


@pytest.mark.parametrize(("text", "name"), GOLDEN["names"].items())
def test_names_of_clips_are_the_golden_ones(text, name):
    assert clip_name(text) == name
    assert clip_name(f"  {text} ".replace(" ", "\n ")) == name


@pytest.mark.parametrize(("text", "pieces"), GOLDEN["cuts"])
def test_texts_are_cut_as_the_golden_ones(text, pieces):
    assert list(sentences(text)) == pieces


def test_names_follow_the_published_vectors_of_fnv_1a():
    assert (clip_name("a"), clip_name("foobar")) == ("af63dc4c8601ec8c", "85944171f73967e8")


def test_every_sentence_of_the_cut_off_page_is_recorded_as_a_sentence():
    assert {piece for text in cut_off_texts(MODE, KNOWLEDGE) for piece in sentences(text)} <= set(spoken())


def test_every_sentence_has_its_clip():
    if not (FOLDER / "index.json").exists():
        assert not os.environ.get("CI") or shutil.which("espeak-ng") is None, (
            "CI records the voice; ./test --setup does it"
        )
        pytest.skip("no voice was recorded here: python -m scripts.voice")
    seconds = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))["seconds"]
    wanted = {clip_name(text): text for text in spoken()}
    assert {text for name, text in wanted.items() if name not in seconds or seconds[name] <= 0} == set()
    assert {name for name in wanted if not (FOLDER / f"{name}.mp3").is_file()} == set()


def test_without_the_programs_the_build_says_so_in_one_line_and_ends_well(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "scripts.voice"], cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\n") == 1
    assert "No espeak-ng and no lame" in result.stdout
