"""The load-curve store: one row per metering point, channel and UTC month.

Nothing outside this package knows how points are kept: a column store may take its place.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.domain.load_curve import Channel, LoadCurve
from services.storage.load_curves import codec
from services.storage.load_curves.months import (
    MonthCurve,
    Overlay,
    cut_month,
    join,
    lay_over,
    months_between,
)
from services.storage.models import LoadCurveChange, LoadCurveMonth
from services.storage.rows import fetch


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write did; ``months``: the first days of the UTC months that it really changed."""

    points_added: int
    points_changed: int
    months: tuple[date, ...]


def write(
    session: Session, metering_point_id: int, channel: Channel, curve: LoadCurve, *, import_id: int
) -> WriteReport:
    """Lay ``curve`` over what is kept; each changed month remembers what stood there before."""
    known = _load_rows(session, metering_point_id, channel, curve.start, curve.end)
    added = changed = 0
    touched: list[date] = []
    for month in months_between(curve.start, curve.end):
        row = known.get(month)
        overlay = lay_over(_month_of(row) if row else None, cut_month(curve, month))
        if not overlay.points_added and not overlay.points_changed:
            continue
        key = {"metering_point_id": metering_point_id, "channel": channel, "month": month}
        _keep(session, key, overlay, row, import_id=import_id)
        added, changed = added + overlay.points_added, changed + overlay.points_changed
        touched.append(month)
    session.flush()
    return WriteReport(added, changed, tuple(touched))


_MONTHS = (
    select(LoadCurveMonth.month, LoadCurveMonth.step_s, LoadCurveMonth.payload)
    .where(
        LoadCurveMonth.metering_point_id == bindparam("metering_point_id"),
        LoadCurveMonth.channel == bindparam("channel"),
        LoadCurveMonth.month.between(bindparam("first"), bindparam("last")),
    )
    .order_by(LoadCurveMonth.month)
)


def read(
    session: Session,
    metering_point_id: int,
    start: np.datetime64,
    end: np.datetime64,
    *,
    channel: Channel = Channel.ACTIVE,
) -> LoadCurve:
    """Return the curve from ``start`` to ``end`` (UTC), MISSING where nothing is kept."""
    wanted = months_between(start, end)
    if not wanted:
        return join([], start, end)
    point = {"metering_point_id": metering_point_id, "channel": channel}
    rows = fetch(session, _MONTHS, **point, first=wanted[0], last=wanted[-1])
    kept = [MonthCurve(row[0], row[1], *codec.decode(row[2])) for row in rows]
    return join(kept, start, end)


def months(
    session: Session, metering_point_id: int, *, channel: Channel = Channel.ACTIVE
) -> list[date]:
    """Return the first days of the UTC months that are kept, oldest first."""
    query = (
        select(LoadCurveMonth.month)
        .where(
            LoadCurveMonth.metering_point_id == metering_point_id,
            LoadCurveMonth.channel == channel,
        )
        .order_by(LoadCurveMonth.month)
    )
    return list(session.scalars(query))


def load_import_ids(
    session: Session,
    metering_point_id: int,
    start: date,
    end: date,
    *,
    channel: Channel = Channel.ACTIVE,
) -> list[int]:
    """Return the ids of the files that gave points to the days ``start`` to before ``end``."""
    # A local day may begin in the UTC month before its own.
    first_month = (start - timedelta(days=1)).replace(day=1)
    query = select(LoadCurveChange.import_id).where(
        LoadCurveChange.metering_point_id == metering_point_id,
        LoadCurveChange.channel == channel,
        LoadCurveChange.month >= first_month,
        LoadCurveChange.month < end,
    )
    return list(session.scalars(query.distinct()))


def _load_rows(
    session: Session,
    metering_point_id: int,
    channel: Channel,
    start: np.datetime64,
    end: np.datetime64,
) -> dict[date, LoadCurveMonth]:
    wanted = months_between(start, end)
    if not wanted:
        return {}
    query = (
        select(LoadCurveMonth)
        .where(
            LoadCurveMonth.metering_point_id == metering_point_id,
            LoadCurveMonth.channel == channel,
            LoadCurveMonth.month.between(wanted[0], wanted[-1]),
        )
        .order_by(LoadCurveMonth.month)
    )
    return {row.month: row for row in session.scalars(query)}


def _month_of(row: LoadCurveMonth) -> MonthCurve:
    power_w, status = codec.decode(row.payload)
    return MonthCurve(row.month, row.step_s, power_w, status)


def _keep(
    session: Session,
    key: dict[str, object],
    overlay: Overlay,
    row: LoadCurveMonth | None,
    *,
    import_id: int,
) -> None:
    laid = overlay.month
    session.add(
        LoadCurveChange(
            **key,
            import_id=import_id,
            points_added=overlay.points_added,
            points_changed=overlay.points_changed,
            previous_step_s=row.step_s if row else None,
            previous_payload=row.payload if row else None,
        )
    )
    if row is None:
        row = LoadCurveMonth(**key)
        session.add(row)
    row.step_s, row.import_id = laid.step_s, import_id
    row.payload = codec.encode(laid.power_w, laid.status)
