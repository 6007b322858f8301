"""The workbook of a list of invoices: the table with its total, and what it means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.calendar import PARIS
from services.domain.invoices import InvoiceRow
from services.exports.about_sheet import Fact, write_facts
from services.exports.package import with_cached_values, write_package
from services.exports.page_setup import freeze_and_filter, set_widths, setup_print
from services.exports.styles import heading_style, put_text, register_styles, style_name
from services.kernel.formats import short_date
from services.kernel.wording import text

HEADING_ROW = 4
FIRST_ROW = HEADING_ROW + 1
AMOUNT, REMAINING = "J", "K"
COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("number", "text", 20),
    ("contract", "text", 16),
    ("site", "text", 24),
    ("label", "text", 34),
    ("issued_on", "date", 12),
    ("due_on", "date", 12),
    ("period_start", "date", 12),
    ("period_end", "date", 12),
    ("state", "text", 15),
    ("amount", "eur", 15),
    ("remaining", "eur", 15),
    ("settled_on", "date", 13),
    ("document", "text", 14),
)
"""Name, look and width of each column, from A."""

CellValue = str | date | Decimal | None


@dataclass(frozen=True, slots=True)
class InvoicesExport:
    """All that an export of invoices says.

    ``chosen``: what the list was narrowed to, by label; ``missing``: numbers of the invoices whose
    PDF is not in an archive, None where there is no archive. ``extracted_at``: aware.
    """

    rows: Sequence[InvoiceRow]
    holder: str
    contracts: str
    extracted_at: datetime
    today: date
    is_demo: bool
    chosen: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] | None = None


def export_name(export: InvoicesExport) -> str:
    """Return the file's name: ``terralis-factures-2015-11-18.xlsx``, the day of the extraction."""
    return f"terralis-factures-{export.today.isoformat()}.xlsx"


def render_invoices(export: InvoicesExport, file: IO[bytes]) -> None:
    """Write ``export`` to ``file`` as a workbook."""
    workbook = Workbook()
    register_styles(workbook)
    made_at = export.extracted_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.title = text("invoice_export.title")
    properties.creator = properties.lastModifiedBy = "Terralis"
    properties.language = "fr-FR"
    properties.created = properties.modified = made_at
    sheet = workbook.worksheets[0]
    sheet.title = text("invoice_export.sheet")
    cached = _write_table(sheet, export)
    about = workbook.create_sheet(text("export.sheet.about"))
    write_facts(about, _facts(export))
    part = "xl/worksheets/sheet1.xml"
    write_package(workbook, file, {part: partial(with_cached_values, values=cached)})


def _write_table(sheet: Worksheet, export: InvoicesExport) -> dict[str, float]:
    put_text(sheet["A1"], text("invoice_export.title"), style_name("title"))
    sheet.row_dimensions[1].height = 26
    put_text(sheet["A2"], f"{export.holder}, {export.contracts}", style_name("note"))
    for column, (name, kind, _) in enumerate(COLUMNS, 1):
        cell = sheet.cell(HEADING_ROW, column)
        put_text(cell, text(f"invoice_export.column.{name}"), heading_style(kind))
    sheet.row_dimensions[HEADING_ROW].height = 32
    set_widths(sheet, [width for _, _, width in COLUMNS])
    freeze_and_filter(sheet, HEADING_ROW, len(COLUMNS), len(export.rows))
    setup_print(sheet, f"1:{HEADING_ROW}")
    if not export.rows:
        put_text(sheet.cell(FIRST_ROW, 1), text("invoice_export.empty"), style_name("note"))
        return {}
    for number, row in enumerate(export.rows, FIRST_ROW):
        _write_row(sheet, number, _values(row, export.missing))
    return _write_total(sheet, export.rows)


def _write_row(sheet: Worksheet, number: int, values: Sequence[CellValue]) -> None:
    for column, (value, (_, kind, _)) in enumerate(zip(values, COLUMNS, strict=True), 1):
        cell = sheet.cell(number, column)
        if isinstance(value, str):
            put_text(cell, value, style_name(kind))
        else:
            cell.style = style_name(kind)
            cell.value = value


def _values(row: InvoiceRow, missing: frozenset[str] | None) -> list[CellValue]:
    return [
        *(row.number, row.contract_number, row.site_name, row.label),
        *(row.issued_on, row.due_on, row.period_start, row.period_end),
        text(f"invoice.state.{row.state}"),
        *(row.amount_eur, row.remaining_eur, row.settled_on),
        text(f"invoice_export.document.{_document(row, missing)}"),
    ]


def _document(row: InvoiceRow, missing: frozenset[str] | None) -> str:
    if missing is None:
        return "ready" if row.document_state == "ready" else "not_ready"
    return "absent" if row.number in missing else "joined"


def _write_total(sheet: Worksheet, rows: Sequence[InvoiceRow]) -> dict[str, float]:
    """Write the total under a thin row, which keeps it out of the filter; return its values."""
    last = FIRST_ROW + len(rows) - 1
    number = last + 2
    sheet.row_dimensions[number - 1].height = 4
    for column in range(1, len(COLUMNS) + 1):
        sheet.cell(number, column).style = style_name("text", bold=True)
    put_text(
        sheet.cell(number, 1),
        text("invoice_export.total", count=len(rows)),
        style_name("text", bold=True),
    )
    sums = {
        AMOUNT: sum((row.amount_eur for row in rows), Decimal()),
        REMAINING: sum((row.remaining_eur for row in rows), Decimal()),
    }
    for letter in sums:
        cell = sheet[f"{letter}{number}"]
        cell.style = style_name("eur", bold=True)
        cell.value = f"=SUM({letter}{FIRST_ROW}:{letter}{last})"
    return {f"{letter}{number}": float(total) for letter, total in sums.items()}


def _facts(export: InvoicesExport) -> Iterator[Fact]:
    yield Fact("export.about.holder", export.holder)
    yield Fact("export.about.contract", export.contracts)
    for label_id, value in export.chosen.items():
        yield Fact(label_id, value)
    moment = export.extracted_at.astimezone(PARIS).replace(tzinfo=None, microsecond=0)
    yield Fact("export.about.extracted", moment, "moment")
    yield Fact("invoice_export.about.states", _states(export.today))
    yield Fact("invoice_export.about.amounts", text("invoice_export.about.amounts_value"))
    if export.missing is not None:
        names = ", ".join(sorted(export.missing)) or text("invoice_export.about.none_missing")
        yield Fact("invoice_export.about.missing", names)
    if export.is_demo:
        yield Fact("export.about.demo", text("export.about.demo_value"))


def _states(today: date) -> str:
    return text("invoice_export.about.states_value", day=short_date(today))
