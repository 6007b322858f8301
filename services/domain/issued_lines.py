"""From a computed bill to the lines that an invoice keeps, with all that explains them.

``basis`` of a line, each a text, only those that apply:

- ``price``, ``price_unit``: the price as published, in a unit of ``PriceUnit``;
- ``shares``: the days over those of their years or months, ``22/30+8/31``;
- ``power_steps``: the terms of the fixed part, ``HPH:108:11.61,HPE:12:5.90`` (class, kVA, yearly
  €/kVA);
- ``energy_method``: how the kWh were found (``EnergyMethod``);
- ``note``: what must be said with the rate;
- ``unavailable``: why the line has no amount; it charges nothing, and is said;
- ``before``, ``after``: what a correction changes, in euros excl. tax.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from services.domain.invoices import InvoiceLine, Part, VatTotal
from services.domain.tariffs.bill import Bill
from services.domain.tariffs.lines import BillLine, Formula, LineCode, LineKind, PriceUnit, Unit

NO_OVERRUN_READING = "no_overrun_reading"
"""The hours above the subscribed power were not read at both ends of the period."""

ACCISE_SINCE = date(2022, 1, 1)
"""Until then the tax of the same rate was the CSPE, and was called so on invoices."""

GRID_TEXT = "Délibération"
"""What the grid tariff's texts are, whose references are given by number and date alone."""

_PARTS = {
    LineKind.ENERGY: Part.ENERGY,
    LineKind.SUBSCRIPTION: Part.SUBSCRIPTION,
    LineKind.NETWORK: Part.NETWORK,
    LineKind.TAX: Part.TAXES,
}
_EUROS_PER_UNIT = {
    PriceUnit.EUR_YEAR: 1,
    PriceUnit.EUR_MONTH: 1,
    PriceUnit.CT_KWH: 100,
    PriceUnit.EUR_MWH: 1000,
    PriceUnit.EUR_HOUR: 1,
    PriceUnit.PERCENT: 100,
}


def lines_of(bill: Bill) -> tuple[InvoiceLine, ...]:
    """Return the lines of ``bill``, then those that are due but whose amount is not known.

    ``unit_price_eur``: per unit of the quantity; per year or month where the quantity is days.
    """
    unavailable = (
        unavailable_overrun(line.start, line.end, line.reason, line.quantity)
        for line in bill.unavailable
    )
    return (*(_line(line) for line in bill.lines), *unavailable)


def vat_of(bill: Bill) -> tuple[VatTotal, ...]:
    """Return the VAT of ``bill``, one total for each rate."""
    return tuple(VatTotal(total.rate_pct, total.base_eur, total.vat_eur) for total in bill.vat)


def unavailable_overrun(
    start: date, end: date, reason: str, hours: Decimal | None = None
) -> InvoiceLine:
    """Return the line that says that overruns are not charged, and why: its amount is not known."""
    return InvoiceLine(
        part=Part.NETWORK,
        code=LineCode.TURPE_CMDPS.value,
        time_class=None,
        start=start,
        end=end,
        quantity=hours,
        unit=Unit.HOUR.value,
        unit_price_eur=None,
        amount_eur=Decimal("0.00"),
        vat_rate_pct=Decimal("20.00"),
        basis={"unavailable": str(reason)},
    )


def _line(line: BillLine) -> InvoiceLine:
    formula, rate = line.formula, line.rate
    reference = "" if rate is None else rate.legal_reference
    if rate is not None and line.kind is LineKind.NETWORK:
        reference = f"{GRID_TEXT} {reference}"
    return InvoiceLine(
        part=_PARTS[line.kind],
        code=line.code.value,
        time_class=line.time_class,
        start=line.start,
        end=line.end,
        quantity=formula.quantity,
        unit=formula.unit.value,
        unit_price_eur=formula.unit_price / _EUROS_PER_UNIT[formula.price_unit],
        amount_eur=line.amount_eur,
        vat_rate_pct=line.vat_rate_pct,
        reference=reference,
        source="" if rate is None else rate.source,
        is_single_source=rate is not None and rate.is_single_source,
        basis=_basis(formula, "" if rate is None else rate.note),
    )


def _basis(formula: Formula, note: str) -> dict[str, str]:
    method = formula.energy_method
    found = {
        "price": f"{formula.unit_price.normalize():f}",
        "price_unit": formula.price_unit.value,
        "shares": "+".join(f"{share.days}/{share.of_days}" for share in formula.shares),
        "power_steps": ",".join(
            f"{step.time_class.value}:{step.step_kva}:{step.eur_kva_year}"
            for step in formula.power_steps
        ),
        "energy_method": "" if method is None else method.value,
        "note": note,
    }
    return {name: value for name, value in found.items() if value}


def name_of(line: InvoiceLine) -> str:
    """Return the code under which the line is named; it is not always that of its rate."""
    is_cspe = line.code == LineCode.ACCISE.value and line.start < ACCISE_SINCE
    return "cspe" if is_cspe else line.code


def sum_eur(lines: Iterable[InvoiceLine]) -> Decimal:
    """Return what ``lines`` come to, excl. tax, in euros."""
    return sum((line.amount_eur for line in lines), Decimal("0.00"))
