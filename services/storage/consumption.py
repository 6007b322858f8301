"""What was consumed at a metering point: readings, roll-ups, and how far they reach."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import (
    BigInteger,
    BindParameter,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    not_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from services.domain.monthly import MonthRollup
from services.domain.readings import PeriodReading, ReadingNature
from services.domain.rollups import DailyRollup, DayEnergies
from services.domain.time_classes import TIME_CLASSES, OffPeakWindow, TimeClassCalendar
from services.storage.models import DailyEnergy, EnergyReadingRow, MonthlyEnergy, OffPeakCalendar
from services.storage.rows import fetch


@dataclass(frozen=True, slots=True)
class Coverage:
    """First and last dates of each source, half-open; None where there is nothing."""

    readings_start: date | None
    readings_end: date | None
    curve_start: date | None
    curve_end: date | None


HALF_A_DAY_S = 43_200
"""A month of which less is known does not count: a file in UTC spills an hour into the next."""


_POINT: BindParameter[int] = bindparam("metering_point_id")
_IN_FORCE = (
    EnergyReadingRow.metering_point_id == _POINT,
    EnergyReadingRow.replaced_by_id.is_(None),
)

_READ = (
    select(
        func.min(EnergyReadingRow.period_start).label("first"),
        func.max(EnergyReadingRow.period_end).label("last"),
    )
    .where(*_IN_FORCE)
    .subquery()
)
_MEASURED = (
    select(
        func.min(MonthlyEnergy.first_day).label("first"),
        func.max(MonthlyEnergy.last_day).label("last"),
    )
    .where(
        MonthlyEnergy.metering_point_id == _POINT,
        MonthlyEnergy.real_s + MonthlyEnergy.estimated_s >= HALF_A_DAY_S,
    )
    .subquery()
)
# Two aggregates of one row each: joined, they are one row.
_COVERAGE = select(_READ.c.first, _READ.c.last, _MEASURED.c.first, _MEASURED.c.last).join_from(
    _READ, _MEASURED, true()
)


def find_coverage(session: Session, metering_point_id: int) -> Coverage:
    """Return how far readings and curve reach."""
    found = fetch(session, _COVERAGE, metering_point_id=metering_point_id)[0]
    return Coverage(found[0], found[1], found[2], _day_after(found[3]))


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


_CERTAINTY = (ReadingNature.REAL, ReadingNature.SELF_READ, ReadingNature.ESTIMATED)
_WH = cast(func.round(EnergyReadingRow.energy_kwh * 1000), BigInteger)
_READINGS = (
    select(
        EnergyReadingRow.period_start,
        EnergyReadingRow.period_end,
        *(
            cast(func.sum(case((EnergyReadingRow.time_class == name, _WH), else_=0)), BigInteger)
            for name in TIME_CLASSES
        ),
        func.max(case({n: i for i, n in enumerate(_CERTAINTY)}, value=EnergyReadingRow.nature)),
    )
    .where(
        *_IN_FORCE,
        EnergyReadingRow.period_end > bindparam("start"),
        EnergyReadingRow.period_start < bindparam("end"),
    )
    .group_by(EnergyReadingRow.period_end, EnergyReadingRow.period_start)
    .order_by(EnergyReadingRow.period_end, EnergyReadingRow.period_start)
)


def load_readings(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[PeriodReading]:
    """Return the readings in force that touch ``start`` to ``end``, one for each of their periods.

    Oldest first; added up by the database, as a row for each class would be read in vain.
    """
    rows = fetch(session, _READINGS, metering_point_id=metering_point_id, start=start, end=end)
    return [
        PeriodReading(row[0], row[1], (row[2], row[3], row[4], row[5]), _CERTAINTY[row[6]])
        for row in rows
    ]


ROLLUP_COLUMNS = (
    *("hph_j", "hch_j", "hpe_j", "hce_j"),
    *("expected_s", "real_s", "estimated_s", "max_power_w", "max_at"),
)
"""What days and months are rolled up to, in the order of DailyRollup and MonthRollup."""


_DAY = DailyEnergy.__table__.c
_DAYS_WANTED = (
    _DAY.metering_point_id == _POINT,
    _DAY.day >= bindparam("start"),
    _DAY.day < bindparam("end"),
)
_DAYS = (
    select(_DAY.day, *(_DAY[name] for name in ROLLUP_COLUMNS))
    .where(*_DAYS_WANTED)
    .order_by(_DAY.day)
)
_DAY_ENERGIES = (
    select(
        type_coerce(_DAY.day, String),
        *(_DAY[name] for name in ("hph_j", "hch_j", "hpe_j", "hce_j")),
        _DAY.real_s + _DAY.estimated_s,
    )
    .where(*_DAYS_WANTED)
    .order_by(_DAY.day)
)


def load_days(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[DailyRollup]:
    """Return the roll-ups of the local days from ``start`` to before ``end``."""
    rows = fetch(session, _DAYS, metering_point_id=metering_point_id, start=start, end=end)
    return [DailyRollup(r[0], (r[1], r[2], r[3], r[4]), r[5], r[6], r[7], r[8], r[9]) for r in rows]


def load_day_energies(
    session: Session, metering_point_id: int, start: date, end: date
) -> DayEnergies:
    """Return the energy of the local days from ``start`` to before ``end``."""
    rows = fetch(session, _DAY_ENERGIES, metering_point_id=metering_point_id, start=start, end=end)
    # As text on SQLite, as dates on PostgreSQL: numpy reads both.
    days, *figures = zip(*rows, strict=True) if rows else ((),) * 6
    *energy_j, known_s = np.array(figures, dtype=np.int64)
    return DayEnergies(np.array(days, "datetime64[D]"), np.column_stack(energy_j), known_s)


_MONTH = MonthlyEnergy.__table__.c
_MONTHS = (
    select(_MONTH.first_day, _MONTH.last_day, *(_MONTH[name] for name in ROLLUP_COLUMNS))
    .where(
        _MONTH.metering_point_id == _POINT,
        _MONTH.month >= bindparam("start"),
        _MONTH.month < bindparam("end"),
        not_(and_(_MONTH.month >= bindparam("known"), _MONTH.last_day < bindparam("known_to"))),
    )
    .order_by(_MONTH.month)
)


def load_months(
    session: Session,
    metering_point_id: int,
    start: date,
    end: date,
    *,
    known: tuple[date, date] | None = None,
) -> list[MonthRollup]:
    """Return the roll-ups of the local months that begin from ``start`` to before ``end``.

    Those that lie within ``known``, half-open, are left out.
    """
    first, after = known or (end, end)
    asked = {"start": start, "end": end, "known": first, "known_to": after}
    rows = fetch(session, _MONTHS, metering_point_id=metering_point_id, **asked)
    return [MonthRollup(r[0], r[1], (r[2], r[3], r[4], r[5]), *r[6:]) for r in rows]


def load_calendars(session: Session, metering_point_id: int) -> tuple[TimeClassCalendar, ...]:
    """Return the dated seasons and off-peak windows of a metering point, oldest first."""
    query = (
        select(OffPeakCalendar)
        .where(OffPeakCalendar.metering_point_id == metering_point_id)
        .order_by(OffPeakCalendar.start)
    )
    return tuple(_calendar(row) for row in session.scalars(query))


def _calendar(row: OffPeakCalendar) -> TimeClassCalendar:
    def windows(season: str) -> tuple[OffPeakWindow, ...]:
        return tuple(
            OffPeakWindow(w.start_minute, w.end_minute) for w in row.windows if w.season == season
        )

    months = frozenset(int(month) for month in row.high_season_months.split(","))
    return TimeClassCalendar(row.start, row.end, windows("high"), windows("low"), months)
