"""Outlines as SVG path text, in figure units (a figure is 330 units wide; x to the right, y down).

Every outline runs the same way round, so that outlines laid over one another fill as one shape.
"""

from __future__ import annotations

from math import acos, atan2, cos, hypot, radians, sin, sqrt

Point = tuple[float, float]
Knot = tuple[float, float, float]
"""A point of the spine and half the thickness of the trunk there."""


def _text(value: float) -> str:
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def _at(x: float, y: float) -> str:
    return f"{_text(x)} {_text(y)}"


def step(start: Point, angle_deg: float, length: float) -> Point:
    """The point at this distance; 0 degrees is to the right, 90 is down."""
    return start[0] + length * cos(radians(angle_deg)), start[1] + length * sin(radians(angle_deg))


def joint(start: Point, end: Point, upper: float, lower: float, side: int) -> Point:
    """Where a limb of two bones bends. `side` 1 bends to the right of the way from start to end, -1 to the left.

    Raises ValueError where the bones do not reach.
    """
    gap = hypot(end[0] - start[0], end[1] - start[1])
    if not abs(upper - lower) < gap <= upper + lower:
        raise ValueError(f"bones of {upper:.0f} and {lower:.0f} do not join {start} and {end}, {gap:.0f} apart")
    along = atan2(end[1] - start[1], end[0] - start[0])
    turn = acos((upper**2 + gap**2 - lower**2) / (2 * upper * gap))
    return start[0] + upper * cos(along + side * turn), start[1] + upper * sin(along + side * turn)


def disc(centre: Point, radius: float) -> str:
    """A full circle."""
    x, y = centre
    arc = f"A{_text(radius)} {_text(radius)} 0 1 0 "
    return f"M{_at(x - radius, y)}{arc}{_at(x + radius, y)}{arc}{_at(x - radius, y)}Z"


def tube(start: Point, start_radius: float, end: Point, end_radius: float) -> str:
    """The hull of two circles: one bone with its flesh. Raises ValueError where one circle holds the other."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    if length <= abs(start_radius - end_radius):
        raise ValueError(f"a tube from {start} to {end} is too short for its radii")
    ux, uy = dx / length, dy / length
    lean = (start_radius - end_radius) / length
    flat = sqrt(1 - lean * lean)

    def touch(centre: Point, radius: float, side: int) -> str:
        return _at(
            centre[0] + radius * (ux * lean - side * uy * flat),
            centre[1] + radius * (uy * lean + side * ux * flat),
        )

    def cap(radius: float, large: bool) -> str:
        return f"A{_text(radius)} {_text(radius)} 0 {int(large)} 0 "

    return (
        f"M{touch(start, start_radius, 1)}L{touch(end, end_radius, 1)}"
        f"{cap(end_radius, lean < 0)}{touch(end, end_radius, -1)}"
        f"L{touch(start, start_radius, -1)}{cap(start_radius, lean > 0)}{touch(start, start_radius, 1)}Z"
    )


def _smooth(points: list[Point]) -> str:
    """Curves through the points, starting at the first, which is not written."""
    text = ""
    for index in range(len(points) - 1):
        before, a = points[max(index - 1, 0)], points[index]
        b, after = points[index + 1], points[min(index + 2, len(points) - 1)]
        first = _at(a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6)
        second = _at(b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6)
        text += f"C{first} {second} {_at(*b)}"
    return text


def _between(knots: tuple[Knot, ...], parts: int) -> list[Knot]:
    """More knots on the curve through the given ones."""
    found: list[Knot] = []
    for index in range(len(knots) - 1):
        before, a = knots[max(index - 1, 0)], knots[index]
        b, after = knots[index + 1], knots[min(index + 2, len(knots) - 1)]
        for part in range(parts):
            t = part / parts
            x, y, r = (
                0.5
                * (
                    2 * a[i]
                    + (b[i] - before[i]) * t
                    + (2 * before[i] - 5 * a[i] + 4 * b[i] - after[i]) * t**2
                    + (3 * a[i] - before[i] - 3 * b[i] + after[i]) * t**3
                )
                for i in range(3)
            )
            found.append((x, y, r))
    return [*found, knots[-1]]


def _edge(knots: list[Knot], side: int) -> list[Point]:
    points: list[Point] = []
    for index, (x, y, r) in enumerate(knots):
        before, after = knots[max(index - 1, 0)], knots[min(index + 1, len(knots) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy)
        points.append((x - side * r * dy / length, y + side * r * dx / length))
    return points


def trunk(knots: tuple[Knot, ...]) -> str:
    """A soft tube through knots of the spine, from the shoulder to the hip."""
    fine = _between(knots, 3)
    one, other = _edge(fine, 1), _edge(fine, -1)[::-1]
    first, last = _text(fine[0][2]), _text(fine[-1][2])
    return (
        f"M{_at(*one[0])}{_smooth(one)}A{last} {last} 0 0 0 {_at(*other[0])}"
        f"{_smooth(other)}A{first} {first} 0 0 0 {_at(*one[0])}Z"
    )


def back(knots: tuple[Knot, ...], side: int) -> str:
    """The line of the back along one side of the trunk. `side` 1 is the right hand from the shoulder to the hip."""
    edge = _edge(_between(knots, 3), side)
    return f"M{_at(*edge[0])}{_smooth(edge)}"


def block(x: float, y: float, width: float, height: float, corner: float) -> str:
    """A box with round corners."""
    w, h, c = width - 2 * corner, height - 2 * corner, _text(corner)
    turn = f"a{c} {c} 0 0 1 "
    return (
        f"M{_at(x + corner, y)}h{_text(w)}{turn}{c} {c}v{_text(h)}{turn}-{c} {c}"
        f"h{_text(-w)}{turn}-{c} -{c}v{_text(-h)}{turn}{c} -{c}Z"
    )


def slab(start: Point, end: Point, thickness: float) -> str:
    """A round-ended bar, such as the back of a chair."""
    return tube(start, thickness / 2, end, thickness / 2)
