"""Which files a metering point's figures came from."""

from datetime import date, timedelta

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from services.domain.load_curve import Channel
from services.storage.models import EnergyReadingRow, ImportedFile, LoadCurveChange


def load_source_names(
    session: Session, metering_point_id: int, start: date, end: date
) -> list[str]:
    """Return the names of the files that gave readings or points from ``start`` to ``end``."""
    readings = select(EnergyReadingRow.import_id).where(
        EnergyReadingRow.metering_point_id == metering_point_id,
        EnergyReadingRow.replaced_by_id.is_(None),
        EnergyReadingRow.period_end > start,
        EnergyReadingRow.period_start < end,
    )
    # A local day may begin in the UTC month before its own.
    first_month = (start - timedelta(days=1)).replace(day=1)
    curves = select(LoadCurveChange.import_id).where(
        LoadCurveChange.metering_point_id == metering_point_id,
        LoadCurveChange.channel == Channel.ACTIVE,
        LoadCurveChange.month >= first_month,
        LoadCurveChange.month < end,
    )
    used = union(readings, curves).subquery()
    query = (
        select(ImportedFile.name)
        .where(ImportedFile.id.in_(select(used.c.import_id)))
        .order_by(ImportedFile.id)
    )
    return list(session.scalars(query))
