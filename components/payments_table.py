"""Payments as tables: the last ones, and all of them with what they settled and what went wrong."""

from collections.abc import Callable, Sequence

from dash.development.base_component import Component

from components import html
from components.cards import Content
from components.icons import icon
from components.links import nav_link
from components.tables import Cell, Column, Row, data_table
from services.domain.account import PaymentRow, SettledInvoice
from services.kernel import formats
from services.kernel.wording import text

InvoiceHref = Callable[[str], str]


def payments_table(payments: Sequence[PaymentRow], caption: str) -> Component:
    """Return the date, the amount, the mode and the incident of each payment."""
    rows = [[*_common(payment), _incident(payment)] for payment in payments]
    columns = [*_columns(), Column(text("account.incident"))]
    return data_table(caption, columns, rows)


def all_payments_table(payments: Sequence[PaymentRow], invoice_href: InvoiceHref) -> Component:
    """Return the payments with the invoices that each settled, incidents explained in words."""
    rows: list[Row] = [
        [*_common(payment), _explained(payment), _settled(payment.settled, invoice_href)]
        for payment in payments
    ]
    columns = [*_columns(), Column(text("account.incident")), Column(text("account.settled"))]
    return data_table(text("account.payments_title"), columns, rows)


def _columns() -> list[Column]:
    return [
        Column(text("account.date")),
        Column(text("account.amount"), "number", main=True),
        Column(text("account.mode")),
    ]


def _common(payment: PaymentRow) -> list[str | Cell]:
    return [
        formats.short_date(payment.paid_on),
        Cell(formats.euros(payment.amount_eur), "strong"),
        text(f"payment.{payment.mode}"),
    ]


def _incident(payment: PaymentRow) -> Cell:
    if payment.incident is None:
        return Cell(text("account.no"), "weak")
    return Cell(_name(payment))


def _explained(payment: PaymentRow) -> Cell:
    if payment.incident is None or payment.incident_on is None:
        return _incident(payment)
    day = formats.short_date(payment.incident_on)
    why = html.Span(text(f"account.incident.{payment.incident}_text", day=day), className="caption")
    return Cell(html.Span([_name(payment), why], className="account-incident"))


def _name(payment: PaymentRow) -> Component:
    name = text(f"account.incident.{payment.incident}")
    return html.Span([icon("circle-alert", size=16), name], className="account-alert")


def _settled(shares: Sequence[SettledInvoice], invoice_href: InvoiceHref) -> Cell:
    is_whole = len(shares) == 1
    items: list[Content] = []
    for share in shares:
        amount = "" if is_whole else text("account.share", amount=formats.euros(share.amount_eur))
        if share.number is None:
            items.append([text("account.on_account"), amount])
        else:
            link = nav_link(share.number, invoice_href(share.number), class_name="link")
            items.append([link, amount])
    return Cell(html.Ul([html.Li(item) for item in items], className="account-settled"))
