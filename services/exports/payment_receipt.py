"""The receipt of a card payment, as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.exports.pdf.document import Part, Pdf, render
from services.exports.pdf.furniture import Sheet
from services.exports.pdf.grid import Column, Row, RowKind, table
from services.exports.pdf.prose import heading, lines, paragraph, safe, tell
from services.kernel import formats
from services.kernel.supplier import SUPPLIER
from services.kernel.wording import text


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was paid, by whom, for what.

    ``invoices``: number, date and share of each; what is left of the amount stays on account.
    ``is_test``: no money moved.
    """

    reference: str
    bank_reference: str
    paid_on: date
    amount_eur: Decimal
    customer_reference: str
    customer_name: str
    invoices: Sequence[tuple[str, date, Decimal]]
    card_brand: str = ""
    is_test: bool = False


def write_receipt(receipt: Receipt) -> Pdf:
    """Return the document; the same receipt always gives the same bytes."""
    title = text("receipt.title", reference=receipt.reference)
    sheet = Sheet(
        title=title,
        subject=title,
        made_on=receipt.paid_on,
        brand=SUPPLIER.name,
        reference=receipt.reference,
        foot=(
            text(
                "invoice_pdf.foot",
                name=SUPPLIER.name,
                form=SUPPLIER.legal_form,
                capital=formats.quantity(SUPPLIER.capital_eur, "€"),
                address=SUPPLIER.address,
            ),
        ),
        page_words=(text("document.page"), text("document.of")),
    )
    return render(_parts(receipt), sheet)


def _parts(receipt: Receipt) -> list[Part]:
    values = {
        "amount": formats.euros(receipt.amount_eur),
        "day": formats.long_date(receipt.paid_on),
    }
    about = [
        tell("receipt.customer", name=receipt.customer_name),
        tell("receipt.customer_reference", reference=receipt.customer_reference),
        tell("receipt.reference", reference=receipt.reference),
        tell("receipt.bank_reference", reference=receipt.bank_reference),
    ]
    if receipt.card_brand:
        about.append(tell("receipt.card", brand=receipt.card_brand))
    parts: list[Part] = [
        heading(1, "receipt.heading"),
        paragraph(tell("receipt.received", **values), "lead"),
        lines(about),
        heading(2, "receipt.used_for"),
        _table(receipt),
        paragraph(tell("receipt.vat"), "small"),
    ]
    if receipt.is_test:
        parts.append(paragraph(f"<b>{safe(text('receipt.test'))}</b>"))
    return parts


def _table(receipt: Receipt) -> Part:
    columns = [
        Column(text("receipt.column_invoice"), 0.4),
        Column(text("receipt.column_day"), 0.3),
        Column(text("receipt.column_amount"), 0.3, is_number=True),
    ]
    rows = [
        Row((number, formats.short_date(day), formats.euros(amount)))
        for number, day, amount in receipt.invoices
    ]
    left = receipt.amount_eur - sum((a for _, _, a in receipt.invoices), Decimal("0.00"))
    if left:
        rows.append(Row((text("receipt.on_account"), "", formats.euros(left))))
    total = Row((text("receipt.total"), "", formats.euros(receipt.amount_eur)), RowKind.GRAND_TOTAL)
    return table(columns, [*rows, total])
