"""When an episode opens and closes, and what counts as a rise of pain: `episodes.toml`, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

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
    episode, gaps, flare = (whole.sourced_section(name, sources) for name in ("episode", "gaps", "flare"))
    words = whole.section("words")
    return EpisodeRules(
        least_pain=episode.above_0("least_pain"),
        longer_than=timedelta(hours=episode.above_0("longer_than_h")),
        free=timedelta(days=episode.above_0("free_days")),
        pain_gap=timedelta(hours=gaps.above_0("pain_h")),
        free_gap=timedelta(days=gaps.above_0("free_days")),
        ask_after=timedelta(days=gaps.above_0("ask_after_days")),
        rise=flare.above_0("rise"),
        usual_over=timedelta(days=flare.above_0("usual_days")),
        usual_least=flare.above_0("usual_least"),
        join=timedelta(hours=flare.above_0("join_h")),
        flare=flare.text("words"),
        words={key: words.text(key) for key in WORDS},
    )
