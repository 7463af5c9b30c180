"""What was chosen for the page for a clinician. What cannot be read is refused with a sentence."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import QueryDict

from unspasm.handover.report.contents import SECTIONS, USUAL, Choices
from unspasm.web.diary_forms import FormError

USUAL_DAYS, MOST_DAYS = 90, 3660
MOST_NAME, MOST_MESSAGE = 80, 600
DAY = "Give the first and the last day as dates. The first must not be after the last."
EMPTY = "Tick at least one part for the page."


def usual_choices(today: date) -> Choices:
    """What stands ticked before anything was chosen."""
    return Choices(today - timedelta(days=USUAL_DAYS - 1), today, USUAL)


def read_choices(form: QueryDict, today: date) -> Choices:
    """The choices of this form. Raises FormError."""
    first, last = _day(form, "first"), min(_day(form, "last"), today)
    if first > last or last - first > timedelta(days=MOST_DAYS):
        raise FormError(DAY)
    sections = frozenset(form.getlist("part")) & frozenset(SECTIONS)
    if not sections:
        raise FormError(EMPTY)
    return Choices(
        first, last, sections, form.get("private") == "yes",
        str(form.get("name", ""))[:MOST_NAME], str(form.get("message", ""))[:MOST_MESSAGE],
    )  # fmt: skip


def fields_of(choices: Choices) -> list[tuple[str, str]]:
    """The choices as fields of a form, to be sent once more with the next step."""
    parts = [("part", part) for part in SECTIONS if part in choices.sections]
    private = [("private", "yes")] if choices.private else []
    days = [("first", choices.first.isoformat()), ("last", choices.last.isoformat())]
    return [*days, *parts, *private, ("name", choices.name), ("message", choices.message)]


def _day(form: QueryDict, name: str) -> date:
    try:
        return date.fromisoformat(str(form.get(name, "")))
    except ValueError:
        raise FormError(DAY) from None
