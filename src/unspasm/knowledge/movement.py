"""What a movement is: the shape of the figure, its key poses, its tempo, and what a camera may tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspasm.knowledge.items import Item

STANCES = ("kneeling", "lying")
CURVES = {
    "kneeling": ("thigh_deg", "bend_deg", "neck_deg", "arm_share"),
    "lying": ("bend_deg",),
}
"""What changes with the parameter, by stance: one number for every stop."""

BONES = ("thigh", "shank", "foot", "upper_arm", "forearm", "hand", "trunk", "neck")
LIMBS = ("head", "throat", "base_of_neck", "shoulder", "elbow", "wrist", "fingers", "hip", "knee", "ankle", "toe")
TRUNK = ("nape", "chest", "ribs", "waist", "seat")
"""Parts that have flesh; those of the trunk from the neck to the hip."""

PLACES = {"kneeling": ("wrist_x",), "lying": ("ankle_x", "shoulder_y", "hip_y")}
"""What stays where it is, by stance, in fractions of body height."""


@dataclass(frozen=True)
class Body:
    """The build of the figure, in fractions of body height: lengths of bones, half thickness of flesh."""

    bone: Mapping[str, float]
    flesh: Mapping[str, float]


@dataclass(frozen=True)
class Shape:
    """How the parameter turns into a posture. Each curve holds one number for every stop."""

    stance: str
    places: Mapping[str, float]
    stops: tuple[float, ...]
    curves: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Drawing:
    """Where x = 0 of the shape lies in a drawing, and how the drawing is cropped; in units of a drawing."""

    origin: int
    top: int
    height: int


@dataclass(frozen=True)
class KeyPose:
    """A posture worth a picture of its own."""

    id: str
    at: float
    title: str
    description: str


@dataclass(frozen=True)
class Phase:
    """A stretch of time: move to `to` (a value of the parameter) in `move_s` seconds, stay for `stay_s`."""

    id: str
    to: float
    move_s: float
    stay_s: float
    say: str


@dataclass(frozen=True)
class Limit:
    """One threshold for a measured feature: it holds above `over` and below `under`, where given."""

    id: str
    feature: str
    unit: str
    means: str
    mark: str
    sources: tuple[str, ...]
    over: float | None = None
    under: float | None = None
    for_s: float = 0.0


@dataclass(frozen=True)
class Cue:
    """A short word during the movement."""

    id: str
    say: str


@dataclass(frozen=True)
class Variant:
    """An easier or harder form. `shown` False: the figure takes another posture there and is left out.

    share: of the way from rest to each key pose; below 1, `pose_title` and `description` say what is then seen.
    move_s, stay_s: other seconds, 0 where they stay the same; stay_s takes the place of the longest stay.
    """

    id: str
    title: str
    shown: bool
    share: float = 1.0
    move_s: float = 0.0
    stay_s: float = 0.0
    pose_title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Movement:
    """One movement. Its id is that of the intervention that it shows."""

    item: Item
    parameter: str
    low: float
    high: float
    shape: Shape
    drawing: Drawing
    poses: tuple[KeyPose, ...]
    phases: tuple[Phase, ...]
    rest: Phase
    limits: tuple[Limit, ...]
    cues: tuple[Cue, ...]
    variants: tuple[Variant, ...]
    props: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def title(self) -> str:
        return self.item.title

    def variant(self, key: str) -> Variant | None:
        """The variant of this id; None for the standard form and for one that is not described."""
        return next((variant for variant in self.variants if variant.id == key), None)
