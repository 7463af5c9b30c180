"""Episodes in words: the open one, those before it, and rises of pain, told calmly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from unspasm.care.episodes import Episode, Mark, Score, ask_if_over, current_episode, find_episodes
from unspasm.knowledge.episodes import EpisodeRules
from unspasm.record.series import Point

SHOWN = 3
MOST = 10
"""More rises than this are not counted out: a long sum says nothing more, and weighs on the reader."""


@dataclass(frozen=True)
class Bout:
    """One episode in words."""

    title: str
    why: str
    rises: str = ""


@dataclass(frozen=True)
class Bouts:
    """The open episode or None, the last few that are over (newest first), and whether to ask if it is over."""

    now: Bout | None
    before: tuple[Bout, ...]
    ask: bool


def episodes_of(found: Iterable[Point], rules: EpisodeRules) -> tuple[Episode, ...]:
    """The episodes in ratings and marks; other kinds are left out."""
    told: tuple[list[Score], list[Mark]] = ([], [])
    for point in found:
        if point.kind == "rating":
            told[0].append(Score(UUID(point.thread), point.at, point.pain))
        elif point.kind == "episode":
            told[1].append(Mark(UUID(point.thread), point.at, "open" if point.mark == "open" else "close"))
    return find_episodes(*told, rules)


def bouts(episodes: Sequence[Episode], rules: EpisodeRules, now: datetime) -> Bouts:
    """The episodes in words. now: aware, on the person's clock."""
    zone = now.tzinfo
    current = current_episode(episodes, now)
    over = [one for one in episodes if one is not current][: -SHOWN - 1 : -1]
    return Bouts(
        _bout(current, rules, zone) if current else None,
        tuple(_bout(one, rules, zone) for one in over),
        current is not None and ask_if_over(current, now, rules),
    )


def _bout(one: Episode, rules: EpisodeRules, zone: tzinfo | None) -> Bout:
    began = _day(one.opened_at, zone)
    if one.closed_at is None:
        title = f"Since {began}"
    else:
        title = f"{began} to {_day(one.closed_at, zone)}"
    return Bout(title, " ".join(filter(None, (one.why, one.closed_why))), _rises(one, rules))


def _rises(one: Episode, rules: EpisodeRules) -> str:
    """How often pain was up, as a plain count."""
    n = len(one.flares)
    if not n:
        return ""
    return f"{rules.flare}: {'once' if n == 1 else 'twice' if n == 2 else f'{n} times' if n <= MOST else f'more than {MOST} times'}."


def _day(at: datetime, zone: tzinfo | None) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"
