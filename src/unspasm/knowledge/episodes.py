"""When an episode opens and closes, and what counts as a rise of pain: `episodes.toml`, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from unspasm.knowledge.reading import Table, read_toml

HERE = Path(__file__).parent
WORDS = ("said", "ratings", "came_back", "closed_said", "closed_free", "closed_new")


@dataclass(frozen=True)
class EpisodeRules:
    """Definitions, as lengths of time and points of 0 to 10. `episodes.toml` says where each comes from.

    longer_than: pain for longer than this opens an episode. free: so long without pain closes it.
    pain_gap, free_gap: scores further apart are not one stretch. ask_after: silence after which the diary asks.
    rise, usual_over, usual_least, join: of a flare. words: why an episode opened or closed, in plain words.
    """

    least_pain: int
    longer_than: timedelta
    free: timedelta
    pain_gap: timedelta
    free_gap: timedelta
    ask_after: timedelta
    rise: int
    usual_over: timedelta
    usual_least: int
    join: timedelta
    flare: str
    words: Mapping[str, str]


@cache
def load_episode_rules() -> EpisodeRules:
    """The rules that ship. Raises KnowledgeError naming the field and the cure."""
    return read_episode_rules(HERE)


def read_episode_rules(folder: Path) -> EpisodeRules:
    """The rules in this folder, every source looked up. Raises KnowledgeError."""
    whole = Table("episodes.toml", read_toml(folder / "episodes.toml"))
    sources = read_toml(folder / "sources.toml")
    episode, gaps, flare = (_part(whole, name, sources) for name in ("episode", "gaps", "flare"))
    words = _section(whole, "words")
    return EpisodeRules(
        least_pain=_above_0(episode, "least_pain"),
        longer_than=timedelta(hours=_above_0(episode, "longer_than_h")),
        free=timedelta(days=_above_0(episode, "free_days")),
        pain_gap=timedelta(hours=_above_0(gaps, "pain_h")),
        free_gap=timedelta(days=_above_0(gaps, "free_days")),
        ask_after=timedelta(days=_above_0(gaps, "ask_after_days")),
        rise=_above_0(flare, "rise"),
        usual_over=timedelta(days=_above_0(flare, "usual_days")),
        usual_least=_above_0(flare, "usual_least"),
        join=timedelta(hours=_above_0(flare, "join_h")),
        flare=flare.text("words"),
        words={key: words.text(key) for key in WORDS},
    )


def _section(whole: Table, name: str) -> Table:
    fields = whole.fields.get(name)
    if not isinstance(fields, dict):
        raise whole.fail(f"[{name}] is missing; add it")
    return Table(f"episodes.toml, {name}", fields)


def _part(whole: Table, name: str, sources: Mapping[str, Any]) -> Table:
    table = _section(whole, name)
    keys = table.words("sources")
    unknown = [key for key in keys if key not in sources]
    if unknown or not keys:
        raise table.fail(f"sources: {', '.join(unknown) or 'none given'}; name keys of sources.toml")
    table.text("mark")
    return table


def _above_0(table: Table, name: str) -> int:
    number = table.number(name)
    if number <= 0:
        raise table.fail(f"{name} must be a whole number above 0")
    return number
