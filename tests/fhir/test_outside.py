"""What we send passes validators that others wrote, and each planted fault is found by one of them.

`./test --fhir` fetches the two that run on Node. Without them this file says so and checks by the third alone.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from tests.fhir.people import person
from tests.fhir.test_round_trip import sent
from tests.outside.validators import IS_HERE, MISSING, by_models, by_node

SAMPLE = range(12)
needs_node = pytest.mark.skipif(not IS_HERE, reason=MISSING)


def test_a_sample_passes_the_models_of_others() -> None:
    assert [problem for seed in SAMPLE for problem in by_models(sent(person(seed)))] == []


@needs_node
def test_a_sample_passes_the_validators_of_others() -> None:
    assert by_node([sent(person(seed), private=bool(seed % 2)) for seed in SAMPLE]) == []


def first(bundle: dict, kind: str) -> dict:
    return next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == kind)


def missing_status(bundle: dict) -> None:
    del first(bundle, "Observation")["status"]


def wrong_type(bundle: dict) -> None:
    first(bundle, "Provenance")["recorded"] = 5


def unknown_property(bundle: dict) -> None:
    first(bundle, "Observation")["patient"] = {"reference": "x"}


def bad_date(bundle: dict) -> None:
    first(bundle, "Observation")["effectiveDateTime"] = "yesterday"


def two_values(bundle: dict) -> None:
    first(bundle, "Observation").update(valueInteger=3, valueString="three")


def unknown_status(bundle: dict) -> None:
    first(bundle, "QuestionnaireResponse")["status"] = "done"


def unknown_item_type(bundle: dict) -> None:
    first(bundle, "Questionnaire")["item"][0]["type"] = "section"


def empty_group(bundle: dict) -> None:
    del first(bundle, "Questionnaire")["item"][0]["item"]


def no_subject(bundle: dict) -> None:
    del first(bundle, "Flag")["subject"]


FAULTS = (missing_status, wrong_type, unknown_property, bad_date, two_values, unknown_status, unknown_item_type, empty_group, no_subject)  # fmt: skip


def somebody() -> dict:
    """A bundle with all that the faults are planted in."""
    wanted = {"Observation", "Questionnaire", "QuestionnaireResponse", "Flag"}
    bundles = (sent(person(seed)) for seed in range(200))
    return next(one for one in bundles if wanted <= {entry["resource"]["resourceType"] for entry in one["entry"]})


@needs_node
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_planted_fault_is_found_by_one_of_them(fault: Callable[[dict], None]) -> None:
    bundle = copy.deepcopy(somebody())
    fault(bundle)
    assert by_models(bundle) or by_node([bundle])
