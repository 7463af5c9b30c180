"""What a form of the diary said, as data of an entry. What cannot be read is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from unspasm.knowledge.diary import GRADES, Diary

SCORE = "Choose a number from 0 to 10."
FEEL = "Choose one of the three words."
GRADE = "Choose one of the four for each sign, or leave it out."
NOTHING = "Choose at least one. What you leave out is not saved."
QUALITY = "Choose how the night was."
HOURS = "Give the hours of sleep as a number from 0 to 24, such as 6.5. Or leave it empty."
TRIGGER = "Choose what set it off. For something else, write what it was."
NOTE = "Write a few words first. There is room for 2,000 letters."
NO_SESSION = "That session is not there any more. Choose again, and the rating stands by itself."
MOST_LETTERS = 2000
Form = Mapping[str, Any]


class FormError(ValueError):
    """What was sent cannot be kept; the message says what to choose."""


def read_rating(form: Form) -> dict[str, Any]:
    """One score or one word, with its phase and the session that it belongs to."""
    phase = str(form.get("phase") or "now")
    data: dict[str, Any] = {"phase": phase if phase in ("now", "scheduled", "before", "after") else "now"}
    if form.get("session"):
        try:
            data["session"] = UUID(str(form["session"]))
        except ValueError:
            raise FormError(NO_SESSION) from None
    elif data["phase"] in ("before", "after"):
        data["phase"] = "now"
    feel, pain = str(form.get("feel") or ""), str(form.get("pain", "")).strip()
    if feel:
        if feel not in ("better", "same", "worse"):
            raise FormError(FEEL)
        return {**data, "feel": feel}
    if not pain.isascii() or not pain.isdecimal() or len(pain) > 2 or int(pain) > 10:
        raise FormError(SCORE)
    return {**data, "pain": int(pain)}


def read_symptoms(form: Form, diary: Diary) -> dict[str, dict[str, Any]]:
    """{symptom: data} of the symptoms that were graded."""
    found = {}
    for key in diary.symptoms:
        grade = str(form.get(key, ""))
        if not grade:
            continue
        if grade not in map(str, range(GRADES)):
            raise FormError(GRADE)
        found[key] = {"symptom": key, "grade": int(grade)}
    if not found:
        raise FormError(NOTHING)
    return found


def read_sleep(form: Form, diary: Diary) -> dict[str, Any]:
    """Quality, and hours where they were given; a comma is read as a point."""
    quality, hours = str(form.get("quality", "")), str(form.get("hours", "")).strip().replace(",", ".")
    if quality not in map(str, range(len(diary.sleep_words))):
        raise FormError(QUALITY)
    data: dict[str, Any] = {"quality": int(quality)}
    if hours:
        try:
            data["hours"] = float(hours)
        except ValueError:
            raise FormError(HOURS) from None
        if not 0 <= data["hours"] <= 24:
            raise FormError(HOURS)
    return data


def read_trigger(form: Form, diary: Diary) -> dict[str, Any]:
    """An option of the fact `trigger`, or `other` with words."""
    trigger, words = str(form.get("trigger", "")), _words(form, "words")
    if trigger not in (*diary.triggers, "other") or (trigger == "other" and not words):
        raise FormError(TRIGGER)
    return {"trigger": trigger, "words": words}


def read_note(form: Form) -> dict[str, Any]:
    """The person's own words."""
    words = _words(form, "words")
    if not words:
        raise FormError(NOTE)
    return {"words": words}


def read_form(kind: str, form: Form, diary: Diary) -> dict[str, Any]:
    """Data of one entry of this kind. Raises FormError with what to choose."""
    if kind == "rating":
        return read_rating(form)
    if kind == "sleep":
        return read_sleep(form, diary)
    if kind == "trigger":
        return read_trigger(form, diary)
    if kind in ("note", "goal"):
        return read_note(form)
    if kind == "episode":
        if form.get("mark") not in ("open", "close"):
            raise FormError("Choose whether it began or is over.")
        return {"mark": form["mark"]}
    (data,) = read_symptoms(form, diary).values()
    return data


def key_for(key: UUID, part: str) -> UUID:
    """The key of one part of a form that writes several entries: the same tap gives the same keys."""
    return uuid5(key, part)


def _words(form: Form, name: str) -> str:
    """Trimmed, with the line ends of this world; a NUL cannot be stored."""
    words = str(form.get(name, "")).replace("\r\n", "\n").replace("\0", "").strip()
    if len(words) > MOST_LETTERS:
        raise FormError(NOTE)
    return words
