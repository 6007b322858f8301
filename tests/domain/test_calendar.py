from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain import calendar
from tests.domain.curves import utc


def instants(*stamps: str) -> np.ndarray:
    return np.array(stamps, dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("day", "length_s"),
    [
        (date(2020, 2, 29), 86_400),
        (date(2020, 3, 29), 82_800),
        (date(2020, 10, 25), 90_000),
        (date(2021, 12, 31), 86_400),
        (date(2050, 3, 27), 82_800),
    ],
)
def test_days_have_23_24_or_25_hours(day: date, length_s: int) -> None:
    assert calendar.day_length_s(day) == length_s


def test_bounds_of_a_day_and_of_a_month_are_utc_instants() -> None:
    assert calendar.day_bounds_utc(date(2020, 3, 29)) == (
        utc("2020-03-28T23:00"),
        utc("2020-03-29T22:00"),
    )
    assert calendar.month_bounds_utc(date(2020, 10, 17)) == (
        utc("2020-09-30T22:00"),
        utc("2020-10-31T23:00"),
    )
    assert calendar.month_bounds_utc(date(2020, 12, 31))[1] == utc("2020-12-31T23:00")


def test_offsets_change_at_one_in_the_morning_utc() -> None:
    moments = instants(
        "2020-03-29T00:59:59", "2020-03-29T01:00:00", "2020-10-25T00:59:59", "2020-10-25T01:00:00"
    )
    assert calendar.utc_offsets_s(moments).tolist() == [3600, 7200, 7200, 3600]


@given(st.lists(st.integers(0, 130 * 365 * 86_400), max_size=30))
def test_offsets_are_those_of_the_time_zone_database(epoch_s: list[int]) -> None:
    local = [datetime.fromtimestamp(second, calendar.PARIS) for second in epoch_s]
    expected = [offset.seconds for moment in local if (offset := moment.utcoffset())]
    stamps = np.array(epoch_s, dtype=np.int64).astype("datetime64[s]")
    assert calendar.utc_offsets_s(stamps).tolist() == expected


@pytest.mark.parametrize("stamp", ["1969-12-31T23:59:59", "2100-01-01T00:00:00"])
def test_offsets_are_not_guessed_outside_the_known_years(stamp: str) -> None:
    with pytest.raises(ValueError, match="outside 1970-2099"):
        calendar.utc_offsets_s(instants(stamp))


def test_local_days_turn_at_local_midnight() -> None:
    days = calendar.local_days(instants("2021-12-31T22:59:59", "2021-12-31T23:00:00"))
    assert days.tolist() == [date(2021, 12, 31), date(2022, 1, 1)]


def test_wall_times_of_the_repeated_hour_are_told_apart_by_order() -> None:
    wall = instants(
        "2020-10-25T01:30",
        "2020-10-25T02:00",
        "2020-10-25T02:30",
        "2020-10-25T02:00",
        "2020-10-25T02:30",
        "2020-10-25T03:00",
    )
    found, impossible = calendar.from_wall(wall)
    assert not impossible.any()
    assert (
        found.tolist()
        == instants(
            "2020-10-24T23:30",
            "2020-10-25T00:00",
            "2020-10-25T00:30",
            "2020-10-25T01:00",
            "2020-10-25T01:30",
            "2020-10-25T02:00",
        ).tolist()
    )


def test_wall_times_that_march_skips_are_flagged() -> None:
    wall = instants(
        "2020-03-29T01:59:59", "2020-03-29T02:00", "2020-03-29T02:59", "2020-03-29T03:00"
    )
    found, impossible = calendar.from_wall(wall)
    assert impossible.tolist() == [False, True, True, False]
    assert found[[0, 3]].tolist() == instants("2020-03-29T00:59:59", "2020-03-29T01:00").tolist()


@given(st.integers(24, 129 * 365 * 24))
def test_wall_time_of_a_lone_instant_comes_back_but_for_the_second_pass(hour: int) -> None:
    moment = calendar.to_instants(np.array([hour * 3600]))
    back, impossible = calendar.from_wall(calendar.local_wall(moment))
    assert not impossible.any()
    assert (moment - back)[0] in {np.timedelta64(0, "s"), np.timedelta64(3600, "s")}


def test_utc_months_cover_the_interval() -> None:
    covered = calendar.utc_months(utc("2020-11-30T23:00"), utc("2021-02-01T00:00"))
    assert [str(month) for month in covered] == ["2020-11", "2020-12", "2021-01"]
    assert not len(calendar.utc_months(utc("2020-11-30"), utc("2020-11-30")))


def test_next_month_runs_over_the_year() -> None:
    assert calendar.next_month(date(2021, 12, 31)) == date(2022, 1, 1)
