"""Product and oracle on the same made-up people: where they differ, said in one line each.

    python -m tests.oracle.agree --people 2000000 --processes 2

prints people per second, the dispositions reached, how many plans, and every disagreement; exit code 1 if any.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from tests.oracle import naive
from tests.oracle.people import people
from unspasm import knowledge as knowledge_package
from unspasm.care import check, read_answers
from unspasm.knowledge import read_knowledge

FOLDER = Path(knowledge_package.__file__).parent
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
TODAY = date(2026, 1, 5)
SLOTS = ("now", "today", "this_week", "prevent")
SHOWN = 10


@cache
def the_book():
    """The oracle's reading of the real knowledge."""
    return naive.read_book(FOLDER)


@cache
def the_knowledge():
    """The product's reading of the real knowledge."""
    return read_knowledge(FOLDER)


def product(answers):
    """The public result for one person."""
    return check(read_answers(answers, the_knowledge(), TODAY), the_knowledge(), NOW)


def differences(result, expected, book):
    """Every point on which the product's result and the oracle's differ, in words."""
    found = [
        f"{key}: product {result[key]}, oracle {expected[key]}"
        for key in ("disposition", "possible", "decided")
        if result[key] != expected[key]
    ]
    if (result["plan"] is not None) != expected["cleared"]:
        found.append(f"plan: product {result['plan'] is not None}, oracle {expected['cleared']}")
    for reason in result["reasons"]:
        levels = expected["suspected_levels" if reason["suspected"] else "certain_levels"]
        if not reason["unsure"] and reason["rule"] not in {rule for rule, _ in levels}:
            found.append(f"reason {reason['rule']} does not hold")
    profile = result["profile"]
    for axis in ("region", "time_class", "onset", "severity"):
        if profile[axis] != expected["axes"].get(axis):
            found.append(f"{axis}: product {profile[axis]}, oracle {expected['axes'].get(axis)}")
    if sorted(profile["modifiers"]) != sorted(expected["modifiers"]):
        found.append(f"modifiers: product {profile['modifiers']}, oracle {expected['modifiers']}")
    patterns = {pattern["pattern"]: pattern["confidence"] for pattern in profile["patterns"]}
    if patterns != expected["patterns"]:
        found.append(f"patterns: product {patterns}, oracle {expected['patterns']}")
    return found + _plan_differences(result["plan"], expected, book)


def _plan_differences(plan, expected, book):
    if plan is None:
        return []
    offers = expected["offers"]
    chosen = {item["item"]: item["safer"] for slot in SLOTS for item in plan[slot]}
    found = [f"plan holds {name}, which the oracle does not offer" for name in chosen if name not in offers]
    found += [
        f"safer form of {name}: product {safer}, oracle {offers[name]}"
        for name, safer in chosen.items()
        if name in offers and offers[name] != safer
    ]
    for entry in plan["left_out"]:
        held_back = entry["kind"] in ("excluded", "waiting", "not_now")
        if held_back and entry["item"] in offers:
            found.append(f"{entry['item']} is left out as {entry['kind']}, and the oracle offers it")
        if entry["kind"] == "instead" and entry["item"] not in offers:
            found.append(f"{entry['item']} is left out as {entry['kind']}, and the oracle does not offer it")
    accounted = sorted([*chosen, *(entry["item"] for entry in plan["left_out"])])
    if accounted != sorted(book["items"]):
        found.append(f"plan and left_out together name {accounted}, not every item once")
    found += [f"{a} and {b} in one plan" for a, b in book["conflicts"] if a in chosen and b in chosen]
    return found


def compare(count, seed):
    """Compares `count` people: a Counter of what was reached, and the first disagreements."""
    book, rng = the_book(), random.Random(seed)
    seen, wrong = Counter(), []
    for answers in people(rng, book, count):
        result, expected = product(answers), naive.decide(answers, book)
        seen[result["disposition"]] += 1
        seen["decided"] += result["decided"]
        seen["plan"] += result["plan"] is not None
        lines = differences(result, expected, book)
        seen["disagreement"] += bool(lines)
        if lines and len(wrong) < SHOWN:
            told = {fact: answer for fact, answer in answers.items() if answer != "no"}
            wrong.append(
                {"differences": lines, "all no but": told, "not asked": sorted(set(book["facts"]) - set(answers))}
            )
    return seen, wrong


def _compare(task):
    return compare(*task)


def main():
    """Compares many people on several processes and prints what came of it."""
    parser = argparse.ArgumentParser(description="product and oracle on the same made-up people")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    share = 2_000
    tasks = [
        (min(share, options.people - first), options.seed * 1_000_003 + first)
        for first in range(0, options.people, share)
    ]
    seen, wrong, began = Counter(), [], time.perf_counter()
    with Pool(options.processes) as pool:
        for number, (counted, lines) in enumerate(pool.imap_unordered(_compare, tasks), start=1):
            seen += counted
            wrong += lines
            if number % 50 == 0:
                print(f"  {number * share:,} people ...", file=sys.stderr, flush=True)
    took = time.perf_counter() - began
    print(f"{options.people:,} people in {took:.1f} s: {options.people / took:,.0f} a second")
    print(", ".join(f"{tier} {seen[tier]:,}" for tier in reversed(naive.TIERS)))
    print(f"decided {seen['decided']:,}, plans {seen['plan']:,}, disagreements {seen['disagreement']:,}")
    for entry in wrong[:SHOWN]:
        print(json.dumps(entry))
    sys.exit(1 if seen["disagreement"] else 0)


if __name__ == "__main__":
    main()
