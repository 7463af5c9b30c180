"""`unspasm check` as a machine uses it, and every way in which it must refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from unspasm.cli import app

KEYS = {"disposition", "possible", "decided", "reasons", "ask_next", "profile", "plan", "knowledge_version"}


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, ["check", *arguments], input=given)


def refused(result: Result) -> str:
    """The one sentence of a refusal, after making sure that it is one."""
    assert result.exit_code == 2
    assert result.stdout == ""
    sentence = result.stderr.strip()
    assert sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def test_a_result_has_the_keys_that_outsiders_rely_on() -> None:
    result = run("--answers", "-", "--json", given='{"age": 40}')
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout).keys() == KEYS


def test_null_means_not_asked() -> None:
    with_null = run("--answers", "-", "--json", given='{"age": 40, "saddle_numb": null}')
    without = run("--answers", "-", "--json", given='{"age": 40}')
    assert with_null.stdout == without.stdout


def test_answers_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"saddle_numb": "yes"}')
    result = run("--answers", str(file), "--json")
    assert json.loads(result.stdout)["disposition"] == "emergency"


def test_without_json_the_action_comes_first_and_nothing_beside_it() -> None:
    result = run("--answers", "-", given='{"saddle_numb": "yes"}')
    assert result.exit_code == 0, result.output
    assert "Get help now" in result.stdout.splitlines()[0]
    assert "To make the next one rarer" not in result.stdout


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"age": 40', "line 1"),
        ("[]", "one table"),
        ("null", "one table"),
        ('"yes"', "one table"),
        ('{"nonsense": "yes"}', "nonsense"),
        ('{"age": "forty"}', "age"),
        ('{"age": 4000}', "age"),
        ('{"age": 40.5}', "age"),
        ('{"age": NaN}', "NaN"),
        ('{"age": true}', "age"),
        ('{"saddle_numb": "maybe"}', "saddle_numb"),
        ('{"saddle_numb": ["yes"]}', "saddle_numb"),
        ('{"saddle_numb": "no", "saddle_numb": "yes"}', "twice"),
        ('{"saddle_numb": "' + "x" * 10_000 + '"}', "saddle_numb"),
        ('{"' + "x" * 10_000 + '": 1}', "no fact"),
        ("[" * 100_000, "flat table"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_used_ends_in_one_sentence_and_never_in_a_plan(given: str | bytes, says: str) -> None:
    sentence = refused(run("--answers", "-", "--json", given=given))
    assert says in sentence
    assert len(sentence) < 300


def test_a_missing_file_is_named() -> None:
    assert "no-such-file.json" in refused(run("--answers", "no-such-file.json", "--json"))


def test_json_needs_answers() -> None:
    assert "--answers" in refused(run("--json"))


def test_one_person_or_many_but_not_both() -> None:
    assert "--batch" in refused(run("--answers", "-", "--batch", "-"))


def batch(given: str | bytes) -> list[dict[str, Any]]:
    result = run("--batch", "-", given=given)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_batch_gives_one_result_a_line_in_order() -> None:
    lines = batch('{"saddle_numb": "yes"}\n{"age": 8}\n{}\n')
    assert [line["disposition"] for line in lines[:1]] == ["emergency"]
    assert len(lines) == 3
    assert all(line.keys() == KEYS for line in lines)


def test_a_line_that_cannot_be_used_is_an_error_on_that_line_alone() -> None:
    lines = batch(b'{"nonsense": 1}\n\n{"saddle_numb": "yes"}\n\xff\n{"age": -1}')
    assert [set(line) == {"error"} for line in lines] == [True, True, False, True, True]
    assert lines[2]["disposition"] == "emergency"


def test_an_empty_batch_has_no_results() -> None:
    assert batch("") == []
