"""What this person's own comparisons say, for every page that goes by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from numpy.linalg import LinAlgError

from unspasm.care.choosing import Learned
from unspasm.knowledge import Knowledge
from unspasm.knowledge.works import load_works
from unspasm.learn import DiaryError, WhatWorks, limits_from, prior_from, what_works
from unspasm.learn.alike import unlike
from unspasm.learn.scale import on_scale
from unspasm.learn.telling import Known, compared
from unspasm.learn.verdict import UNKNOWN
from unspasm.record.models import Person
from unspasm.record.works import Told, diary_of, told_by
from unspasm.web.presenters import works as show


def found_in(told: Told, knowledge: Knowledge) -> tuple[WhatWorks, Known]:
    """What this diary says, and what the words about it need."""
    prior, limits, works = prior_from(knowledge), limits_from(knowledge), load_works()
    diary = diary_of(told)
    known = Known(prior, limits, works, knowledge, compared(diary), told.spoiled, unlike(diary, limits))
    if not told.is_tried:
        return WhatWorks((), None), known
    return on_scale(what_works(diary, prior, limits), diary, limits), known


def learned(person: Person | None, knowledge: Knowledge, now: datetime) -> Mapping[str, Learned]:
    """What the plan may go by. A diary that cannot be read teaches nothing: the plan stands without it."""
    found, known = _of(person, knowledge, now)
    return show.learned_of(found.items, known) if known else {}


def word_of(item: str, person: Person | None, knowledge: Knowledge, now: datetime) -> str:
    """The verdict that stands on this thing, in a sentence; empty where none does."""
    found, known = _of(person, knowledge, now)
    verdict = next((one.verdict for one in found.items if one.id == item), UNKNOWN)
    if known is None or verdict == UNKNOWN:
        return ""
    return known.works.words["last"].format(verdict=known.works.verdicts[verdict]["word"].lower())


def _of(person: Person | None, knowledge: Knowledge, now: datetime) -> tuple[WhatWorks, Known | None]:
    told = told_by(person, load_works(), now)
    if not told.is_tried:
        return WhatWorks((), None), None
    try:
        return found_in(told, knowledge)
    except (DiaryError, LinAlgError):
        return WhatWorks((), None), None
