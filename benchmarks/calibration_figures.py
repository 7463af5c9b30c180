"""Figures of the calibration: one plain drawing, a mark and its error a row, as SVG of our own. No script, no font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABEL, RIGHT, ROW, TOP, FOOT = 860, 450, 30, 26, 44, 40
STYLE = (
    "svg{font:13px system-ui,sans-serif;color:#1c2b33;background:#fff}.e{stroke:currentColor;stroke-width:2}"
    ".g{stroke:#c4cdd2}.l{stroke:#9a3412;stroke-width:2;stroke-dasharray:5 4}.m{fill:#0f5c6e}text{fill:currentColor}"
    "@media(prefers-color-scheme:dark){svg{color:#e6edf0;background:#12191d}.g{stroke:#3b474d}.l{stroke:#f0a268}.m{fill:#7cc7d8}}"
)


@dataclass(frozen=True)
class Mark:
    """One row: what it is, its value, the ends of its error, and a value of its own to be set beside (else the line)."""

    name: str
    value: float
    low: float
    high: float
    beside: float | None = None


def drawn(title: str, axis: str, marks: Sequence[Mark], ends: tuple[float, float], line: float | None = None) -> str:
    """The figure as SVG. ends: of the axis. line: what the marks are held against, as a dashed line."""
    low, high = ends
    height = TOP + ROW * len(marks) + FOOT

    def x(value: float) -> float:
        return LABEL + (WIDTH - LABEL - RIGHT) * (min(max(value, low), high) - low) / (high - low)

    floor = TOP + ROW * len(marks)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t">',
        f'<title id="t">{escape(title)}</title><style>{STYLE}</style>',
        f'<text x="12" y="24" font-weight="600">{escape(title)}</text>',
    ]
    for k in range(6):
        value = low + (high - low) * k / 5
        parts.append(f'<path class="g" d="M{x(value):.1f} {TOP - 8}V{floor}"/>')
        parts.append(f'<text x="{x(value):.1f}" y="{floor + 16}" text-anchor="middle">{value:g}</text>')
    parts.append(
        f'<text x="{(LABEL + WIDTH - RIGHT) / 2:.1f}" y="{floor + 33}" text-anchor="middle">{escape(axis)}</text>'
    )
    if line is not None:
        parts.append(f'<path class="l" d="M{x(line):.1f} {TOP - 8}V{floor}"/>')
    for k, mark in enumerate(marks):
        y = TOP + ROW * (k + 0.5)
        parts.append(f'<text x="{LABEL - 14}" y="{y + 4:.1f}" text-anchor="end">{escape(mark.name)}</text>')
        if mark.beside is not None:
            parts.append(f'<path class="l" stroke-dasharray="none" d="M{x(mark.beside):.1f} {y - 9:.1f}v18"/>')
        parts.append(f'<path class="e" d="M{x(mark.low):.1f} {y:.1f}H{x(mark.high):.1f}"/>')
        parts.append(f'<circle class="m" cx="{x(mark.value):.1f}" cy="{y:.1f}" r="5"/>')
    return "\n".join([*parts, "</svg>", ""])
