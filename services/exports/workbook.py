"""The .xlsx: the table with its chart, the load curve of the period, and what it all means."""

from collections.abc import Callable, Iterator
from datetime import UTC
from functools import partial
from typing import IO

from openpyxl import Workbook

from services.exports.about_sheet import write_about_sheet
from services.exports.consumption import ConsumptionExport
from services.exports.curve_points import iterate_blocks
from services.exports.curve_sheet import (
    MAX_POINTS_PER_SHEET,
    fill_frame,
    render_rows,
    write_curve_frame,
)
from services.exports.history_sheet import write_history_sheet
from services.exports.package import PartFilter, with_cached_values, write_package
from services.exports.plain_text import cleaned
from services.exports.styles import register_styles
from services.kernel.wording import text

Progress = Callable[[int, int], None]
"""Hears the points written so far and the points in all."""


def render_xlsx(
    export: ConsumptionExport, file: IO[bytes], progress: Progress | None = None
) -> None:
    """Write ``export`` to ``file`` as a workbook; ``progress`` hears of each block of points.

    The sheet of the load curve is streamed: memory does not grow with the length of the period.
    """
    workbook = Workbook()
    register_styles(workbook)
    _describe(workbook, export)
    history_sheet = workbook.worksheets[0]
    history_sheet.title = text("export.sheet.history")
    cached = write_history_sheet(history_sheet, export)
    filters: dict[str, PartFilter] = {_part(1): partial(with_cached_values, values=cached)}
    filters |= _add_curve_sheets(workbook, export, progress or _ignore)
    write_about_sheet(workbook.create_sheet(text("export.sheet.about")), export)
    write_package(workbook, file, filters)


def _describe(workbook: Workbook, export: ConsumptionExport) -> None:
    made_at = export.extracted_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.title = text("export.document_title", site=cleaned(export.site.name)[:200])
    properties.creator = properties.lastModifiedBy = "Terralis"
    properties.language = "fr-FR"
    properties.created = properties.modified = made_at


def _add_curve_sheets(
    workbook: Workbook, export: ConsumptionExport, progress: Progress
) -> Iterator[tuple[str, PartFilter]]:
    """Add a frame for each sheetful of points; yield each part's name and what fills it."""
    if export.curve is None:
        return
    total = export.curve_points
    for number, first in enumerate(range(0, total, MAX_POINTS_PER_SHEET), 1):
        stop = min(first + MAX_POINTS_PER_SHEET, total)
        sheet = workbook.create_sheet(_curve_title(number))
        styles = write_curve_frame(sheet, stop - first)
        blocks = iterate_blocks(export.curve, export.curve_classes, first, stop)
        report = partial(_report, progress, first, total)
        rows = render_rows(blocks, export.curve.step_s, styles, report)
        yield _part(number + 1), partial(fill_frame, points=stop - first, rows=rows)


def _report(progress: Progress, first: int, total: int, written: int) -> None:
    progress(first + written, total)


def _ignore(_done: int, _total: int) -> None:
    pass


def _curve_title(number: int) -> str:
    title = text("export.sheet.curve")
    return title if number == 1 else f"{title} ({number})"


def _part(number: int) -> str:
    """Return the name in the zip of the sheet at position ``number``, from 1."""
    return f"xl/worksheets/sheet{number}.xml"
