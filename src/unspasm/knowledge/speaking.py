"""What the voice may say: the words of spasm mode, and how a text is cut and named for its recorded clip.

The same cutting and naming is done in the browser (`static/unspasm/voice.js`); golden values in
`tests/content/spoken.json` hold the two together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.reading import KnowledgeError, Table, read_toml

HERE = Path(__file__).parent
FNV_START, FNV_PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True)
class Part:
    """A piece of a spoken list and the facts that it stands for; it may be broader than they are."""

    say: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class SpokenList:
    """A danger list as it is said: an opening, then its parts."""

    screen: str
    before: str
    parts: tuple[Part, ...]

    @property
    def whole(self) -> str:
        """The list as one sentence, asked."""
        return f"{self.before} {', '.join(part.say for part in self.parts)}?".strip()

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that some part stands for."""
        return frozenset(fact for part in self.parts for fact in part.facts)


@dataclass(frozen=True)
class FirstLine:
    """A line of first aid: as it stands on the screen, and what of it is said."""

    shown: str
    said: str


@dataclass(frozen=True)
class SpasmMode:
    """The words of spasm mode: tables as written, and the spoken danger lists by screen."""

    words: Mapping[str, Any]
    lists: Mapping[str, SpokenList]

    def __getitem__(self, name: str) -> Any:
        return self.words[name]


def load_spasm_mode(knowledge: Knowledge) -> SpasmMode:
    """The words of spasm mode, checked against the questions. Raises KnowledgeError naming file, field and cure."""
    mode = _read(HERE / "spasm_mode.toml")
    screens = {screen.id: screen for screen in knowledge.screens}
    for key, spoken in mode.lists.items():
        if key not in screens:
            raise KnowledgeError(
                f"spasm_mode.toml, list.spoken: interview.toml has no screen {key!r}; correct the name"
            )
        if spoken.facts != frozenset(screens[key].facts):
            wrong = ", ".join(sorted(spoken.facts ^ frozenset(screens[key].facts)))
            raise KnowledgeError(f"spasm_mode.toml, {key}: parts and screen differ in {wrong}; every sign must be said")
    return mode


def said_of(screen_id: str, facts: Collection[str], mode: SpasmMode, knowledge: Knowledge) -> tuple[str, ...]:
    """What the voice says for these facts of a screen, sentence by sentence. Private facts outside a list: nothing."""
    spoken = mode.lists.get(screen_id)
    if spoken is not None and frozenset(facts) == spoken.facts:
        return (spoken.whole,)
    screen = next(screen for screen in knowledge.screens if screen.id == screen_id)
    if any(knowledge.facts[fact].private for fact in facts):
        return (str(mode["list"]["not_read"]),)
    return (screen.title, *(sentence(knowledge.facts[fact].short) for fact in facts))


def first_lines(mode: SpasmMode, knowledge: Knowledge) -> tuple[FirstLine, FirstLine]:
    """First aid at once. After a crash nobody moves, so that comes before how to lie; said without what can wait."""
    steps = {step["id"]: step for step in knowledge.tables["first_aid"]["step"]}
    crash, lie = steps["after_injury"], str(steps["position"]["steps"][0])
    still = sentence(crash["title"])
    other = f"{mode['first']['otherwise']} {lie[:1].lower()}{lie[1:]}"
    return FirstLine(f"{still} {crash['steps'][0]}", still), FirstLine(other, other)


def sentence(text: str) -> str:
    """The words with a capital and a full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text[-1:] in '.!?' else '.'}" if text else ""


def sentences(text: str) -> tuple[str, ...]:
    """A text cut after each full stop, question or exclamation mark that a space follows."""
    plain = " ".join(text.split())
    return tuple(piece for piece in re.sub(r'([.!?]["”’)]*) ', "\\1\n", plain).split("\n") if piece)


def clip_name(text: str) -> str:
    """The name of the clip of one sentence: 64-bit FNV-1a over its UTF-8 bytes, 16 hex digits."""
    value = FNV_START
    for byte in " ".join(text.split()).encode():
        value = ((value ^ byte) * FNV_PRIME) & MASK
    return f"{value:016x}"


@cache
def _read(path: Path) -> SpasmMode:
    words = read_toml(path)
    table = Table("spasm_mode.toml, list", words.get("list", {}))
    lists = {}
    for row in table.tables("spoken"):
        parts = tuple(Part(part.text("say"), part.words("facts")) for part in row.tables("parts"))
        if not parts or not all(part.facts for part in parts):
            raise row.fail("a part says nothing or stands for no fact; give it `say` and `facts`")
        lists[row.text("screen")] = SpokenList(row.text("screen"), row.text("before", ""), parts)
    return SpasmMode(words, lists)
