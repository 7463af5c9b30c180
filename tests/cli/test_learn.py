"""`unspasm learn fit`: the shape that outsiders rely on, and clear refusals."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.learn.diaries import made_up
from unspasm.cli import app
from unspasm.cli.drawing import PLAIN, bar
from unspasm.cli.works import chance_in_words
from unspasm.learn import Row
from unspasm.learn.fit import Summary

RUN = CliRunner()


def table(path, people):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["person", "t_hours", "pain", "item", "phase", "use"])
        for person, rows in people.items():
            writer.writerows(
                [person, row.t_h, int(row.pain), row.item, row.phase, "" if row.use is None else row.use]
                for row in rows
            )
    return str(path)


@pytest.fixture
def two(tmp_path):
    return table(
        tmp_path / "two.csv", {p: made_up(np.random.default_rng(n), {"heat": -2.0}) for n, p in enumerate("ab")}
    )


def test_one_person_as_json(tmp_path):
    file = table(tmp_path / "one.csv", {"a": made_up(np.random.default_rng(3), {"heat": -2.0})})
    told = json.loads(RUN.invoke(app, ["learn", "fit", file, "--json", "--forecast"]).stdout)
    heat = told["items"]["heat"]
    assert set(heat) >= {"mean", "sd", "interval50", "interval80", "interval95", "p_helps", "verdict", "n_sessions"}
    assert heat["interval95"][0] < heat["interval80"][0] < heat["interval50"][0] < heat["mean"] < heat["interval50"][1]
    assert heat["verdict"] == "helps"
    assert len(told["forecast"]) == 28 * 4
    assert set(told["forecast"][0]) == {"t_hours", "mean", "sd"}
    assert told["recovery"]["course"]


def test_many_people_are_one_line_each_in_the_order_of_the_file(two):
    lines = RUN.invoke(app, ["learn", "fit", two, "--each", "--json"]).stdout.splitlines()
    assert [next(iter(json.loads(line).items())) for line in lines] == [("person", "a"), ("person", "b")]


def test_many_people_without_each_are_refused(two):
    result = RUN.invoke(app, ["learn", "fit", two, "--json"])
    assert (result.exit_code, "--each" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("t_hours;pain;item\n0;5;heat\n", "semicolons"),
        ("t_hours,item\n0,heat\n", "pain"),
        ("T_hours,pain\n0,5\n", "t_hours"),
        ("t_hours,pain,pain\n0,5,6\n", "two columns"),
        ("t_hours,pain\n", "no rating"),
        ("t_hours,pain\n0,NaN\n", "row 2"),
        ("t_hours,pain\n0,inf\n", "row 2: pain"),
        ("t_hours,pain\n0,5\n-inf,5\n", "row 3: t_hours"),
        ("t_hours,pain\n0,5\n1e300,5\n", "row 3: t_hours"),
        ("t_hours,pain\n0,5\nsoon,5\n", "row 3"),
        ("t_hours,pain\n0,5\n1,\n", "row 3: pain"),
        ("t_hours,pain\n0,5\n1\n", "row 3: pain"),
        ("t_hours,pain\n0,5\n1,5,5\n", "row 3: there are more values"),
        ("t_hours,pain\n0,12\n", "row 2"),
        ("t_hours,pain\n0,-1\n", "row 2"),
        ("t_hours,pain,item,phase,use\n0,5,heat,before,\n", "row 2: a rating before or after needs"),
        ("t_hours,pain,item,phase,use\n0,5,heat,before,1.5\n", "row 2: use"),
        ("t_hours,pain,item,phase,use\n0,5,heat,later,1\n", "row 2: phase"),
        ("t_hours,pain,item,phase,use\n0,5,heat,,1\n", "row 2: a scheduled"),
        ("t_hours,pain,item,phase,use\n1,5,heat,before,1\n0,4,heat,after,1\n", "use 1"),
        ("t_hours,pain,item,phase,use\n0,5,heat,before,1\n1,4,cold,after,1\n", "use 1"),
        ("t_hours,pain\n" + "1" * 200_000 + ",5\n", "row"),
        ("t_hours,pain\n" + "".join(f"{k},5\n" for k in range(5001)), "5000"),
        ("", "columns"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_place(tmp_path, text, word):
    file = tmp_path / "x.csv"
    file.write_text(text)
    result = RUN.invoke(app, ["learn", "fit", str(file), "--json"])
    assert result.exit_code == 2
    assert word in result.stderr
    assert not result.stdout
    assert "Traceback" not in result.stderr
    assert ".." not in result.stderr


@pytest.mark.parametrize("text", ["t_hours,pain\n0,5\n", "t_hours,pain\r\n0,5\r\n\r\n", "\ufefft_hours,pain\n0,5\n"])
def test_one_rating_and_the_habits_of_spreadsheets_are_read(tmp_path, text):
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8", newline="")
    told = json.loads(RUN.invoke(app, ["learn", "fit", str(file), "--json"]).stdout)
    assert told["items"] == {}
    assert told["recovery"]["level"]["sd"] > 1  # it says hardly anything


def odd(kind):
    """Diaries that carry no verdict, whatever the numbers look like."""
    rows = made_up(np.random.default_rng(5), {"heat": -2.0}, days=20)
    if kind == "all alike":
        return [replace(row, pain=5.0) for row in rows]
    if kind == "all tens":
        return [replace(row, pain=10.0) for row in rows]
    if kind == "never untreated":
        return [row for row in rows if row.item or row.phase == "scheduled"]
    if kind == "never rated after":
        return [row for row in rows if row.phase != "after"]
    if kind == "all at one moment":
        return [replace(row, t_h=0.0) for row in rows]
    if kind == "five tries, then a month of nothing":
        first = [row for row in rows if row.t_h < 24 * 6]
        return [*first, *(replace(row, t_h=row.t_h + 24 * 40, use=None, item="", phase="scheduled") for row in first)]
    return [Row(2.0 * k + part / 2, 5, f"item_{k}", phase, k) for k in range(300) for part, phase in enumerate(("before", "after"))]  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    ["all alike", "all tens", "never untreated", "never rated after", "all at one moment", "five tries, then a month of nothing", "hundreds of things"],
)  # fmt: skip
def test_what_cannot_be_known_is_not_yet_known(tmp_path, kind):
    file = table(tmp_path / "x.csv", {"a": odd(kind)})
    result = RUN.invoke(app, ["learn", "fit", file, "--json", "--forecast"])
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    allowed = {"not_yet_known", "does_not_help"} if kind == "all alike" else {"not_yet_known"}
    assert {item["verdict"] for item in told["items"].values()} <= allowed
    assert "NaN" not in result.stdout
    assert "Infinity" not in result.stdout
    assert RUN.invoke(app, ["learn", "fit", file]).exit_code == 0


def test_a_file_that_is_not_there_is_refused():
    assert RUN.invoke(app, ["learn", "fit", "nowhere.csv"]).exit_code == 2


def told(tmp_path, rows, **more):
    return RUN.invoke(app, ["learn", "fit", table(tmp_path / "one.csv", {"a": rows})], **more).stdout


def test_the_terminal_tells_what_the_page_tells(tmp_path):
    """Verdict, size, interval, chance, comparisons, what would have come anyway, what would settle it, the course."""
    out = " ".join(told(tmp_path, made_up(np.random.default_rng(3), {"heat": -2.0, "cat_cow": 0.0})).split())
    assert "Warm the sore place: Helps" in out
    for words in (
        "points less pain half an hour after you begin, compared with doing nothing",
        "Most likely, 4 in 5:",
        "We are over 95 in 100 sure that it eases your pain.",
        "fair comparisons with doing nothing.",
        "of that would have come anyway.",
        "We look again with each rating",
        "That is never a verdict about you.",
        "Your usual level is now about",
        "In studies, new back pain fell",
        "It is no better after 6 weeks.",
        "against the same time without",
    ):
        assert words in out, words


def test_a_bar_stands_where_its_numbers_are():
    z = {0.5: 0.674, 0.8: 1.282, 0.95: 1.96}
    effect = Summary(-1.5, 0.5, {level: (-1.5 - k * 0.5, -1.5 + k * 0.5) for level, k in z.items()}, 0.99, 0.1)
    line, scale, _ = bar(effect, PLAIN, small=1.0)
    assert line.index("O") == scale.index("2") + 5  # a point is ten signs wide
    assert (line.index("-"), line.index("=")) == (round((3 - 1.5 - 0.641) * 10), round((3 - 1.5 - 0.337) * 10))
    assert line[30] == "|"
    wide = Summary(-3.5, 1, {level: (-3.5 - k, -3.5 + k) for level, k in z.items()}, 0.99, 0.1)
    assert bar(wide, PLAIN, small=1.0)[0].startswith("<")


def test_a_terminal_without_signs_gets_letters(tmp_path):
    rows = made_up(np.random.default_rng(3), {"heat": -2.0})
    out = subprocess.run(
        [sys.executable, "-m", "unspasm", "learn", "fit", table(tmp_path / "one.csv", {"a": rows})],
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    ).stdout
    assert out.isascii()
    assert b" 1/2 " in out
    assert b"+ Warm the sore place: Helps" in out


def test_before_six_of_each_nothing_but_words_is_shown(tmp_path):
    out = told(tmp_path, [Row(0, 8, "heat", "before", 1), Row(0.5, 2, "heat", "after", 1)])
    assert "Not yet known" in out
    assert "It is too early for a number." in out
    assert not any(sign in out for sign in ("●", "░", "Most likely", "-1.", "+0."))
    assert "A few more ratings" in out


def test_what_was_expected_stands_beside_what_was_rated(tmp_path):
    file = table(tmp_path / "one.csv", {"a": made_up(np.random.default_rng(3), {"heat": -2.0}, days=3)})
    out = RUN.invoke(app, ["learn", "fit", file, "--forecast"]).stdout
    assert "Expected" in out
    assert out.count("│") >= 12


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.9999, "over 99 in 100"),
        (0.0001, "under 1 in 100"),
        (0.97, "97 in 100"),
        (0.03, "3 in 100"),
        (0.62, "6 in 10"),
    ],
)
def test_a_chance_is_never_told_as_certainty(chance, words):
    assert chance_in_words(chance) == words


def made(tmp_path, *options):
    ratings, truth = tmp_path / "ratings.csv", tmp_path / "truth.csv"
    result = RUN.invoke(app, ["learn", "simulate", str(ratings), "--truth", str(truth), *options])
    return result, ratings, truth


def test_made_up_people_come_with_their_truth(tmp_path):
    result, ratings, truth = made(tmp_path, "--people", "3", "--days", "8", "--effect", "-1:0.5", "--effect", "0")
    assert result.exit_code == 0
    with truth.open() as file:
        true = list(csv.DictReader(file))
    assert [row["person"] for row in true] == ["0", "0", "1", "1", "2", "2"]
    assert {float(row["effect"]) for row in true if row["item"] == "item_1"} == {0.0}
    lines = RUN.invoke(app, ["learn", "fit", str(ratings), "--each", "--json"]).stdout.splitlines()
    assert len(lines) == 3


def test_the_same_seed_makes_the_same_people(tmp_path):
    first = made(tmp_path, "--people", "2", "--days", "3", "--seed", "7")[1].read_bytes()
    assert made(tmp_path, "--people", "2", "--days", "3", "--seed", "7")[1].read_bytes() == first
    assert made(tmp_path, "--people", "2", "--days", "3", "--seed", "8")[1].read_bytes() != first


@pytest.mark.parametrize(
    "options", [["--effect", "much"], ["--effect", "0:-1"], ["--design", "none"], ["--autocorrelation", "1"]]
)
def test_people_that_cannot_be_are_refused(tmp_path, options):
    result, ratings, _ = made(tmp_path, *options)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert not ratings.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"format": "unspasm-prior", "version": 9}', "{"])
def test_a_prior_file_that_cannot_be_used_is_refused(tmp_path, two, text):
    file = tmp_path / "prior.json"
    file.write_text(text)
    result = RUN.invoke(app, ["learn", "fit", two, "--each", "--priors", str(file)])
    assert (result.exit_code, bool(result.stdout)) == (2, False)
