"""Our drawings are what the script makes, speak for themselves, and ask nothing of the page or the network."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts.figures.drawing import Figure, svg
from scripts.figures.outline import joint, tube
from scripts.figures.poses import FIGURES

FOLDER = Path(__file__).parents[2] / "src/unspasm/web/figures"
DRAWINGS = sorted(FOLDER.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
CLASSES = {"fig-edge", "fig-body", "fig-far", "fig-back", "fig-prop", "fig-floor"}
LARGEST_BYTES = 8 * 1024


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_drawing_is_what_the_script_makes(figure: Figure) -> None:
    committed = (FOLDER / f"{figure.name}.svg").read_text(encoding="utf-8")
    assert committed == svg(figure), "run: python -m scripts.figures"


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_drawing_uses_only_the_classes_that_a_theme_colours(figure: Figure) -> None:
    used = re.findall(r'<path class="([^"]+)"', svg(figure))
    assert set(used) <= CLASSES
    assert used.count("fig-back") == 1, "one back, and clay for nothing else"


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.stem)
def test_a_drawing_says_in_words_what_it_shows(drawing: Path) -> None:
    root = ET.parse(drawing).getroot()
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    labels = root.attrib["aria-labelledby"].split() if drawing.stem != "body-map" else []
    assert title is not None
    assert title.text
    if labels:
        assert description is not None
        assert description.text
        assert labels == [title.attrib["id"], description.attrib["id"]]
        assert all(re.fullmatch(r"f-[a-z0-9]+-[td]", label) for label in labels), "ids that a page can number"


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.stem)
def test_a_drawing_is_small_and_brings_nothing_along(drawing: Path) -> None:
    assert drawing.stat().st_size < LARGEST_BYTES
    for element in ET.parse(drawing).getroot().iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "path", "g", "circle", "text"}
        assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}
        assert not [value for value in element.attrib.values() if "url(" in value or "://" in value]


def test_names_and_ids_of_drawings_are_not_used_twice() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(drawing.read_text(encoding="utf-8") for drawing in DRAWINGS))
    assert len(ids) == len(set(ids))
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


def test_a_limb_that_does_not_reach_is_refused() -> None:
    assert joint((0, 0), (6, 0), 5, 5, 1) == pytest.approx((3, 4))
    with pytest.raises(ValueError, match="do not join"):
        joint((0, 0), (11, 0), 5, 5, 1)
    with pytest.raises(ValueError, match="too short"):
        tube((0, 0), 9, (1, 0), 3)
