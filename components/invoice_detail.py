"""An invoice that is opened: its facts, its PDF, its breakdown, what it is compared with."""

from collections.abc import Sequence
from datetime import date

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import facts
from components.controls import ButtonLink, button_link
from components.invoice_breakdown import breakdown, lines
from components.invoice_comparison import comparison
from components.invoice_table import pdf_href
from components.invoice_words import PAYABLE, document_words, period_words, state_chip
from services.domain.bill_comparison import BillComparison
from services.domain.deductions import name_deductions
from services.domain.fixed_share import Advice
from services.domain.invoices import InvoiceDetail, InvoiceRow
from services.kernel import formats
from services.kernel.wording import text

PAY = "/reglement"


def invoice_detail(
    detail: InvoiceDetail,
    comparisons: Sequence[BillComparison],
    advice: Advice | None,
    *,
    today: date,
    can_pay: bool,
) -> Component:
    """Return the opened invoice; ``can_pay``: its reader may settle it by card."""
    row = detail.row
    left = [
        facts(_facts(detail)),
        html.P(state_chip(row, today)),
        _actions(row, can_pay=can_pay),
    ]
    parts = [
        html.Div(left, className="invoice-facts"),
        html.Div(breakdown(detail), className="invoice-breakdown"),
    ]
    if block := lines(detail, advice):
        parts.append(html.Div(block, className="invoice-line-block"))
    if comparisons:
        parts.append(html.Div([comparison(c) for c in comparisons], className="invoice-compared"))
    label = text("invoice.detail_of", number=row.number)
    return html.Section(parts, className="invoice-detail", **attributes(aria_label=label))


def _facts(detail: InvoiceDetail) -> list[tuple[str | list[str | Component], str]]:
    row = detail.row
    rows: list[tuple[str | list[str | Component], str]] = [
        (text("invoice.number"), row.number),
        (text("invoice.type"), text(f"invoice.kind.{row.kind}")),
        (text("invoice.date"), formats.long_date(row.issued_on)),
        (text("invoice.period"), period_words(row.period_start, row.period_end)),
        (text("invoice.amount"), formats.euros(row.amount_eur)),
    ]
    if detail.corrects:
        rows.insert(2, (text("invoice.corrects"), detail.corrects))
    rows += [
        (text(f"invoice.deducted.{name}"), formats.euros(amount))
        for name, amount in name_deductions(row.kind, detail.facts, row.amount_eur)
    ]
    if 0 < row.remaining_eur < detail.to_pay_eur:
        rows.append((text("invoice.remaining"), formats.euros(row.remaining_eur)))
    return rows


def _actions(row: InvoiceRow, *, can_pay: bool) -> Component:
    parts: list[Component] = []
    is_payable = can_pay and row.state in PAYABLE
    if is_payable:
        pay = ButtonLink(text("invoice.pay"), f"{PAY}?facture={row.number}", "credit-card")
        parts.append(button_link(pay, kind="primary"))
    if row.document_state in ("ready", "waiting"):
        pdf = ButtonLink(text("invoice.download"), pdf_href(row.number), "download", download=True)
        parts.append(button_link(pdf, kind="secondary" if is_payable else "primary"))
    else:
        parts.append(html.P(document_words(row), className="caption"))
    return html.Div(parts, className="invoice-actions")
