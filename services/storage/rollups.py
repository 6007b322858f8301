"""Writing the daily and monthly roll-ups of a metering point's active curve."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from services.domain.monthly import MonthRollup
from services.domain.rollups import DailyRollup
from services.domain.time_classes import TIME_CLASSES
from services.storage.models import DailyEnergy, MonthlyEnergy

# Through the tables, not the mapped classes: a file brings thousands of days.
_DAYS = cast("Table", DailyEnergy.__table__)
_MONTHS = cast("Table", MonthlyEnergy.__table__)
_ENERGY_COLUMNS = tuple(f"{time_class.lower()}_j" for time_class in TIME_CLASSES)


def find_extent(session: Session, metering_point_id: int) -> tuple[date, date] | None:
    """Return the local days that have roll-ups: the first, and the one after the last."""
    of_point = DailyEnergy.metering_point_id == metering_point_id
    first = session.scalar(select(func.min(DailyEnergy.day)).where(of_point))
    last = session.scalar(select(func.max(DailyEnergy.day)).where(of_point))
    return None if first is None or last is None else (first, last + timedelta(days=1))


def replace_days(
    session: Session, metering_point_id: int, start: date, end: date, days: Sequence[DailyRollup]
) -> None:
    """Put ``days`` in the place of all roll-ups from ``start`` to before ``end``."""
    session.execute(
        delete(DailyEnergy).where(
            DailyEnergy.metering_point_id == metering_point_id,
            DailyEnergy.day >= start,
            DailyEnergy.day < end,
        )
    )
    rows = [
        {"metering_point_id": metering_point_id, "day": rollup.day, **_columns(rollup)}
        for rollup in days
    ]
    if rows:
        session.execute(insert(_DAYS), rows)


def replace_months(
    session: Session,
    metering_point_id: int,
    start: date,
    end: date,
    months: Mapping[date, MonthRollup],
) -> None:
    """Put ``months`` (by first day) in the place of those that begin from ``start`` to ``end``."""
    session.execute(
        delete(MonthlyEnergy).where(
            MonthlyEnergy.metering_point_id == metering_point_id,
            MonthlyEnergy.month >= start,
            MonthlyEnergy.month < end,
        )
    )
    rows = [
        {
            "metering_point_id": metering_point_id,
            "month": month,
            "first_day": rollup.first_day,
            "last_day": rollup.last_day,
            **_columns(rollup),
        }
        for month, rollup in months.items()
    ]
    if rows:
        session.execute(insert(_MONTHS), rows)


def _columns(rollup: DailyRollup | MonthRollup) -> dict[str, object]:
    return {
        **dict(zip(_ENERGY_COLUMNS, rollup.energy_j, strict=True)),
        "expected_s": rollup.expected_s,
        "real_s": rollup.real_s,
        "estimated_s": rollup.estimated_s,
        "max_power_w": rollup.max_power_w,
        "max_at": rollup.max_at,
    }
