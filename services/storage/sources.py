"""Which files a metering point's figures came from."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.storage import load_curves
from services.storage.models import EnergyReadingRow, ImportedFile


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
    used = {
        *session.scalars(readings),
        *load_curves.load_import_ids(session, metering_point_id, start, end),
    }
    query = select(ImportedFile.name).where(ImportedFile.id.in_(used)).order_by(ImportedFile.id)
    return list(session.scalars(query))
