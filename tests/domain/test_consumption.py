"""A history's figures are sums of its periods'."""

from datetime import date

import pytest

from services.domain.consumption import (
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
    change_pct,
)
from services.domain.readings import ReadingNature


def month(number: int, *kwh: int, previous: int | None = None) -> ConsumptionPeriod:
    hph, hch, hpe, hce = kwh
    return ConsumptionPeriod(
        date(2015, number, 1),
        date(2015, number, 1),
        date(2015, number + 1, 1),
        (hph, hch, hpe, hce),
        PeriodSource.READING,
        ReadingNature.REAL,
        previous_kwh=previous,
    )


def history(*periods: ConsumptionPeriod) -> ConsumptionHistory:
    return ConsumptionHistory(Granularity.MONTH, date(2015, 1, 1), date(2016, 1, 1), periods)


def test_totals_per_class_and_together() -> None:
    shown = history(month(3, 10, 5, 0, 0), month(4, 0, 0, 7, 3))

    assert shown.energy_kwh == (10, 5, 7, 3)
    assert shown.total_kwh == 25
    assert [p.total_kwh for p in shown.periods] == [15, 10]


def test_a_change_needs_a_base_for_every_period() -> None:
    whole = history(month(3, 11, 0, 0, 0, previous=10), month(4, 0, 0, 11, 0, previous=10))
    part = history(month(3, 11, 0, 0, 0, previous=10), month(4, 0, 0, 11, 0))

    assert (whole.previous_kwh, whole.change_pct) == (20, 10.0)
    assert (part.previous_kwh, part.change_pct) == (None, None)


def test_nothing_has_no_change() -> None:
    empty = history()

    assert (empty.total_kwh, empty.energy_kwh, empty.previous_kwh) == (0, (0, 0, 0, 0), None)
    assert empty.change_pct is None


@pytest.mark.parametrize(
    ("now_kwh", "before_kwh", "expected"),
    [(97, 100, -3.0), (0, 100, -100.0), (100, 0, None), (100, None, None), (0, 0, None)],
)
def test_change(now_kwh: int, before_kwh: int | None, expected: float | None) -> None:
    assert change_pct(now_kwh, before_kwh) == expected


def test_a_base_of_zero_still_counts_in_the_sum_of_bases() -> None:
    shown = history(month(3, 5, 0, 0, 0, previous=0), month(4, 5, 0, 0, 0, previous=10))

    assert (shown.previous_kwh, shown.change_pct) == (10, 0.0)
