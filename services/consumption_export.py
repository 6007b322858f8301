"""Taking a site's consumption away: the window on the screen as a workbook or as CSV."""

from datetime import date, datetime
from typing import IO

from sqlalchemy.orm import Session

from services import history
from services.consumption import Request, read_window
from services.domain.consumption import ConsumptionHistory
from services.domain.load_curve import LoadCurve
from services.domain.quality import quality_of_periods
from services.domain.time_classes import classify
from services.exports import csv_file, workbook
from services.exports.consumption import ConsumptionExport, export_name
from services.kernel.errors import NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import choose_within
from services.storage import consumption as storage
from services.storage.sources import load_source_names
from services.supply_period import SupplyPeriod, supply_period_of
from services.trail import audit

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
        value, customer_id = _load(session, viewer, request, now)
    with viewer.database.write() as session:
        _trace(session, viewer, value, customer_id, extension)
    RENDERERS[extension](value, file)
    return export_name(value, extension)


def _trace(
    session: Session, viewer: Viewer, value: ConsumptionExport, customer_id: int, extension: str
) -> None:
    audit.record(
        session,
        "consumption.exported",
        actor=audit.actor_of(viewer),
        now=value.extracted_at,
        subject=audit.Subject(customer_id=customer_id),
        details={"contract": value.site.contract_number, "form": extension},
    )


def _load(
    session: Session, viewer: Viewer, request: Request, now: datetime
) -> tuple[ConsumptionExport, int]:
    """Return what is exported, and the id of the customer whose data it is."""
    choice, contract = choose_within(session, viewer, request.contract_number)
    if contract is None or choice.current is None:
        raise NotFoundError(text("site.not_found"))
    supply = supply_period_of(contract)
    coverage = history.find_coverage(session, supply)
    reach = history.find_reach(coverage)
    if reach is None:
        raise NotFoundError(text("consumption.nothing_to_export"))
    window = read_window(request, reach)
    shown = history.load_history(session, supply, coverage, window)
    curve = _find_curve(session, supply, coverage, shown)
    quality = quality_of_periods(shown.periods)
    calendars = storage.load_calendars(session, supply.metering_point_id)
    sources = load_source_names(session, supply.metering_point_id, *_span(shown))
    value = ConsumptionExport(
        site=choice.current,
        history=shown,
        curve=curve,
        curve_classes=classify(curve.instants, calendars) if curve else None,
        real_share=quality.real_share,
        estimated_share=quality.estimated_share,
        missing_share=quality.missing_share,
        extracted_at=now,
        is_demo=contract.is_demo,
        source_note=", ".join(sources),
    )
    return value, contract.customer_id


def _find_curve(
    session: Session, supply: SupplyPeriod, coverage: storage.Coverage, shown: ConsumptionHistory
) -> LoadCurve | None:
    """Return the points of the days that the shown periods cover, as far as the curve reaches."""
    if not shown.periods or coverage.curve_start is None or coverage.curve_end is None:
        return None
    start_on, end_on = _span(shown)
    first, after = max(coverage.curve_start, start_on), min(coverage.curve_end, end_on)
    return history.load_curve(session, supply, first, after)


def _span(shown: ConsumptionHistory) -> tuple[date, date]:
    """Return the first day and the day after the last that the shown periods cover."""
    starts = [period.start for period in shown.periods] or [shown.start]
    ends = [period.end for period in shown.periods] or [shown.end]
    return min(starts), max(ends)
