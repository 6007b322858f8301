"""Writing energy readings, meter registers and temperatures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from services.domain.readings import EnergyReading, IndexReading
from services.domain.temperature import DailyTemperature
from services.storage.models import DailyTemperatureRow, EnergyReadingRow, IndexReadingRow

_TEMPERATURES = cast("Table", DailyTemperatureRow.__table__)


def load_energy_rows(
    session: Session, metering_point_id: int, start: date, end: date
) -> Sequence[EnergyReadingRow]:
    """Return the readings in force whose period touches ``start`` to ``end``."""
    query = select(EnergyReadingRow).where(
        EnergyReadingRow.metering_point_id == metering_point_id,
        EnergyReadingRow.replaced_by_id.is_(None),
        EnergyReadingRow.period_end > start,
        EnergyReadingRow.period_start < end,
    )
    return session.scalars(query).all()


def add_energy(
    session: Session, metering_point_id: int, readings: Sequence[EnergyReading], *, import_id: int
) -> None:
    """Add readings of one metering point."""
    rows = [
        {
            "metering_point_id": metering_point_id,
            "time_class": reading.time_class.value,
            "period_start": reading.start,
            "period_end": reading.end,
            "energy_kwh": reading.energy_kwh,
            "nature": reading.nature.value,
            "import_id": import_id,
        }
        for reading in readings
    ]
    if rows:
        session.execute(insert(EnergyReadingRow), rows)


def load_index_rows(
    session: Session, metering_point_id: int, first: datetime, last: datetime
) -> Sequence[IndexReadingRow]:
    """Return the registers in force that were read from ``first`` to ``last``, both included."""
    query = select(IndexReadingRow).where(
        IndexReadingRow.metering_point_id == metering_point_id,
        IndexReadingRow.replaced_by_id.is_(None),
        IndexReadingRow.read_at.between(first, last),
    )
    return session.scalars(query).all()


def add_indexes(
    session: Session, metering_point_id: int, readings: Sequence[IndexReading], *, import_id: int
) -> None:
    """Add registers of one metering point."""
    rows = [
        {
            "metering_point_id": metering_point_id,
            "quantity": reading.quantity.value,
            "time_class": reading.time_class.value,
            "read_at": reading.read_at,
            "value": reading.value,
            "unit": reading.unit,
            "nature": reading.nature.value,
            "import_id": import_id,
        }
        for reading in readings
    ]
    if rows:
        session.execute(insert(IndexReadingRow), rows)


def mark_replaced(
    session: Session,
    table: type[EnergyReadingRow | IndexReadingRow],
    row_ids: Collection[int],
    *,
    import_id: int,
) -> None:
    """Take rows out of force; they stay, with the import that replaced them."""
    session.execute(update(table).where(table.id.in_(row_ids)).values(replaced_by_id=import_id))


def load_temperatures(session: Session, region: str) -> Mapping[date, tuple[float, float, float]]:
    """Return the lowest, highest and mean temperature (°C) of each day known of ``region``."""
    columns = _TEMPERATURES.c
    query = select(columns.day, columns.minimum_c, columns.maximum_c, columns.mean_c).where(
        columns.region == region
    )
    return {day: (low, high, mean) for day, low, high, mean in session.execute(query)}


def replace_temperatures(
    session: Session,
    region: str,
    days: Sequence[DailyTemperature],
    changed: Collection[date],
    *,
    import_id: int,
) -> None:
    """Add ``days`` to ``region``; those of them that are ``changed`` replace what was there."""
    if changed:
        session.execute(
            delete(DailyTemperatureRow).where(
                DailyTemperatureRow.region == region, DailyTemperatureRow.day.in_(changed)
            )
        )
    rows = [
        {
            "region": region,
            "day": day.day,
            "minimum_c": day.min_c,
            "maximum_c": day.max_c,
            "mean_c": day.mean_c,
            "import_id": import_id,
        }
        for day in days
    ]
    if rows:
        session.execute(insert(_TEMPERATURES), rows)
