"""The looks of cells: few named styles, shared by all sheets of a workbook."""

from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from services.domain.time_classes import TimeClass
from services.exports.plain_text import cleaned, looks_like_formula
from services.kernel.formats import MINUS, NARROW_SPACE

FONT = "Arial"
INK, MUTED, LINE, GROUND, BRAND = "16201C", "5A645E", "C9CEC4", "F0F1EA", "0E5A43"

CLASS_FILLS = {
    TimeClass.HPH: "1F3F8F",
    TimeClass.HCH: "6592D6",
    TimeClass.HPE: "BF5410",
    TimeClass.HCE: "EFB93F",
}
"""The classes' colours on a light ground, as on the pages."""

DATE = "dd/mm/yyyy"
MOMENT = "dd/mm/yyyy hh:mm"
WHOLE = "#,##0"
_PERCENT = f'0.0"{NARROW_SPACE}"%'
_CHANGE = f'+{_PERCENT};"{MINUS}"{_PERCENT};{_PERCENT}'
NUMBER_FORMATS = {
    "text": "General",
    "date": DATE,
    "moment": MOMENT,
    "kwh": WHOLE,
    "kwh_fine": "#,##0.000",
    "kw": "#,##0.0",
    "eur": f'#,##0.00"{NARROW_SPACE}€"',
    "percent": _PERCENT,
    "change": _CHANGE,
}
_PLAIN = Alignment(horizontal="left", vertical="center", indent=1)
_BOLD_KINDS = ("text", "kwh", "eur", "change", "percent")
_LEFT_KINDS = ("text", "date", "moment")


def style_name(kind: str, *, bold: bool = False) -> str:
    """Return the name under which a look is kept in the workbook, as Excel's gallery shows it."""
    return f"terralis {kind} total" if bold else f"terralis {kind}"


def register_styles(workbook: Workbook) -> None:
    """Add every named style to ``workbook``."""
    for kind in NUMBER_FORMATS:
        workbook.add_named_style(_value_style(kind, bold=False))
    for kind in _BOLD_KINDS:
        workbook.add_named_style(_value_style(kind, bold=True))
    for side in ("left", "right"):
        workbook.add_named_style(_heading_style(side))
    workbook.add_named_style(
        _plain_style("title", Font(name=FONT, size=16, bold=True, color=BRAND))
    )
    workbook.add_named_style(_plain_style("note", Font(name=FONT, size=10, color=MUTED)))


def put_text(cell: Cell | MergedCell, value: str, style: str) -> None:
    """Write ``value`` as text whatever it begins with, without what a cell cannot hold."""
    shown = cleaned(value)
    cell.style = style  # first: it would undo the quote prefix
    cell.value = shown
    cell.data_type = "s"
    if looks_like_formula(shown):
        cell.quotePrefix = True


def heading_style(kind: str) -> str:
    """Return the name of the look of the heading above values of ``kind``."""
    return style_name("heading left" if kind in _LEFT_KINDS else "heading right")


def _heading_style(side: Literal["left", "right"]) -> NamedStyle:
    return NamedStyle(
        name=style_name(f"heading {side}"),
        font=Font(name=FONT, size=10, bold=True, color=INK),
        fill=PatternFill("solid", fgColor=GROUND),
        border=Border(bottom=Side("medium", color=LINE)),
        alignment=Alignment(horizontal=side, vertical="center", wrap_text=True, indent=1),
    )


def _plain_style(kind: str, font: Font) -> NamedStyle:
    return NamedStyle(name=style_name(kind), font=font, alignment=_PLAIN)


def _value_style(kind: str, *, bold: bool) -> NamedStyle:
    side = Side("medium" if bold else "hair", color=LINE)
    return NamedStyle(
        name=style_name(kind, bold=bold),
        number_format=NUMBER_FORMATS[kind],
        font=Font(name=FONT, size=10, bold=bold, color=INK),
        fill=PatternFill("solid", fgColor=GROUND) if bold else PatternFill(),
        border=Border(top=side) if bold else Border(bottom=side),
        alignment=Alignment(
            horizontal="left" if kind in _LEFT_KINDS else "right", vertical="center", indent=1
        ),
    )
