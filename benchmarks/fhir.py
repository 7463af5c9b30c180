"""FHIR, held against what others wrote: `python -m benchmarks.fhir [--people 1000] [--first 0]`

Makes people by seeded chance, sends each as a Bundle, and prints how many errors three outside validators find, whether
each response answers its questionnaire, whether each Bundle comes back as it was, and the processor time of both ways.
The two validators on Node are fetched by `./test --fhir`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from statistics import median
from typing import Any

from tests.fhir.people import person
from tests.fhir.test_round_trip import comparable
from tests.outside.validators import IS_HERE, MISSING, by_models, by_node
from unspasm.fhir import carried, read_bundle, to_bundle
from unspasm.fhir.check_response import check_response
from unspasm.knowledge import load_knowledge
from unspasm.knowledge.episodes import load_episode_rules

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
BATCH = 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first person")
    chosen = parser.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.people)
    errors: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    out_ms: list[float] = []
    in_ms: list[float] = []
    batch: list[dict[str, Any]] = []
    for seed in seeds:
        bundle = one(seed, errors, out_ms, in_ms)
        kinds.update(entry["resource"]["resourceType"] for entry in bundle["entry"])
        batch.append(bundle)
        if IS_HERE and (len(batch) == BATCH or seed == seeds[-1]):
            for problem in by_node(batch):
                errors[problem.split(":")[0]] += 1
                print(problem)
            batch.clear()
    print(f"people (seeds {seeds.start} to {seeds.stop - 1})      {len(seeds)}")
    print(f"resources                       {sum(kinds.values())}")
    print("  " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    for name in ("fhir.resources", "medplum", "fhir.js"):
        ran = name == "fhir.resources" or IS_HERE
        print(f"errors by {name:<21} {errors[name] if ran else 'not run: ' + MISSING}")
    print(f"responses that do not answer    {errors['response']}")
    print(f"bundles that did not come back  {errors['round trip']}")
    print(f"to a Bundle                     {median(out_ms):.1f} ms of processor time, median")
    print(f"back from JSON                  {median(in_ms):.1f} ms of processor time, median")
    return 1 if errors.total() else 0


def one(seed: int, errors: Counter[str], out_ms: list[float], in_ms: list[float]) -> dict[str, Any]:
    """The Bundle of one person, with all that Python can find wrong counted. Every second one without private answers."""
    knowledge, private = load_knowledge(), bool(seed % 2)
    told = person(seed)
    began = time.process_time()
    bundle = to_bundle(told, knowledge, load_episode_rules(), now=NOW, private=private)
    text = json.dumps(bundle, allow_nan=False)
    out_ms.append((time.process_time() - began) * 1000)
    began = time.process_time()
    back = read_bundle(json.loads(text), knowledge, now=NOW).told
    in_ms.append((time.process_time() - began) * 1000)
    if back is None or comparable(back) != comparable(carried(told, knowledge, private=private)):
        errors["round trip"] += 1
        print(f"round trip: seed {seed}")
    resources = [entry["resource"] for entry in bundle["entry"]]
    form = next((found for found in resources if found["resourceType"] == "Questionnaire"), {})
    for found in resources:
        if found["resourceType"] == "QuestionnaireResponse":
            errors["response"] += len(check_response(found, form))
    for problem in by_models(bundle):
        errors["fhir.resources"] += 1
        print(f"seed {seed}: {problem}")
    return bundle


if __name__ == "__main__":
    sys.exit(main())
