"""Speed: one decision, and a million people, beside a general rule engine. `python -m benchmarks.bench [people]`

Medians of one whole decision (screen, classify, plan, with reasons), of the danger rules alone for one person (which
levels hold, and the tier: what zen-engine is asked for), on the same fully answered people; and a cohort by the NumPy
reading, in processor time.
Exit code 1 if the engines disagree or a bar is broken.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from statistics import median
from typing import Any

import numpy as np

from benchmarks.interviews import told, walk
from benchmarks.paths import PEOPLE
from benchmarks.zen_rules import ZenRules, plain_person
from tests.cases.people import some_answers
from unspasm.care import Answers, check, screen
from unspasm.care.answers import person_pairs
from unspasm.care.cohort import CHUNK, Column, columns_of, screen_cohort
from unspasm.care.decide import judge
from unspasm.care.screen import ALGEBRA
from unspasm.knowledge import TIERS, Knowledge, load_knowledge

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
COHORT, SAMPLE, ROUNDS, SEED = 1_000_000, 200, 15, 5
DECISION_MS, COHORT_S, COHORT_RATIO = 2.0, 5.0, 1000.0


@dataclass(frozen=True)
class Figures:
    """Milliseconds for one, processor seconds and people a processor second for many."""

    decision_ms: float
    screen_ms: float
    rules_ms: float
    zen_ms: float
    disagreements: int
    cohort_s: float
    cohort_rate: float
    zen_rate: float

    @property
    def person_ratio(self) -> float:
        return self.zen_ms / self.rules_ms

    @property
    def cohort_ratio(self) -> float:
        return self.cohort_rate / self.zen_rate


def measure(knowledge: Knowledge, cohort: int = COHORT) -> Figures:
    """All figures, in one run."""
    chance = Random(SEED)
    people = [some_answers(chance, knowledge, unknown=0.0) for _ in range(SAMPLE)]
    zen = ZenRules(knowledge)
    plain = [plain_person(person, knowledge) for person in people]
    ours = [TIERS.index(screen(person, knowledge).disposition) for person in people]
    disagreements = sum(zen.tier(p) != tier for p, tier in zip(plain, ours, strict=True))
    named = [walk(told(person, knowledge), knowledge, "plan").answers for person in PEOPLE.values()]
    zen_s = _cpu(lambda: [zen.tier(person) for person in plain])
    columns = many_people(knowledge, cohort, people)
    cohort_s = _cpu(lambda: screen_cohort(columns, knowledge), rounds=3)
    return Figures(
        decision_ms=_ms(lambda person: check(person, knowledge, NOW), named),
        screen_ms=_ms(lambda person: screen(person, knowledge), people),
        rules_ms=_ms(lambda person: rules_alone(person, knowledge), people),
        zen_ms=_ms(zen.tier, plain),
        disagreements=disagreements,
        cohort_s=cohort_s * COHORT / cohort,
        cohort_rate=cohort / cohort_s,
        zen_rate=SAMPLE / zen_s,
    )


def rules_alone(person: Answers, knowledge: Knowledge) -> int:
    """The tier by the function that is proved, without reasons and questions."""
    verdict = judge(knowledge, person_pairs(person, knowledge), ALGEBRA)
    return max(tier for tier, reached in enumerate(verdict.reached) if reached)


def many_people(knowledge: Knowledge, count: int, people: list[Answers]) -> dict[str, Column]:
    """Fully answered people, each fact drawn from the sample's answers by seeded chance, in the smallest codes."""
    rng = np.random.default_rng(SEED)
    columns = {}
    for key, column in columns_of(people, knowledge).items():
        codes = column.codes[rng.integers(0, len(column.codes), count)]
        columns[key] = Column(codes.astype(np.min_scalar_type(int(codes.max()))))
    return columns


def broken_bars(figures: Figures) -> list[str]:
    """Each bar that is broken, in one sentence."""
    bars = [
        (figures.disagreements == 0, f"{figures.disagreements} of {SAMPLE} people differ between the engines"),
        (figures.decision_ms < DECISION_MS, f"one decision took {figures.decision_ms:.2f} ms, not under {DECISION_MS}"),
        (figures.person_ratio >= 1, f"one person: {figures.person_ratio:.2f} times the speed of zen-engine"),
        (figures.cohort_s < COHORT_S, f"a million people took {figures.cohort_s:.1f} s, not under {COHORT_S}"),
        (figures.cohort_ratio >= COHORT_RATIO, f"the cohort is {figures.cohort_ratio:.0f} times zen-engine"),
    ]
    return [sentence for kept, sentence in bars if not kept]


def _ms(work: Callable[[Any], Any], people: list[Any]) -> float:
    """The median time of one call, in milliseconds; each person in turn, several rounds."""
    times = []
    for _ in range(ROUNDS):
        for person in people:
            start = time.perf_counter()
            work(person)
            times.append(time.perf_counter() - start)
    return 1000 * median(times)


def _cpu(work: Callable[[], Any], rounds: int = 5) -> float:
    """The median processor time, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)


def main() -> int:
    knowledge = load_knowledge()
    cohort = int(sys.argv[1]) if len(sys.argv) > 1 else COHORT
    f = measure(knowledge, cohort)
    rules, levels = len(knowledge.rules), len(knowledge.levels)
    print(f"{rules} danger rules, {levels} levels, {len(knowledge.facts)} facts; medians")
    print(f"one whole decision, with reasons and plan: {f.decision_ms:.3f} ms (bar: under {DECISION_MS})")
    print(f"danger rules alone, one person: ours {f.rules_ms:.3f} ms, zen-engine {f.zen_ms:.3f} ms")
    print(f"  ratio {f.person_ratio:.1f} (bar: at least 1); {f.disagreements} disagreements in {SAMPLE} people")
    print(f"  ours with every reason and the questions left: {f.screen_ms:.3f} ms")
    print(
        f"a million people, NumPy reading: {f.cohort_s:.2f} s of processor time (bar: under {COHORT_S}), {CHUNK} a chunk"
    )
    print(
        f"  {f.cohort_rate:,.0f} people a processor second, zen-engine {f.zen_rate:,.0f}: ratio {f.cohort_ratio:,.0f}"
    )
    broken = broken_bars(f)
    for sentence in broken:
        print(f"bar broken: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
