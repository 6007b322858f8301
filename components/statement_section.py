"""The statement of account on the page: its period, both balances, every operation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import Kpi, card, kpi_strip
from components.controls import Option, field, segmented
from components.links import nav_link
from components.tables import Cell, Column, Row, data_table
from services.domain.account_statement import AccountStatement, StatementLine
from services.kernel import formats
from services.kernel.wording import text

MOST_YEARS = 4
MOST_LINES = 400
"""Operations that the page shows: the files have all of them."""


@dataclass(frozen=True, slots=True)
class PeriodLinks:
    """Where a year leads; ``action`` and ``kept``: the form that asks for two days."""

    for_year: Callable[[int], str]
    action: str
    kept: Sequence[tuple[str, str]]


def period_bar(statement: AccountStatement, years: Sequence[int], to: PeriodLinks) -> Component:
    """Return the years in which something happened, and two fields for any other period."""
    parts: list[Component] = []
    if len(years) > 1:
        options = [
            Option(str(y), to.for_year(y), current=_is_year(statement, y))
            for y in years[:MOST_YEARS]
        ]
        parts.append(segmented(text("statement.years"), options, name="annee"))
    days = (("du", "statement.from", statement.first), ("au", "statement.to", statement.last))
    kept = [html.Input(type="hidden", name=n, defaultValue=v) for n, v in to.kept]
    fields = [_day(name, label, day) for name, label, day in days]
    send = html.Button(text("statement.show"), type="submit", className="btn btn-secondary")
    form = html.Form([*kept, *fields, send], method="get", action=to.action, className="days-form")
    return card(text("statement.period_title"), [*parts, form], class_name="account-card")


def _is_year(statement: AccountStatement, year: int) -> bool:
    """Tell whether it is that year from its first day: the running one ends today."""
    return statement.first == date(year, 1, 1) and statement.last.year == year


def _day(name: str, label_id: str, day: date) -> Component:
    control = html.Input(
        id=f"releve-{name}",
        name=name,
        type="date",
        defaultValue=day.isoformat(),
        className="form-control",
        required=True,
    )
    return field(text(label_id), control, control_id=f"releve-{name}")


def balances(statement: AccountStatement) -> Component:
    """Return the opening balance, what was added and taken off, the closing balance."""
    first, last = formats.short_date(statement.first), formats.short_date(statement.last)
    cells = (
        ("opening_short", statement.opening_eur, text("statement.on", day=first)),
        ("debit_sum", statement.debit_eur, text("statement.debit_note")),
        ("credit_sum", statement.credit_eur, text("statement.credit_note")),
        ("closing_short", statement.closing_eur, text("statement.on", day=last)),
    )
    return kpi_strip(
        [
            Kpi(text(f"statement.{name}"), formats.number(amount, 2), "€", note)
            for name, amount, note in cells
        ]
    )


def operations_table(statement: AccountStatement, invoice_href: Callable[[str], str]) -> Component:
    """Return every operation with the balance after it, from the opening to the closing one."""
    columns = [
        Column(text("statement.column.date")),
        Column(text("statement.column.operation")),
        Column(text("statement.column.reference")),
        *(
            Column(text(f"statement.column.{name}"), "number", main=name == "balance")
            for name in ("debit", "credit", "balance")
        ),
    ]
    first, last = formats.short_date(statement.first), formats.short_date(statement.last)
    opening: Row = [
        first,
        text("statement.opening"),
        "",
        "",
        "",
        formats.euros(statement.opening_eur),
    ]
    shown = statement.lines[:MOST_LINES]
    rows = [opening, *(_row(line, invoice_href) for line in shown)]
    total = (statement.debit_eur, statement.credit_eur, statement.closing_eur)
    closing: Row = [last, text("statement.closing", day=last), "", *map(formats.euros, total)]
    table = data_table(text("statement.title"), columns, rows, total=closing)
    if len(statement.lines) <= MOST_LINES:
        return table
    more = text("statement.more", count=len(statement.lines) - MOST_LINES)
    return html.Div([table, html.P(more, className="caption")], **attributes(role="group"))


def _row(line: StatementLine, invoice_href: Callable[[str], str]) -> Row:
    operation, amount = line.operation, line.operation.amount_eur
    mode = text(f"statement.mode.{operation.mode or 'unknown'}")
    number = operation.invoice_number
    reference = Cell(nav_link(number, invoice_href(number), class_name="link")) if number else ""
    return [
        formats.short_date(operation.happened_on),
        text(f"statement.kind.{operation.nature}", mode=mode),
        reference,
        formats.euros(amount) if amount > 0 else "",
        formats.euros(-amount) if amount < 0 else "",
        Cell(formats.euros(line.balance_eur), "strong"),
    ]
