"""Registers of meters on reading dates: what the meter showed, and for how long it was exceeded."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from services.domain.billing_inputs import Register
from services.domain.calendar import PARIS
from services.domain.readings import Quantity
from services.domain.time_classes import TimeClass
from services.storage.models import IndexReadingRow

_UNITS = {
    (Quantity.EA, "Wh"): Decimal(1) / 1000,  # to kWh
    (Quantity.DD, "s"): Decimal(1),
}


def load_registers(
    session: Session, point_ids: Collection[int], days: Collection[date]
) -> dict[int, tuple[Register, ...]]:
    """Return the energy and overrun registers read on ``days`` (local), by metering point.

    Where one was read several times on a day, the first reading counts, as the operator's does.
    """
    if not days:
        return {}
    row = IndexReadingRow
    query = (
        select(
            row.metering_point_id, row.quantity, row.time_class, row.read_at, row.value, row.unit
        )
        .where(
            row.metering_point_id.in_(point_ids),
            row.replaced_by_id.is_(None),
            row.quantity.in_([Quantity.EA.value, Quantity.DD.value]),
            or_(*(and_(row.read_at >= a, row.read_at < b) for a, b in _bounds(days))),
        )
        .order_by(row.read_at)
    )
    found: dict[int, dict[tuple[date, Quantity, TimeClass], Decimal]] = defaultdict(dict)
    for point_id, quantity, name, read_at, value, unit in session.execute(query):
        kind = Quantity(quantity)
        key = (read_at.astimezone(PARIS).date(), kind, TimeClass(name))
        if (kind, unit) in _UNITS:
            found[point_id].setdefault(key, value * _UNITS[kind, unit])
    return {
        point_id: tuple(Register(*key, value) for key, value in registers.items())
        for point_id, registers in found.items()
    }


def _bounds(days: Collection[date]) -> Sequence[tuple[datetime, datetime]]:
    return [(_midnight(day), _midnight(day + timedelta(days=1))) for day in sorted(set(days))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)
