"""Sheet « Consommations »: the table of the page, its totals as formulas, its chart."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.time_classes import TIME_CLASSES
from services.exports.chart import add_chart
from services.exports.consumption import ConsumptionExport, shown_window
from services.exports.page_setup import freeze_and_filter, set_widths, setup_print
from services.exports.styles import CLASS_FILLS, heading_style, put_text, style_name
from services.exports.table import TableRow, build_rows, change_ratio, headings
from services.kernel.formats import prm, short_date
from services.kernel.wording import text

HEADING_ROW = 4
FIRST_ROW = HEADING_ROW + 1
WIDTHS = (18, 13, 16, 21, 13, 13, 13, 13, 12, 14, 11, 14)
FIRST_CLASS = 5  # column E
TOTAL, PREVIOUS, CHANGE, MISSING = "I", "J", "K", "L"


class FormulaValue(NamedTuple):
    """A formula and the value it gives today, which openpyxl cannot write beside it."""

    formula: str
    value: float


CachedValues = dict[str, float]


def write_history_sheet(sheet: Worksheet, export: ConsumptionExport) -> CachedValues:
    """Fill ``sheet`` and return the value of every formula in it, by cell reference."""
    rows = build_rows(export.history)
    _write_titles(sheet, export)
    _write_headings(sheet, headings(export.history))
    set_widths(sheet, WIDTHS)
    freeze_and_filter(sheet, HEADING_ROW, len(WIDTHS), len(rows))
    setup_print(sheet, f"1:{HEADING_ROW}")
    if not rows:
        put_text(sheet.cell(FIRST_ROW, 1), text("export.empty"), style_name("note"))
        return {}
    cached: CachedValues = {}
    for number, row in enumerate(rows, FIRST_ROW):
        _write_cells(sheet, number, _row_cells(number, row), cached)
    total_row = FIRST_ROW + len(rows) + 1
    # A thin empty row: without it Excel stretches the filter, and a sort, over the total.
    sheet.row_dimensions[total_row - 1].height = 4
    _write_cells(sheet, total_row, _total_cells(export, total_row), cached, bold=True)
    add_chart(sheet, rows, FIRST_ROW, total_row)
    return cached


def _write_titles(sheet: Worksheet, export: ConsumptionExport) -> None:
    first, last = shown_window(export.history)
    put_text(sheet["A1"], text("export.history.title"), style_name("title"))
    sheet.row_dimensions[1].height = 26
    subtitle = text(
        "export.history.subtitle",
        site=export.site.name,
        prm=prm(export.site.prm),
        start=short_date(first),
        end=short_date(last),
    )
    put_text(sheet["A2"], subtitle, style_name("note"))


def _write_headings(sheet: Worksheet, names: tuple[str, ...]) -> None:
    for column, name in enumerate(names, 1):
        cell = sheet.cell(HEADING_ROW, column)
        put_text(cell, name, heading_style("text" if column < FIRST_CLASS else "kwh"))
    for column, time_class in enumerate(TIME_CLASSES, FIRST_CLASS):
        underline = Side("thick", color=CLASS_FILLS[time_class])
        sheet.cell(HEADING_ROW, column).border = Border(bottom=underline)
    sheet.row_dimensions[HEADING_ROW].height = 32


CellValue = FormulaValue | date | str | float | None
Cells = Mapping[str, tuple[CellValue, str]]


def _write_cells(
    sheet: Worksheet, number: int, cells: Cells, cached: CachedValues, *, bold: bool = False
) -> None:
    for letter, (value, kind) in cells.items():
        cell = sheet[f"{letter}{number}"]
        cell.style = style_name(kind, bold=bold)
        if isinstance(value, FormulaValue):
            cell.value = value.formula
            cached[cell.coordinate] = value.value
        elif isinstance(value, str):
            put_text(cell, value, style_name(kind, bold=bold))
        else:
            cell.value = value


def _row_cells(number: int, row: TableRow) -> Cells:
    first, last = _class_letter(0), _class_letter(3)
    energy_kwh: Iterable[int | None] = (None,) * len(TIME_CLASSES)
    total = None
    if row.energy_kwh is not None:
        energy_kwh = row.energy_kwh
        total = FormulaValue(f"=SUM({first}{number}:{last}{number})", sum(row.energy_kwh))
    return {
        "A": (row.label, "date" if isinstance(row.label, date) else "text"),
        "B": (row.start, "date"),
        "C": (row.end, "date"),
        "D": (row.kind, "text"),
        **{_class_letter(i): (kwh, "kwh") for i, kwh in enumerate(energy_kwh)},
        TOTAL: (total, "kwh"),
        PREVIOUS: (row.previous_kwh, "kwh"),
        CHANGE: (_change(number, row.change), "change"),
        MISSING: (row.missing_share, "percent"),
    }


def _total_cells(export: ConsumptionExport, number: int) -> Cells:
    history = export.history
    last = number - 2
    ratio = change_ratio(history.total_kwh, history.previous_kwh)
    sums: dict[str, int] = {_class_letter(i): kwh for i, kwh in enumerate(history.energy_kwh)}
    sums[TOTAL] = history.total_kwh
    if history.previous_kwh is not None:
        sums[PREVIOUS] = history.previous_kwh
    count = len(history.periods)
    unit = history.granularity.value if count > 1 else "one"
    blanks: dict[str, tuple[CellValue, str]] = dict.fromkeys("BCDJK", (None, "text"))
    return {
        **blanks,
        "A": (text(f"export.total.{unit}", count=count), "text"),
        **{
            letter: (FormulaValue(f"=SUM({letter}{FIRST_ROW}:{letter}{last})", kwh), "kwh")
            for letter, kwh in sums.items()
        },
        CHANGE: (_change(number, ratio), "change"),
        MISSING: (history.missing_share, "percent"),
    }


def _change(number: int, ratio: float | None) -> FormulaValue | None:
    formula = f"=({TOTAL}{number}-{PREVIOUS}{number})/{PREVIOUS}{number}"
    return None if ratio is None else FormulaValue(formula, ratio)


def _class_letter(position: int) -> str:
    return get_column_letter(FIRST_CLASS + position)
