"""Invoices as their documents get them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.domain.invoices import (
    BilledReading,
    InvoiceDetail,
    InvoiceFacts,
    InvoiceKind,
    InvoiceLine,
    InvoiceRow,
    InvoiceState,
    Part,
    VatTotal,
)
from services.domain.readings import ReadingNature
from services.domain.time_classes import TimeClass

START, END = date(2015, 10, 1), date(2015, 10, 31)
VAT_PCT = Decimal("20.00")

FACTS = InvoiceFacts(
    customer_reference="FE-104286",
    customer_name="Coopérative des Closeaux",
    customer_address="12 rue des Closeaux, ZA du Moulin, 28630 Le Coudray",
    contract_number="CT-2012-0417",
    offer_name="Tarif Alt’Expert C4 MU",
    site_name="Siège et atelier",
    site_address="12 rue des Closeaux, 28630 Le Coudray",
    prm="14512345678901",
    segment="C4",
    option="MU",
    powers_kva={"HPH": 72, "HCH": 72, "HPE": 72, "HCE": 72},
    is_direct_debit=True,
    siren="987654321",
    vat_number="FR00987654321",
    contract_start=date(2012, 4, 1),
    next_invoice_on=date(2015, 12, 16),
    history_kwh=(
        *(("2014-11", 3301), ("2014-12", 3820), ("2015-01", 3847), ("2015-02", 3487)),
        *(("2015-03", 3715), ("2015-04", 2380), ("2015-05", 1914), ("2015-06", 2212)),
        *(("2015-07", 2225), ("2015-08", 819), ("2015-09", 3836), ("2015-10", 1878)),
    ),
)

ROW = InvoiceRow(
    number="FR-15-118-40271",
    contract_number="CT-2012-0417",
    site_name="Siège et atelier",
    kind=InvoiceKind.CONSUMPTION,
    label="Facture de consommation d’énergie",
    issued_on=date(2015, 11, 18),
    due_on=date(2015, 12, 18),
    collected_on=date(2015, 12, 18),
    period_start=START,
    period_end=END,
    amount_eur=Decimal("1325.67"),
    remaining_eur=Decimal("0.00"),
    state=InvoiceState.SETTLED,
    settled_on=date(2015, 12, 18),
    document_state=None,
    document_size=None,
    document_pages=None,
)


def line(  # noqa: PLR0917 - a table of samples
    part: Part,
    code: str,
    quantity: str | None,
    unit: str,
    price: str | None,
    amount: str,
    time_class: TimeClass | None = None,
) -> InvoiceLine:
    """Return a line of October 2015 at 20 % VAT."""
    return InvoiceLine(
        part=part,
        code=code,
        time_class=time_class,
        start=START,
        end=END,
        quantity=None if quantity is None else Decimal(quantity),
        unit=unit,
        unit_price_eur=None if price is None else Decimal(price),
        amount_eur=Decimal(amount),
        vat_rate_pct=VAT_PCT,
    )


def brochure() -> InvoiceDetail:
    """Return the brochure's last invoice, collected by direct debit."""
    return InvoiceDetail(
        row=ROW,
        is_computed=False,
        corrects=None,
        lines=(
            line(Part.ENERGY, "offer.energy", "978", "kWh", "0.248", "242.54", TimeClass.HPE),
            line(Part.ENERGY, "offer.energy", "900", "kWh", "0.179", "161.10", TimeClass.HCE),
            line(Part.SUBSCRIPTION, "printed.subscription", "72", "kVA", "4.35", "313.20"),
            line(Part.NETWORK, "printed.network", "72", "kVA", "3.97027778", "285.86"),
            line(Part.TAXES, "printed.cspe", "1878", "kWh", "0.0195", "36.62"),
            line(Part.TAXES, "cta", "241.90", "eur", "0.2704", "65.41"),
        ),
        vat=(VatTotal(VAT_PCT, Decimal("1104.73"), Decimal("220.94")),),
        readings=(
            reading(TimeClass.HPE, 120500, 121478, "978"),
            reading(TimeClass.HCE, None, None, "900", ReadingNature.ESTIMATED),
        ),
        facts=FACTS,
    )


def reading(
    time_class: TimeClass,
    first: int | None,
    last: int | None,
    energy: str,
    nature: ReadingNature = ReadingNature.REAL,
) -> BilledReading:
    """Return a reading of October 2015."""
    return BilledReading(time_class, START, END, first, last, Decimal(energy), nature)


def to_pay() -> InvoiceDetail:
    """Return the same invoice of somebody who is not on direct debit."""
    sample = brochure()
    return replace(
        sample,
        row=replace(ROW, collected_on=None),
        facts=replace(FACTS, is_direct_debit=False, siren="", vat_number=""),
    )


def short() -> InvoiceDetail:
    """Return an invoice of three lines."""
    sample = to_pay()
    return replace(sample, lines=sample.lines[:3])


def long() -> InvoiceDetail:
    """Return an invoice of twenty-four lines, over four months."""
    lines = []
    for month in range(6, 10):
        start, end = date(2021, month, 9), date(2021, month + 1, 9)
        for each in brochure().lines:
            lines.append(replace(each, start=start, end=end))
    return replace(
        to_pay(),
        row=replace(
            ROW,
            number="FR-21-000017",
            issued_on=date(2021, 10, 12),
            due_on=date(2021, 11, 1),
            collected_on=None,
            period_start=date(2021, 6, 9),
            period_end=date(2021, 10, 9),
            amount_eur=Decimal("5302.68"),
        ),
        lines=tuple(lines),
        vat=(VatTotal(VAT_PCT, Decimal("4418.92"), Decimal("883.76")),),
    )


def credit_note() -> InvoiceDetail:
    """Return a credit note on the brochure's invoice."""
    taken_back = line(Part.ENERGY, "offer.energy", "-403", "kWh", "0.248", "-100.00", TimeClass.HPE)
    return replace(
        brochure(),
        row=replace(
            ROW,
            number="FR-15-000011",
            kind=InvoiceKind.CREDIT_NOTE,
            label="Avoir",
            amount_eur=Decimal("-120.00"),
            collected_on=None,
        ),
        corrects="FR-15-118-40271",
        lines=(taken_back,),
        vat=(VatTotal(VAT_PCT, Decimal("-100.00"), Decimal("-20.00")),),
        readings=(),
    )


def adjustment() -> InvoiceDetail:
    """Return a régularisation: one line taken back, one charged, one without a rate."""
    sample = to_pay()
    old = line(Part.ENERGY, "offer.energy", "5104", "kWh", "0.0875", "-446.60", TimeClass.HPE)
    new = line(Part.ENERGY, "offer.energy", "6018", "kWh", "0.0875", "526.60", TimeClass.HPE)
    overrun = line(Part.NETWORK, "turpe.cmdps", None, "hour", None, "0.00")
    return replace(
        sample,
        row=replace(
            sample.row,
            number="FR-21-000018",
            kind=InvoiceKind.ADJUSTMENT,
            label="Facture de régularisation",
            amount_eur=Decimal("96.00"),
        ),
        is_computed=True,
        corrects="FR-15-118-40271",
        lines=(
            old,
            replace(new, basis={"before": "446.60", "after": "526.60"}),
            replace(overrun, basis={"unavailable": "no_overrun_rate"}),
        ),
        vat=(VatTotal(VAT_PCT, Decimal("80.00"), Decimal("16.00")),),
    )


def bare() -> InvoiceDetail:
    """Return an invoice of which only the row is known, over nothing."""
    row = replace(ROW, collected_on=None, amount_eur=Decimal("0.00"))
    return InvoiceDetail(
        row, is_computed=False, corrects=None, lines=(), vat=(), readings=(), facts=None
    )
