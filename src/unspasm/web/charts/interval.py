"""Dot and interval: a best guess with what is likely around it, beside the part that is too small to matter.

One estimate is a verdict bar; several, with their names, are a forest. The scale always shows both directions alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from unspasm.web.charts.svg import Row, figure, number, points, text

WIDTH, LEFT, RIGHT, ROW, FLAT = 340.0, 20.0, 320.0, 56.0, 22.0


@dataclass(frozen=True)
class Estimate:
    """A change in points of pain: negative is less pain.

    half, most: the stretches that hold half and four fifths of what is likely. tone: of the verdict, for its colour.
    open: nothing is decided yet, so the thin line is dotted. mark: a drawing of our own of 28 by 28, before the name.
    """

    name: str
    best: float
    half: tuple[float, float]
    most: tuple[float, float]
    tone: Literal["helps", "no", "worse", "unknown"] = "unknown"
    open: bool = False
    mark: str = ""

    def __post_init__(self) -> None:
        if not self.most[0] <= self.half[0] <= self.best <= self.half[1] <= self.most[1]:
            raise ValueError(f"{self.name}: the best guess must lie in the half, and the half in the four fifths")


def dot_and_interval(
    estimates: Sequence[Estimate],
    *,
    title: str,
    sentence: str,
    name: str = "estimate",
    reach: int = 3,
    small: float = 1.0,
    ends: tuple[str, str] = ("less pain", "more pain"),
) -> SafeString:
    """The chart as HTML. reach: points to each side of 0. small: up to this much is too small to matter.

    What reaches beyond the scale ends in an arrow; the table has the number. Raises ValueError without an estimate.
    """
    if not estimates:
        raise ValueError("there is nothing to draw; give at least one estimate")
    named = len(estimates) > 1
    row = ROW + (FLAT if named else 0)
    floor = 6 + row * len(estimates)

    def x(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * (min(reach, max(-reach, value)) + reach) / (2 * reach)

    left, right = x(-small), x(small)
    drawing = [
        f'<path class="c-small" d="M{number(left)} 6H{number(right)}V{number(floor)}H{number(left)}Z"/>',
        f'<path class="c-small-edge" d="M{number(left)} 6V{number(floor)}M{number(right)} 6V{number(floor)}"/>',
        f'<path class="c-zero" d="M{number(x(0))} 6V{number(floor)}"/>',
        f'<path class="c-base" d="M{number(LEFT)} {number(floor)}H{number(RIGHT)}"/>',
    ]
    for value in range(-reach, reach + 1):
        drawing.append(f'<path class="c-base" d="M{number(x(value))} {number(floor)}v6"/>')
        drawing.append(text(x(value), floor + 22, str(abs(value)), "middle"))
    drawing += [text(8, floor + 44, ends[0]), text(WIDTH - 8, floor + 44, ends[1], "end")]
    for place, one in enumerate(estimates):
        y = 6 + row * (place + 1) - ROW / 2
        if named:
            drawing.append(_name(one, y - FLAT))
        drawing.append(_bar(one, x, y, reach))
    return figure(
        "".join(drawing),
        name=name,
        size=(WIDTH, floor + 50),
        title=title,
        sentence=sentence,
        heads=("What", "Best guess", "Half of what is likely", "Four fifths of what is likely"),
        rows=[Row((one.name, _less(one.best, ends), _from_to(one.half, ends), _from_to(one.most, ends))) for one in estimates],
        kind="chart-bar",
    )  # fmt: skip


def _name(one: Estimate, y: float) -> str:
    """The name over its bar, with its mark, so that no colour alone tells the verdict."""
    words = f'<g class="c-name">{text(LEFT + (26 if one.mark else 0), y, one.name)}</g>'
    if not one.mark:
        return words
    place = f'x="{number(LEFT)}" y="{number(y - 15)}" width="18" height="18" viewBox="0 0 28 28"'
    return f'<g class="c-{one.tone}"><svg {place}>{one.mark}</svg></g>{words}'


def _bar(one: Estimate, x: Callable[[float], float], y: float, reach: int) -> str:
    thin = "c-thin-line c-open" if one.open else "c-thin-line"
    (low, high), (half_low, half_high) = ((x(a), x(b)) for a, b in (one.most, one.half))
    arrows = "".join(
        f'<path class="c-arrow" d="M{number(edge)} {number(y - 7)}l{side * 8} 7-{side * 8} 7"/>'
        for value, edge, side in ((one.most[0], LEFT, -1), (one.most[1], RIGHT, 1))
        if abs(value) > reach
    )
    return (
        f'<g class="c-{one.tone}"><path class="{thin}" d="M{number(low)} {number(y)}H{number(high)}"/>'
        f'<path class="c-thick-line" d="M{number(half_low)} {number(y)}H{number(half_high)}"/>{arrows}'
        f'<circle class="c-dot" cx="{number(x(one.best))}" cy="{number(y)}" r="9"/></g>'
    )


def _less(value: float, ends: tuple[str, str]) -> str:
    size = points(abs(value))
    return "no change" if size == "0" else f"{size} points {ends[0] if value < 0 else ends[1]}"


def _from_to(stretch: tuple[float, float], ends: tuple[str, str]) -> str:
    return f"{_less(stretch[0], ends)} to {_less(stretch[1], ends)}"
