"""Taking a site's consumption away: the window on the screen as a workbook or as CSV."""

from datetime import datetime
from typing import IO

import numpy as np
from sqlalchemy.orm import Session

from services import history
from services.consumption import Request, read_window
from services.domain.calendar import day_bounds_utc
from services.domain.consumption import ConsumptionHistory
from services.domain.load_curve import LoadCurve, PointStatus
from services.domain.time_classes import classify
from services.exports import csv_file, workbook
from services.exports.consumption import ConsumptionExport, export_name
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import choose_within
from services.storage import consumption as storage
from services.storage import load_curves
from services.storage.models import Contract

RENDERERS = {"xlsx": workbook.render_xlsx, "csv": csv_file.render_csv}
"""The forms that an export may take, by the ending of the file's name."""


def export(
    viewer: Viewer, *, request: Request, extension: str, now: datetime, file: IO[bytes]
) -> str:
    """Write the window that ``request`` names into ``file`` and return the file's name.

    Raises NotFoundError for a contract that the viewer may not see or that has no data, and
    InvalidInputError for an unreadable period. The database is left before the file is made.
    """
    with viewer.database.begin() as session:
        value = _load(session, viewer, request, now)
    RENDERERS[extension](value, file)
    return export_name(value, extension)


def _load(session: Session, viewer: Viewer, request: Request, now: datetime) -> ConsumptionExport:
    choice, contract = choose_within(session, viewer, request.contract_number)
    if contract is None or choice.current is None:
        raise NotFoundError(text("site.not_found"))
    coverage = storage.find_coverage(session, contract.metering_point_id)
    reach = history.find_reach(coverage)
    if reach is None:
        raise NotFoundError(text("consumption.nothing_to_export"))
    window = read_window(request, reach)
    shown = history.load_history(session, contract.metering_point_id, coverage, window)
    curve = _find_curve(session, contract, coverage, shown)
    calendars = storage.load_calendars(session, contract.metering_point_id)
    return ConsumptionExport(
        site=choice.current,
        history=shown,
        curve=curve,
        curve_classes=classify(curve.instants, calendars) if curve else None,
        real_share=_share(curve, PointStatus.REAL),
        estimated_share=_share(curve, PointStatus.ESTIMATED),
        missing_share=_share(curve, PointStatus.MISSING),
        extracted_at=now,
        is_demo=contract.customer.is_demo,
        source_note=contract.metering_point.note,
    )


def _find_curve(
    session: Session, contract: Contract, coverage: storage.Coverage, shown: ConsumptionHistory
) -> LoadCurve | None:
    """Return the points of the days that the shown periods cover, as far as the curve reaches."""
    if not shown.periods or coverage.curve_start is None or coverage.curve_end is None:
        return None
    first = max(coverage.curve_start, min(p.start for p in shown.periods))
    after = min(coverage.curve_end, max(p.end for p in shown.periods))
    if first >= after:
        return None
    start, end = day_bounds_utc(first)[0], day_bounds_utc(after)[0]
    return load_curves.read(session, contract.metering_point_id, start, end)


def _share(curve: LoadCurve | None, status: PointStatus) -> float | None:
    """Return the share of the points that have ``status``, 0 to 1, None without a curve."""
    return None if curve is None else float(np.mean(curve.status == status))
