"""The demonstration's invoices and payments.

The ten invoices of the brochure's customer and the last five payments are the brochure's own; the
numbers, periods, due dates and older payment dates are invented, and so is all of the others'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.booking import Received, book_issued, receive
from services.demonstration.demo_invoice_facts import facts_of
from services.demonstration.demo_invoice_lines import add_printed_lines, vat_of
from services.demonstration.demo_prices import (
    CLOSEAUX_PRICES,
    ENDED_PRICES,
    NEIGHBOUR_PRICES,
    DemoPrices,
    Energies,
)
from services.demonstration.demo_readings import (
    CLOSEAUX_FILE,
    NEIGHBOUR_FILE,
    MonthRead,
    closeaux_months,
    history_until,
    neighbour_months,
    working_day_before,
)
from services.domain.invoice_terms import add_months, due_date
from services.domain.invoices import InvoiceFacts
from services.storage.invoice_documents import request as request_document
from services.storage.invoice_facts import dump_facts
from services.storage.models import Contract, Invoice

LABEL = "Facture de consommation d’énergie"

LATE = timedelta(days=8)
ISSUED_BEFORE_LATE = timedelta(days=32)


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
    energy_kwh: Energies | None = None
    prices: DemoPrices | None = None
    import_label: str = ""
    history_kwh: tuple[tuple[str, int], ...] = ()
    next_invoice_on: date | None = None


def closeaux_invoices() -> list[DemoInvoice]:
    """Return the brochure's ten invoices, newest first, each settled on its due date."""
    months = closeaux_months()
    return [
        _read_invoice(
            DemoInvoice(
                f"FR-15-{number}", _day(issued), _day(paid), month.start, month.end,
                Decimal(amount), paid_on=_day(paid), prices=CLOSEAUX_PRICES,
                import_label=CLOSEAUX_FILE,
            ),
            month,
            months,
        )
        for (number, issued, paid, amount), month in zip((
            ("118-40271", "2015-11-18", "2015-12-18", "1325.67"),
            ("104-39960", "2015-10-16", "2015-11-16", "2118.50"),
            ("93-39649", "2015-09-15", "2015-10-15", "827.54"),
            ("82-39338", "2015-08-17", "2015-09-16", "1665.29"),
            ("71-39027", "2015-07-16", "2015-08-17", "1620.80"),
            ("60-38716", "2015-06-15", "2015-07-15", "1468.62"),
            ("51-38405", "2015-05-19", "2015-06-19", "1652.99"),
            ("38-38094", "2015-04-13", "2015-05-13", "2404.45"),
            ("27-37783", "2015-03-16", "2015-04-16", "2300.81"),
            ("16-37472", "2015-02-16", "2015-03-16", "2465.26"),
        ), months[::-1][:10], strict=True)
    ]  # fmt: skip


def neighbour_invoices(today: date) -> list[DemoInvoice]:
    """Return three unpaid invoices of three months in a row: one late, two still in time.

    They are issued, and those in time are due, on working days; the late one is 8 days late.
    """
    months = neighbour_months(today)
    newest_on = working_day_before(today)
    middle_on = working_day_before(newest_on)
    oldest_on = working_day_before(today - ISSUED_BEFORE_LATE + timedelta(days=1))
    return [
        _read_invoice(
            DemoInvoice(
                number, issued_on, due_on, month.start, month.end, Decimal(amount),
                prices=NEIGHBOUR_PRICES, import_label=NEIGHBOUR_FILE,
            ),
            month,
            months,
        )
        for (number, amount, issued_on, due_on), month in zip((
            ("FR-15-109-39977", "287.15", oldest_on, today - LATE),
            ("FR-15-122-40588", "612.48", middle_on, due_date(middle_on)),
            ("FR-15-123-40601", "194.30", newest_on, due_date(newest_on)),
        ), months[-3:], strict=True)
    ]  # fmt: skip


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
            energy_kwh=(0, 0, 1087, 534),
            prices=ENDED_PRICES,
        )
    ]


def _read_invoice(
    invoice: DemoInvoice, month: MonthRead, months: Sequence[MonthRead]
) -> DemoInvoice:
    return replace(
        invoice,
        energy_kwh=month.energy_kwh,
        history_kwh=history_until(months, month.end),
        next_invoice_on=add_months(invoice.issued_on, 1),
    )


def add_invoices(
    session: Session, contract: Contract, invoices: list[DemoInvoice], *, mode: str
) -> None:
    """Add ``invoices`` to ``contract``, each with its payment by ``mode`` if it was paid."""
    facts = facts_of(session, contract)
    for invoice in invoices:
        row = _row(contract, invoice, facts)
        session.add(row)
        session.flush()
        request_document(session, row.id, _morning(invoice.issued_on))
        if invoice.energy_kwh is not None and invoice.prices is not None:
            add_printed_lines(
                session,
                row,
                invoice.prices,
                invoice.energy_kwh,
                import_label=invoice.import_label,
            )
        book_issued(session, row, contract.customer_id, now=_morning(invoice.issued_on))
        if invoice.paid_on is not None:
            money = Received(contract.customer_id, invoice.paid_on, invoice.amount_eur, mode)
            at = _morning(invoice.paid_on)
            receive(session, money, now=at, numbers=[invoice.number])


def _row(contract: Contract, invoice: DemoInvoice, facts: InvoiceFacts) -> Invoice:
    vat = vat_of(invoice.number, invoice.amount_eur)
    known = replace(facts, history_kwh=invoice.history_kwh, next_invoice_on=invoice.next_invoice_on)
    return Invoice(
        contract_id=contract.id,
        number=invoice.number,
        label=LABEL,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        amount_eur=invoice.amount_eur,
        total_ht_eur=invoice.amount_eur - vat,
        vat_eur=vat,
        collected_on=invoice.due_on if contract.direct_debit else None,
        facts=dump_facts(known),
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)


def _day(text: str) -> date:
    return date.fromisoformat(text)
