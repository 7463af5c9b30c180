"""The script of a session, and which forms of it a person may choose from."""

from __future__ import annotations

from dataclasses import replace

from unspasm.care.answers import Answers, comparer, person_pairs
from unspasm.care.evaluate import ALL, CERTAIN, evaluate
from unspasm.knowledge.items import Knowledge
from unspasm.knowledge.session import EASIER, HARDER, SAFER, STANDARD, Script, Variant

MINUTE_S = 60


class SessionError(ValueError):
    """There is no such session, or not in this form or length; the message says what there is."""


def variants(item: str, answers: Answers, knowledge: Knowledge) -> tuple[Variant, ...]:
    """The forms of an item that these answers allow, the usual one first; empty if it has no session.

    While a caution holds or is unknown there is only the safer form; else it is one to choose from. Harder
    forms need a calm back, for certain.
    answers: what still counts (`Gate.answers`), so that an old answer opens nothing.
    """
    scripts = knowledge.sessions.scripts.get(item, {})
    if needs_safer(item, answers, knowledge):
        allowed = [key for key in scripts if key == SAFER]
    else:
        hard = _calm_enough(answers, knowledge)
        allowed = [key for key in scripts if hard or not key.startswith(HARDER)]
    order = (STANDARD, SAFER, EASIER, HARDER)
    allowed.sort(key=lambda key: order.index(key.partition("_")[0]))
    return tuple(Variant(key, scripts[key].title, scripts[key].note) for key in allowed)


def needs_safer(item: str, answers: Answers, knowledge: Knowledge) -> bool:
    """Whether something that calls for the gentle form holds or is unknown."""
    pairs = person_pairs(answers, knowledge)
    return any(not pairs[c.when][1] & CERTAIN for c in knowledge.interventions[item].cautioned_by)


def only_gentle(item: str, answers: Answers, knowledge: Knowledge) -> bool:
    """Whether something that calls for the gentle form holds for certain."""
    pairs = person_pairs(answers, knowledge)
    return any(pairs[c.when][0] & CERTAIN for c in knowledge.interventions[item].cautioned_by)


def script(item: str, variant: str, knowledge: Knowledge, minutes: int | None = None) -> Script:
    """The session of this item in this form.

    minutes: length of the part whose length can be chosen, such as a programme's step of today.
    Raises SessionError if there is no such item, form or length.
    """
    scripts = knowledge.sessions.scripts.get(item)
    if scripts is None:
        raise SessionError(f"there is no session for {item!r}")
    if variant not in scripts:
        raise SessionError(f"{item} has no form {variant!r}; it has {', '.join(scripts)}")
    found = scripts[variant]
    return found if minutes is None else _lasting(found, minutes)


def _lasting(found: Script, minutes: int) -> Script:
    least, most = found.min_minutes, found.max_minutes
    if least is None or most is None:
        raise SessionError(f"the length of {found.item} cannot be chosen")
    if not least <= minutes <= most:
        raise SessionError(f"{found.item} lasts from {least} to {most} minutes, not {minutes}")
    parts = tuple(part.lasting(minutes * MINUTE_S) if part.length else part for part in found.parts)
    return replace(found, parts=parts)


def _calm_enough(answers: Answers, knowledge: Knowledge) -> bool:
    sessions = knowledge.sessions
    pairs = evaluate(sessions.program, comparer(answers, knowledge), ALL, 0)
    return bool(pairs[sessions.harder_when][0] & CERTAIN)
