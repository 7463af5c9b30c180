"""`works.toml` is refused with its field and a cure, and says nothing that it must not."""

import shutil
from pathlib import Path

import pytest

from unspasm.knowledge.reading import KnowledgeError
from unspasm.knowledge.review import FORBIDDEN
from unspasm.knowledge.works import HERE, VERDICTS, load_works, read_works


def broken(folder: Path, old: str, new: str) -> str:
    for name in ("works.toml", "sources.toml"):
        shutil.copy(HERE / name, folder)
    text = (folder / "works.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "works.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_works(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("days = 60", "days = 0", "days"),
        ("tries = [", "tries = [1, ", "tries"),
        ("sure = 0.9 ", "sure = 9 ", "sure"),
        ('"heiw_lbp_definitions"', '"nobody"', "nobody"),
        ('word = "Helps"', "", "word"),
        ("least = 0.95", "least = 0.5", "chance"),
        ("[wait]", "[waiting]", "wait"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, old, new, names):
    message = broken(tmp_path, old, new)
    assert "works.toml" in message
    assert names in message


def test_no_word_promises_and_no_chance_is_certain():
    works = load_works()
    told = [
        *works.words.values(),
        *works.course.when,
        *(words for one in works.verdicts.values() for words in one.values()),
    ]
    assert not [words for words in told if FORBIDDEN.search(words)]
    assert set(works.verdicts) == set(VERDICTS)
    assert not [words for _, words in works.chances if "10 in 10" in words or "100 in 100" in words]
    assert [works.chance(p) for p in (0.0, 0.5, 1.0)] == ["under 5 in 100", "about 5 in 10", "over 95 in 100"]
