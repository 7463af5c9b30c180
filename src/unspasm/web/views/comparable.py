"""What may be compared now: the gate of sessions decides, danger comes first, and medicines are never among it."""

from __future__ import annotations

from django.http import HttpRequest

from unspasm.care.sessions import Gate
from unspasm.care.sessions.gate import gates
from unspasm.knowledge.works import Works, load_works
from unspasm.record.trials import NOTHING, Trial
from unspasm.web.context import chosen
from unspasm.web.presenters import sessions
from unspasm.web.views.climbing import on_the_ladder
from unspasm.web.views.visiting import Visit


def things(here: Visit) -> tuple[str, ...]:
    """What can be compared: guided sessions that a person can do at any time. No medicine is among them."""
    return tuple(item for item in here.knowledge.sessions.scripts if item not in load_works().compare.never)


def gates_of(here: Visit) -> dict[str, Gate]:
    """The gate of everything that can be compared, as it stands now."""
    answers = here.here.answers()
    return gates(things(here), answers, here.knowledge, now=here.now, told_at=here.told_at)


def in_danger(here: Visit) -> bool:
    """Whether the last danger check sends this person to get help."""
    return any(one.danger for one in gates_of(here).values())


def not_safe(here: Visit) -> str:
    """Why nothing may be compared now, not even doing nothing: danger comes first."""
    found, words = gates_of(here).values(), load_works().words
    if in_danger(here):
        return words["danger_first"]
    return words["check_first"] if any(one.check_first for one in found) else ""


def why_closed(here: Visit, option: str, works: Works, *, asks_count: bool = True) -> str:
    """Why this may not be compared now; empty where it may. asks_count: an open question counts as a reason."""
    if option == NOTHING:
        return ""
    if option not in things(here):
        return works.words["unknown_thing"]
    found = here.gate(option)
    if found.state == sessions.ASK and not asks_count and set(found.ask) - set(found.unsure):
        return ""  # a question comes first; what stayed "not sure" leaves it out
    return reason(here, option, found)


def reason(here: Visit, item: str, found: Gate) -> str:
    """Why a thing with this gate is left out; empty where it is not."""
    if found.state != sessions.OPEN:
        return " ".join(found.because)
    if item in sessions.on_a_ladder(here.knowledge):
        stands = on_the_ladder(here.person, item, here.knowledge, here.now, safer=found.safer)
        if stands.begun is not None:
            return load_works().words["on_programme"]
    return ""


def closed(here: Visit, trial: Trial) -> dict[str, str]:
    """{option: reason} of what may no longer be done. While the danger check comes first nothing is left out for good."""
    works = load_works()
    if not_safe(here):
        return {}
    return {o: why for o in trial.options if (why := why_closed(here, o, works, asks_count=False))}


def one_left(here: Visit, trial: Trial) -> bool:
    """Whether so little is left of a comparison that nothing can be set against it."""
    return trial.runs and len(trial.options) - len(closed(here, trial)) < load_works().compare.least


def wordy(request: HttpRequest) -> str:
    """Why somebody who wants no scores cannot compare; empty for everybody else."""
    return load_works().words["wordy"] if chosen(request).get("no_scores") else ""
