"""Drawings in the terminal: a bar of what is likely beside what is too small to matter, and a course with its forecast.

    ink = ink_for(console.encoding)
    lines = bar(item.effect, ink, small=1.0)

Lines are at most 68 wide. Where the terminal knows no other signs, plain letters carry the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unspasm.learn.fit import Summary

REACH, TENTH = 3, 10
"""Points to each side of a bar, and signs for one point."""
DAYS_WIDE = 60
"""Signs across a course."""


@dataclass(frozen=True)
class Ink:
    """The signs to draw with."""

    thick: str = "━"
    thin: str = "─"
    best: str = "●"
    shade: str = "░"
    zero: str = "│"
    beyond: str = "◄►"
    usual: str = "·"
    marks: tuple[tuple[str, str], ...] = (
        ("helps", "✔"), ("does_not_help", "■"), ("makes_it_worse", "▲"), ("not_yet_known", "?"),
    )  # fmt: skip

    def mark(self, verdict: str) -> str:
        """The shape of a verdict."""
        return dict(self.marks)[verdict]


PLAIN = Ink(
    "=", "-", "O", ".", "|", "<>", ",",
    (("helps", "+"), ("does_not_help", "="), ("makes_it_worse", "!"), ("not_yet_known", "?")),
)  # fmt: skip


def ink_for(encoding: str) -> Ink:
    """Signs that this terminal can show."""
    return Ink() if encoding.lower().replace("-", "") in ("utf8", "utf16") else PLAIN


def bar(effect: Summary, ink: Ink, small: float) -> list[str]:
    """One effect as three lines: the bar, its scale, and which way is which. small: points too small to matter."""
    width = 2 * REACH * TENTH + 1
    line = [" "] * width
    for place in range(width):
        if abs(place - REACH * TENTH) <= small * TENTH:
            line[place] = ink.shade
    line[REACH * TENTH] = ink.zero
    for level, sign in ((0.8, ink.thin), (0.5, ink.thick)):
        low, high = (_place(end) for end in effect.intervals[level])
        line[low : high + 1] = sign * (high + 1 - low)
    line[_place(effect.mean)] = ink.best
    if effect.intervals[0.8][0] < -REACH:
        line[0] = ink.beyond[0]
    if effect.intervals[0.8][1] > REACH:
        line[-1] = ink.beyond[1]
    scale = [" "] * width
    for value in range(-REACH, REACH + 1):
        scale[(value + REACH) * TENTH] = str(abs(value))
    return ["".join(line).rstrip(), "".join(scale), f"less pain{'more pain':>{width - 9}}"]


def course(
    rated: Sequence[tuple[float, float]],
    ahead: Sequence[tuple[float, float, float, float]],
    usual: Callable[[float], float],
    ink: Ink,
) -> list[str]:
    """Days so far and the forecast, 0 to 10. rated: (day, pain). ahead: (day, middle, low, high). usual: pain by day."""
    first, last = rated[0][0], ahead[-1][0]
    grid = [[" "] * DAYS_WIDE for _ in range(11)]

    def column(day: float) -> int:
        return round((day - first) / (last - first) * (DAYS_WIDE - 1))

    def put(place: int, pain: float, sign: str) -> None:
        grid[10 - round(min(10.0, max(0.0, pain)))][place] = sign

    for place in range(DAYS_WIDE):
        day = first + (last - first) * place / (DAYS_WIDE - 1)
        if day >= ahead[0][0]:
            middle, low, high = (_between(ahead, day, part) for part in (1, 2, 3))
            for whole in range(round(max(0.0, low)), round(min(10.0, high)) + 1):
                put(place, whole, ink.shade)
            put(place, usual(day), ink.usual)
            put(place, middle, ink.thick)
        else:
            put(place, usual(day), ink.usual)
    for day, pain in rated:
        put(column(day), pain, ink.best)
    now = column(ahead[0][0])
    labels = {0: "10", 5: "5", 10: "0"}
    lines = [f"{labels.get(k, ''):>3} {ink.zero}{''.join(row).rstrip()}" for k, row in enumerate(grid)]
    below = [" "] * (DAYS_WIDE + 10)
    for place, words in ((0, f"day {first:.0f}"), (now, "now"), (DAYS_WIDE - 1, f"day {last:.0f}")):
        at = min(place, DAYS_WIDE + 1 - len(words))
        if place == 0 or not "".join(below[at - 1 : at + len(words) + 1]).strip():
            below[at : at + len(words)] = words
    return [*lines, "     " + "".join(below).rstrip()]


def _place(value: float) -> int:
    return round((min(REACH, max(-REACH, value)) + REACH) * TENTH)


def _between(steps: Sequence[tuple[float, ...]], day: float, part: int) -> float:
    """The value of a course between two of its steps."""
    after = next((k for k, one in enumerate(steps) if one[0] >= day), len(steps) - 1)
    one, other = steps[max(after - 1, 0)], steps[after]
    share = 0.0 if one[0] == other[0] else (day - one[0]) / (other[0] - one[0])
    return one[part] + (other[part] - one[part]) * min(1.0, max(0.0, share))
