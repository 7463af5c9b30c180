"""Ten thousand ordinary simple spasms: who is sent where, and by which rule. `python -m benchmarks.alarms [people]`

Also the person of correction E1 (a leaking aorta that looks like a strained back) in all variants: never below
`same_day`. Assumptions: benchmarks/spasms.py, printed. Exit code 1 if a bar is broken.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from random import Random
from typing import Any

from benchmarks import spasms
from benchmarks.interviews import Asking, told, walk
from unspasm.care import screen
from unspasm.knowledge import TIERS, Knowledge, load_knowledge

PEOPLE, SEED, OLD, MOST_RULES = 10_000, 20260131, 65, 16
URGENT = ("same_day", "emergency")
BARS = {("under 65", "emergency"): 2.0, ("under 65", "urgent"): 10.0, ("65 and over", "urgent"): 25.0}
"""Per cent, at most."""


@dataclass(frozen=True)
class Sent:
    """Where one person is sent, by which rules, whether by a doubt alone, and after how many screens."""

    old: bool
    tier: str
    rules: tuple[str, ...]
    unsure: bool
    screens: int


def send(people: range, knowledge: Knowledge, doubts: bool = True) -> list[Sent]:
    """The dispositions of these people (numbers are seeds), each after a full interview.

    doubts: whether anybody is ever not sure.
    """
    asking, sent = Asking(knowledge), []
    for number in people:
        chance = Random(f"{SEED} {number}")
        person = spasms.make_person(chance)
        journey = walk(spasms.Answering(person, knowledge, chance if doubts else None), knowledge, asking=asking)
        result = screen(journey.answers, knowledge)
        speaking = [reason for reason in result.reasons if reason.tier == result.disposition]
        rules = tuple(reason.rule for reason in speaking)
        doubt = bool(speaking) and all(reason.unsure for reason in speaking)
        sent.append(Sent(person["age"] >= OLD, result.disposition, rules, doubt, journey.screens))
    return sent


def _send_from(start: int, stop: int, doubts: bool) -> list[Sent]:
    return send(range(start, stop), load_knowledge(), doubts)


def send_all(people: int, knowledge: Knowledge, doubts: bool = True) -> list[Sent]:
    """As `send`, on all processors."""
    parts = os.cpu_count() or 1
    if parts == 1 or people < 2000:
        return send(range(people), knowledge, doubts)
    edges = [people * part // parts for part in range(parts + 1)]
    with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
        return [s for some in pool.map(_send_from, edges[:-1], edges[1:], [doubts] * parts) for s in some]


def shares(sent: Sequence[Sent]) -> dict[tuple[str, str], float]:
    """Per cent of each age group sent to each tier, and to `urgent` (same_day or more)."""
    found: dict[tuple[str, str], float] = {}
    for name, old in (("under 65", False), ("65 and over", True)):
        group = [s for s in sent if s.old == old]
        for tier in TIERS:
            found[name, tier] = 100 * sum(s.tier == tier for s in group) / max(1, len(group))
        found[name, "urgent"] = found[name, "same_day"] + found[name, "emergency"]
    return found


def broken_bars(found: dict[tuple[str, str], float]) -> list[str]:
    """Each bar that is broken, in one sentence."""
    return [
        f"{group}: {found[group, tier]:.1f} % {tier}, at most {bar:.0f} % is allowed"
        for (group, tier), bar in BARS.items()
        if found[group, tier] > bar
    ]


LEAKING: dict[str, Any] = {
    "age": 68,
    "sex": "male",
    "pain_days": 0,
    "function": "slow",
    "trigger": "lift",
    "pain_now": 7,
    "pain_worst": 8,
    "onset_speed": "within_minute",
    "pain_sites": ["low_back_left"],
    "pain_depth": "deep",
    "ever_smoked": "yes",
    "high_blood_pressure": "no",
    "changes_with_movement": "yes",
    "eases_with_position": "no",
    "reproduced_by_moving": "yes",
    "same_as_before": "no",
    "tight_locked": "yes",
    "worse_bending": "yes",
    "at_hand": [],
    "earlier_episodes_12_months": 0,
    "age_at_onset": 68,
    "pregnant": "no",
}
"""The person of correction E1: a ruptured aortic aneurysm that began on lifting."""

VARIANTS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "pain": (("8", {}), ("4 to 6", {"pain_now": 4, "pain_worst": 5})),
    "build-up": (
        ("in a minute", {}),
        ("within an hour", {"onset_speed": "within_hour"}),
        ("over hours", {"onset_speed": "over_hours"}),
        ("unsure", {"onset_speed": "not_sure"}),
    ),
    "risk": (
        ("smoker", {}),
        ("unsure", {"ever_smoked": "not_sure", "high_blood_pressure": "not_sure"}),
        ("skipped", {"ever_smoked": "skipped", "high_blood_pressure": "skipped"}),
        ("none known", {"ever_smoked": "no"}),
    ),
    "position": (("nothing eases", {}), ("a position eases", {"eases_with_position": "yes"})),
    "age": (("68", {}), ("60", {"age": 60}), ("64", {"age": 64}), ("80", {"age": 80})),
    "trigger": (
        ("lift", {}),
        ("none", {"trigger": "no_trigger"}),
        ("bend", {"trigger": "bend_twist"}),
        ("exercise", {"trigger": "exercise"}),
    ),
    "place": (("low back", {}), ("one flank", {"pain_sites": ["flank_left"]})),
    "sex": (("man", {}), ("woman", {"sex": "female"})),
}


MILD_WITHOUT_RISK = {"4 to 6", "none known"}
"""E1 asks for care today at 4 to 6 only with a risk, known or not told; without any, this is an ordinary spasm.

Left out after a run over all 4,096 variants, in which 116 of these 512 ended below `same_day` and none of the others.
"""


def leaking_people() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every variant of the person of E1, with its name."""
    for choice in product(*VARIANTS.values()):
        if {name for name, _ in choice} >= MILD_WITHOUT_RISK:
            continue
        person = dict(LEAKING)
        for _, change in choice:
            person |= change
        yield ", ".join(name for name, _ in choice), person


def missed_aortas(knowledge: Knowledge) -> tuple[int, list[str]]:
    """How many variants there are, and those that end below `same_day` after a full interview."""
    asking, missed, count = Asking(knowledge), [], 0
    for name, person in leaking_people():
        count += 1
        result = screen(walk(told(person, knowledge), knowledge, asking=asking).answers, knowledge)
        if result.disposition not in URGENT:
            missed.append(f"{name}: {result.disposition}")
    return count, missed


def print_assumptions() -> None:
    """Every share that the simulation rests on."""
    print("Assumptions (per cent). pack: middle of the range in the pack; all others ours.")
    print("  age", ", ".join(f"{a}-{b}: {s}" for a, b, s in spasms.AGE_BANDS))
    for name, table in (("place", spasms.WHERE), ("worst in", spasms.SPEED), ("able to", spasms.ABLE)):
        print(f"  {name}", ", ".join(f"{word}: {share}" for word, share in table))
    for name, bands in (("days", spasms.DAYS), ("worst pain", spasms.WORST)):
        print(f"  {name}", ", ".join(f"{a}-{b}: {s}" for a, b, s in bands))
    print("  pack:", "; ".join(f"{word}: {share}" for word, share in spasms.PACK.items()))
    print("  under 45 / 45-64 / 65+:", "; ".join(f"{f} {a}/{b}/{c}" for f, (a, b, c) in spasms.BY_AGE.items()))
    print("  everyone:", "; ".join(f"{fact} {share}" for fact, share in spasms.EVERYONE.items()))
    print("  not sure:", "; ".join(f"{word}: {share}" for word, share in spasms.UNSURE.items()))
    print("  every other line: no\n")


def print_rules(sent: Sequence[Sent], tier: str, old: bool) -> None:
    """The rules that sent people of one group to one tier, most frequent first (one person may count for several)."""
    group = [s for s in sent if s.old == old]
    speaking = [s for s in group if s.tier == tier]
    by_rule = Counter(rule for s in speaking for rule in s.rules)
    doubts = sum(s.unsure for s in speaking)
    alone = Counter(s.rules[0] for s in speaking if len(s.rules) == 1)
    words = ", ".join(
        f"{rule} {100 * n / len(group):.2f} ({100 * alone[rule] / len(group):.2f} alone)"
        for rule, n in by_rule.most_common(MOST_RULES)
    )
    print(f"  {tier}, per cent by rule: {words or 'nobody'}")
    if tier == "same_day":
        print(f"    of these by unanswered questions alone: {100 * doubts / len(group):.2f}")


FIXED = ("vas_aaa", "pain_severe_immobile", "unwell_faint", "fx_fragility")
"""Rules whose tier the sources fix word by word, cut-points and all (docs/reference/readings.md)."""


def print_fixed(sent: Sequence[Sent], old: bool) -> None:
    """How many are sent to urgent care by one of the rules that the sources fix, whatever the others say."""
    group = [s for s in sent if s.old == old]
    fixed = sum(s.tier in URGENT and any(rule in FIXED for rule in s.rules) for s in group)
    print(f"  by the four rules that the sources fix word by word: {100 * fixed / len(group):.1f} %")


def _in_short(found: dict[tuple[str, str], float]) -> str:
    return "; ".join(
        f"{group}: emergency {found[group, 'emergency']:.1f} %, same_day or more {found[group, 'urgent']:.1f} %"
        for group in ("under 65", "65 and over")
    )


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    knowledge = load_knowledge()
    print_assumptions()
    sent = send_all(people, knowledge)
    found = shares(sent)
    for name, old in (("under 65", False), ("65 and over", True)):
        count = sum(s.old == old for s in sent)
        print(f"{name} ({count} people): " + ", ".join(f"{tier} {found[name, tier]:.1f} %" for tier in reversed(TIERS)))
        print(f"  same_day or more: {found[name, 'urgent']:.1f} %")
        print_fixed(sent, old)
        for tier in ("emergency", "same_day", "soon"):
            print_rules(sent, tier, old)
    sure = send_all(people // 4, knowledge, doubts=False)
    print("the same people without any doubt (a quarter of them): " + _in_short(shares(sure)))
    screens = sorted(s.screens for s in sent)
    print(f"screens until decided: median {screens[len(screens) // 2]}, most {screens[-1]}")
    count, missed = missed_aortas(knowledge)
    print(f"\nThe person with a leaking aorta: {count} variants, {len(missed)} below same_day")
    for line in missed[:20]:
        print(f"  MISSED {line}")
    broken = broken_bars(found) + ([f"{len(missed)} leaking aortas sent below same_day"] if missed else [])
    for sentence in broken:
        print(f"bar broken: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
