"""The dictionary of everything a person can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

FACT_TYPES = ("yes_no", "one_of", "many_of", "integer", "date")
ASK_AGAIN = ("each_session", "each_episode", "monthly", "yearly", "once")


@dataclass(frozen=True)
class Fact:
    """One thing that can be asked. Options of an ordered one_of stand from least to most danger."""

    id: str
    type: str
    question: str
    line: str = ""
    help: str = ""
    plainer: str = ""
    short: str = ""
    danger: bool = False
    reassuring: bool = False
    private: bool = False
    ask_again: str = "each_episode"
    unit: str = ""
    min: int = 0
    max: int = 0
    options: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    mark: str = "design"

    def __post_init__(self) -> None:
        if self.type not in FACT_TYPES:
            raise ValueError(f"fact {self.id}: type {self.type!r} is none of {', '.join(FACT_TYPES)}")
        if self.ask_again not in ASK_AGAIN:
            raise ValueError(f"fact {self.id}: ask_again {self.ask_again!r} is none of {', '.join(ASK_AGAIN)}")
        if self.danger and self.reassuring:
            raise ValueError(f"fact {self.id}: it cannot be both danger and reassuring")
        if self.type == "integer" and not self.min < self.max:
            raise ValueError(f"fact {self.id}: an integer needs min and max")
        if self.type in ("one_of", "many_of") and len(self.options) < 2:
            raise ValueError(f"fact {self.id}: {self.type} needs at least two options")
        if not self.question:
            raise ValueError(f"fact {self.id}: the question is missing")

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """Option ids in their order; `no`, `yes` for a yes_no fact."""
        return ("no", "yes") if self.type == "yes_no" else tuple(key for key, _ in self.options)

    @cached_property
    def label(self) -> dict[str, str]:
        """Option id -> words shown."""
        return {"no": "No", "yes": "Yes"} if self.type == "yes_no" else dict(self.options)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.option_ids)}

    def at_or_after(self, a: str, b: str) -> bool:
        """Whether option a is option b or stands after it."""
        return self._place[a] >= self._place[b]

    def words(self, value: object) -> str:
        """A known or unanswered value in plain words."""
        if value == "not_sure":
            return "not sure"
        if value == "skipped":
            return "skipped"
        if isinstance(value, frozenset | list | tuple):
            return ", ".join(self.label.get(str(v), str(v)) for v in self.option_ids if v in value) or "none"
        if isinstance(value, str):
            return self.label.get(value, value)
        return f"{value} {self.unit}".strip()
