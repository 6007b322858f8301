"""The workbook of a statement of account: every operation between two balances."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import IO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.account_statement import AccountStatement, StatementDocument, StatementLine
from services.exports.package import with_cached_values, write_package
from services.exports.page_setup import freeze_and_filter, set_widths, setup_print
from services.exports.statement_words import describe
from services.exports.styles import heading_style, put_text, register_styles, style_name
from services.kernel.formats import short_date
from services.kernel.wording import text

HEADING_ROW = 5
OPENING_ROW = HEADING_ROW + 1
COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("date", "date", 13),
    ("operation", "text", 46),
    ("reference", "text", 22),
    ("debit", "eur", 15),
    ("credit", "eur", 15),
    ("balance", "eur", 15),
)
"""Name, look and width of each column, from A."""

DEBIT, CREDIT, BALANCE = "D", "E", "F"
CellValue = str | date | Decimal | None


def render_xlsx(document: StatementDocument, file: IO[bytes]) -> None:
    """Write ``document`` to ``file``: the same statement gives the same bytes."""
    workbook = Workbook()
    register_styles(workbook)
    made_at = datetime.combine(document.made_on, time(), UTC).replace(tzinfo=None)
    properties = workbook.properties
    properties.title = text("statement.title")
    properties.creator = properties.lastModifiedBy = "Terralis"
    properties.language = "fr-FR"
    properties.created = properties.modified = made_at
    sheet = workbook.worksheets[0]
    sheet.title = text("statement.title")
    _write_head(sheet, document)
    cached = _write_lines(sheet, document.statement)
    part = "xl/worksheets/sheet1.xml"
    write_package(workbook, file, {part: partial(with_cached_values, values=cached)})


def _write_head(sheet: Worksheet, document: StatementDocument) -> None:
    holder, statement = document.holder, document.statement
    put_text(sheet["A1"], text("statement.title"), style_name("title"))
    sheet.row_dimensions[1].height = 26
    who = text("statement.holder", name=holder.name, reference=holder.reference)
    put_text(sheet["A2"], who, style_name("note"))
    days = {"first": short_date(statement.first), "last": short_date(statement.last)}
    made = text("statement.made_on", day=short_date(document.made_on))
    demo = f" {text('statement.demo')}" if document.is_demo else ""
    period = f"{text('statement.period', **days)} {made}{demo}"
    put_text(sheet["A3"], period, style_name("note"))
    for column, (name, kind, _) in enumerate(COLUMNS, 1):
        cell = sheet.cell(HEADING_ROW, column)
        put_text(cell, text(f"statement.column.{name}"), heading_style(kind))
    set_widths(sheet, [width for _, _, width in COLUMNS])
    freeze_and_filter(sheet, HEADING_ROW, len(COLUMNS), len(statement.lines) + 1)
    setup_print(sheet, f"1:{HEADING_ROW}")


def _write_lines(sheet: Worksheet, statement: AccountStatement) -> dict[str, float]:
    """Write both balances and what is between them; return the values of the formulas."""
    opening = text("statement.opening")
    _write(sheet, OPENING_ROW, [statement.first, opening, "", None, None, statement.opening_eur])
    row, cached = OPENING_ROW, {}
    for row, line in enumerate(statement.lines, OPENING_ROW + 1):
        _write(sheet, row, _values(line))
        # The balance adds up in the workbook too: who changes a line sees what follows.
        cell = sheet[f"{BALANCE}{row}"]
        cell.value = f"={BALANCE}{row - 1}+{DEBIT}{row}-{CREDIT}{row}"
        cached[cell.coordinate] = float(line.balance_eur)
    return cached | _write_total(sheet, row + 2, row, statement)


def _values(line: StatementLine) -> list[CellValue]:
    amount = line.operation.amount_eur
    return [
        line.operation.happened_on,
        describe(line.operation),
        line.operation.invoice_number or "",
        amount if amount > 0 else None,
        -amount if amount < 0 else None,
        None,
    ]


def _write(sheet: Worksheet, row: int, values: Sequence[CellValue]) -> None:
    for column, (value, (_, kind, _)) in enumerate(zip(values, COLUMNS, strict=True), 1):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            put_text(cell, value, style_name(kind))
        else:
            cell.style = style_name(kind)
            cell.value = value


def _write_total(
    sheet: Worksheet, row: int, last: int, statement: AccountStatement
) -> dict[str, float]:
    """Write the totals and the closing balance under a thin row, out of reach of the filter."""
    sheet.row_dimensions[row - 1].height = 4
    for column in range(1, len(COLUMNS) + 1):
        sheet.cell(row, column).style = style_name("text", bold=True)
    label = text("statement.closing", day=short_date(statement.last))
    put_text(sheet.cell(row, 2), label, style_name("text", bold=True))
    formulas = {
        DEBIT: (f"=SUM({DEBIT}{OPENING_ROW}:{DEBIT}{last})", statement.debit_eur),
        CREDIT: (f"=SUM({CREDIT}{OPENING_ROW}:{CREDIT}{last})", statement.credit_eur),
        BALANCE: (f"={BALANCE}{last}", statement.closing_eur),
    }
    for letter, (formula, _) in formulas.items():
        cell = sheet[f"{letter}{row}"]
        cell.style = style_name("eur", bold=True)
        cell.value = formula
    return {f"{letter}{row}": float(value) for letter, (_, value) in formulas.items()}
