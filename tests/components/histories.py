"""Consumption and curves small enough to check by hand."""

from datetime import date, timedelta

import numpy as np

from services.domain.consumption import (
    ClassEnergies,
    ConsumptionHistory,
    ConsumptionPeriod,
    Granularity,
    PeriodSource,
)
from services.domain.load_curve import LoadCurve, PointStatus
from services.domain.readings import ReadingNature


def read_month(
    anchor: date,
    end: date,
    energy_kwh: ClassEnergies,
    *,
    previous_kwh: int | None = None,
    nature: ReadingNature = ReadingNature.REAL,
    missing_share: float = 0.0,
    estimated_share: float = 0.0,
) -> ConsumptionPeriod:
    return ConsumptionPeriod(
        anchor,
        anchor,
        end,
        energy_kwh,
        PeriodSource.READING,
        nature,
        missing_share=missing_share,
        estimated_share=estimated_share,
        previous_kwh=previous_kwh,
    )


def history_of(
    *periods: ConsumptionPeriod, granularity: Granularity = Granularity.MONTH
) -> ConsumptionHistory:
    return ConsumptionHistory(granularity, periods[0].start, periods[-1].end, periods)


def autumn_2015() -> ConsumptionHistory:
    """March (winter), September and October 2015, the two last as the brochure's customer has."""
    return history_of(
        read_month(date(2015, 3, 1), date(2015, 3, 31), (2266, 1449, 0, 0), previous_kwh=3498),
        read_month(date(2015, 9, 1), date(2015, 10, 1), (0, 0, 1962, 1874), previous_kwh=3544),
        read_month(date(2015, 10, 1), date(2015, 10, 31), (0, 0, 978, 900), previous_kwh=2002),
    )


def measured_days(first: date, count: int) -> ConsumptionHistory:
    days = [first + timedelta(days=i) for i in range(count)]
    periods = [
        ConsumptionPeriod(
            day,
            day,
            day + timedelta(days=1),
            (0, 0, 30, 20),
            PeriodSource.CURVE,
            ReadingNature.REAL,
        )
        for day in days
    ]
    return history_of(*periods, granularity=Granularity.DAY)


def curve(start: str, power_w: list[int], *, step_s: int = 3600) -> LoadCurve:
    """Return a curve from a UTC instant; a negative power stands for a missing point."""
    values = np.array(power_w, dtype=np.int32)
    status = np.where(values < 0, PointStatus.MISSING, PointStatus.REAL).astype(np.uint8)
    return LoadCurve(np.datetime64(start, "s"), step_s, np.maximum(values, 0), status)
