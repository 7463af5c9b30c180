"""A knowledge file that is broken in any way is refused in one sentence that names file, field and cure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from unspasm.knowledge import KnowledgeError, load_knowledge, read_knowledge
from unspasm.knowledge.loader import HERE

Break = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def swap(name: str, old: str, new: str, times: int = 1) -> Break:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, times), encoding="utf-8")

    return change


def append(name: str, text: str) -> Break:
    def change(folder: Path) -> None:
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")

    return change


def cut_in_half(name: str) -> Break:
    def change(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] + b'\nquestion = "half')

    return change


def remove(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


CES = "rules/ces_saddle_numb.toml"
RULE = 'tier = "soon"\nwhen = "{when}"\naction = "a1"\n'

BROKEN: dict[str, tuple[Break, tuple[str, ...]]] = {
    "half-written facts": (cut_in_half("facts/emergency.toml"), ("emergency.toml", "not valid TOML")),
    "half-written rule": (cut_in_half(CES), ("ces_saddle_numb.toml", "not valid TOML")),
    "missing file": (remove("actions.toml"), ("actions.toml", "missing")),
    "id is not the name": (swap(CES, 'id = "ces_saddle_numb"', 'id = "other"'), (CES, "make it 'ces_saddle_numb'")),
    "no source": (swap("rules/tox_tetanus.toml", "sources = [", "sources = []\nold = ["), ("tox_tetanus", "sources is empty")),
    "unknown source": (swap(CES, "sources = [", 'sources = ["nobody_1900", '), (CES, "nobody_1900")),
    "no review date": (swap(CES, "next_review = ", "later = "), (CES, "next_review", "date")),
    "unknown mark": (swap(CES, 'mark = "', 'mark = "x'), (CES, "mark", "use one of")),
    "own checker": (swap(CES, 'checked_by = ""', 'checked_by = "Unspasm contributors"'), (CES, "second person")),
    "no level": (swap(CES, "[[level]]", "[[levels]]", 9), (CES, "[[level]]")),
    "unknown tier": (swap(CES, 'tier = "emergency"', 'tier = "urgent"'), (CES, "tier", "emergency")),
    "unknown fact": (append(CES, "[[level]]\n" + RULE.format(when="sadle_numb")), (CES, "when", "sadle_numb")),
    "unknown option": (append(CES, "[[level]]\n" + RULE.format(when="sex == 'cat'")), (CES, "no option 'cat'")),
    "number out of range": (append(CES, "[[level]]\n" + RULE.format(when="age > 900")), (CES, "age", "900")),
    "number against a word": (append(CES, "[[level]]\n" + RULE.format(when="age == 'old'")), (CES, "whole number")),
    "word against a number": (append(CES, "[[level]]\n" + RULE.format(when="sex == 3")), (CES, "no option 3")),
    "no comparison": (append(CES, "[[level]]\n" + RULE.format(when="age")), (CES, "compare it")),
    "comparison of yes and no": (append(CES, "[[level]]\n" + RULE.format(when="fever > 3")), (CES, "does not fit")),
    "order without order": (append(CES, "[[level]]\n" + RULE.format(when="sex >= 'male'")), (CES, "does not fit")),
    "open grammar": (append(CES, "[[level]]\n" + RULE.format(when="__import__('os')")), (CES, "grammar")),
    "lambda": (append(CES, "[[level]]\n" + RULE.format(when="fever if fever else fit")), (CES, "grammar")),
    "not an expression": (append(CES, "[[level]]\n" + RULE.format(when="fever and")), (CES, "cannot read")),
    "options not in brackets": (append(CES, "[[level]]\n" + RULE.format(when="sex in fever")), (CES, "brackets")),
    "option is a name": (append(CES, "[[level]]\n" + RULE.format(when="sex == male")), (CES, "plain number or word")),
    "list of another type": (append(CES, "[[level]]\n" + RULE.format(when="any_of(sex, 'male')")), (CES, "not many_of")),
    "too many of too few": (append(CES, "[[level]]\n" + RULE.format(when="at_least(3, fever, fit)")), (CES, "at_least(3")),
    "counted twice": (append(CES, "[[level]]\n" + RULE.format(when="at_least(1, fit, fit)")), (CES, "twice")),
    "unsure on a calm level": (
        append(CES, '[[level]]\nif_unsure = "two"\n' + RULE.format(when="fever")), (CES, "if_unsure")),
    "unknown action": (swap(CES, 'action = "a1"', 'action = "a99"'), (CES, "a99")),
    "circle of definitions": (
        append("definitions.toml", '[round]\nwhen = "trip"\n[trip]\nwhen = "round"'), ("definitions.toml", "circle")),
    "definition named as a fact": (append("definitions.toml", '[fever]\nwhen = "fit"'), ("definitions.toml", "both")),
    "definition of nothing": (append("definitions.toml", '[odd]\nwhen = "nix"'), ("definitions.toml", "odd", "nix")),
    "fact twice": (append("facts/pain.toml", '[fever]\ntype = "yes_no"\nquestion = "?"'), ("fever", "another file")),
    "fact of no type": (append("facts/pain.toml", '[x]\ntype = "maybe"\nquestion = "?"'), ("pain.toml, x", "maybe")),
    "fact without a question": (append("facts/pain.toml", '[x]\ntype = "yes_no"'), ("pain.toml, x", "question")),
    "number without limits": (append("facts/pain.toml", '[x]\ntype = "integer"\nquestion = "?"'), ("x", "min and max")),
    "choice of one": (
        append("facts/pain.toml", '[x]\ntype = "one_of"\nquestion = "?"\noptions = [["a", "A"]]'), ("x", "two options")),
    "danger and reassuring": (
        append("facts/pain.toml", '[x]\ntype = "yes_no"\nquestion = "?"\ndanger = true\nreassuring = true'), ("x", "both")),
    "asked again at no time": (
        append("facts/pain.toml", '[x]\ntype = "yes_no"\nquestion = "?"\nask_again = "never"'), ("x", "ask_again")),
    "fact on two screens": (
        append("interview.toml", '[[screen]]\nid = "x"\nstage = "danger"\nkind = "ticks"\ntitle = "t"\nfacts = ["fever"]'),
        ("interview.toml", "already")),
    "screen of nothing": (
        append("interview.toml", '[[screen]]\nid = "x"\nstage = "danger"\nkind = "ticks"\ntitle = "t"\nfacts = ["nix"]'),
        ("interview.toml", "nix")),
    "fact on no screen": (swap("interview.toml", '"saddle_numb", ', ""), ("interview.toml", "saddle_numb")),
    "conflict of nobody": (
        append("conflicts.toml", '[[conflict]]\na = "heat"\nb = "nix"\nwhy = "?"'), ("conflicts.toml", "nix")),
    "need that nobody has": (swap("interventions/heat.toml", 'needs = "heat_pad"', 'needs = "sun"'), ("heat.toml", "sun")),
    "text where a list belongs": (swap(CES, "sources = [", 'sources = "x"\nold = ['), (CES, "sources", "list")),
    "flag that is text": (swap("interventions/heat.toml", "comfort = true", 'comfort = "yes"'), ("heat.toml", "comfort", "bool")),
    "list of numbers": (swap(CES, "sources = [", "sources = [1]\nold = ["), (CES, "list of texts")),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_name(name: str, folder: Path) -> None:
    change, words = BROKEN[name]
    change(folder)
    with pytest.raises(KnowledgeError) as refused:
        read_knowledge(folder)
    message = str(refused.value)
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


def test_no_facts_at_all_is_refused(folder: Path) -> None:
    for path in (folder / "facts").glob("*.toml"):
        path.unlink()
    with pytest.raises(KnowledgeError, match="no fact file"):
        read_knowledge(folder)


def test_the_same_files_give_the_same_version_and_fingerprint(folder: Path) -> None:
    first, second = read_knowledge(folder), read_knowledge()
    assert (first.version, first.fingerprint) == (second.version, second.fingerprint)


def test_prose_changes_the_version_but_not_what_was_proved(folder: Path) -> None:
    swap("interventions/heat.toml", 'written_by = "Unspasm contributors"', 'written_by = "Somebody else"')(folder)
    changed, kept = read_knowledge(folder), read_knowledge()
    assert changed.version != kept.version
    assert changed.fingerprint == kept.fingerprint


def test_rules_that_were_not_proved_are_not_used(folder: Path) -> None:
    append(CES, "[[level]]\n" + RULE.format(when="fever and weight_loss"))(folder)
    with pytest.raises(KnowledgeError, match="changed after they were proved"):
        load_knowledge(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"fingerprint": '])
def test_a_broken_certificate_is_refused(text: str, folder: Path) -> None:
    (folder / "certificate.json").write_text(text)
    with pytest.raises(KnowledgeError, match=r"certificate\.json"):
        load_knowledge(folder)


def test_a_missing_certificate_is_refused(folder: Path) -> None:
    (folder / "certificate.json").unlink()
    with pytest.raises(KnowledgeError, match=r"certificate\.json: missing"):
        load_knowledge(folder)
