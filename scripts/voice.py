"""Records every sentence that may be spoken, with espeak-ng and LAME. `python -m scripts.voice`

Clips lie in `src/unspasm/web/static/unspasm/voice/` as `<name of the sentence>.mp3`, with `index.json` beside them.
They are made, not kept in the repository. What is there already is skipped; what nobody says any more is removed.
Without espeak-ng or LAME it says so in one line and ends well: the app then signals by tones, with all words on screen.

espeak-ng (GPL-3.0 or later) and LAME (LGPL) only run here; the app ships the sound that they make, not them.
A person's own recordings may take the place of the clips, under the same names.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from unspasm.care.calling import UNKNOWN, emergency_numbers
from unspasm.knowledge import Knowledge, load_knowledge
from unspasm.knowledge.speaking import SpasmMode, clip_name, first_lines, load_spasm_mode, sentence, sentences

FOLDER = Path(__file__).parents[1] / "src/unspasm/web/static/unspasm/voice"
PROGRAMS = ("espeak-ng", "lame")
VOICE, LOUD = "en-gb", 200  # loud: below this, of 32,767, a sample is silence
MARGIN_S = 0.03
DANGER_STAGES = ("emergency", "about_you", "danger")
POSITIONS = ("position_of_ease", "rest_90_90")
SPOKEN_FIELDS = ("say", "question", "title", "words")


def main(arguments: list[str] | None = None) -> int:
    """Makes what is missing. Always ends with 0 when only a program is missing."""
    parser = argparse.ArgumentParser(description="Record the spoken sentences.")
    parser.add_argument("--list", action="store_true", help="print the sentences instead")
    if parser.parse_args(arguments).list:
        sys.stdout.writelines(f"{clip_name(text)}  {text}\n" for text in spoken())
        return 0
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        say(
            f"No {' and no '.join(missing)}: the app will not speak, all else works. Get it with: apt install espeak-ng lame"
        )
        return 0
    say(record_all(spoken()))
    return 0


def spoken() -> dict[str, int]:
    """Sentence -> words a minute, for everything that may be said."""
    knowledge = load_knowledge()
    mode = load_spasm_mode(knowledge)
    calm, brisk = int(mode["voice"]["pace_wpm"]), int(mode["voice"]["list_pace_wpm"])
    found = {piece: calm for text in all_texts(knowledge, mode) for piece in sentences(text)}
    lists = (spoken_list.whole for spoken_list in mode.lists.values())
    found |= {piece: brisk for text in lists for piece in sentences(text)}
    clashes = len(found) - len({clip_name(text) for text in found})
    if clashes:
        raise ValueError(f"{clashes} sentences share the name of a clip; change a word in one of them")
    return dict(sorted(found.items()))


def all_texts(knowledge: Knowledge, mode: SpasmMode) -> Iterator[str]:
    """Every text that a page may mark as spoken."""
    yield from _with_numbers(_mode_texts(mode), knowledge)
    yield from (line.said for line in first_lines(mode, knowledge))
    yield from _with_numbers(_first_aid_texts(knowledge), knowledge)
    yield from _with_numbers(_action_texts(knowledge), knowledge)
    yield from _question_texts(knowledge)
    yield from _position_texts(knowledge)
    yield from _dataclass_texts(getattr(knowledge, "sessions", None))
    yield from _coach_texts(knowledge)
    yield from (str(number) for number in range(1, int(mode["cues"]["count_to"]) + 1))


def record_all(texts: dict[str, int]) -> str:
    """Makes the clips that are not there; returns one line that says what was done."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
    index_file = FOLDER / "index.json"
    before: dict[str, Any] = json.loads(index_file.read_text(encoding="utf-8")) if index_file.exists() else {}
    known, paces = before.get("seconds", {}), before.get("pace", {})
    wanted = {clip_name(text): (text, pace) for text, pace in texts.items()}
    make = {
        name: entry
        for name, entry in wanted.items()
        if name not in known or paces.get(name) != entry[1] or not (FOLDER / f"{name}.mp3").exists()
    }
    with ThreadPoolExecutor(max_workers=2) as pool:
        lengths = dict(zip(make, pool.map(lambda name: record(name, *make[name]), make), strict=True))
    seconds = {name: lengths.get(name, known.get(name)) for name in sorted(wanted)}
    index = {"seconds": seconds, "pace": {name: entry[1] for name, entry in sorted(wanted.items())}}
    for old in FOLDER.glob("*.mp3"):
        if old.stem not in wanted:
            old.unlink()
    index_file.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.mp3"))
    return f"Voice: {len(make)} clips made, {len(wanted)} in all, {sum(seconds.values()) / 60:.0f} min, {size / 1e6:.1f} MB."


def record(name: str, text: str, pace_wpm: int) -> float:
    """Writes the clip of one sentence without silence at its ends; returns its length in seconds."""
    command = ["espeak-ng", "-v", VOICE, "-s", str(pace_wpm), "-p", "42", "--stdout", "--", _aloud(text)]
    made = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout  # noqa: S603  our own words
    samples, rate = _trimmed(made)
    out = FOLDER / f"{name}.mp3.part"
    lame = ["lame", "--quiet", "-m", "m", "-b", "24", "-", str(out)]
    subprocess.run(lame, check=True, input=_as_wave(samples, rate), timeout=60)  # noqa: S603  our own file
    out.replace(FOLDER / f"{name}.mp3")
    return round(len(samples) / 2 / rate, 2)


def say(line: str) -> None:
    """One line for the person who runs this."""
    sys.stdout.write(f"{line}\n")


def _aloud(text: str) -> str:
    """The text as it should sound: a telephone number digit by digit, no stage marks."""
    words = [
        " ".join(word) if word.strip(".,").isdigit() and len(word.strip(".,")) in (3, 5) else word
        for word in text.split()
    ]
    return " ".join(words).replace("...", ",").replace(" / ", ", or, ")


def _trimmed(made: bytes) -> tuple[bytes, int]:
    at = made.find(b"data") + 8  # the lengths in a streamed header are not to be trusted
    rate = int.from_bytes(made[24:28], "little")
    body = made[at : at + (len(made) - at) // 2 * 2]
    samples = memoryview(body).cast("h")
    loud = [place for place in range(0, len(samples), 16) if abs(samples[place]) > LOUD]
    margin = int(MARGIN_S * rate)
    first, last = (max(0, loud[0] - margin), min(len(samples), loud[-1] + margin)) if loud else (0, len(samples))
    return bytes(samples[first:last]), rate


def _as_wave(samples: bytes, rate: int) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def _with_numbers(texts: Iterator[str], knowledge: Knowledge) -> Iterator[str]:
    numbers = sorted({shown for _, shown, _ in emergency_numbers(knowledge)} | {UNKNOWN})
    for text in texts:
        yield from (text.replace("{number}", number) for number in numbers) if "{number}" in text else (text,)


def _mode_texts(mode: SpasmMode) -> Iterator[str]:
    for name in ("first", "sound_check", "breathing", "list", "between", "ease", "rise", "offline", "cues"):
        for key, value in mode[name].items():
            if key not in ("figure", "sources", "mark", "certainty", "spoken"):
                yield from (value if isinstance(value, list) else [value] if isinstance(value, str) else [])
    for number in ("{number}",):
        yield f"Call {number}."
    for spoken_list in mode.lists.values():
        yield spoken_list.whole


def _first_aid_texts(knowledge: Knowledge) -> Iterator[str]:
    for step in knowledge.tables["first_aid"]["step"]:
        yield sentence(step["title"])
        if step["id"] != "say":
            yield from step["steps"]


def _action_texts(knowledge: Knowledge) -> Iterator[str]:
    for action in knowledge.actions.values():
        yield sentence(str(action["title"]))
        yield str(action.get("say", ""))
        yield from action.get("do", ())
    for level in knowledge.levels:
        yield level.say


def _question_texts(knowledge: Knowledge) -> Iterator[str]:
    for screen in knowledge.screens:
        if screen.stage not in DANGER_STAGES:
            continue
        yield screen.title
        for fact in (knowledge.facts[key] for key in screen.facts):
            if not fact.private:
                yield from (sentence(fact.short), sentence(fact.line), fact.question, fact.plainer)
                yield from (sentence(label) for _, label in fact.options)


def _coach_texts(knowledge: Knowledge) -> Iterator[str]:
    yield from knowledge.tables["camera"]["say"].values()
    coach = knowledge.tables["coach"]
    yield coach["before"]["start"]
    for name in ("look", "go", "trouble"):
        yield from (value for value in coach[name].values() if isinstance(value, str))
    for movement in knowledge.movements.values():
        yield from (cue.say for cue in movement.cues)
        yield from (phase.say for phase in (*movement.phases, movement.rest))


def _position_texts(knowledge: Knowledge) -> Iterator[str]:
    for key in POSITIONS:
        item = knowledge.interventions[key].item
        yield sentence(item.title)
        yield from item["steps"]
        form = item["safer"] or {}
        yield from (form.get("note", ""), *form.get("steps", ()))


def _dataclass_texts(value: Any) -> Iterator[str]:
    """What guided sessions say: the spoken fields of every value inside."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            inner = getattr(value, field.name)
            if isinstance(inner, str) and field.name in SPOKEN_FIELDS:
                yield inner
            else:
                yield from _dataclass_texts(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _dataclass_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _dataclass_texts(inner)


if __name__ == "__main__":
    raise SystemExit(main())
