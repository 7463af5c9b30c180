"""What README.md shows is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from unspasm.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "SAFETY.md", "CONTRIBUTING.md", *(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md"))]


def test_the_decision_worked_end_to_end_is_the_one_that_is_made() -> None:
    example = re.search(r"```sh\necho '(.+)' \| unspasm (.+)\n```", README)
    shown = re.search(r"```json\n(.+?)```", README, re.DOTALL)
    assert example
    assert shown
    result = CliRunner().invoke(app, example[2].split(), input=example[1])
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    expected = json.loads(shown[1])
    assert {key: made[key] for key in expected} == expected
    assert {"saddle_numb": "yes"} in [reason["because"] for reason in made["reasons"]]


def test_every_command_that_is_named_exists() -> None:
    commands = set(re.findall(r"^unspasm (\w+)", README, re.MULTILINE))
    assert commands >= {"check", "facts", "prove", "content", "serve"}
    for command in commands:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_the_tree_names_folders_that_exist_and_leaves_none_out() -> None:
    tree = README.split("## The house")[1].split("```")[1]
    named = set(re.findall(r"^  (\w+)/", tree, re.MULTILINE))
    here = {path.name for path in (ROOT / "src/unspasm").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert named == here


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r'\]\(([^)#:]+)\)|src="([^":]+)"', text)
    for target in (first or second for first, second in targets):
        assert (ROOT / page).parent.joinpath(target).exists(), target
