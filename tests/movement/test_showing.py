"""What the page is given: drawings that exist, words that fit them, and the tempo of the form."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.template import engines

from unspasm.knowledge import load_knowledge
from unspasm.web.figures import HERE, has_figure
from unspasm.web.presenters.moving import STANDARD, showing

KNOWLEDGE = load_knowledge()
FORMS = [
    (key, form)
    for key, movement in KNOWLEDGE.movements.items()
    for form in (STANDARD, *(variant.id for variant in movement.variants if variant.shown))
]
HIDDEN = [
    (key, variant.id)
    for key, movement in KNOWLEDGE.movements.items()
    for variant in movement.variants
    if not variant.shown
]


def shown(key: str, form: str) -> str:
    template = engines["django"].from_string("{% load movement %}{% movement key form %}")
    return str(template.render({"key": key, "form": form}))


@pytest.mark.parametrize(("key", "form"), FORMS)
def test_every_pose_of_every_form_has_its_drawing(key: str, form: str) -> None:
    found = showing(key, form, KNOWLEDGE)
    assert found is not None
    assert [still.figure for still in found.stills if not has_figure(still.figure)] == []
    drawn = [(HERE / f"{still.figure}.svg").read_text(encoding="utf-8") for still in found.stills]
    for still, text in zip(found.stills, drawn, strict=True):
        assert f"{still.title[0].lower()}{still.title[1:]}</title>" in text


@pytest.mark.parametrize(("key", "form"), HIDDEN)
def test_a_form_in_another_posture_shows_no_figure(key: str, form: str) -> None:
    assert showing(key, form, KNOWLEDGE) is None
    assert shown(key, form).strip() == ""


def test_a_strange_movement_or_form_is_refused() -> None:
    with pytest.raises(KeyError):
        showing("handstand", STANDARD, KNOWLEDGE)
    with pytest.raises(KeyError, match="no form 'easier_9'"):
        showing("cat_cow", "easier_9", KNOWLEDGE)


@pytest.mark.parametrize(("key", "form"), FORMS)
def test_the_element_carries_one_json_value_and_no_code(key: str, form: str) -> None:
    html = shown(key, form)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S)
    assert [kind.strip() for kind, _ in scripts] == ['type="application/json"']
    found = showing(key, form, KNOWLEDGE)
    assert found is not None
    assert json.loads(unescape(scripts[0][1])) == json.loads(json.dumps(found.value))
    assert " style=" not in html
    assert " on" not in "".join(re.findall(r"<[a-z-]+ [^>]*>", html)).replace(" one", "")


@pytest.mark.parametrize(("key", "rounds"), [("cat_cow", 10), ("childs_pose", 8), ("hip_lift", 5)])
def test_the_rounds_are_those_of_the_dose_and_the_smaller_number_of_two(key: str, rounds: int) -> None:
    found = showing(key, STANDARD, KNOWLEDGE)
    assert found is not None
    assert found.value["rounds"] == rounds


def test_the_ids_of_two_movements_on_one_page_differ() -> None:
    template = engines["django"].from_string(
        "{% load movement %}{% movement 'cat_cow' %}{% movement 'cat_cow' %}{% movement 'hip_lift' %}"
    )
    ids = re.findall(r' id="([^"]+)"', template.render({}))
    assert ids
    assert len(ids) == len(set(ids))
