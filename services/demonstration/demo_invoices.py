"""The demonstration's invoices and payments.

The ten invoices of the brochure's customer and the last five payments are the brochure's own; the
numbers, periods, due dates and older payment dates are invented, and so is all of the others'.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from services.storage.models import Contract, Invoice, Payment

LABEL = "Facture de consommation d’énergie"


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """An invoice for ``period_start`` to ``period_end``; ``paid_on`` None when it is still due."""

    number: str
    issued_on: date
    due_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal
    paid_on: date | None = None


def closeaux_invoices() -> list[DemoInvoice]:
    """Return the brochure's ten invoices, newest first, each settled on its due date."""
    return [
        DemoInvoice(
            f"FR-15-{number}", _day(issued), _day(paid), _day(start), _day(end), Decimal(amount),
            paid_on=_day(paid),
        )
        for number, issued, paid, start, end, amount in (
            ("118-40271", "2015-11-18", "2015-12-18", "2015-10-01", "2015-10-31", "1325.67"),
            ("104-39960", "2015-10-16", "2015-11-16", "2015-08-31", "2015-10-01", "2118.50"),
            ("93-39649", "2015-09-15", "2015-10-15", "2015-07-31", "2015-08-31", "827.54"),
            ("82-39338", "2015-08-17", "2015-09-16", "2015-07-01", "2015-07-31", "1665.29"),
            ("71-39027", "2015-07-16", "2015-08-17", "2015-05-31", "2015-07-01", "1620.80"),
            ("60-38716", "2015-06-15", "2015-07-15", "2015-04-30", "2015-05-31", "1468.62"),
            ("51-38405", "2015-05-19", "2015-06-19", "2015-03-31", "2015-04-30", "1652.99"),
            ("38-38094", "2015-04-13", "2015-05-13", "2015-02-28", "2015-03-31", "2404.45"),
            ("27-37783", "2015-03-16", "2015-04-16", "2015-01-31", "2015-02-28", "2300.81"),
            ("16-37472", "2015-02-16", "2015-03-16", "2014-12-31", "2015-01-31", "2465.26"),
        )
    ]  # fmt: skip


def neighbour_invoices(today: date) -> list[DemoInvoice]:
    """Return three unpaid invoices around ``today``: one late, two still in time."""
    return [
        DemoInvoice(
            number,
            issued_on=today - timedelta(days=issued_before),
            due_on=today + timedelta(days=due_in),
            period_start=today - timedelta(days=issued_before + 33),
            period_end=today - timedelta(days=issued_before + 3),
            amount_eur=Decimal(amount),
        )
        for number, issued_before, due_in, amount in (
            ("FR-15-122-40588", 2, 18, "612.48"),
            ("FR-15-109-39977", 32, -8, "287.15"),
            ("FR-15-123-40601", 1, 19, "194.30"),
        )
    ]


def ended_invoices() -> list[DemoInvoice]:
    """Return the last invoice of the ended contract: its amount proves who the holder is."""
    return [
        DemoInvoice(
            "FR-15-72-39102",
            issued_on=date(2015, 7, 17),
            due_on=date(2015, 8, 17),
            period_start=date(2015, 5, 31),
            period_end=date(2015, 6, 30),
            amount_eur=Decimal("418.36"),
            paid_on=date(2015, 8, 14),
        )
    ]


def add_invoices(
    session: Session, contract: Contract, invoices: list[DemoInvoice], *, mode: str
) -> None:
    """Add ``invoices`` to ``contract``, each with its payment by ``mode`` if it was paid."""
    for invoice in invoices:
        row = Invoice(
            contract_id=contract.id,
            number=invoice.number,
            label=LABEL,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            period_start=invoice.period_start,
            period_end=invoice.period_end,
            amount_eur=invoice.amount_eur,
        )
        session.add(row)
        session.flush()
        if invoice.paid_on is not None:
            session.add(
                Payment(
                    invoice_id=row.id,
                    paid_on=invoice.paid_on,
                    amount_eur=invoice.amount_eur,
                    mode=mode,
                )
            )


def _day(text: str) -> date:
    return date.fromisoformat(text)
