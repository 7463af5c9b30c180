"""Made-up people with a known truth, written into the real record."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
from django.utils import timezone

from unspasm.learn.simulate import World, make_person
from unspasm.record.actions import New, log_events

SEED = 11


def make_them(effects: dict[str, float], days: int = 28, ends_ago: timedelta = timedelta(hours=3), **world) -> None:
    """A person for whom each of these things changes pain by so much, over so many days up to now."""
    truth = World(
        effects=tuple((value, 0.0) for value in effects.values()), days=days, noise=(0.4, 0.1), wander=(1.0, 0.1),
        level=(4.5, 0.1), amplitude=(1.5, 0.3), **world,
    )  # fmt: skip
    person = make_person(truth, np.random.default_rng(SEED))
    names = dict(zip((f"item_{k}" for k in range(len(effects))), effects, strict=True))
    write(person.rows, names, timezone.now() - ends_ago)


def write(rows, names, until) -> None:
    """These rows as entries; `names`: the id of each item. The last one happened at `until`."""
    last, keys, news = max(row.t_h for row in rows), {}, []

    def at(hours):
        return until - timedelta(hours=last - hours)

    for row in rows:
        data = {"pain": int(row.pain), "phase": row.phase}
        if row.use is not None:
            if row.use not in keys:
                keys[row.use] = uuid4()
                kind, what = ("session", {"item": names[row.item]}) if row.item else ("wait", {})
                news.append(New(kind, what, keys[row.use], at(row.t_h) - timedelta(seconds=1), "UTC"))
                if row.item:
                    done = {"session": keys[row.use], "outcome": "done", "active_s": 900}
                    news.append(New("session_end", done, uuid4(), at(row.t_h) + timedelta(minutes=15), "UTC"))
            data["session"] = keys[row.use]
        news.append(New("rating", data, uuid4(), at(row.t_h), "UTC"))
    log_events(news, now=timezone.now())
