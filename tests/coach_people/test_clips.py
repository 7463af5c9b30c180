"""The made-up people are where their landmarks say, and a clip is film that Chromium can play."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.coach_people.acts import OURS, WRONG, Tempo, act, built
from tests.coach_people.clips import ACTS, ON_BACK, Scene, bodies_at, framed, pictures, write_clip
from tests.coach_people.flesh import landmarks
from tests.coach_people.picture import View, draw, look, room

SMALL = View(width=160, height=120, distance=1.9)


def drawn(scene: Scene, t_s: float) -> np.ndarray:
    """Where bodies are in the picture."""
    scene = framed(scene)
    how = look(np.random.default_rng(scene.seed))
    doing = act(scene.act, built({}), scene.tempo) if scene.act in (*OURS, *WRONG) else None
    return draw(room(scene.view, how), bodies_at(scene, doing, t_s), scene.view, how)[1]


@pytest.mark.parametrize("name", [*OURS, *WRONG])
@pytest.mark.parametrize("yaw", [-20, 0, 40])
@pytest.mark.parametrize("mirrored", [False, True])
def test_every_landmark_lies_on_the_body(name: str, yaw: float, mirrored: bool) -> None:
    scene = Scene(name, view=replace(SMALL, yaw=yaw, mirrored=mirrored))
    posed = act(name, built({}), scene.tempo).at(4)
    points = np.array(list(landmarks(posed, built({}), name in ON_BACK).values()))
    places = framed(scene).view.project(points)[:, :2].round().astype(int)
    body = drawn(scene, 4)
    near = [body[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].any() for x, y in places]
    assert all(near)


def test_a_mirrored_picture_is_the_picture_turned_over() -> None:
    plain = drawn(Scene("cat_cow", view=replace(SMALL, yaw=10)), 4)
    mirrored = drawn(Scene("cat_cow", view=replace(SMALL, yaw=10, mirrored=True)), 4)
    assert (plain[:, 1:] == mirrored[:, ::-1][:, :-1]).mean() > 0.995


def test_the_empty_room_is_empty_and_an_animal_is_somebody() -> None:
    assert not drawn(Scene("empty", view=SMALL), 1).any()
    assert drawn(Scene("animal", view=SMALL), 1).any()
    alone = drawn(Scene("cat_cow", view=SMALL), 4).sum()
    for other in ("person", "animal"):
        assert drawn(Scene("cat_cow", view=SMALL, beside=other), 4).sum() > alone


@pytest.mark.parametrize("name", ACTS)
def test_a_clip_is_pictures_one_after_another(name: str, tmp_path: Path) -> None:
    file = tmp_path / "clip.mjpeg"
    scene = Scene(name, view=SMALL, tempo=Tempo(rounds=1))
    assert write_clip(file, scene, fps=6, seconds=1) == 30
    parts = file.read_bytes().split(b"\xff\xd8\xff")[1:]
    assert len(parts) == 30
    assert {Image.open(BytesIO(b"\xff\xd8\xff" + part)).size for part in parts} == {(160, 120)}
    with pytest.raises(ValueError, match="evenly"):
        write_clip(file, scene, fps=7, seconds=1)


def test_less_light_is_a_darker_picture_and_the_same_seed_the_same() -> None:
    def one(view: View) -> np.ndarray:
        return next(islice(pictures(Scene("hip_lift", view=view), 5, 1), 0, None))

    assert one(replace(SMALL, light=0.25)).mean() < 0.3 * one(SMALL).mean()
    assert (one(SMALL) == one(SMALL)).all()
