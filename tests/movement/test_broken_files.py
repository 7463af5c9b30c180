"""A movement that is broken in any way is refused in one sentence that names file, field and cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from unspasm.knowledge import KnowledgeError, load_knowledge
from unspasm.knowledge.loader import HERE
from unspasm.knowledge.movement_reading import read_body, read_movements

BROKEN = {
    "a phase to nowhere": ("cat_cow", 'to = "sink"', 'to = "floor"', "phase 2: to is 'floor'"),
    "a pose outside the range": ("cat_cow", "at = 0.7", "at = 1.7", "pose 2: at is 1.7"),
    "a rest that is no pose": ("hip_lift", "rest = 0\n", "rest = 0.3\n", "rest is no key pose"),
    "stops that do not rise": ("hip_lift", "stops = [0, 0.5, 1]", "stops = [0, 1, 0.5]", "stops must rise"),
    "a curve too short": ("childs_pose", "[90, 61, 32]", "[90, 32]", "thigh_deg has 2 numbers"),
    "an unknown stance": ("hip_lift", 'stance = "lying"', 'stance = "flying"', "stance is 'flying'"),
    "a limit without a number": ("hip_lift", "under = -0.20\n", "", "over and under are both missing"),
    "a limit that never holds": ("cat_cow", "over = 75", "over = 115", "over must be less than under"),
    "a limit without a source": ("cat_cow", 'mark = "prof"\nsources = ["prof"]', 'mark = "prof"', "sources.toml"),
    "a phase without time": ("hip_lift", "move_s = 0\nstay_s = 3", "move_s = 0\nstay_s = 0", "both 0"),
    "time that runs backwards": ("hip_lift", "stay_s = 3", "stay_s = -3", "less than 0 seconds"),
    "a form that is not there": ("hip_lift", 'title = "March"', 'title = "Run"', "variant harder_2 differs"),
    "half a form without words": ("hip_lift", 'pose_title = "Hips half way up"\n', "", "pose_title is missing"),
    "too great a share": ("hip_lift", "share = 0.5", "share = 1.5", "share must be"),
    "a strange prop": ("hip_lift", 'props = ["mat"]', 'props = ["sofa"]', "props has 'sofa'"),
    "a number as text": ("hip_lift", "ankle_x = 0.568", 'ankle_x = "far"', "ankle_x must be a number"),
    "no range": ("hip_lift", "range = [0, 1]", "range = [1, 0]", "range must hold"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "movements", tmp_path / "movements")
    shutil.copy(HERE / "body.toml", tmp_path)
    return tmp_path


def read(folder: Path) -> object:
    knowledge = load_knowledge()
    return read_body(folder), read_movements(folder, knowledge.interventions, knowledge.sources)


def test_what_is_not_broken_is_read(folder: Path) -> None:
    knowledge = load_knowledge()
    assert read(folder) == (knowledge.body, knowledge.movements)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_movement_is_refused(folder: Path, name: str) -> None:
    file, old, new, message = BROKEN[name]
    path = folder / "movements" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read(folder)
    assert f"movements/{file}.toml" in str(caught.value)
    assert message in str(caught.value)


def test_a_movement_needs_its_intervention(folder: Path) -> None:
    path = folder / "movements/hip_lift.toml"
    text = path.read_text(encoding="utf-8").replace('id = "hip_lift"', 'id = "handstand"', 1)
    path.unlink()
    (folder / "movements/handstand.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no intervention 'handstand'"):
        read(folder)


def test_a_bone_of_no_length_is_refused(folder: Path) -> None:
    path = folder / "body.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("thigh = 0.245", "thigh = 0"), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"body.toml, bone: thigh must be more than 0"):
        read(folder)
