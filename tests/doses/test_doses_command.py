"""`unspasm doses check` as a machine uses it, and every way in which it must refuse."""

import json

import pytest
from typer.testing import CliRunner

from tests.oracle.agree_doses import healthy
from unspasm.cli import app

GOOD = {"at": "2026-01-05T08:00:00+00:00", "ingredient": "ibuprofen", "mg": 400}


def run(given, *options):
    text = given if isinstance(given, str) else json.dumps(given)
    return CliRunner().invoke(app, ["doses", "check", "-", *options], input=text)


def refused(result):
    """The one sentence of a refusal, after making sure that it is one."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    sentence = result.stderr.strip()
    assert sentence
    assert "\n" not in sentence
    assert len(sentence) < 320
    return sentence


def test_a_result_has_the_keys_that_outsiders_rely_on(tmp_path):
    file = tmp_path / "doses.json"
    file.write_text(json.dumps({"person": healthy(), "doses": [GOOD]}))
    result = CliRunner().invoke(app, ["doses", "check", str(file), "--market", "uk", "--json"])
    assert result.exit_code == 0, result.output
    [one] = json.loads(result.stdout)
    assert one == {
        "verdict": "ok", "earliest_next": "2026-01-05T14:00:00+00:00", "left_24h_mg": 800, "reasons": []
    }  # fmt: skip


def test_no_doses_give_an_empty_list():
    assert json.loads(run({"person": {}, "doses": []}, "--market", "us", "--json").stdout) == []


def test_without_json_each_dose_is_one_line_with_its_reasons():
    result = run({"person": {"age": 12}, "doses": [GOOD]}, "--market", "us")
    assert "ibuprofen 400 mg: not for you" in result.stdout
    assert "under 18" in result.stdout


def test_a_pack_may_be_named_in_several_spellings():
    for name in ("acetaminophen 500 mg", "Paracetamol 500mg", "500 mg", "APAP_US_500", "tylenol"):
        dose = {**GOOD, "ingredient": "paracetamol", "product": name}
        assert run({"doses": [dose]}, "--market", "us", "--json").exit_code == 0, name
    only_pack = {"at": GOOD["at"], "product": "Advil", "mg": 200}
    assert run({"doses": [only_pack]}, "--market", "us", "--json").exit_code == 0


def test_a_pack_with_two_drugs_needs_a_line_for_each():
    aspirin = {**GOOD, "ingredient": "aspirin", "mg": 250, "product": "Excedrin"}
    assert "paracetamol" in refused(run({"doses": [aspirin]}, "--market", "us", "--json"))
    both = [aspirin, {**aspirin, "ingredient": "paracetamol"}]
    assert run({"doses": both}, "--market", "us", "--json").exit_code == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "doses"),
        ({"person": {}}, "doses"),
        ({"doses": {}}, "doses"),
        ({"doses": [], "dosis": []}, "dosis"),
        ({"person": {"nonsense": "yes"}, "doses": []}, "nonsense"),
        ({"person": {"age": "forty"}, "doses": []}, "age"),
        ({"person": [], "doses": []}, "person"),
        ('{"doses": [{"mg": 1e999}]}', "ingredient"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_ends_in_one_sentence(given, says):
    assert says in refused(run(given, "--market", "us", "--json"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mg": 0}, "above 0"),
        ({"mg": -400}, "above 0"),
        ({"mg": 1_000_001}, "unit"),
        ({"mg": "400"}, "not a number"),
        ({"mg": True}, "not a number"),
        ({"mg": None}, "mg is missing"),
        ({"mg": 0.0001}, "finer"),
        ({"mg": None, "g": 0.4}, "counted in mg"),
        ({"mg": None, "tablets": 2}, "tablets"),
        ({"mg": 400, "g": 4}, "one amount"),
        ({"ingredient": "menthol", "mg": None, "g": 4}, "counted in uses"),
        ({"at": "2026-01-05T08:00:00"}, "zone"),
        ({"at": "2026-01-05"}, "zone"),
        ({"at": "yesterday"}, "not a time"),
        ({"at": 1767600000}, "not a time"),
        ({"at": None}, "not a time"),
        ({"at": "9999-12-31T23:59:00+00:00"}, "year"),
        ({"at": "0001-01-01T00:00:00+00:00"}, "year"),
        ({"ingredient": "ibuprofin"}, "ibuprofin"),
        ({"ingredient": ""}, "ingredient is missing"),
        ({"ingredient": 3}, "ingredient"),
        ({"ingredient": "x" * 10_000}, "ingredient"),
        ({"product": "Wonderpill"}, "Wonderpill"),
        ({"product": "Super Cold & Flu"}, "mix"),
        ({"product": "Tylenol"}, "not ibuprofen"),
        ({"product": "Nurofen"}, "market"),
        ({"product": "Excedrin", "ingredient": ""}, "ingredient is missing"),
    ],
    ids=str,
)
def test_a_dose_that_cannot_be_judged_is_named(changes, says):
    sentence = refused(
        run({"doses": [GOOD, {**GOOD, "at": "2026-01-05T20:00:00Z", **changes}]}, "--market", "us", "--json")
    )
    assert "dose 2" in sentence
    assert says in sentence


def test_a_line_that_is_no_table_is_named():
    assert "dose 1" in refused(run({"doses": ["ibuprofen"]}, "--market", "us", "--json"))


def test_doses_out_of_order_and_lines_twice_are_refused():
    early = {**GOOD, "at": "2026-01-05T07:59:00+00:00"}
    assert "order" in refused(run({"doses": [GOOD, early]}, "--market", "us"))
    same = {**GOOD, "at": "2026-01-05T09:00:00+01:00"}
    assert "same as dose 1" in refused(run({"doses": [GOOD, same]}, "--market", "us"))


def test_the_market_must_be_one_with_tables():
    for options in ((), ("--market", "de")):
        assert "us or uk" in refused(run({"doses": []}, *options))


def test_a_missing_file_is_named():
    result = CliRunner().invoke(app, ["doses", "check", "no-such-file.json", "--market", "us"])
    assert "no-such-file.json" in refused(result)
    assert "file" in refused(CliRunner().invoke(app, ["doses", "check"]))
