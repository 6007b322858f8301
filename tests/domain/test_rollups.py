from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.load_curve import LoadCurve, PointStatus, energy_j
from services.domain.rollups import DailyRollup, roll_up, whole_kwh
from services.domain.time_classes import OffPeakWindow, TimeClassCalendar
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve, curves

NIGHT = (OffPeakWindow(22 * 60, 6 * 60),)
CALENDARS = [TimeClassCalendar(date(2019, 1, 1), None, NIGHT, NIGHT)]


def test_the_day_of_23_hours_alone() -> None:
    (day,) = roll_up(curve("2020-03-28T23:00", [6_000] * 138), CALENDARS)
    assert day.day == date(2020, 3, 29)
    assert (day.expected_s, day.real_s, day.missing_s) == (82_800, 82_800, 0)
    # 16 peak hours and 7 off-peak hours of 6 kW
    assert day.energy_j == (96 * 3_600_000, 42 * 3_600_000, 0, 0)


def test_the_day_of_25_hours_alone() -> None:
    (day,) = roll_up(curve("2020-10-24T22:00", [6_000] * 150), CALENDARS)
    assert day.day == date(2020, 10, 25)
    assert (day.expected_s, day.real_s) == (90_000, 90_000)
    assert day.energy_j == (0, 0, 96 * 3_600_000, 54 * 3_600_000)


def test_a_day_covered_in_part_counts_the_rest_as_missing() -> None:
    status = [REAL, REAL, ESTIMATED, MISSING]
    (day,) = roll_up(curve("2021-01-15T10:00", [9] * 4, status=status), CALENDARS)
    assert (day.real_s, day.estimated_s, day.missing_s) == (1_200, 600, 84_600)


def test_the_peak_is_the_first_of_the_highest() -> None:
    days = roll_up(curve("2021-01-15T22:30", [4, 9, 9, 3, 5, 5]), CALENDARS)
    assert [(d.max_power_w, d.max_at) for d in days] == [
        (9, datetime(2021, 1, 15, 22, 40, tzinfo=UTC)),
        (5, datetime(2021, 1, 15, 23, 10, tzinfo=UTC)),
    ]


def test_a_zero_is_a_peak_and_a_missing_point_is_not() -> None:
    zero, nothing = roll_up(
        curve("2021-01-15T22:00", [9, 0, 0, 0, 0, 0, 1], status=[0, 1, 0, 0, 0, 0, 0]), CALENDARS
    )
    assert (zero.max_power_w, zero.max_at) == (0, datetime(2021, 1, 15, 22, 10, tzinfo=UTC))
    assert (nothing.max_power_w, nothing.max_at) == (None, None)
    assert nothing.missing_s == 86_400


def test_leap_day_and_year_end_are_days_like_others() -> None:
    days = roll_up(curve("2020-02-28T22:30", [1] * 48 * 2, step_s=1800), CALENDARS)
    assert [d.day for d in days] == [date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)]
    year_end = roll_up(curve("2021-12-31T22:30", [1, 1], step_s=1800), CALENDARS)
    assert [d.day for d in year_end] == [date(2021, 12, 31), date(2022, 1, 1)]


def test_no_point_no_day_and_no_calendar_no_roll_up() -> None:
    assert roll_up(curve("2021-01-01", []), CALENDARS) == ()
    with pytest.raises(ValueError, match="2018-06-01"):
        roll_up(curve("2018-06-01", [1]), CALENDARS)


@given(curves())
def test_energy_and_time_are_conserved(whole: LoadCurve) -> None:
    days = roll_up(whole, CALENDARS)
    assert sum(sum(d.energy_j) for d in days) == int(energy_j(whole).sum())
    counts = np.bincount(whole.status, minlength=len(PointStatus)) * whole.step_s
    assert sum(d.real_s for d in days) == counts[REAL]
    assert sum(d.estimated_s for d in days) == counts[ESTIMATED]
    assert all(0 <= d.missing_s <= d.expected_s for d in days)


def rollup(day: date, *energies_j: int) -> DailyRollup:
    hph, hch, hpe, hce = energies_j
    return DailyRollup(day, (hph, hch, hpe, hce), 86_400, 86_400, 0, 1, None)


def test_the_largest_remainders_get_the_kwh_that_the_month_still_owes() -> None:
    # 0.4, 0.3 and 0.5 kWh make 1.2 kWh: one is shown, on the day of 0.5; 2.0 stays 2.0.
    energies = (1_440_000, 1_080_000, 1_800_000)
    days = [rollup(date(2021, 1, n), j, 0, 0, 7_200_000) for n, j in enumerate(energies, 1)]
    assert whole_kwh(days) == ((0, 0, 0, 2), (0, 0, 0, 2), (1, 0, 0, 2))


def test_the_first_of_equal_remainders_is_served_first() -> None:
    days = [rollup(date(2021, 1, n), 1_440_000, 0, 0, 0) for n in (1, 2, 3)]
    assert [day[0] for day in whole_kwh(days)] == [1, 0, 0]


def test_what_a_month_owes_stays_in_it() -> None:
    days = [
        rollup(date(2021, 1, 31), 1_440_000, 0, 0, 0),
        rollup(date(2021, 2, 1), 1_440_000, 0, 0, 0),
    ]
    assert whole_kwh(days) == ((0, 0, 0, 0), (0, 0, 0, 0))


@given(st.lists(st.integers(0, 2_000_000_000), min_size=1, max_size=70))
def test_days_add_up_to_their_month(energies_j: list[int]) -> None:
    first = np.datetime64("2021-01-01")
    days = [
        rollup((first + position).astype(date), energy, 0, energy // 3, 0)
        for position, energy in enumerate(energies_j)
    ]
    shown = whole_kwh(days)
    for day, kwh in zip(days, shown, strict=True):
        assert abs(kwh[0] - day.energy_j[0] / 3_600_000) < 1
    for month in {day.day.month for day in days}:
        of_month = [i for i, day in enumerate(days) if day.day.month == month]
        for position in range(4):
            true_kwh = sum(days[i].energy_j[position] for i in of_month) / 3_600_000
            assert abs(sum(shown[i][position] for i in of_month) - true_kwh) <= 0.5
