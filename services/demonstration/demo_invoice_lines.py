"""The rows of the demonstration's printed invoices: VAT, lines, readings."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from services.demonstration.demo_prices import (
    CENT,
    DemoLine,
    DemoPrices,
    Energies,
    printed_lines,
)
from services.domain.time_classes import TIME_CLASSES
from services.storage.models import Invoice, InvoiceLine, InvoiceReading, InvoiceVat

VAT_PCT = Decimal(20)

VAT_EUR = {"FR-15-118-40271": Decimal("220.94")}
"""VAT as printed, where it is not the twenty per cent rounded to the cent."""


def vat_of(number: str, amount_eur: Decimal) -> Decimal:
    """Return the VAT within ``amount_eur``, the amount incl. tax of the invoice ``number``."""
    total_ht = (amount_eur / (1 + VAT_PCT / 100)).quantize(CENT, ROUND_HALF_UP)
    return VAT_EUR.get(number, amount_eur - total_ht)


def add_printed_lines(
    session: Session,
    invoice: Invoice,
    prices: DemoPrices,
    energy_kwh: Energies,
    *,
    import_label: str,
) -> None:
    """Give ``invoice`` its lines, VAT and readings; ``import_label``: the file they came from.

    The invoice was flushed; its amounts before tax and of VAT are set.
    """
    total_ht = invoice.total_ht_eur or Decimal()
    days = (invoice.period_end - invoice.period_start).days
    session.add_all(_rows(invoice, printed_lines(prices, total_ht, energy_kwh, days)))
    session.add(
        InvoiceVat(
            invoice_id=invoice.id, rate_pct=VAT_PCT, base_eur=total_ht, vat_eur=invoice.vat_eur
        )
    )
    session.add_all(_readings(invoice, energy_kwh, import_label))


def _rows(invoice: Invoice, lines: Sequence[DemoLine]) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice_id=invoice.id,
            position=position,
            part=line.part,
            code=line.code,
            time_class=line.time_class.value if line.time_class else None,
            start=invoice.period_start,
            end=invoice.period_end,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_eur=line.unit_price_eur,
            amount_eur=line.amount_eur,
            vat_rate_pct=VAT_PCT,
        )
        for position, line in enumerate(lines, 1)
    ]


def _readings(invoice: Invoice, energy_kwh: Energies, import_label: str) -> list[InvoiceReading]:
    classes = [(c, kwh) for c, kwh in zip(TIME_CLASSES, energy_kwh, strict=True) if kwh]
    return [
        InvoiceReading(
            invoice_id=invoice.id,
            position=position,
            time_class=time_class.value,
            start=invoice.period_start,
            end=invoice.period_end,
            energy_kwh=Decimal(kwh),
            nature="real",
            import_label=import_label,
        )
        for position, (time_class, kwh) in enumerate(classes, 1)
    ]
