"""Parts of a person as outlines, with the proportions and radii of the house style."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.figures.outline import Knot, Point, disc, joint, step, trunk, tube

HEAD, NECK, HIP, KNEE, ANKLE, TOE = 15.5, 8.0, 13.5, 9.5, 6.0, 4.0
SHOULDER, ELBOW, WRIST, FINGERS = 8.0, 6.0, 4.6, 3.6
THIGH, SHIN, FOOT = 64.0, 60.0, 20.0
UPPER_ARM, FOREARM, HAND = 37.0, 34.0, 11.0


@dataclass(frozen=True)
class Build:
    """A person's size: 1 for someone lying across the figure, less for someone who stands."""

    size: float = 1.0

    def head(self, centre: Point, shoulder: Point) -> str:
        """Head and neck. `shoulder` is the top of the spine."""
        s = self.size
        return tube(shoulder, NECK * s, centre, NECK * s) + disc(centre, HEAD * s)

    def torso(self, *knots: Knot) -> str:
        """The trunk through its knots, shoulder first."""
        return trunk(knots)

    def leg(self, hip: Point, ankle: Point, side: int, toe_deg: float, short: float = 1.0) -> str:
        """Thigh, shin and foot. `short` below 1 is a leg that points towards us or away."""
        s = self.size
        knee = joint(hip, ankle, THIGH * s * short, SHIN * s * short, side)
        return (
            tube(hip, HIP * s, knee, KNEE * s)
            + tube(knee, KNEE * s, ankle, ANKLE * s)
            + tube(ankle, ANKLE * s, step(ankle, toe_deg, FOOT * s), TOE * s)
        )

    def arm(self, shoulder: Point, wrist: Point, side: int, hand_deg: float | None = None, short: float = 1.0) -> str:
        """Upper arm, forearm and, with a direction, the hand."""
        s = self.size
        elbow = joint(shoulder, wrist, UPPER_ARM * s * short, FOREARM * s * short, side)
        text = tube(shoulder, SHOULDER * s, elbow, ELBOW * s) + tube(elbow, ELBOW * s, wrist, WRIST * s)
        if hand_deg is not None:
            text += tube(wrist, WRIST * s, step(wrist, hand_deg, HAND * s), FINGERS * s)
        return text
