"""A figure as layers, and its SVG text. The colours written here hold only where no page gives others."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

SOFT = 'stroke-linejoin="round" stroke-linecap="round"'


@dataclass(frozen=True)
class Figure:
    """One drawing. `top` and `height` crop it: every figure is 330 units wide, from x = 20."""

    name: str
    title: str
    description: str
    top: int
    height: int
    layers: tuple[str, ...]


def floor(path: str = "M20 198H340") -> str:
    """The ground, or a plain line."""
    return f'<path class="fig-floor" fill="none" stroke="#cfc5b3" stroke-width="3" {SOFT} d="{path}"/>'


def prop(path: str) -> str:
    """A thing: a chair, a pillow, a wall."""
    return f'<path class="fig-prop" fill="#e6dccb" stroke="#8f8470" stroke-width="2.5" {SOFT} d="{path}"/>'


def _flesh(path: str, role: str, colour: str) -> str:
    edge = (
        '<path class="fig-edge" fill="#1d4a45" stroke="#1d4a45" stroke-width="6.8" stroke-linejoin="round"'
        f' d="{path}"/>'
    )
    return f'{edge}<path class="{role}" fill="{colour}" d="{path}"/>'


def near(*outlines: str) -> str:
    """Parts of a body that melt into one contour."""
    return _flesh("".join(outlines), "fig-body", "#d3e5de")


def far(*outlines: str) -> str:
    """The same, one tone deeper: the side turned away, or a second person."""
    return _flesh("".join(outlines), "fig-far", "#b5cfc6")


def back_line(path: str) -> str:
    """The person's back, the only clay in a figure."""
    return f'<path class="fig-back" fill="none" stroke="#b4532a" stroke-width="4.5" stroke-linecap="round" d="{path}"/>'


def svg(figure: Figure) -> str:
    """The whole file."""
    key = "f-" + figure.name.replace("-", "")
    return (
        f'<svg class="figure" xmlns="http://www.w3.org/2000/svg" viewBox="20 {figure.top} 330 {figure.height}"'
        f' role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(figure.title)}</title>'
        f'<desc id="{key}-d">{escape(figure.description)}</desc>'
        f"{''.join(figure.layers)}</svg>\n"
    )
