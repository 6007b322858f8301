"""Whole kWh shared out between the parts of a period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.tariffs.energies import EnergyMethod, PeriodEnergy, apportion, split_energy

AUTUMN = PeriodEnergy(date(2021, 10, 9), date(2021, 11, 9), (3094, 1149, 4596, 1027))


def test_the_largest_remainders_get_one_more() -> None:
    # 10 by 1:1:1 is 3.33 each; by 2:3:6 it is 1.82, 2.73, 5.45.
    assert apportion(10, [1, 1, 1]) == (4, 3, 3)
    assert apportion(10, [2, 3, 6]) == (2, 3, 5)
    assert apportion(-10, [2, 3, 6]) == (-2, -3, -5)
    assert apportion(0, [0, 0]) == (0, 0)


def test_nothing_to_share_by_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to share 5 by"):
        apportion(5, [0, 0])


@given(
    st.integers(-(10**7), 10**7),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any),
)
def test_parts_add_up_and_are_less_than_one_off(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


def test_a_class_is_shared_by_the_days_of_its_season() -> None:
    # 9 to 31 October: 23 days of the low season; 1 to 8 November: 8 of the high one.
    # On 25 October the low season has 16 + 7 days, the high season 0 + 8:
    # 4596 × 16/23 = 3197.2, 1027 × 16/23 = 714.4; all of HPH and HCH comes after.
    first, second = split_energy(AUTUMN, [date(2021, 10, 25)])

    assert first == PeriodEnergy(
        date(2021, 10, 9), date(2021, 10, 25), (0, 0, 3197, 714), EnergyMethod.BY_DAY
    )
    assert second == PeriodEnergy(
        date(2021, 10, 25), date(2021, 11, 9), (3094, 1149, 1399, 313), EnergyMethod.BY_DAY
    )


def test_the_season_may_be_another_one() -> None:
    first, _ = split_energy(AUTUMN, [date(2021, 10, 25)], high_season_months=frozenset({10, 11}))

    # All 31 days are then of the high season, and HPE, HCE fall back on them all: 16/31.
    # 3094 × 16/31 = 1596.9; 1149: 593.03; 4596: 2372.1; 1027: 530.06.
    assert first.energy_kwh == (1597, 593, 2372, 530)


def test_a_period_that_is_not_cut_stays_measured() -> None:
    assert split_energy(AUTUMN, [date(2021, 10, 9), date(2021, 12, 1)]) == (AUTUMN,)


def test_the_parts_follow_the_load_curve_where_it_knows_every_day() -> None:
    days = [AUTUMN.start + timedelta(days=i) for i in range(31)]
    # HPE runs on the first day alone, HCE evenly; the curve saw no HCH.
    curve = {
        day: (1 if day == date(2021, 11, 8) else 0, 0, int(i == 0), 1) for i, day in enumerate(days)
    }

    first, second = split_energy(AUTUMN, [date(2021, 11, 1)], curve_j=curve)

    # 1027 × 23/31 = 761.97.
    assert first.energy_kwh == (0, 0, 4596, 762)
    assert second.energy_kwh == (3094, 1149, 0, 265)
    assert first.method is second.method is EnergyMethod.BY_CURVE


def test_a_curve_with_a_day_missing_is_not_followed() -> None:
    curve = {AUTUMN.start + timedelta(days=i): (1, 1, 1, 1) for i in range(30)}

    parts = split_energy(AUTUMN, [date(2021, 10, 25)], curve_j=curve)

    assert parts == split_energy(AUTUMN, [date(2021, 10, 25)])


def test_what_was_shared_by_days_does_not_become_more_certain() -> None:
    shared = PeriodEnergy(AUTUMN.start, AUTUMN.end, AUTUMN.energy_kwh, EnergyMethod.BY_DAY)
    curve = {AUTUMN.start + timedelta(days=i): (1, 1, 1, 1) for i in range(31)}

    parts = split_energy(shared, [date(2021, 11, 1)], curve_j=curve)

    assert {part.method for part in parts} == {EnergyMethod.BY_DAY}


@given(
    st.dates(date(2019, 1, 1), date(2026, 1, 1)),
    st.integers(1, 400),
    st.lists(st.integers(-10, 410), max_size=4),
    st.tuples(*[st.integers(0, 90_000)] * 4),
)
def test_the_parts_add_up_in_every_class(
    start: date, length: int, offsets: list[int], kwh: tuple[int, int, int, int]
) -> None:
    whole = PeriodEnergy(start, start + timedelta(days=length), kwh)

    parts = split_energy(whole, [start + timedelta(days=offset) for offset in offsets])

    assert tuple(map(sum, zip(*(part.energy_kwh for part in parts), strict=True))) == kwh
    assert [part.start for part in parts] == [start, *(part.end for part in parts[:-1])]
    assert parts[-1].end == whole.end
