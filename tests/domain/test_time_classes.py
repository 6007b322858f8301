from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.calendar import PARIS
from services.domain.time_classes import (
    TIME_CLASSES,
    OffPeakWindow,
    TimeClass,
    TimeClassCalendar,
    calendar_on,
    classify,
)

NIGHT = OffPeakWindow(22 * 60, 6 * 60)
SPLIT = (OffPeakWindow(2 * 60, 6 * 60), OffPeakWindow(11 * 60, 15 * 60))


def calendar(
    start: date = date(2019, 1, 1),
    end: date | None = None,
    high: tuple[OffPeakWindow, ...] = (NIGHT,),
    low: tuple[OffPeakWindow, ...] = (NIGHT,),
) -> TimeClassCalendar:
    return TimeClassCalendar(start, end, high, low)


def classes(stamps: list[str], *calendars: TimeClassCalendar) -> list[str]:
    codes = classify(np.array(stamps, dtype="datetime64[s]"), calendars)
    assert codes.dtype == np.int8
    return [TIME_CLASSES[code].value for code in codes]


def test_window_over_midnight_in_local_time() -> None:
    winter = ["2021-01-15T20:59:59", "2021-01-15T21:00", "2021-01-16T04:59:59", "2021-01-16T05:00"]
    summer = ["2021-07-15T19:59:59", "2021-07-15T20:00", "2021-07-16T03:59:59", "2021-07-16T04:00"]
    assert classes(winter, calendar()) == ["HPH", "HCH", "HCH", "HPH"]
    assert classes(summer, calendar()) == ["HPE", "HCE", "HCE", "HPE"]


def test_season_is_that_of_the_local_date_even_within_one_night() -> None:
    # 31 March 2021 ends at 22:00 UTC; the night's window runs on into April.
    night = ["2021-03-31T21:59:59", "2021-03-31T22:00"]
    assert classes(night, calendar()) == ["HCH", "HCE"]
    assert classes(["2021-10-31T22:59:59", "2021-10-31T23:00"], calendar()) == ["HCE", "HCH"]


def test_two_windows_and_seasons_that_differ() -> None:
    both = calendar(high=(NIGHT,), low=SPLIT)
    july = [f"2021-07-15T{hour:02}:00" for hour in (23, 0, 3, 4, 9, 12, 13)]
    assert classes(july, both) == ["HPE", "HCE", "HCE", "HPE", "HCE", "HCE", "HPE"]
    assert classes(["2021-01-15T12:00", "2021-01-15T23:00"], both) == ["HPH", "HCH"]


def test_the_calendar_of_the_day_is_in_force() -> None:
    before = calendar(date(2020, 1, 1), date(2021, 7, 15))
    after = calendar(date(2021, 7, 15), None, low=SPLIT)
    noon = ["2021-07-14T10:00", "2021-07-15T10:00", "2021-07-14T21:59", "2021-07-14T22:00"]
    assert classes(noon, before, after) == ["HPE", "HCE", "HCE", "HPE"]


def test_season_months_belong_to_the_calendar() -> None:
    late = TimeClassCalendar(date(2020, 1, 1), None, (NIGHT,), (NIGHT,), frozenset({4}))
    assert classes(["2021-04-15T10:00", "2021-12-15T10:00"], late) == ["HPH", "HPE"]


@pytest.mark.parametrize(
    ("calendars", "message"),
    [
        ([], "0 time class calendars in force on 2021-07-15"),
        ([calendar(date(2021, 7, 16))], "0 time class calendars in force on 2021-07-15"),
        ([calendar(end=date(2021, 7, 15))], "0 time class calendars in force on 2021-07-15"),
        ([calendar(), calendar()], "2 time class calendars in force on 2021-07-15"),
    ],
)
def test_a_day_needs_exactly_one_calendar(calendars: list[TimeClassCalendar], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        classify(np.array(["2021-07-15T10:00"], dtype="datetime64[s]"), calendars)


def test_no_instant_needs_no_calendar() -> None:
    assert len(classify(np.zeros(0, dtype="datetime64[s]"), [])) == 0


def test_calendar_on_a_day() -> None:
    first, second = calendar(end=date(2021, 1, 1)), calendar(date(2021, 1, 1))
    assert calendar_on(date(2020, 12, 31), [first, second]) is first
    assert calendar_on(date(2021, 1, 1), [first, second]) is second


@given(
    st.integers(1_546_300_800, 1_830_000_000),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_class_of_any_instant_as_reckoned_one_by_one(second: int, start: int, end: int) -> None:
    moment = datetime.fromtimestamp(second, PARIS)
    window = (OffPeakWindow(start, end),)
    minute = moment.hour * 60 + moment.minute
    inside = start <= minute < end if start < end else minute >= start or minute < end
    winter = moment.month in {11, 12, 1, 2, 3}
    expected = {
        (True, False): TimeClass.HPH,
        (True, True): TimeClass.HCH,
        (False, False): TimeClass.HPE,
        (False, True): TimeClass.HCE,
    }[winter, inside]
    instant = np.array([second]).astype("datetime64[s]")
    codes = classify(instant, [calendar(date(2018, 1, 1), high=window, low=window)])
    assert TIME_CLASSES[codes[0]] is expected


@pytest.mark.parametrize(
    ("day", "end", "off_peak"),
    [
        ("2020-03-28T23:00", "2020-03-29T22:00", 7 * 6),
        ("2020-10-24T22:00", "2020-10-25T23:00", 9 * 6),
        ("2020-02-28T23:00", "2020-02-29T23:00", 8 * 6),
    ],
)
def test_off_peak_steps_of_days_of_23_25_and_24_hours(day: str, end: str, off_peak: int) -> None:
    steps = np.arange(np.datetime64(day, "s"), np.datetime64(end, "s"), np.timedelta64(600, "s"))
    codes = classify(steps, [calendar()])
    assert np.isin(codes, [1, 3]).sum() == off_peak
