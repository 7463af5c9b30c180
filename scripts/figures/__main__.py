"""Write every figure: `python -m scripts.figures`."""

from __future__ import annotations

from pathlib import Path

from scripts.figures.drawing import svg
from scripts.figures.poses import FIGURES

FOLDER = Path(__file__).parents[2] / "src/unspasm/web/figures"

for figure in FIGURES:
    (FOLDER / f"{figure.name}.svg").write_text(svg(figure), encoding="utf-8")
