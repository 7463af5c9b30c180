"""A second, slow reading of the gate before a session: the files read anew, plain loops, no shared code."""

import tomllib
from datetime import timedelta
from pathlib import Path

from tests.oracle import naive


def read_rules(folder):
    """How long answers count, from the files."""
    folder = Path(folder)
    rules = tomllib.loads((folder / "session_rules.toml").read_text(encoding="utf-8"))
    check_again = tomllib.loads((folder / "check_again.toml").read_text(encoding="utf-8"))
    return {
        "sitting": timedelta(minutes=rules["asking"]["sitting_min"]),
        "hours": rules["asking"]["hours"],
        "each_time": {row["item"]: row["facts"] for row in rules["each_time"]},
        "check_again": check_again["row"],
    }


def gate_states(items, answers, ages, book, rules):
    """item -> `open`, `ask`, `closed` or `check` (the danger check comes first). ages: fact -> how long ago it was told."""
    window = None
    for row in rules["check_again"]:
        days = answers.get("pain_days")
        if window is None and (days if type(days) is int else 0) <= row["up_to_days"]:
            window = timedelta(hours=row["hours"])
    judged = naive.decide(_left(answers, ages, book, rules, window, []), book)
    if judged["disposition"] in naive.URGENT:
        return dict.fromkeys(items, "closed")
    if not judged["decided"]:
        return dict.fromkeys(items, "check")
    return {item: _state(item, answers, ages, book, rules, judged["disposition"]) for item in items}


def _state(item, answers, ages, book, rules, disposition):
    entry = book["items"][item]
    told = _left(answers, ages, book, rules, rules["sitting"], rules["each_time"].get(item, []))
    facts, column = book["facts"], entry["column"]
    excluding = [*entry["not_for"], *(row["when"] for row in book["exclusions"] if column and column in row["x"])]
    states = [naive.certainly(when, told, facts) for when in excluding]
    fits = True if entry["offer_when"] is None else naive.certainly(entry["offer_when"], told, facts)
    if True in states or fits is False or (disposition == "soon" and not entry["comfort"]):
        return "closed"
    return "ask" if None in states or fits is None else "open"


def excluded_or_unknown(item, answers, book):
    """Whether something that excludes the item holds, or is not known to be false, by all that was ever told."""
    entry, column = book["items"][item], book["items"][item]["column"]
    excluding = [*entry["not_for"], *(row["when"] for row in book["exclusions"] if column and column in row["x"])]
    return any(naive.certainly(when, answers, book["facts"]) is not False for when in excluding)


def _left(answers, ages, book, rules, each_session, every_time):
    left = {}
    for fact, value in answers.items():
        again = book["facts"][fact].get("ask_again", "each_episode")
        if again == "each_session" or fact in every_time:
            longest = each_session
        elif again in rules["hours"]:
            longest = timedelta(hours=rules["hours"][again])
        else:
            longest = timedelta(days=100_000)
        if fact in ages and timedelta(0) <= ages[fact] <= longest:
            left[fact] = value
    return left
