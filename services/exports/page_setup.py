"""How a sheet behaves on the screen and on paper."""

from collections.abc import Sequence
from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the columns' widths, in characters, from the first."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def freeze_and_filter(sheet: Worksheet, heading_row: int, columns: int, rows: int) -> None:
    """Keep everything down to the heading in view and put filters over its ``rows`` rows."""
    sheet.freeze_panes = f"A{heading_row + 1}"
    sheet.auto_filter.ref = f"A{heading_row}:{get_column_letter(columns)}{heading_row + rows}"
    sheet.sheet_view.showGridLines = False


def setup_print(
    sheet: Worksheet,
    title_rows: str | None = None,
    *,
    orientation: Literal["landscape", "portrait"] = "landscape",
) -> None:
    """Print on A4, one page wide, the headings repeated, pages numbered."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.page_margins.footer = 0.3
    if (footer := sheet.oddFooter) is not None:
        for part, words in ((footer.left, "Terralis"), (footer.right, "&P / &N")):
            if part is not None:
                part.text = words
    if title_rows:
        sheet.print_title_rows = title_rows
