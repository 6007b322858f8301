"""The native Excel chart of the table: stacked columns in the colours of the pages."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.time_classes import TIME_CLASSES, TimeClass
from services.exports.styles import CLASS_FILLS, DATE, INK, LINE, MUTED, WHOLE
from services.exports.table import TableRow
from services.kernel.wording import text

Preset = Literal["wdUpDiag", "pct20"]

ROWS_ABOVE_CHART = 40
"""Up to so many rows the chart stands below the table; beyond, beside it, to stay in sight."""
_TABLE_COLUMNS, _HEIGHT_ROWS, _COLUMN_WIDTH = 12, 22, 14
_HAIRLINE_EMU = 9_525
_GRID = "E9EBE3"
_EXCEL_DAY_0 = date(1899, 12, 30)

_PATTERNS: dict[TimeClass, tuple[Preset, str]] = {
    TimeClass.HCH: ("wdUpDiag", "FFFFFF"),
    TimeClass.HCE: ("pct20", "9A6200"),
}
_OUTLINES = {TimeClass.HCH: "3F6DB8", TimeClass.HCE: "9A6200"}


def add_chart(sheet: Worksheet, rows: Sequence[TableRow], first_row: int, total_row: int) -> None:
    """Put the chart of ``rows`` (written from ``first_row``) where it hides nothing."""
    chart = _build_chart(sheet, rows, first_row)
    heading_row = first_row - 1
    is_below = len(rows) <= ROWS_ABOVE_CHART
    first_column, row = (0, total_row + 1) if is_below else (_TABLE_COLUMNS + 1, heading_row - 1)
    last_column, last_row = first_column + _TABLE_COLUMNS, row + _HEIGHT_ROWS
    chart.anchor = TwoCellAnchor(  # type: ignore[assignment]  # the stubs know cell names only
        editAs="oneCell",
        _from=AnchorMarker(col=first_column, row=row),
        to=AnchorMarker(col=last_column, row=last_row),
    )
    sheet.add_chart(chart)
    if not is_below:
        for column in range(first_column, last_column):
            sheet.column_dimensions[get_column_letter(column + 1)].width = _COLUMN_WIDTH
        first, last = get_column_letter(first_column + 1), get_column_letter(last_column + 1)
        sheet.print_area = f"A1:L{total_row},{first}{heading_row}:{last}{last_row}"


def _build_chart(sheet: Worksheet, rows: Sequence[TableRow], first_row: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "col", "stacked", 100
    is_dense = len(rows) > ROWS_ABOVE_CHART
    chart.gapWidth = 10 if is_dense else 60
    chart.roundedCorners = False
    chart.title = _title(text("export.chart.title"), size=1200, bold=True)
    _shape_axes(chart)
    categories = _categories(sheet, rows, first_row)
    for position, time_class in enumerate(TIME_CLASSES):
        values = [None if r.energy_kwh is None else r.energy_kwh[position] for r in rows]
        series = _build_series(sheet, position, values, first_row)
        series.cat = categories
        series.invertIfNegative = False
        series.graphicalProperties = _fill(time_class, outlined=not is_dense)
        chart.series.append(series)
    return chart


def _shape_axes(chart: BarChart) -> None:
    chart.legend.position, chart.legend.overlay = "t", False
    chart.legend.txPr = _text_look()
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text_look()
        axis.majorTickMark = "none"
    chart.x_axis.title = _title(text("export.column.period"))
    chart.x_axis.axPos, chart.x_axis.tickLblPos = "b", "low"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.title = _title(text("export.chart.energy"))
    chart.y_axis.number_format = WHOLE
    chart.y_axis.scaling.min = 0
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    grid = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)


def _build_series(
    sheet: Worksheet, position: int, values: Sequence[int | None], first_row: int
) -> Series:
    letter = "EFGH"[position]
    points = [NumVal(idx=i, v=str(value)) for i, value in enumerate(values) if value is not None]
    name = str(sheet[f"{letter}{first_row - 1}"].value)
    return Series(
        idx=position,
        order=position,
        tx=SeriesLabel(
            strRef=StrRef(
                f=_reference(sheet, letter, first_row - 1, first_row - 1),
                strCache=StrData(ptCount=1, pt=[StrVal(idx=0, v=name)]),
            )
        ),
        val=NumDataSource(
            numRef=NumRef(
                f=_reference(sheet, letter, first_row, first_row + len(values) - 1),
                numCache=NumData(formatCode=WHOLE, ptCount=len(values), pt=points),
            )
        ),
    )


def _categories(sheet: Worksheet, rows: Sequence[TableRow], first_row: int) -> AxDataSource:
    reference = _reference(sheet, "A", first_row, first_row + len(rows) - 1)
    if isinstance(rows[0].label, date):
        points = [
            NumVal(idx=i, v=str((row.label - _EXCEL_DAY_0).days))
            for i, row in enumerate(rows)
            if isinstance(row.label, date)
        ]
        cache = NumData(formatCode=DATE, ptCount=len(points), pt=points)
        return AxDataSource(numRef=NumRef(f=reference, numCache=cache))
    names = [StrVal(idx=i, v=str(row.label)) for i, row in enumerate(rows)]
    return AxDataSource(strRef=StrRef(f=reference, strCache=StrData(ptCount=len(names), pt=names)))


def _reference(sheet: Worksheet, letter: str, first: int, last: int) -> str:
    return f"{quote_sheetname(sheet.title)}!${letter}${first}:${letter}${last}"


def _fill(time_class: TimeClass, *, outlined: bool) -> GraphicalProperties:
    colour = CLASS_FILLS[time_class]
    outline = LineProperties(w=_HAIRLINE_EMU, solidFill=_OUTLINES.get(time_class, colour))
    line = outline if outlined else LineProperties(noFill=True)
    if time_class not in _PATTERNS:
        return GraphicalProperties(solidFill=colour, ln=line)
    preset, ink = _PATTERNS[time_class]
    pattern = PatternFillProperties(prst=preset, fgClr=_colour(ink), bgClr=_colour(colour))
    return GraphicalProperties(pattFill=pattern, ln=line)


def _colour(rgb: str) -> ColorChoice:
    return ColorChoice(srgbClr=rgb)  # type: ignore[arg-type]  # the stubs take it for a percentage


def _title(words: str, *, size: int = 1000, bold: bool = False) -> Title:
    look = CharacterProperties(sz=size, b=bold, solidFill=INK)
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=words)]
    )
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _text_look() -> RichText:
    look = CharacterProperties(sz=900, solidFill=MUTED)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
