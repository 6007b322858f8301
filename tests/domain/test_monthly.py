"""A month is the exact sum of its days."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from services.domain.monthly import round_kwh, sum_month
from services.domain.rollups import DailyRollup, roll_up, whole_kwh
from services.domain.time_classes import OffPeakWindow, TimeClassCalendar
from tests.domain.curves import MISSING, REAL, curve

KWH_J = 3_600_000
NIGHT = (OffPeakWindow(22 * 60, 6 * 60),)
CALENDARS = [TimeClassCalendar(date(2010, 1, 1), None, NIGHT, NIGHT)]


def day(number: int, energy_j: tuple[int, int, int, int], power_w: int | None) -> DailyRollup:
    moment = datetime(2021, 5, number, 10, tzinfo=UTC)
    known_s = 0 if power_w is None else 80_000
    return DailyRollup(
        date(2021, 5, number),
        energy_j,
        86_400,
        known_s,
        1000 if known_s else 0,
        power_w,
        moment if known_s else None,
    )


def test_sums_and_the_highest_day() -> None:
    month = sum_month(
        [day(1, (1, 2, 3, 4), 500), day(2, (0, 0, 0, 0), None), day(3, (10, 20, 30, 40), 900)]
    )

    assert (month.first_day, month.last_day) == (date(2021, 5, 1), date(2021, 5, 3))
    assert month.energy_j == (11, 22, 33, 44)
    assert (month.expected_s, month.real_s, month.estimated_s) == (259_200, 160_000, 2000)
    assert month.missing_s == 97_200
    assert (month.max_power_w, month.max_at) == (900, datetime(2021, 5, 3, 10, tzinfo=UTC))


def test_the_first_of_two_equal_peaks_counts() -> None:
    month = sum_month([day(1, (0, 0, 0, 0), 700), day(2, (0, 0, 0, 0), 700)])

    assert month.max_at == datetime(2021, 5, 1, 10, tzinfo=UTC)


def test_a_peak_of_zero_watts_is_more_than_nothing_known() -> None:
    month = sum_month([day(1, (0, 0, 0, 0), None), day(2, (0, 0, 0, 0), 0)])

    assert month.max_power_w == 0


def test_a_month_of_which_nothing_is_known_has_no_peak() -> None:
    month = sum_month([day(1, (0, 0, 0, 0), None)])

    assert (month.max_power_w, month.max_at) == (None, None)


@pytest.mark.parametrize(
    ("joules", "kwh"),
    [(0, 0), (KWH_J // 2 - 1, 0), (KWH_J // 2, 1), (KWH_J, 1), (KWH_J * 3 // 2, 2)],
)
def test_half_a_kwh_is_rounded_up(joules: int, kwh: int) -> None:
    assert round_kwh((joules, 0, joules, KWH_J)) == (kwh, 0, kwh, 1)


def test_whole_days_add_up_to_the_whole_month_and_classes_to_the_total() -> None:
    # October 2021 in Paris: 31 days, of which the last has 25 hours, at an odd power.
    points = (31 * 24 + 1) * 6
    watts = 1000 + np.arange(points) * 7919 % 4999
    status = np.where(np.arange(points) % 97 == 0, MISSING, REAL)
    whole = curve("2021-09-30T22:00", watts.tolist(), status=status.tolist())

    days = roll_up(whole, CALENDARS)
    month = sum_month(days)

    assert len(days) == 31
    assert month.expected_s == points * 600
    assert sum(month.energy_j) == int(whole.power_w.sum()) * 600
    assert [sum(d[i] for d in whole_kwh(days)) for i in range(4)] == list(round_kwh(month.energy_j))
    assert month.energy_j[:2] == (0, 0)  # October is of the low season
