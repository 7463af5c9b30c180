"""Times are instants with the zone they happened in: clock changes, flights, slips and clocks set back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspasm.record.times import TimesError, known_zone, read_when

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEARS = timedelta(days=5 * 366)


def read(at, zone="Europe/London", now=NOW, fold="", earliest=YEARS):
    return read_when(at, zone, now=now, earliest=earliest, fold=fold)


def test_a_time_is_read_on_the_clock_of_the_place():
    assert read("2026-07-01T08:00").happened_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert read("2026-07-01T08:00", "America/New_York").happened_at == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_nothing_given_is_now():
    assert read("").happened_at == NOW


def test_an_hour_that_the_clocks_left_out_is_refused():
    with pytest.raises(TimesError, match="left out"):
        read("2026-03-29T01:30")


def test_an_hour_that_came_twice_is_asked_for():
    with pytest.raises(TimesError, match="twice") as error:
        read("2026-10-25T01:30")
    assert error.value.twice
    first, second = read("2026-10-25T01:30", fold="first"), read("2026-10-25T01:30", fold="second")
    assert second.happened_at - first.happened_at == timedelta(hours=1)
    assert first.local.strftime("%H:%M %z") == "01:30 +0100"
    assert second.local.strftime("%H:%M %z") == "01:30 +0000"


@pytest.mark.parametrize("at", ["2026-11-23T09:03", "2027-01-01T00:00", "2200-12-31T23:59"])
def test_what_is_still_to_come_is_refused(at):
    with pytest.raises(TimesError, match="still to come"):
        read(at)


def test_a_clock_that_is_a_little_ahead_is_forgiven_but_never_written_ahead():
    assert read("2026-11-23T09:01").happened_at == NOW


@pytest.mark.parametrize("at", ["2020-01-01T00:00", "1970-01-01T00:00"])
def test_what_is_long_ago_is_refused(at):
    with pytest.raises(TimesError, match="ago"):
        read(at)


@pytest.mark.parametrize(
    "at",
    ["yesterday", "2026-13-01T00:00", "25:00", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-23T09:00;", "\x00"],
)
def test_what_is_not_a_time_is_refused(at):
    with pytest.raises(TimesError, match="not a time"):
        read(at)


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "\x00", "/etc/localtime", "x" * 5000])
def test_a_zone_that_nobody_knows_falls_back(zone):
    assert known_zone(zone, "Europe/Paris") == "Europe/Paris"


LOCAL_TIMES = st.datetimes(datetime.fromisoformat("2022-01-01"), datetime.fromisoformat("2026-11-22"))


@given(
    LOCAL_TIMES,
    st.sampled_from(
        ["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
    ),
    st.sampled_from(["first", "second"]),
)
def test_a_local_time_comes_back_as_it_was_given(local, zone, fold):
    """Unless the clocks left it out, what was typed is what is shown, and it is one real instant."""
    there_and_back = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != local:
        with pytest.raises(TimesError, match="left out"):
            read_when(local.isoformat(), zone, now=NOW, earliest=YEARS, fold=fold)
        return
    when = read_when(local.isoformat(), zone, now=NOW, earliest=YEARS, fold=fold)
    assert when.local.replace(tzinfo=None) == local
