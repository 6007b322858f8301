from datetime import date

import pytest

from services.domain.consumption import ConsumptionPeriod, PeriodSource
from services.domain.quality import quality_of_periods
from services.domain.readings import ReadingNature


def period(start: date, end: date, *, estimated: float, missing: float) -> ConsumptionPeriod:
    return ConsumptionPeriod(
        anchor=start,
        start=start,
        end=end,
        energy_kwh=(0, 0, 0, 0),
        source=PeriodSource.CURVE,
        nature=ReadingNature.REAL,
        missing_share=missing,
        estimated_share=estimated,
    )


def test_periods_weigh_as_many_days_as_they_cover() -> None:
    ten_days = period(date(2021, 1, 1), date(2021, 1, 11), estimated=0.5, missing=0.0)
    thirty_days = period(date(2021, 1, 11), date(2021, 2, 10), estimated=0.0, missing=0.2)
    found = quality_of_periods([ten_days, thirty_days])
    assert found.estimated_share == pytest.approx(5 / 40)
    assert found.missing_share == pytest.approx(6 / 40)
    assert found.real_share == pytest.approx(29 / 40)


def test_an_empty_period_has_no_share() -> None:
    assert quality_of_periods([]).missing_share == 0.0
