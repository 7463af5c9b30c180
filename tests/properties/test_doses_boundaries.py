"""Every limit of the ledger one step below it, on it and one step over it: minutes, amounts, days, clocks.

The limits are read from the labels themselves, so a new label is tested as soon as it is there; what each label says is
held by `tests/doses`. Doses are taken by a healthy man of 40 and 80 kg.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.agree_doses import TODAY, healthy, the_knowledge
from unspasm.care import read_answers
from unspasm.care.doses import judge_doses, read_doses
from unspasm.knowledge.ledger import GRAMS, MG, PATCHES, USES

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIELDS = {MG: "mg", GRAMS: "g", USES: "uses", PATCHES: "patches"}
LIMIT_RULES = {"single_dose", "rolling_24h", "uses_24h", "wait", "stretch"}


def every_label():
    """(market, drug, product, label) for every pack with numbers of ours, an unnamed one as ''."""
    for market, drugs in the_knowledge().ledger.labels.items():
        for drug, labels in drugs.items():
            for place, label in enumerate(labels):
                if label.sold and not label.limits_on_pack and (label.names or place == 0):
                    yield market, drug, label.product if label.names and place else "", label


LABELS = list(every_label())
IDS = [f"{market} {drug} {product or 'unnamed'}" for market, drug, product, _ in LABELS]
each_label = pytest.mark.parametrize(("market", "drug", "product", "label"), LABELS, ids=IDS)


def line(at, drug, product, label, amount):
    exact = Decimal(amount)
    number = int(exact) if exact == int(exact) else float(exact)
    return {"at": at.isoformat(), "ingredient": drug, "product": product, FIELDS[label.unit]: number}


def judged(market, lines):
    """Rules that say no to each dose, and the verdicts."""
    knowledge = the_knowledge()
    told = read_answers(healthy(), knowledge, TODAY)
    return judge_doses(told, read_doses(lines, knowledge, market), knowledge, market)


def rules(judgement):
    return {reason.rule for reason in judgement.reasons} & LIMIT_RULES


def step(label):
    """The smallest amount that this unit can go over a limit by."""
    return Decimal(1) if label.unit in (USES, PATCHES) else Decimal("0.001")


@each_label
def test_the_single_dose_on_its_limit_and_one_step_over_it(market, drug, product, label):
    most = label.first_dose.limit if label.first_dose else label.single_max
    [on] = judged(market, [line(START, drug, product, label, most)])
    [over] = judged(market, [line(START, drug, product, label, most + step(label))])
    assert rules(on) == set()
    assert "single_dose" in rules(over)


@each_label
def test_the_wait_one_minute_early_on_time_and_one_minute_late(market, drug, product, label):
    for wait in label.waits:
        amount = min(wait.up_to or label.single_max, label.single_max)
        for shift, refused in ((-MINUTE, True), (timedelta(0), False), (MINUTE, False)):
            later = START + timedelta(minutes=wait.minutes) + shift
            lines = [
                line(START, drug, product, label, amount),
                line(later, drug, product, label, min(label.smallest, amount)),
            ]
            assert ("wait" in rules(judged(market, lines)[1])) is refused, (wait, shift)


@each_label
def test_the_wait_follows_the_amount_on_both_sides_of_its_step(market, drug, product, label):
    for wait, longer in zip(label.waits, label.waits[1:], strict=False):
        later = START + timedelta(minutes=wait.minutes)
        for amount, refused in ((wait.up_to, False), (wait.up_to + step(label), True)):
            lines = [line(START, drug, product, label, amount), line(later, drug, product, label, label.smallest)]
            assert ("wait" in rules(judged(market, lines)[1])) is refused, (longer, amount)


@each_label
def test_the_24_hours_let_go_of_a_dose_to_the_minute(market, drug, product, label):
    """As much as 24 hours hold, spread evenly; then the smallest dose, a minute before the first is let go, on it, after."""
    size = label.smallest
    count = label.max_uses_24h or label.max_24h // size
    spread = timedelta(minutes=20)  # too close on purpose: only the 24 hours are looked at
    full = [line(START + number * spread, drug, product, label, size) for number in range(count)]
    for shift, refused in ((-MINUTE, True), (timedelta(0), False), (MINUTE, False)):
        trial = line(START + DAY + shift, drug, product, label, size)
        found = rules(judged(market, [*full, trial])[-1])
        assert bool(found & {"rolling_24h", "uses_24h"}) is refused, shift


@each_label
def test_the_24_hours_hold_the_ceiling_and_not_one_step_more(market, drug, product, label):
    if label.unit in (USES, PATCHES):
        return
    start, most = START, label.max_24h
    sizes = [label.single_max] * (most // label.single_max)
    rest = most - sum(sizes)
    for extra, refused in ((0, False), (step(label), True)):
        amounts = [*sizes, rest + extra] if rest + extra else sizes
        lines = [
            line(start + number * timedelta(minutes=1), drug, product, label, amount)
            for number, amount in enumerate(amounts)
        ]
        assert ("rolling_24h" in rules(judged(market, lines)[-1])) is refused, amounts


def test_the_stretch_of_12_hours_for_naproxen_to_the_minute():
    *_, label = next(row for row in LABELS if row[1] == "naproxen")
    for shift, refused in ((-MINUTE, True), (timedelta(0), False), (MINUTE, False)):
        at = START + timedelta(hours=12) + shift
        lines = [line(START, "naproxen", "", label, 440), line(at, "naproxen", "", label, 220)]
        assert ("stretch" in rules(judged("us", lines)[1])) is refused


def test_a_first_dose_of_naproxen_ends_after_an_hour_and_needs_a_free_day_before_it():
    *_, label = next(row for row in LABELS if row[1] == "naproxen")
    for shift, refused in ((-MINUTE, False), (timedelta(0), False), (MINUTE, True)):
        at = START + timedelta(hours=1) + shift
        lines = [line(START, "naproxen", "", label, 220), line(at, "naproxen", "", label, 220)]
        assert ("wait" in rules(judged("us", lines)[1])) is refused
        lines = [line(START, "naproxen", "", label, 220), line(START + DAY - shift, "naproxen", "", label, 440)]
        assert ("single_dose" in rules(judged("us", lines)[1])) is refused
    # A first dose in two halves, the second 25 hours less a minute after the dose of the day before.
    lines = [
        line(START, "naproxen", "", label, 220),
        line(START + DAY, "naproxen", "", label, 220),
        line(START + DAY + timedelta(minutes=59), "naproxen", "", label, 220),
    ]
    assert rules(judged("us", lines)[2]) == set()
    lines[0] = line(START + MINUTE, "naproxen", "", label, 220)
    assert "wait" in rules(judged("us", lines)[2])


OVERDOSE = [("us", "ibuprofen", 2400), ("us", "naproxen", 1320), ("us", "aspirin", 7776), ("uk", "aspirin", 7200),
            ("us", "paracetamol", 4000), ("uk", "paracetamol", 4000)]  # fmt: skip


@pytest.mark.parametrize(("market", "drug", "line_mg"), OVERDOSE)
def test_the_overdose_line_on_it_one_step_over_it_and_a_minute_apart(market, drug, line_mg):
    half = line_mg // 2
    for extra, hours, alarm in ((0, 23, False), (0.001, 23, True), (0.001, 24, False)):
        later = START + timedelta(hours=hours)
        lines = [
            {"at": START.isoformat(), "ingredient": drug, "mg": half},
            {"at": later.isoformat(), "ingredient": drug, "mg": half + extra},
        ]
        assert (judged(market, lines)[1].verdict == "emergency") is alarm, (extra, hours)
    at_last = {"at": (START + DAY - MINUTE).isoformat(), "ingredient": drug, "mg": half + 0.001}
    assert (
        judged(market, [{"at": START.isoformat(), "ingredient": drug, "mg": half}, at_last])[1].verdict == "emergency"
    )


# --- days across midnight ------------------------------------------------------------------------


def days_rule(judgement):
    return {reason.rule for reason in judgement.reasons} & {"days_in_a_row", "of_last_14_days", "of_last_30_days"}


@each_label
def test_the_day_after_the_last_allowed_one_begins_at_midnight(market, drug, product, label):
    midnight = datetime(2026, 1, 5, tzinfo=UTC)
    first = [
        line(midnight + number * DAY + timedelta(hours=12), drug, product, label, label.smallest)
        for number in range(label.max_days - 1)
    ]
    last_day = midnight + (label.max_days - 1) * DAY
    late = line(last_day + timedelta(hours=23, minutes=59), drug, product, label, label.smallest)
    after = line(last_day + DAY, drug, product, label, label.smallest)
    *_, on = judged(market, [*first, late])
    *_, over = judged(market, [*first, after])
    assert "days_in_a_row" not in days_rule(on)
    assert "days_in_a_row" not in days_rule(over)  # a free day lies between: the run begins anew
    *_, over = judged(market, [*first, late, after])
    assert "days_in_a_row" in days_rule(over)


# --- clocks --------------------------------------------------------------------------------------

NIGHTS = [
    # (place, an evening before the clock changes, what the clock does)
    ("Europe/London", "2026-03-28", "on"),
    ("Europe/London", "2026-10-24", "back"),
    ("America/New_York", "2026-03-07", "on"),
    ("America/New_York", "2026-10-31", "back"),
    ("Australia/Lord_Howe", "2026-04-04", "back"),  # by half an hour
]


def at_half_past_eleven(evening, place):
    return datetime.fromisoformat(f"{evening}T23:30").replace(tzinfo=ZoneInfo(place))


@pytest.mark.parametrize(("place", "evening", "turn"), NIGHTS)
@pytest.mark.parametrize(("mg", "wait_h"), [(200, 4), (400, 6)])
def test_on_the_night_the_clock_changes_the_wait_is_still_its_hours(place, evening, turn, mg, wait_h):
    taken = at_half_past_eleven(evening, place)
    due = taken.astimezone(UTC) + timedelta(hours=wait_h)
    shown = due.astimezone(ZoneInfo(place))
    on_the_wall = shown.replace(tzinfo=None) - taken.replace(tzinfo=None) - timedelta(hours=wait_h)
    assert (on_the_wall > timedelta(0)) is (turn == "on")
    for shift, verdict in ((-MINUTE, "too_soon"), (timedelta(0), "ok"), (MINUTE, "ok")):
        at = (due + shift).astimezone(ZoneInfo(place))
        lines = [{"at": t.isoformat(), "ingredient": "ibuprofen", "mg": mg} for t in (taken, at)]
        results = judged("us", lines)
        assert results[1].verdict == verdict
        assert results[0].earliest_next == due


@pytest.mark.parametrize(("place", "evening", "turn"), NIGHTS)
def test_on_the_night_the_clock_changes_a_day_of_24_hours_is_24_hours(place, evening, turn):
    zone = ZoneInfo(place)
    taken = at_half_past_eleven(evening, place).astimezone(UTC)
    full = [
        {"at": (taken + timedelta(hours=6 * n)).astimezone(zone).isoformat(), "ingredient": "ibuprofen", "mg": 400}
        for n in range(3)
    ]
    for shift, verdict in ((-MINUTE, "daily_maximum"), (timedelta(0), "ok")):
        at = (taken + DAY + shift).astimezone(zone)
        last = {"at": at.isoformat(), "ingredient": "ibuprofen", "mg": 200}
        assert judged("us", [*full, last])[-1].verdict == verdict


def test_the_hour_that_comes_twice_is_two_hours():
    """01:30 and 01:30 again, an hour later: the offset tells them apart."""
    first, again = "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"
    lines = [{"at": first, "ingredient": "naproxen", "mg": 220}, {"at": again, "ingredient": "naproxen", "mg": 220}]
    assert [one.verdict for one in judged("us", lines)] == ["ok", "ok"]  # within the hour of a first dose
    lines[1]["at"] = "2026-10-25T01:31:00+00:00"
    assert judged("us", lines)[1].verdict == "too_soon"


@pytest.mark.parametrize("offset", ["+00:00", "+14:00", "-11:00", "+05:45", "-09:30"])
def test_after_a_flight_the_wait_and_the_24_hours_are_the_same_instants(offset):
    zone = datetime.fromisoformat(f"2026-01-01T00:00:00{offset}").tzinfo
    for hours, mg in ((4, 200), (6, 400)):
        for shift, verdict in ((-MINUTE, "too_soon"), (timedelta(0), "ok")):
            at = (START + timedelta(hours=hours) + shift).astimezone(zone)
            lines = [{"at": t.isoformat(), "ingredient": "ibuprofen", "mg": mg} for t in (START, at)]
            assert judged("us", lines)[1].verdict == verdict


def paracetamol_on(*times):
    return [{"at": time, "ingredient": "paracetamol", "mg": 500} for time in times]


def test_days_in_a_row_are_the_days_on_the_wall_where_each_dose_was_taken():
    # Flying west over the date line makes one calendar day last longer: four doses, three days.
    west = paracetamol_on("2026-01-05T08:00:00+13:00", "2026-01-06T08:00:00+13:00", "2026-01-06T08:00:00-10:00",
                          "2026-01-07T08:00:00-10:00")  # fmt: skip
    assert not days_rule(judged("uk", west)[-1])
    # Flying east over it leaves one calendar day out: the run is broken where no day was lived.
    east = paracetamol_on("2026-01-05T08:00:00-10:00", "2026-01-06T08:00:00-10:00", "2026-01-08T07:00:00+13:00",
                          "2026-01-09T07:00:00+13:00")  # fmt: skip
    assert not days_rule(judged("uk", east)[-1])
    # The same four instants, had the person stayed: four days, and the fourth says see someone.
    stayed = [datetime.fromisoformat(dose["at"]).astimezone(UTC) for dose in west]
    home = paracetamol_on(*[f"2026-01-{5 + number:02d}T08:00:00+00:00" for number in range(4)])
    assert stayed == sorted(stayed)
    assert "days_in_a_row" in days_rule(judged("uk", home)[-1])


@pytest.mark.parametrize(("place", "evening", "turn"), NIGHTS)
def test_days_in_a_row_run_on_over_the_night_the_clock_changes(place, evening, turn):
    noon = at_half_past_eleven(evening, place).replace(hour=12, minute=0) - timedelta(days=2)
    times = [(noon + number * DAY).isoformat() for number in range(4)]  # the same wall clock every day
    found = [days_rule(judgement) for judgement in judged("uk", paracetamol_on(*times))]
    assert [("days_in_a_row" in rule) for rule in found] == [False, False, False, True]
