"""Opening a rendered workbook as a reader would."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.drawing.spreadsheet_drawing import TwoCellAnchor

from services.exports.consumption import ConsumptionExport
from services.exports.workbook import render_xlsx


def render(export: ConsumptionExport) -> bytes:
    file = BytesIO()
    render_xlsx(export, file)
    return file.getvalue()


def opened(content: bytes, *, data_only: bool = False) -> Workbook:
    return load_workbook(BytesIO(content), data_only=data_only)


def chart_of(content: bytes) -> BarChart:
    """Return the only chart of the sheet « Consommations »."""
    (chart,) = opened(content).worksheets[0]._charts  # type: ignore[attr-defined]
    assert isinstance(chart, BarChart)
    return chart


def corner_of(chart: BarChart) -> tuple[int, int]:
    """Return the column and row of the chart's top left corner, from 0."""
    anchor: object = chart.anchor
    assert isinstance(anchor, TwoCellAnchor)
    return anchor._from.col, anchor._from.row


def wall(stamp: str) -> datetime:
    """Return a wall-clock time without a zone, as Excel keeps it."""
    return datetime.fromisoformat(stamp)


def names_of(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as package:
        return package.namelist()


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as package:
        return package.read(name).decode()
