"""The danger screen as a clinician reads it: what is there, what stayed open, what is not there, and when it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from unspasm.care import NOT_SURE, SKIPPED, Answers, Reason, screen
from unspasm.handover.report.contents import Danger
from unspasm.handover.report.plainly import capital, counted, time_words
from unspasm.knowledge import Fact, Knowledge

if TYPE_CHECKING:
    from unspasm.handover.report.gather import Asked

LEVELS = {
    "emergency": "Emergency: get help now",
    "same_day": "Today: speak to a doctor or nurse line today",
    "soon": "Soon: book a visit in the next few days",
    "routine": "Routine: book a visit in the next few weeks",
    "self_care": "Self-care: the answers ask for no visit",
}
"""How a level is called here. The person was shown more: what to do."""
UNDECIDED = "Not decided: questions were left open"
MOST_YES, MOST_OPEN, MOST_NO, MOST_REASONS = 10, 10, 14, 4
FIRST_STAGE = "emergency"


def danger_of(main: Asked, checks: Sequence[Asked], knowledge: Knowledge, *, private: bool) -> Danger:
    """The screen of this check. private: whether reasons that rest on a private answer are shown."""
    screening = screen(main.answers, knowledge)
    known = screening.decided or screening.disposition in ("emergency", "same_day")
    reasons = [
        reason
        for reason in screening.reasons
        if private or not any(knowledge.facts[fact].private for fact in reason.because)
    ]
    yes, not_sure, no = signs(main.shown, knowledge)
    put = len(yes) + len(not_sure) + len(no)
    newer = checks[-1] is not main
    return Danger(
        level=LEVELS[screening.disposition] if known else UNDECIDED,
        disposition=screening.disposition if known else "",
        asked=f"Asked {time_words(main.local)}, {counted(put, 'danger question')} answered",
        reasons=_reasons(reasons, knowledge),
        yes=_some(yes, MOST_YES), not_sure=_some(not_sure, MOST_OPEN), no=no[:MOST_NO], more_no=max(0, len(no) - MOST_NO),
        note="A newer check was begun and not finished." if newer else "",
    )  # fmt: skip


def signs(answers: Answers, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(there, not sure or skipped, not there): danger signs in plain words, in the order of asking."""
    yes: list[str] = []
    not_sure: list[str] = []
    no: list[str] = []
    for fact in _in_order(knowledge):
        value = answers.get(fact.id)
        if value is None:
            continue
        if value in (NOT_SURE, SKIPPED):
            not_sure.append(sign_words(fact) + (" (skipped)" if value == SKIPPED else ""))
        elif value == "no":
            no.append(sign_words(fact))
        elif value == "yes":
            yes.append(sign_words(fact))
    return tuple(yes), tuple(not_sure), tuple(no)


def sign_words(fact: Fact) -> str:
    """What a sign is called in a list."""
    return fact.short or fact.line or fact.question


def _in_order(knowledge: Knowledge) -> list[Fact]:
    """Danger facts that are answered by yes or no, those of the first stage first."""
    stages = [screen for screen in knowledge.screens if screen.stage == FIRST_STAGE]
    rest = [screen for screen in knowledge.screens if screen.stage != FIRST_STAGE]
    order = dict.fromkeys(fact for screen in (*stages, *rest) for fact in screen.facts)
    facts = [knowledge.facts[fact] for fact in (*order, *(f for f in knowledge.facts if f not in order))]
    return [fact for fact in facts if fact.danger and (fact.type == "yes_no" or set(fact.option_ids) == {"no", "yes"})]


def _reasons(reasons: Sequence[Reason], knowledge: Knowledge) -> tuple[str, ...]:
    found = []
    for reason in reasons[:MOST_REASONS]:
        because = ", ".join(
            f"{sign_words(knowledge.facts[fact])}: {knowledge.facts[fact].words(value).lower()}"
            for fact, value in reason.because.items()
        )
        open_words = " An answer stayed open." if reason.unsure else ""
        found.append(f"{reason.title} ({because}).{open_words}")
    more = len(reasons) - len(found)
    return (*map(capital, found), f"and {counted(more, 'more rule')}") if more > 0 else tuple(map(capital, found))


def _some(found: tuple[str, ...], most: int) -> tuple[str, ...]:
    return found if len(found) <= most else (*found[: most - 1], f"and {len(found) - most + 1} more")
