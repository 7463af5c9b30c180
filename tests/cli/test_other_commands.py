"""`facts`, `content`, `serve` and the interview in the terminal."""

from __future__ import annotations

import json
import socket

import pytest
from typer.testing import CliRunner

from unspasm.cli import app, main
from unspasm.cli.serve import ADDRESS, free_port, is_free
from unspasm.knowledge import KnowledgeError


def test_facts_is_the_whole_dictionary() -> None:
    facts = json.loads(CliRunner().invoke(app, ["facts", "--json"]).stdout)
    assert facts["saddle_numb"]["type"] == "yes_no"
    assert facts["saddle_numb"]["danger"] is True
    assert facts["age"]["min"] == 0
    assert all(fact["question"] for fact in facts.values())


def test_content_lists_what_rests_on_our_own_judgement() -> None:
    due = json.loads(CliRunner().invoke(app, ["content", "--json"]).stdout)["review"]
    assert {"prof", "design", "unverified"} <= {entry["why"] for entry in due}


@pytest.mark.parametrize("command", [["facts"], ["content"], ["check", "--answers", "-"], ["prove"]])
def test_a_half_written_knowledge_file_stops_every_command_with_one_sentence(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KnowledgeError("rules/x.toml: when is missing; add it")

    monkeypatch.setattr("unspasm.cli.refusal.load_knowledge", broken)
    monkeypatch.setattr("unspasm.cli.refusal.read_knowledge", broken)
    result = CliRunner().invoke(app, command, input="{}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip() == "The knowledge files cannot be used: rules/x.toml: when is missing; add it"


def test_a_port_in_use_is_not_taken() -> None:
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not is_free(taken)
        assert free_port(taken) != taken
        result = CliRunner().invoke(app, ["serve", "--port", str(taken)])
    assert result.exit_code == 2
    assert str(taken) in result.stderr


def test_the_interview_stops_at_once_on_an_emergency() -> None:
    result = CliRunner().invoke(app, ["check"], input="1\n")
    assert result.exit_code == 0, result.output
    assert "Get help now" in result.stdout


def test_stopping_the_interview_decides_nothing() -> None:
    result = CliRunner().invoke(app, ["check"], input="q\n")
    assert result.exit_code == 1
    assert "nothing was decided" in result.stderr
    assert "plan" not in result.stdout.lower()


def test_going_back_and_changing_an_answer() -> None:
    result = CliRunner().invoke(app, ["check"], input="0\nb\n1\n")
    assert result.exit_code == 0, result.output
    assert "Get help now" in result.stdout


def test_a_fault_of_ours_is_never_passed_off_as_an_all_clear(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault() -> None:
        raise ZeroDivisionError("age 40")

    monkeypatch.setattr("unspasm.cli.app", fault)
    with pytest.raises(SystemExit) as stop:
        main()
    shown = capsys.readouterr()
    assert stop.value.code == 70
    assert shown.out == ""
    assert "not an all-clear" in shown.err
    assert "40" not in shown.err
