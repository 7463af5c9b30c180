"""No run of doses that the ledger lets pass holds more than a ceiling in any 24 hours.

"Lets pass" means a verdict of ok, caution or see_someone. The claim is argued for every time and amount, then searched
exhaustively on a grid of hours, then shown to be searchable: with a ceiling moved by one step the search finds it.

The argument. Let W = (s - 24 h, s] be any stretch that holds a dose, and t <= s its last one.

1. W holds no dose that (t - 24 h, t] does not hold: a dose in W is not later than t, and later than s - 24 h >= t - 24 h.
   So it is enough to look at stretches that end with a dose.
2. The dose at t passed, so none of its reasons is `daily_maximum`. The ledger sums *everything* taken in (t - 24 h, t],
   passed or refused, with this dose, and gives `daily_maximum` when that is over the limit in force
   (`care/doses/limits.py`, `broken_limits`). So the sum is at most the limit in force at t.
3. The limit in force is the label's, or the strictest of the drug where two labels meet in the stretch, lowered by caps
   of the person and by the overdose line (`bounds`): never more than the ceiling of any label in the stretch.

By 1 to 3 the claim holds for every stretch, with no appeal to what was said of earlier doses; the same steps hold for a
stretch of 12 hours (naproxen) and for counts of uses. It needs no grid and no bound on length. Three exceptions are by
design: no limit of ours binds a dose that a clinician set (the overdose line still does), under 18 nothing passes, and
a first dose of naproxen may be two tablets, under limits of its own.

The search checks the code against that argument. A state is what passed in the last 26 hours, as hours since it was
taken; a step lets an hour go by, or takes any one dose. What passes hangs on no older dose
(`tests/properties/test_doses_laws.py`), so going through every state that can be reached covers runs of any length on
the grid: 2 hours where all waits are even, 1 hour for naproxen; 1 hour for all in `make slow`.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.oracle.agree_doses import TODAY, healthy, the_knowledge
from unspasm.care import read_answers
from unspasm.care.doses import ask_about, judge_last_for, read_doses

PASSED = ("ok", "caution", "see_someone")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
HORIZON_H, DAY_H = 26, 24


@dataclass(frozen=True)
class Case:
    """What one person may take of one drug in one market, and what no 24 hours may hold: (sum, doses of one label).

    packs: (product, amounts) pairs. single: the most in one dose. reached: the sum that the search must get to.
    """

    market: str
    drug: str
    packs: tuple[tuple[str, tuple[float, ...]], ...]
    ceiling: float
    single: float
    reached: float
    given_in: str = "mg"
    person: dict[str, object] = field(default_factory=dict)
    most_doses: int = 24
    hours: int = 2

    @property
    def name(self) -> str:
        return " ".join([self.market, self.drug, *(f"{k}={v}" for k, v in self.person.items())])


ANY, US325, US500, ER = "", "acetaminophen 325 mg", "acetaminophen 500 mg", "acetaminophen extended-release 650 mg"
CASES = [
    Case("us", "ibuprofen", (("", (200, 400, 401)),), 1200, 400, 1200),
    Case("uk", "ibuprofen", (("", (200, 400, 401)),), 1200, 400, 1200),
    Case("us", "naproxen", (("", (220, 440, 441)),), 660, 440, 660, hours=1),
    Case("us", "naproxen", (("", (220, 440)),), 440, 440, 440, person={"age": 65}, hours=1),
    Case("us", "aspirin", (("", (324, 650, 651)),), 3888, 650, 3574),
    Case("us", "aspirin", (("aspirin 325 mg", (650,)), ("aspirin 81 mg", (648,))), 3900, 650, 3900),
    Case("uk", "aspirin", (("", (300, 600, 601)),), 3600, 600, 3600),
    Case("us", "paracetamol", ((ANY, (500, 1000, 1001)),), 3000, 1000, 3000),
    Case("us", "paracetamol", ((US325, (325, 650)),), 3250, 650, 3250),
    Case("us", "paracetamol", ((US500, (500, 1000)),), 3000, 1000, 3000),
    Case("us", "paracetamol", ((ER, (650, 1300)),), 3900, 1300, 3900),
    Case("us", "paracetamol", ((ANY, (1000,)), (US325, (650,)), (ER, (1300,))), 3900, 1300, 3900),
    Case("uk", "paracetamol", (("", (500, 1000, 1001)),), 4000, 1000, 4000),
    Case("uk", "paracetamol", (("", (250, 500, 501)),), 2000, 500, 2000, person={"weight_kg": 49, "weight_under_50kg": None}),
    Case("us", "paracetamol", (("", (500, 1000)),), 2000, 1000, 2000, person={"drinks_3_daily": "yes"}),
    Case("us", "capsaicin", (("", (1,)),), 4, 1, 4),
    Case("us", "lidocaine", (("", (1,)),), 1, 1, 1, "patches"),
    Case("us", "menthol", (("", (1,)),), 3, 1, 3),
    Case("us", "methyl salicylate", (("", (1,)),), 3, 1, 3),
    Case("uk", "diclofenac", (("diclofenac 1.16% gel", (2, 4, 4.5)),), 16, 4, 16, "g", most_doses=4),
    Case("uk", "diclofenac", (("", (2, 4)), ("diclofenac 1.16% gel", (4,))), 16, 4, 16, "g", most_doses=4),
    Case("uk", "ketoprofen", (("", (2, 4)),), 15, 4, 14, "g", most_doses=4),
]  # fmt: skip
STRICTEST = {("us", "paracetamol"): 3000, ("us", "aspirin"): 3888, ("uk", "diclofenac"): 8}
"""What holds as soon as two labels of the drug meet within 24 hours."""


def doses_of(case, knowledge):
    """One dose for each pack and amount."""
    given_in = case.given_in if case.drug not in ("menthol", "capsaicin", "methyl salicylate") else "uses"
    lines = [
        {"at": NOW.isoformat(), "ingredient": case.drug, "product": product, given_in: amount}
        for product, amounts in case.packs
        for amount in amounts
    ]
    return read_doses(lines, knowledge, case.market)


def search(case, knowledge, hours):
    """Goes through every state that can be reached, up to the first breach; (states, largest sum, breaches found)."""
    told = read_answers(healthy(**case.person), knowledge, TODAY)
    person = ask_about(told, knowledge, case.market)
    choices = doses_of(case, knowledge)
    start = ()
    known, open_states, largest, breaches = {start}, [start], 0, []
    while open_states and not breaches:
        state = open_states.pop()
        older = tuple((age + hours, choice) for age, choice in state if age + hours < HORIZON_H)
        for after in (older, *taken(state, choices, person)):
            if after not in known:
                known.add(after)
                open_states.append(after)
                held, labels, most, count = held_in_a_day(after, choices)
                largest = max(largest, held)
                ceiling = case.ceiling if labels < 2 else STRICTEST[case.market, case.drug]
                if held > ceiling or most > case.single or count > case.most_doses:
                    breaches.append(after)
    return len(known), largest, breaches


def taken(state, choices, person):
    """Every state that one more dose leads to, where that dose passes."""
    log = [at_age(choices[choice], age) for age, choice in state]
    for number, choice in enumerate(choices):
        if judge_last_for(person, (*log, choice)).verdict in PASSED:
            yield (*state, (0, number))


def at_age(dose, age_h):
    at = NOW - timedelta(hours=age_h)
    return replace(dose, at=at, instant=at)


def held_in_a_day(state, choices):
    """(sum, number of labels, largest dose, number of doses) of the 24 hours that end with the last dose of the state."""
    if not state:
        return 0, 0, 0, 0
    last = state[-1][0]
    held = [choices[choice] for age, choice in state if age - last < DAY_H]
    return sum(d.amount for d in held), len({d.label.code for d in held}), max(d.amount for d in held), len(held)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_that_passes_goes_over_a_ceiling_on_the_grid(case):
    states, largest, breaches = search(case, the_knowledge(), case.hours)
    assert not breaches, breaches[0]
    assert largest == case.reached  # the ceiling is reached, so the search went where it could be broken
    assert states > 12


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_that_passes_goes_over_a_ceiling_on_a_grid_of_one_hour(case):
    _, largest, breaches = search(case, the_knowledge(), 1)
    assert not breaches, breaches[0]
    assert largest == case.reached


FAULTS = [
    (0, {"max_24h": 1400}),
    (2, {"max_24h": 880}),
    (0, {"single_max": 401}),
    (7, {"max_24h": 3575}),
    (15, {"max_24h": 5}),
    (19, {"max_uses_24h": 5, "max_24h": 18}),
]


@pytest.mark.parametrize(("place", "wrong"), FAULTS, ids=str)
def test_the_search_finds_a_ceiling_that_is_one_dose_too_high(place, wrong):
    case = CASES[place]
    assert search(case, with_labels(case, wrong), case.hours)[2], "a ceiling that is too high went unnoticed"


def with_labels(case, changes):
    """The real knowledge, with every label of the drug changed."""
    knowledge = the_knowledge()
    labels = knowledge.ledger.labels
    changed = tuple(replace(label, **changes) for label in labels[case.market][case.drug])
    market = {**labels[case.market], case.drug: changed}
    return replace(knowledge, ledger=replace(knowledge.ledger, labels={**labels, case.market: market}))


def test_a_dose_that_a_clinician_set_passes_the_label_but_not_the_overdose_line():
    case = Case("us", "ibuprofen", (("", (400, 800)),), 2400, 800, 2400, person={"clinician_set_dose": "yes"}, hours=6)
    _, largest, breaches = search(case, the_knowledge(), case.hours)
    assert not breaches
    assert largest == 2400


def test_under_18_nothing_passes():
    for case in CASES:
        child = replace(case, person={"age": 17})
        assert search(child, the_knowledge(), case.hours)[:2] == (1, 0)
