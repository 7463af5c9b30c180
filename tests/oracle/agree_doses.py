"""Ledger and oracle on the same made-up doses: where they differ, said in one line each.

    python -m tests.oracle.agree_doses --sequences 1000000 --processes 2

prints sequences and doses per second, the verdicts reached and the first disagreements; exit code 1 if any.
A run that was cut off goes on with `--first`: what a sequence holds hangs on its number and the seed alone. Steps between doses stand on the limits, one minute before them and one after.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from tests.oracle import doses_naive, naive
from unspasm import knowledge as knowledge_package
from unspasm.care import read_answers
from unspasm.care.doses import ask_about, judge_doses, judge_for, read_doses, to_contract
from unspasm.knowledge import read_knowledge

FOLDER = Path(knowledge_package.__file__).parent
TODAY = date(2027, 1, 5)
SEQUENCES_A_PERSON = 25
SHOWN = 10

PILLS = ["ibuprofen", "naproxen", "aspirin", "paracetamol"]
PACKS = {
    ("us", "paracetamol"): ["", "", "acetaminophen 325 mg", "acetaminophen 500 mg", "acetaminophen extended-release 650 mg", "Tylenol"],
    ("us", "aspirin"): ["", "", "aspirin 325 mg", "aspirin 81 mg"],
    ("us", "ibuprofen"): ["", "ibuprofen 200 mg", "Advil"],
    ("us", "naproxen"): ["", "naproxen sodium 220 mg", "Aleve"],
    ("us", "methyl salicylate"): ["", "MSAL_PATCH_US", "rub or cream with methyl salicylate"],
    ("uk", "paracetamol"): ["", "", "paracetamol 500 mg", "Panadol", "Hedex"],
    ("uk", "aspirin"): ["", "aspirin 300 mg", "Disprin"],
    ("uk", "ibuprofen"): ["", "Nurofen", "ibuprofen 200 mg or 400 mg"],
    ("uk", "diclofenac"): ["", "diclofenac 1.16% gel", "diclofenac 2.32% gel"],
}  # fmt: skip
AMOUNTS = {
    "ibuprofen": [1, 199, 200, 201, 400, 400, 401, 600, 1200, 1201, 2401],
    "naproxen": [110, 220, 220, 220, 221, 440, 440, 441, 660, 1321],
    "aspirin": [75, 81, 100, 101, 300, 324, 325, 600, 601, 648, 650, 651, 3900, 7777],
    "paracetamol": [325, 500, 500, 650, 651, 1000, 1000, 1001, 1300, 1301, 2000, 2001, 3000, 3376, 4000, 4001],
}
STEPS_H = [0, 1, 2, 4, 4, 6, 6, 8, 12, 12, 24, 24, 24, 48, 72]
OFFSETS_H = [0, 0, 0, 1, -5, -4, 5.5, 14, -11]


@cache
def the_book():
    """The oracle's reading of the real knowledge."""
    return doses_naive.read_book(FOLDER)


@cache
def the_knowledge():
    """The product's reading of the real knowledge."""
    return read_knowledge(FOLDER)


def healthy(**changes):
    """Answers of a man of 40 and 80 kg who is well and takes nothing else."""
    answers = {}
    for fact, entry in the_book()["facts"].items():
        if entry["type"] == "yes_no":
            answers[fact] = "no"
        elif entry["type"] == "one_of":
            answers[fact] = entry["options"][0][0]
        elif entry["type"] == "many_of":
            answers[fact] = []
    answers |= {"age": 40, "sex": "male", "weight_kg": 80, **changes}
    return {fact: answer for fact, answer in answers.items() if answer is not None}


def product(answers, lines, market):
    """The public result for one list of doses."""
    knowledge = the_knowledge()
    told = read_answers(answers, knowledge, TODAY)
    return to_contract(judge_doses(told, read_doses(lines, knowledge, market), knowledge, market))


@cache
def well():
    """The answers of `healthy()`, made once."""
    return healthy()


@cache
def facts_that_matter():
    """Facts that any rule of the ledger looks at, from the oracle's book."""
    book, found = the_book(), set()
    columns = {column for held in book["columns"].values() for column in held}
    for row in book["exclusions"]:
        if columns & {*row["x"], *row["c"]}:
            found |= naive.facts_of(row["when"])
    for row in [*book["rules"]["interaction"], *book["rules"]["alarm"], *book["modifiers"], *book["overdoses"]]:
        if row["tree"] is not None:
            found |= naive.facts_of(row["tree"])
    return sorted(found - {"age", "weight_kg"})


def somebody(rng):
    """One made-up person: mostly well, sometimes ill, light, old, young, or with open answers."""
    answers = {**well()}
    for fact in rng.sample(facts_that_matter(), rng.choice((0, 0, 0, 0, 1, 1, 2, 4))):
        entry = the_book()["facts"][fact]
        if rng.random() < 0.25:
            answers[fact] = rng.choice(["not_sure", "skipped", None])
            if fact in ("overdose_on_purpose", "takes_steroid_tablets") and rng.random() < 0.5:
                answers |= {"overdose": None, "steroids": None}
        elif entry["type"] == "yes_no":
            answers[fact] = "yes"
            answers |= {"overdose": "yes"} if fact == "overdose_on_purpose" else {}
            answers |= {"steroids": "yes"} if fact == "takes_steroid_tablets" else {}
        elif entry["type"] == "one_of":
            answers[fact] = rng.choice(entry["options"])[0]
    answers["age"] = rng.choice([40, 40, 40, 40, 59, 60, 64, 65, 75, 90, 18, 17, 12, None])
    weight = rng.choice([80, 80, 80, 49, 50, 45, 53, 54, None])
    answers["weight_kg"] = weight
    answers["weight_under_50kg"] = rng.choice(["no" if (weight or 80) >= 50 else "yes", None, "not_sure"])
    if weight is None and rng.random() < 0.3:
        answers["weight_under_50kg"] = "yes"
    if rng.random() < 0.05:
        answers["clinician_set_dose"] = "yes"
    answers = {fact: answer for fact, answer in answers.items() if answer is not None}
    for _, tree in the_book()["contradictions"]:
        if naive.certainly(tree, answers, the_book()["facts"]):
            return somebody(rng)
    return answers


def some_doses(rng, market):
    """A list of doses: a handful of drugs, steps around the limits, sometimes weeks of daily doses."""
    rest = {drug: family for drug, family in the_book()["family"].items() if drug not in PILLS}
    from_doctors = [drug for drug, family in rest.items() if family == "NSAID_ORAL"]  # alike to the ledger
    others = [drug for drug in rest if drug not in from_doctors]
    drugs = rng.sample(PILLS, rng.choice((1, 1, 2, 3)))
    if rng.random() < 0.25:
        drugs.append(rng.choice(others))
        if rng.random() < 0.1:
            drugs[-1] = rng.choice(from_doctors)
    at = datetime(2026, rng.choice((1, 3, 10)), rng.randint(1, 28), rng.randint(0, 23), rng.choice((0, 59)), tzinfo=UTC)
    daily = rng.random() < 0.1
    steps = [24, 24, 24, 24, 48, 23, 12] if daily else STEPS_H
    offset, lines, seen = rng.choice(OFFSETS_H), [], set()
    for _ in range(rng.choice((11, 16, 32)) if daily else rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12))):
        drug = rng.choice(drugs)
        line = {"at": at.astimezone(timezone(timedelta(hours=offset))).isoformat(), "ingredient": drug}
        pack = rng.choice(PACKS.get((market, drug), [""]))
        if pack:
            line["product"] = pack
        if drug in PILLS:
            plain = rng.random() < 0.75
            line["mg"] = rng.choice(AMOUNTS[drug][2:6] if plain else AMOUNTS[drug])
        elif drug in ("diclofenac", "ketoprofen") and market == "uk":
            if rng.random() < 0.8:
                line["g"] = rng.choice((1, 2, 2.5, 4, 4, 5))
        else:
            line["mg"] = 10
        key = (at, drug, pack)
        if key not in seen:
            seen.add(key)
            lines.append(line)
        at += timedelta(hours=rng.choice(steps), minutes=rng.choice((0, 0, 0, 1, -1)))
        at = max(at, datetime.fromisoformat(lines[-1]["at"]).astimezone(UTC))
        if rng.random() < 0.1:
            offset = rng.choice(OFFSETS_H)
    return lines


def differences(result, expected):
    """Every point on which one dose's two results differ, in words."""
    earliest = datetime.fromisoformat(result["earliest_next"]) if result["earliest_next"] else None
    found = []
    if result["verdict"] != expected["verdict"]:
        found.append(f"verdict: product {result['verdict']}, oracle {expected['verdict']}")
    if earliest != expected["earliest"]:
        found.append(f"earliest_next: product {earliest}, oracle {expected['earliest']}")
    if result["left_24h_mg"] != expected["left"]:
        found.append(f"left_24h_mg: product {result['left_24h_mg']}, oracle {expected['left']}")
    return found


def compare(count, seed):
    """Compares `count` sequences: a Counter of what was reached, and the first disagreements."""
    rng, seen, wrong = random.Random(seed), Counter(), []
    knowledge = the_knowledge()
    for number in range(count):
        if number % SEQUENCES_A_PERSON == 0:
            answers = somebody(rng)
            told = read_answers(answers, knowledge, TODAY)
            memory = {"us": {}, "uk": {}}
            person = {market: ask_about(told, knowledge, market) for market in memory}
        market = rng.choice(("us", "uk"))
        lines = some_doses(rng, market)
        results = to_contract(judge_for(person[market], read_doses(lines, knowledge, market)))
        expected = doses_naive.judge(answers, lines, market, the_book(), memory[market])
        seen["doses"] += len(lines)
        for place, (one, other) in enumerate(zip(results, expected, strict=True)):
            seen[one["verdict"]] += 1
            found = differences(one, other)
            seen["disagreement"] += bool(found)
            if found and len(wrong) < SHOWN:
                changed = {f: a for f, a in answers.items() if well().get(f) != a}
                absent = sorted(set(well()) - set(answers))
                wrong.append({"differences": found, "market": market, "lines": lines[: place + 1],
                              "changed": changed, "not asked": absent})  # fmt: skip
    return seen, wrong


def _compare(task):
    return compare(*task)


def main():
    """Compares many sequences on several processes and prints what came of it."""
    parser = argparse.ArgumentParser(description="ledger and oracle on the same made-up doses")
    parser.add_argument("--sequences", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="leave out the sequences before this one")
    options = parser.parse_args()

    share = 1_000
    tasks = [
        (min(share, options.sequences - first), options.seed * 1_000_003 + first)
        for first in range(options.first // share * share, options.sequences, share)
    ]
    seen, wrong, began = Counter(), [], time.perf_counter()
    with Pool(options.processes) as pool:
        for number, (counted, lines) in enumerate(pool.imap(_compare, tasks), start=1):
            seen += counted
            wrong += lines
            if number % 50 == 0:
                print(f"  up to {options.first // share * share + number * share:,} ...", file=sys.stderr, flush=True)
    done = sum(count for count, _ in tasks)
    took = time.perf_counter() - began
    print(f"{done:,} sequences, {seen['doses']:,} doses in {took:.1f} s: {done / took:,.0f} a second")
    print(", ".join(f"{verdict} {seen[verdict]:,}" for verdict in doses_naive.ORDER))
    print(f"disagreements {seen['disagreement']:,}")
    for entry in wrong[:SHOWN]:
        print(json.dumps(entry))
    sys.exit(1 if seen["disagreement"] else 0)


if __name__ == "__main__":
    main()
