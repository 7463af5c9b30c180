"""The key poses of the movements, drawn from their descriptions in the knowledge base.

`islands/figure.js` draws the same lines in the browser; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scripts.figures.drawing import Figure, back_line, far, floor, near, prop
from scripts.figures.outline import Knot, Point, back, block, disc, trunk, tube
from unspasm.care.movement import Posture, poses_of, posture
from unspasm.knowledge import read_knowledge
from unspasm.knowledge.movement import Body, KeyPose, Movement, Variant

SCALE, FLOOR_Y = 260.0, 188.0
SPINE = (("nape", 12), ("chest", 9), ("ribs", 6), ("waist", 3), ("seat", 0))
"""Where along the spine the trunk has which thickness, from the neck to the hip."""

BEHIND = {"kneeling": (9.0, 2.0), "lying": (9.0, 5.0)}
"""How far the limbs on the far side are drawn to the right and up."""

BACK_SIDE = {"kneeling": -1, "lying": 1}
PROPS = {"mat": block(34, 188, 288, 8, 4)}


class Sketch:
    """One posture in the units of a drawing."""

    def __init__(self, posed: Posture, body: Body, origin: int) -> None:
        self.posed, self.origin = posed, origin
        self.flesh = {name: thickness * SCALE for name, thickness in body.flesh.items()}

    def place(self, point: Point, shift: Point = (0.0, 0.0)) -> Point:
        return self.origin + SCALE * point[0] + shift[0], FLOOR_Y - SCALE * point[1] - shift[1]

    def chain(self, *names: str, shift: Point = (0.0, 0.0)) -> str:
        """Bones from joint to joint, with their flesh."""
        points = [self.place(self.posed.joints[name], shift) for name in names]
        ends = list(zip(points, (self.flesh[name] for name in names), strict=True))
        return "".join(tube(*start, *end) for start, end in pairwise(ends))

    def arm(self, shift: Point = (0.0, 0.0)) -> str:
        return self.chain("shoulder", "elbow", "wrist", "fingers", shift=shift)

    def leg(self, shift: Point = (0.0, 0.0)) -> str:
        return self.chain("hip", "knee", "ankle", "toe", shift=shift)

    def head(self) -> str:
        shoulder, middle = (self.place(self.posed.joints[name]) for name in ("shoulder", "head"))
        neck = tube(shoulder, self.flesh["base_of_neck"], middle, self.flesh["throat"])
        return neck + disc(middle, self.flesh["head"])

    def knots(self) -> tuple[Knot, ...]:
        return tuple((*self.place(self.posed.spine[number]), self.flesh[name]) for name, number in SPINE)


def _cushion(movement: Movement, body: Body) -> str:
    """A cushion as high as the head needs where it rests."""
    low = min(movement.poses, key=lambda pose: posture(movement.shape, body, pose.at).joints["head"][1])
    x, y = posture(movement.shape, body, low.at).joints["head"]
    height = SCALE * (y - body.flesh["head"])
    return block(movement.drawing.origin + SCALE * x - 26, FLOOR_Y - height, 52, height, height / 2)


def _figure(movement: Movement, pose: KeyPose, body: Body, form: Variant | None = None) -> Figure:
    stance = movement.shape.stance
    sketch = Sketch(posture(movement.shape, body, pose.at), body, movement.drawing.origin)
    behind, knots = BEHIND[stance], sketch.knots()
    props = {**PROPS, "cushion": _cushion(movement, body) if "cushion" in movement.props else ""}
    return Figure(
        "-".join([movement.id, pose.id, *([form.id] if form else [])]).replace("_", "-"),
        f"{movement.title}: {pose.title[0].lower()}{pose.title[1:]}",
        pose.description,
        movement.drawing.top,
        movement.drawing.height,
        (
            floor("M20 200H340"),
            *(prop(props[name]) for name in movement.props),
            far(sketch.arm(behind), sketch.leg(behind)),
            near(trunk(knots), sketch.head(), sketch.leg()),
            back_line(back(knots, BACK_SIDE[stance])),
            near(sketch.arm()),
        ),
    )


def _figures() -> Iterator[Figure]:
    """Every key pose, and those of the easier forms that go only part of the way."""
    knowledge = read_knowledge()
    for movement in knowledge.movements.values():
        yield from (_figure(movement, pose, knowledge.body) for pose in movement.poses)
        for form in movement.variants:
            changed = [pose for pose in poses_of(movement, form) if pose not in movement.poses]
            yield from (_figure(movement, pose, knowledge.body, form) for pose in changed)


MOVING = tuple(_figures())
