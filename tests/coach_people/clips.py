"""Film for a fake camera: JPEG pictures one after another (.mjpeg), which Chromium plays at 30 a second, in a loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from tests.coach_people.acts import OURS, WRONG, Act, Tempo, act, built
from tests.coach_people.flesh import Parts, body_parts, dog
from tests.coach_people.picture import Look, Picture, View, draw, exposed, look, room

PLAYED = 30
"""Pictures a second that Chromium plays, whatever was meant."""
ON_BACK = ("hip_lift", "leg_raise", "knee_hug", "still_on_back")
MIDDLE = {"hip_lift": (0.27, 0.2), "leg_raise": (0.4, 0.3), "knee_hug": (0.3, 0.2), "still_on_back": (0.27, 0.2)}
UPRIGHT = {"standing": (0.1, 0.55), "squat": (0.15, 0.5)}
ROOMS = ("empty", "animal")


@dataclass(frozen=True)
class Scene:
    """Who does what before which camera."""

    act: str
    seed: int = 1
    view: View = field(default_factory=View)
    tempo: Tempo = field(default_factory=Tempo)
    build: Mapping[str, float] = field(default_factory=dict)
    beside: str = ""
    """Somebody or something else in the picture: `person` or `animal`."""


def bodies_at(scene: Scene, doing: Act | None, t_s: float) -> list[Parts]:
    """Every body in the picture at one moment."""
    bodies = [] if doing is None else [body_parts(doing.at(t_s), built(scene.build), scene.act in ON_BACK)]
    if scene.act == "animal":
        bodies.append(dog(t_s))
    if scene.beside == "animal":
        bodies.append(_moved(dog(t_s, 0.3), x=0.9 - 0.12 * t_s, z=0.35))
    if scene.beside == "person":
        other = body_parts(act("standing", built({}), Tempo(rounds=99)).at(t_s), built({}), False)
        bodies.append(_moved(other, x=0.75, z=-0.7))
    return bodies


def _moved(parts: Parts, x: float, z: float) -> Parts:
    by = np.array([x, 0.0, z])
    return replace(parts, start=parts.start + by, end=parts.end + by)


def framed(scene: Scene) -> Scene:
    """With the camera pointed at what happens."""
    centre = MIDDLE.get(scene.act, (-0.05, 0.22))
    if scene.act in UPRIGHT:
        return replace(scene, view=replace(scene.view, centre=UPRIGHT[scene.act], distance=scene.view.distance * 1.3))
    return replace(scene, view=replace(scene.view, centre=centre))


def pictures(scene: Scene, fps: float, seconds: float | None = None) -> Iterator[Picture]:
    """Each picture of the clip, once."""
    scene = framed(scene)
    rng = np.random.default_rng(scene.seed)
    how: Look = look(rng)
    doing = None if scene.act in ROOMS else act(scene.act, built(scene.build), scene.tempo)
    length = seconds or (doing.seconds if doing else 10.0)
    back = room(scene.view, how)
    for number in range(max(1, round(length * fps))):
        canvas, _ = draw(back, bodies_at(scene, doing, number / fps), scene.view, how)
        yield exposed(canvas, scene.view, how, rng)


def jpeg(picture: Picture, quality: int = 85) -> bytes:
    """The picture as a JPEG file."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


def write_clip(path: Path, scene: Scene, fps: int = 15, seconds: float | None = None) -> int:
    """Writes the clip; returns how many pictures it plays. `fps` must divide 30: each picture is written that often."""
    if fps < 1 or PLAYED % fps:
        raise ValueError(f"{fps} pictures a second do not go into {PLAYED} evenly")
    count = 0
    with path.open("wb") as file:
        for picture in pictures(scene, fps, seconds):
            file.write(jpeg(picture) * (PLAYED // fps))
            count += PLAYED // fps
    return count


ACTS = (*OURS, *WRONG, *ROOMS)
