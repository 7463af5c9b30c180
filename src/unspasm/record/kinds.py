"""What can be written down in the diary: one frozen, checked value for each kind of entry."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""An id of the knowledge base; that it exists is checked where it is entered."""
Words = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Seconds = Annotated[float, Field(ge=0, le=24 * 3600, allow_inf_nan=False)]
Pain = Annotated[int, Field(ge=0, le=10, strict=True)]


class KindError(ValueError):
    """An entry that cannot be kept; the message names the field and what is wrong with it."""


class Entered(BaseModel):
    """What all kinds share: frozen, nothing unknown, nothing guessed from another type."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rating(Entered):
    """One score of pain, 0 to 10, or in words for somebody who wants no scores.

    phase: `now` (by itself), `scheduled` (at a time the person chose), `before` or `after` a session.
    session: the thread of the session that it belongs to.
    """

    pain: Pain | None = None
    feel: Literal["better", "same", "worse"] | None = None
    phase: Literal["now", "scheduled", "before", "after"] = "now"
    session: UUID | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.pain is None) == (self.feel is None):
            raise ValueError("give a score from 0 to 10, or a word for how it is; one of the two")
        if self.phase in ("before", "after") and self.session is None:
            raise ValueError("a rating before or after names its session")
        return self


class Session(Entered):
    """A guided session that was begun. item: an intervention. variant: the version of it that was chosen."""

    item: Id
    variant: Id = "standard"
    how: Literal["", "self", "partner", "professional"] = ""


class SessionEnd(Entered):
    """How a session ended. reason: id of a stop reason. active_s: seconds without the pauses."""

    session: UUID
    outcome: Literal["done", "stopped", "not_done"]
    reason: Id | Literal[""] = ""
    note: Words = ""
    active_s: Annotated[int, Field(ge=0, le=24 * 3600)] = 0


class Coached(Entered):
    """What the camera coach counted in one session: numbers alone, never a picture or a place of the body.

    movement: an id of the knowledge. rep_s: seconds of each repetition that could be timed; hold_s: of each hold.
    seen_s, unseen_s: how long it saw well enough to judge, and how long not.
    """

    session: UUID
    movement: Id
    reps: Annotated[int, Field(ge=0, le=500, strict=True)]
    rep_s: Annotated[tuple[Seconds, ...], Field(max_length=500)] = ()
    hold_s: Annotated[tuple[Seconds, ...], Field(max_length=500)] = ()
    seen_s: Seconds = 0
    unseen_s: Seconds = 0


class DoseLine(Entered):
    """One drug of a pack, in the unit of its label."""

    ingredient: Id
    amount: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=3)]
    unit: Literal["mg", "g", "uses", "patches"]


class Dose(Entered):
    """One taking of one pack; a mix has a line for each drug in it. product: the pack's name, or empty."""

    product: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    lines: Annotated[tuple[DoseLine, ...], Field(min_length=1, max_length=10)]


class GatePassed(Entered):
    """The provider gate of one medicine was passed knowingly."""

    medicine: Id


class Drink(Entered):
    """Something that was drunk."""

    what: Id
    ml: Annotated[int, Field(ge=1, le=3000, strict=True)]


class Symptom(Entered):
    """A symptom and how strong: 0 none, 1 mild, 2 moderate, 3 strong."""

    symptom: Id
    grade: Annotated[int, Field(ge=0, le=3, strict=True)]


class Sleep(Entered):
    """Last night. quality: 0 very bad to 4 very good."""

    quality: Annotated[int, Field(ge=0, le=4, strict=True)]
    hours: Annotated[float, Field(ge=0, le=24)] | None = None


class Trigger(Entered):
    """What set it off: an option of the fact `trigger`, or `other` with words."""

    trigger: Id
    words: Words = ""


class Note(Entered):
    """A note in the person's own words."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Goal(Entered):
    """What the person wants to be able to do again, in their own words."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class EpisodeMark(Entered):
    """The person says that an episode began or is over."""

    mark: Literal["open", "close"]


class Programme(Entered):
    """A decompression programme was begun or ended."""

    item: Id
    step: Literal["begin", "end"]


class Wait(Entered):
    """An untreated window: nothing is done, with a rating before and after. trial: the comparison it belongs to."""

    trial: UUID | None = None


class Trial(Entered):
    """A comparison was begun. options: interventions, or `nothing`. planned: tries that were announced."""

    options: Annotated[tuple[Id, ...], Field(min_length=2, max_length=6)]
    policy: Literal["pairs", "round_robin", "thompson", "top_two"]
    planned: Annotated[int, Field(ge=1, le=200, strict=True)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.options)) != len(self.options):
            raise ValueError("a comparison needs different things")
        return self


class TrialEnd(Entered):
    """A comparison ended: it became clear, all planned tries were done, or the person stopped it."""

    trial: UUID
    why: Literal["clear", "planned", "abandoned"]


class Choice(Entered):
    """What chance chose for the next try of a comparison, and the chance that it had."""

    trial: UUID
    option: Id
    chance: Annotated[float, Field(gt=0, le=1)]


class BroughtIn(Entered):
    """What another system says of the person, out of a file that they brought in. It is shown as such and decides nothing.

    what: the sort of thing. words: how that system names it. system, code: its code, or empty. value: of a measure.
    status: as given there. since, until: dates as written (a year, a month or a day), or empty. back: where in the back
    a condition sits, or empty. chronic: of such a condition, with the reason in words. as_of: the instant in UTC up to
    which that system tells it, or empty; the version with the latest one counts, whenever it was brought in.
    """

    what: Literal["condition", "medicine", "measure", "procedure", "allergy", "answers"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    system: Annotated[str, StringConstraints(max_length=200)] = ""
    code: Annotated[str, StringConstraints(max_length=200)] = ""
    value: Annotated[str, StringConstraints(max_length=200)] = ""
    status: Annotated[str, StringConstraints(max_length=200)] = ""
    since: Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")] = ""
    until: Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")] = ""
    back: Literal["", "neck", "upper", "low", "back"] = ""
    chronic: Literal["", "yes", "no", "unknown"] = ""
    chronic_why: Annotated[str, StringConstraints(max_length=200)] = ""
    as_of: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?\+00:00)?$")] = ""


KINDS: dict[str, type[Entered]] = {
    "rating": Rating,
    "session": Session,
    "session_end": SessionEnd,
    "coached": Coached,
    "dose": Dose,
    "gate_passed": GatePassed,
    "drink": Drink,
    "symptom": Symptom,
    "sleep": Sleep,
    "trigger": Trigger,
    "note": Note,
    "goal": Goal,
    "episode": EpisodeMark,
    "programme": Programme,
    "wait": Wait,
    "trial": Trial,
    "trial_end": TrialEnd,
    "choice": Choice,
    "brought_in": BroughtIn,
}


def read_kind(kind: str, data: Any) -> Entered:
    """The value of an entry of this kind, from plain data or from a value. Raises KindError."""
    model = KINDS.get(kind)
    if model is None:
        raise KindError(f"{kind!r} is not a kind of entry")
    if isinstance(data, model):
        return data
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise KindError(f"{place}: {what}" if place else what) from None


def to_data(value: Entered) -> dict[str, Any]:
    """Plain data of a value, as it is stored."""
    return value.model_dump(mode="json", exclude_none=True)


def read_stored(kind: str, data: Any) -> Entered:
    """The value of data that `to_data` made. It was checked when it was written."""
    return KINDS[kind].model_validate(data)
