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
from unspasm.knowledge.speaking import (
    _read,
    clip_name,
    first_lines,
    load_spasm_mode,
    said_of,
    sentence,
    sentences,
)
from unspasm.web.presenters.spasm import cut_off_texts

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((Path(__file__).parent / "spoken.json").read_text(encoding="utf-8"))
KNOWLEDGE = load_knowledge()
MODE = load_spasm_mode(KNOWLEDGE)
REASSURING = re.compile(r"\b(safe|fine|nothing serious|no danger|harmless|all good|your plan|at home|no sign)\b", re.I)
SAID = {
    "saddle_numb": ("numb", "tingly", "between the legs", "bottom"),
    "bladder_retention": ("pee",),
    "bowel_loss": ("poo",),
    "both_legs": ("both legs",),
    "leg_weak": ("weak", "foot"),
    "leg_cold": ("feet", "cold", "pale", "blue"),
    "legs_not_obey": ("not obeying", "unsteady"),
    "hands_clumsy": ("hands",),
    "stroke_sign": ("face", "arms", "speech", "eyes"),
    "stuck_twist": ("neck", "mouth", "eyes"),
    "jaw_locked": ("mouth", "face", "noise", "touch"),
    "chest_pain": ("chest pain", "tightness"),
    "jaw_arm_pain": ("jaw", "arm"),
    "cold_sweat": ("cold sweat", "grey"),
    "fainted": ("faint",),
    "breathless": ("breathless",),
    "breath_stab": ("stab",),
    "tearing_moving": ("tearing", "moving"),
    "belly_pulse": ("throbbing",),
    "sick_vomiting": ("throwing up", "sick"),
    "gut_bleed": ("bleeding", "black poo"),
    "colic_waves": ("waves",),
    "fever": ("fever", "shivers"),
    "confused": ("confused", "drowsy"),
    "sepsis_skin": ("pale", "blue", "blotchy", "lips", "rash"),
    "sepsis_other": ("breathing fast", "shivers", "no pee", "very ill"),
    "bad_headache": ("bad headache",),
    "fit": ("a fit",),
    "injury": ("any crash", "fall", "blow"),
    "pee_red_dark": ("red", "dark pee"),
    "overdose": ("too many painkillers",),
    "drug_stopped": ("stopped alcohol", "pills"),
    "calf_swollen": ("calf",),
    "rash_stripe": ("stripe", "rash"),
    "self_harm_thoughts": ("thoughts",),
    "self_harm_done": ("acts",),
    "unsafe_at_home": ("anyone",),
}
"""Each way that a line names its sign must be heard, or a broader word: who listens with closed eyes answers to that."""
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


@pytest.mark.parametrize(("fact", "words"), SAID.items())
def test_with_closed_eyes_no_form_of_a_sign_is_lost(fact, words):
    heard = " ".join(part.say for entry in MODE.lists.values() for part in entry.parts if fact in part.facts).lower()
    assert [word for word in words if word not in heard] == []


def test_lists_are_said_no_faster_than_plain_talk():
    assert MODE["voice"]["list_pace_wpm"] <= 165


def test_after_a_crash_do_not_move_is_said_before_any_position():
    first, second = first_lines(MODE, KNOWLEDGE)
    assert "do not move" in first.said
    assert "if the place is safe" in first.shown
    assert second.said.startswith("If not: lie, sit or kneel")
    assert {first.said, second.said} <= set(spoken())


def test_the_answers_of_a_question_with_a_choice_are_recorded():
    words = [sentence(label) for _, label in KNOWLEDGE.facts["injury_when"].options]
    assert words
    assert set(words) <= set(spoken())


def test_words_that_stand_in_the_player_of_a_session_are_recorded():
    page = (ROOT / "src/unspasm/web/templates/unspasm/sessions/player.html").read_text(encoding="utf-8")
    fixed = [text for text in re.findall(r"data-say>([^<{]+)<", page) if text.strip()]
    assert fixed
    assert {piece for text in fixed for piece in sentences(text)} <= set(spoken())


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
