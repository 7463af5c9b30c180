"""Line with band: a course, and around it what is likely; beside it, if known, what is usual.

Pain is the clay line, 0 to 10 always whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from unspasm.web.charts.svg import Row, figure, key_item, number, points, text

Place = Callable[[float], float]
WIDTH, LEFT, RIGHT, TOP, PLOT = 360.0, 30.0, 352.0, 16.0, 150.0


@dataclass(frozen=True)
class Step:
    """One place along the chart. middle: the line. low, high: the band; None where there is only the line. usual: the
    line beside it; None where there is none."""

    at: float
    middle: float
    low: float | None = None
    high: float | None = None
    label: str = ""
    usual: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("a band has a lower and an upper edge; give both or none")
        if self.low is not None and self.high is not None and not self.low <= self.middle <= self.high:
            raise ValueError("the line must lie inside its band")


def line_with_band(
    steps: Sequence[Step],
    *,
    title: str,
    sentence: str,
    across: str,
    name: str = "course",
    most: float = 10,
    line: str = "Pain, 0 to 10",
    band: str = "Likely in 4 of 5",
    usual: str = "",
) -> SafeString:
    """The chart as HTML. across: what `at` counts, such as "day". most: top of the scale, which begins at 0. usual:
    what the line beside it is; without it none is drawn.

    steps: in order of `at`. Steps with a label are ticks. Raises ValueError without two steps, and out of order.
    """
    if len(steps) < 2 or any(one.at >= following.at for one, following in pairwise(steps)):
        raise ValueError("give at least two steps, in order")
    first, last = steps[0].at, steps[-1].at

    def x(at: float) -> float:
        return LEFT + (RIGHT - LEFT) * (at - first) / (last - first)

    def y(value: float) -> float:
        return TOP + PLOT * (most - min(most, max(0.0, value))) / most

    grid = "".join(f"M{number(LEFT)} {number(y(value))}H{number(RIGHT)}" for value in (most, most / 2))
    course = " ".join(f"{number(x(one.at))} {number(y(one.middle))}" for one in steps)
    beside = " ".join(f"{number(x(one.at))} {number(y(one.usual))}" for one in steps if one.usual is not None)
    has_usual = bool(usual and beside)
    drawing = [
        f'<path class="c-grid" d="{grid}"/>',
        *(text(LEFT - 6, y(value) + 5, points(value), "end") for value in (most, most / 2, 0)),
        *(f'<path class="c-band" d="{shape}"/>' for shape in _bands(steps, x, y)),
        f'<path class="c-base" d="M{number(LEFT)} {number(y(0))}H{number(RIGHT)}"/>',
        *([f'<path class="c-usual" d="M{beside}"/>'] if has_usual else []),
        f'<path class="c-pain" d="M{course}"/>',
        *(_tick(one, x(one.at), y(0)) for one in steps if one.label),
        f'<path class="c-cursor" d="M0 {number(TOP)}V{number(y(0))}"/>',
    ]
    key = [key_item('<path class="c-pain" d="M2 8H22"/>', line)]
    if any(one.low is not None for one in steps):
        key.append(key_item('<path class="c-band" d="M2 3H22V13H2Z"/>', band))
    if has_usual:
        key.append(key_item('<path class="c-usual" d="M2 8H22"/>', usual))
    return figure(
        "".join(drawing),
        name=name,
        size=(WIDTH, TOP + PLOT + 26),
        title=title,
        sentence=sentence,
        heads=(across.capitalize(), line, band, *([usual] if has_usual else [])),
        rows=[Row(_cells(one, has_usual=has_usual), x(one.at)) for one in steps],
        key=key,
        readable=True,
    )


def _bands(steps: Sequence[Step], x: Place, y: Place) -> list[str]:
    """One closed shape for each stretch of steps that have a band."""
    shapes: list[str] = []
    stretch: list[tuple[float, float, float]] = []
    for one in [*steps, None]:
        if one is not None and one.low is not None and one.high is not None:
            stretch.append((x(one.at), y(one.low), y(one.high)))
            continue
        if len(stretch) > 1:
            there = " ".join(f"{number(at)} {number(high)}" for at, _, high in stretch)
            back = " ".join(f"{number(at)} {number(low)}" for at, low, _ in reversed(stretch))
            shapes.append(f"M{there} {back}Z")
        stretch = []
    return shapes


def _tick(step: Step, x: float, floor: float) -> str:
    anchor = "end" if x > RIGHT - 20 else "middle" if x > LEFT + 20 else ""
    return f'<path class="c-tick" d="M{number(x)} {number(floor)}v4"/>{text(x, floor + 20, step.label, anchor)}'


def _cells(step: Step, *, has_usual: bool) -> tuple[str, ...]:
    likely = "" if step.low is None or step.high is None else f"{points(step.low)} to {points(step.high)}"
    beside = () if not has_usual else ("" if step.usual is None else points(step.usual),)
    return step.label or points(step.at), points(step.middle), likely, *beside
