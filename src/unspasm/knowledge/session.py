"""What a guided session is made of, as frozen values: scripts, their parts, and the rules around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from unspasm.knowledge.condition import Program

PART_KINDS = ("do", "check", "rest", "move")
STANDARD, SAFER, EASIER, HARDER = "standard", "safer", "easier", "harder"
LAST_WORDS_S = 5
"""A cue that starts later than this before the end would be cut off."""


@dataclass(frozen=True)
class Cue:
    """One sentence, shown and spoken `at_s` seconds after its part began."""

    at_s: int
    say: str


@dataclass(frozen=True)
class Part:
    """One part of a session.

    kind: `do`, `check` (a question about the skin; yes stops), `rest`, `move` (getting in or out of place).
    seconds: how long; None means that the person presses Next. Of a check: how long the question waits.
    stop: id of the stop reason that a yes gives. unanswered: the one that silence gives (is the person awake?).
    length: this is the part whose length the person or a programme chooses; all_cues then go up to the longest.
    """

    kind: str
    title: str
    say: str
    seconds: int | None = None
    reps: int | None = None
    cues: tuple[Cue, ...] = ()
    figure: str = ""
    movement: str = ""
    question: str = ""
    stop: str = ""
    unanswered: str = ""
    length: bool = False
    all_cues: tuple[Cue, ...] = ()

    def lasting(self, seconds: int) -> Part:
        """The same part at another length; no cue starts in the last seconds."""
        cues = tuple(cue for cue in self.all_cues if cue.at_s <= seconds - LAST_WORDS_S)
        return replace(self, seconds=seconds, cues=cues)


@dataclass(frozen=True)
class StopReason:
    """Why a session ends early. danger: the danger check runs again. say: what to do right now.

    offered: whether a person picks it from the list; the others come from a check. harmless: it hurt nobody.
    """

    id: str
    words: str
    danger: bool
    say: str = ""
    offered: bool = True
    harmless: bool = False


@dataclass(frozen=True)
class Variant:
    """One way to do it: `standard`, `safer`, `easier_1`, `harder_1` and so on."""

    id: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Script:
    """A session from getting ready to the last words.

    rate_after_min: when the rating afterwards means most. label: how sure we are, where it must stay in sight.
    min_minutes, max_minutes: bounds of the part whose length can be chosen; None if no part can.
    """

    item: str
    variant: str
    title: str
    needs_words: str
    before: tuple[str, ...]
    parts: tuple[Part, ...]
    stop: tuple[StopReason, ...]
    rate_after_min: int
    label: str
    figure: str
    note: str = ""
    dose: str = ""
    min_minutes: int | None = None
    max_minutes: int | None = None

    @property
    def seconds(self) -> int:
        """How long the timed parts take together; checks are not counted."""
        return sum(part.seconds or 0 for part in self.parts if part.kind != "check")


@dataclass(frozen=True)
class AskingRules:
    """How long an answer counts before a session asks again, and what is asked every time.

    hours: ask_again -> hours; absent means for good. sitting_min: how long answers of one sitting count.
    each_time: item -> facts that are asked in every sitting although they change slowly.
    """

    hours: Mapping[str, int]
    sitting_min: int
    each_time: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RatingRules:
    """When a rating after a session counts. All in minutes.

    early: this much before it is due it counts already. late: this much after, it no longer does.
    plain: this much after it was due it is still offered, as a rating of now.
    """

    early_min: int
    late_min: int
    plain_min: int


@dataclass(frozen=True)
class Sessions:
    """All scripts, by item and variant, and the rules around them.

    harder_when: index of its condition in `program`, which is no part of the decision rules that are proved.
    """

    program: Program
    harder_when: int
    scripts: Mapping[str, Mapping[str, Script]]
    asking: AskingRules
    rating: RatingRules
    words: Mapping[str, str] = field(default_factory=dict)

    def stop_reason(self, item: str, key: str) -> StopReason:
        """The stop reason of this item. Raises KeyError if there is none."""
        found = {reason.id: reason for script in self.scripts[item].values() for reason in script.stop}
        return found[key]
