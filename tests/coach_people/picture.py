"""A camera, a room and a body: shaded pictures in numpy. No part of the coach is in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.coach_people.flesh import Numbers, Parts

Picture = NDArray[np.uint8]
FIELD_OF_VIEW = 0.62
"""Vertical, radians."""
WALL = 1.1
"""How far behind the mat, body heights."""
TOWARDS_LIGHT = np.array([-0.35, -0.75, 0.55])


@dataclass(frozen=True)
class View:
    """Where the camera stands. Angles in degrees, distance in body heights, light as a share of full light."""

    yaw: float = 0.0
    pitch: float = 8.0
    roll: float = 0.0
    distance: float = 2.2
    centre: tuple[float, float] = (0.0, 0.22)
    mirrored: bool = False
    light: float = 1.0
    width: int = 640
    height: int = 480

    @property
    def focal(self) -> float:
        """Pixels."""
        return self.height / 2 / float(np.tan(FIELD_OF_VIEW / 2))

    def turned(self) -> Numbers:
        """From the room to the camera: rows right, down, away."""
        yaw, pitch, roll = np.radians([self.yaw, self.pitch, self.roll])
        right = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        away = np.array([np.sin(yaw) * np.cos(pitch), -np.sin(pitch), -np.cos(yaw) * np.cos(pitch)])
        down = np.cross(away, right)
        return np.array([np.cos(roll) * right + np.sin(roll) * down, np.cos(roll) * down - np.sin(roll) * right, away])

    def project(self, points: Numbers) -> Numbers:
        """Points (n, 3) of the room as (n, 3): x and y in pixels, and how far away in body heights."""
        moved = (points - np.array([*self.centre, 0.0])) @ self.turned().T
        far = moved[:, 2] + self.distance
        x = self.width / 2 + self.focal * moved[:, 0] / far
        y = self.height / 2 + self.focal * moved[:, 1] / far
        return np.stack([self.width - x if self.mirrored else x, y, far], axis=1)


@dataclass(frozen=True)
class Look:
    """Colours by what a part is made of, of wall, floor and mat; 0 to 255."""

    colours: Mapping[str, tuple[int, int, int]]
    wall: tuple[int, int, int] = (205, 200, 190)
    floor: tuple[int, int, int] = (150, 125, 100)
    mat: tuple[int, int, int] = (70, 110, 120)
    grain: float = 2.5
    fixed: Mapping[str, tuple[int, int, int]] = field(
        default_factory=lambda: {"white": (235, 232, 228), "dark": (35, 28, 25), "lips": (165, 85, 80)}
    )


SKINS = ((236, 200, 175), (214, 165, 130), (165, 115, 80), (105, 70, 50), (72, 48, 36))
HAIRS = ((40, 30, 25), (90, 60, 35), (160, 130, 90), (170, 170, 170), (25, 22, 22))
FURS = ((150, 110, 70), (60, 50, 45), (215, 205, 190))


def look(rng: np.random.Generator) -> Look:
    """Skin, hair, clothes and room by chance, with some contrast between clothes and floor."""

    def any_of(rows: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
        return rows[int(rng.integers(len(rows)))]

    def cloth() -> tuple[int, int, int]:
        red, green, blue = (int(x) for x in rng.integers(25, 230, 3))
        return red, green, blue

    wall = int(rng.integers(150, 235))
    colours = {
        "skin": any_of(SKINS),
        "hair": any_of(HAIRS),
        "shirt": cloth(),
        "trousers": cloth(),
        "shoe": any_of(SKINS),
        "fur": any_of(FURS),
    }
    floor = (int(rng.integers(90, 190)), int(rng.integers(80, 160)), int(rng.integers(60, 140)))
    return Look(colours, (wall, wall - int(rng.integers(0, 12)), wall - int(rng.integers(0, 25))), floor, cloth())


def room(view: View, how: Look) -> Numbers:
    """Wall, floor and mat without anybody: (height, width, 3), 0 to 255 at full light."""
    right, down, away = view.turned()
    across, along = np.meshgrid(np.arange(view.width), np.arange(view.height))
    if view.mirrored:
        across = view.width - 1 - across
    rays = (
        away
        + ((across - view.width / 2) / view.focal)[..., None] * right
        + ((along - view.height / 2) / view.focal)[..., None] * down
    )
    eye = np.array([*view.centre, 0.0]) - view.distance * away
    with np.errstate(divide="ignore", invalid="ignore"):
        to_floor = np.where(rays[..., 1] < 0, -eye[1] / rays[..., 1], np.inf)
        to_wall = np.where(rays[..., 2] < 0, (-WALL - eye[2]) / rays[..., 2], np.inf)
        where = eye + np.minimum(to_floor, 50.0)[..., None] * rays
    on_mat = (np.abs(where[..., 0] - 0.05) < 0.62) & (np.abs(where[..., 2]) < 0.28)
    ground = np.where(on_mat[..., None], np.array(how.mat, float), np.array(how.floor, float))
    fade = np.clip(1.05 - 0.12 * np.abs(where[..., 2]), 0.6, 1.05)[..., None]
    return np.where((to_floor < to_wall)[..., None], ground * fade, np.array(how.wall, float))


def draw(back: Numbers, bodies: Sequence[Parts], view: View, how: Look) -> tuple[Numbers, NDArray[np.bool_]]:
    """Bodies in front of the room, at full light, and where they are."""
    canvas, depth = back.copy(), np.full((view.height, view.width), np.inf)
    palette = {**how.fixed, **how.colours}
    for parts in bodies:
        a, b = view.project(parts.start), view.project(parts.end)
        thick, thin = view.focal * parts.thick / a[:, 2], view.focal * parts.thin / b[:, 2]
        for n, made in enumerate(parts.made_of):
            _rod(canvas, depth, a[n], float(thick[n]), b[n], float(thin[n]), np.array(palette[made], float), view.focal)
    return canvas, np.isfinite(depth)


def _rod(
    canvas: Numbers, depth: Numbers, a: Numbers, ra: float, b: Numbers, rb: float, colour: Numbers, focal: float
) -> None:
    """One tapering rod with round ends, shaded, in front of what is further away."""
    height, width = depth.shape
    left = max(0, int(min(a[0] - ra, b[0] - rb)))
    right = min(width, int(max(a[0] + ra, b[0] + rb)) + 2)
    top, bottom = max(0, int(min(a[1] - ra, b[1] - rb))), min(height, int(max(a[1] + ra, b[1] + rb)) + 2)
    if left >= right or top >= bottom or min(a[2], b[2]) < 0.2:
        return
    x, y = np.arange(left, right)[None, :] - a[0], np.arange(top, bottom)[:, None] - a[1]
    ux, uy = b[0] - a[0], b[1] - a[1]
    along = np.clip((x * ux + y * uy) / max(1e-9, ux * ux + uy * uy), 0, 1)
    dx, dy, r = x - along * ux, y - along * uy, ra + along * (rb - ra)
    left_over = r * r - dx * dx - dy * dy
    inside = left_over > 0
    out = np.sqrt(np.maximum(left_over, 0))
    far = a[2] + along * (b[2] - a[2])
    near = far - out * far / focal
    part = depth[top:bottom, left:right]
    seen = inside & (near < part)
    if not seen.any():
        return
    normal = np.stack([np.broadcast_to(dx, r.shape)[seen], np.broadcast_to(dy, r.shape)[seen], out[seen]]) / r[seen]
    light = 0.45 + 0.62 * np.maximum(0, TOWARDS_LIGHT @ normal)
    part[seen] = near[seen]
    canvas[top:bottom, left:right][seen] = colour * light[:, None]


def exposed(canvas: Numbers, view: View, how: Look, rng: np.random.Generator) -> Picture:
    """The picture as a camera of that light gives it, with grain."""
    grain = rng.normal(0, how.grain, canvas.shape[:2])[..., None]
    return np.clip(canvas * view.light + grain, 0, 255).astype(np.uint8)
