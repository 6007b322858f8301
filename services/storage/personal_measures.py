"""What was measured under one's contracts, and nothing of what the next holder uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    Select,
    TypeDecorator,
    and_,
    false,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from services.domain.calendar import day_bounds_utc
from services.domain.time_classes import TIME_CLASSES
from services.storage.models import (
    Contract,
    DailyEnergy,
    EnergyReadingRow,
    IndexReadingRow,
    MonthlyEnergy,
)

MILLIWATTHOUR = Decimal("0.000001")
"""A thousandth of a Wh, in kWh."""

DURATIONS = {"expected_s": "attendue", "real_s": "reelle", "estimated_s": "estimee"}
DatedColumn = InstrumentedAttribute[date] | InstrumentedAttribute[datetime]


@dataclass(frozen=True, slots=True)
class PointOfContract:
    """A metering point over the dates of a contract of the person's customers."""

    contract_number: str
    metering_point_id: int
    started_on: date
    ended_on: date | None


def _within(start: DatedColumn, end: DatedColumn) -> ColumnElement[bool]:
    """Tell what was measured wholly under the contract: a meter outlives it.

    ``start`` to ``end``: half-open.
    """
    return and_(
        start >= Contract.started_on, or_(Contract.ended_on.is_(None), end <= Contract.ended_on)
    )


def _on(day: DatedColumn) -> ColumnElement[bool]:
    """Tell what is of a day, the last one of a month included, under the contract."""
    return and_(
        day >= Contract.started_on, or_(Contract.ended_on.is_(None), day < Contract.ended_on)
    )


def _during(moment: DatedColumn, points: Sequence[PointOfContract]) -> ColumnElement[bool]:
    """Tell what happened from the contract's first midnight to before its end, in Paris."""
    return or_(
        false(),
        *(
            and_(
                Contract.number == point.contract_number,
                moment >= _midnight(point.started_on),
                true() if point.ended_on is None else moment < _midnight(point.ended_on),
            )
            for point in points
        ),
    )


def _midnight(day: date) -> datetime:
    start: datetime = day_bounds_utc(day)[0].astype("datetime64[us]").item()
    return start.replace(tzinfo=UTC)


def measures(
    mine: ColumnElement[bool], points: Sequence[PointOfContract]
) -> Mapping[str, Select[*tuple[object, ...]]]:
    """Return the readings of energy and of registers under the contracts."""
    readings, indexes = EnergyReadingRow, IndexReadingRow
    point = Contract.metering_point_id
    number = Contract.number.label("contrat")
    return {
        "releves_energie": select(
            number,
            readings.time_class.label("classe"),
            readings.period_start.label("debut"),
            readings.period_end.label("fin"),
            readings.energy_kwh.label("energie_kwh"),
            readings.nature.label("nature"),
            readings.replaced_by_id.is_not(None).label("remplace"),
        )
        .join(readings, readings.metering_point_id == point)
        .where(mine, _within(readings.period_start, readings.period_end))
        .order_by(number, readings.period_end, readings.id),
        "releves_index": select(
            number,
            indexes.read_at.label("releve_le"),
            indexes.quantity.label("grandeur"),
            indexes.time_class.label("classe"),
            indexes.value.label("valeur"),
            indexes.unit.label("unite"),
            indexes.nature.label("nature"),
        )
        .join(indexes, indexes.metering_point_id == point)
        .where(mine, _during(indexes.read_at, points))
        .order_by(number, indexes.read_at, indexes.id),
    }


class Kilowatthours(TypeDecorator[Decimal]):
    """Joules as they are kept, read as kWh with six decimals: to 3.6 J."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the kWh of ``value`` joules."""
        return None if value is None else (Decimal(value) / 3_600_000).quantize(MILLIWATTHOUR)


def _rolled(table: type[DailyEnergy] | type[MonthlyEnergy]) -> list[ColumnElement[object]]:
    """Return the energy of each time class in kWh, and the durations measured in seconds."""
    columns: list[ColumnElement[object]] = []
    for name in map(str.lower, TIME_CLASSES):
        joules: ColumnElement[object] = getattr(table, f"{name}_j")
        energy: ColumnElement[object] = type_coerce(joules, Kilowatthours())
        columns.append(energy.label(f"energie_{name}_kwh"))
    return columns + [getattr(table, n).label(f"duree_{said}_s") for n, said in DURATIONS.items()]


def rollups(mine: ColumnElement[bool]) -> Mapping[str, Select[*tuple[object, ...]]]:
    """Return the energy of the days and of the whole months under the contracts."""
    days, months, point = DailyEnergy, MonthlyEnergy, Contract.metering_point_id
    number = Contract.number.label("contrat")
    return {
        "energies_quotidiennes": select(number, days.day.label("jour"), *_rolled(days))
        .join(days, days.metering_point_id == point)
        .where(mine, _on(days.day))
        .order_by(number, days.day),
        "energies_mensuelles": select(number, months.month.label("mois"), *_rolled(months))
        .join(months, months.metering_point_id == point)
        .where(mine, _on(months.first_day), _on(months.last_day))
        .order_by(number, months.month),
    }
