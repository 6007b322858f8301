"""How a line of an invoice is said: what it charges for, how much of it, at which price."""

from decimal import ROUND_HALF_UP, Decimal

from services.domain.invoices import InvoiceLine
from services.domain.issued_lines import NO_OVERRUN_READING, name_of
from services.kernel import formats
from services.kernel.wording import load_catalogue, text

SINGLE_SOURCE_MARK = "*"
LEAST_DECIMALS, MOST_DECIMALS = 4, 6
"""Four as everywhere in the portal; more where four would give another amount."""

_UNITS = {"kwh": "kWh", "kva": "kVA", "day": "j", "hour": "h", "eur": "€", "%": "%"}
_PER = {"eur_year": "an", "eur_month": "mois"}

REBATE = "printed.rebate"
"""A line that is negative of its own: it takes nothing back of another invoice."""


def describe(line: InvoiceLine) -> str:
    """Return what the line charges for, with its marks: correction, single source."""
    name = f"invoice.line.{name_of(line)}"
    words = text(name) if name in load_catalogue("fr") else text(f"invoice_pdf.part.{line.part}")
    if line.time_class is not None:
        words = text(
            "invoice_pdf.line_of_class",
            line=words,
            time_class=text(f"class.{line.time_class}").lower(),
        )
    if is_correction(line):
        words = _corrected(line, words)
    return f"{words}\u202f{SINGLE_SOURCE_MARK}" if line.is_single_source else words


def _corrected(line: InvoiceLine, words: str) -> str:
    before, after = line.basis.get("before"), line.basis.get("after")
    if not before or not after:
        return text("invoice_pdf.line_corrected", line=words)
    return text(
        "invoice_pdf.line_corrected_from",
        line=words,
        before=formats.euros(Decimal(before)),
        after=formats.euros(Decimal(after)),
    )


def is_correction(line: InvoiceLine) -> bool:
    """Tell whether the line takes back what another invoice charged, or says what changed."""
    return (line.amount_eur < 0 and line.code != REBATE) or "before" in line.basis


def period(line: InvoiceLine) -> str:
    """Return the days that the line is for, as on readings."""
    return formats.short_range(line.start, line.end)


def quantity(line: InvoiceLine) -> str:
    """Return how much is charged for."""
    if line.quantity is None:
        return ""
    unit = _UNITS.get(line.unit.lower(), line.unit)
    is_whole = line.quantity == line.quantity.to_integral_value()
    decimals = 2 if unit == "€" else 0 if is_whole else 3
    return formats.quantity(line.quantity, unit, decimals)


def unit_price(line: InvoiceLine) -> str:
    """Return the price before tax: of a unit, a month, a year, or a share of euros."""
    reason = line.basis.get("unavailable")
    if reason:
        is_unread = reason == NO_OVERRUN_READING
        return text("invoice_pdf.unread" if is_unread else "invoice_pdf.unavailable")
    price = line.unit_price_eur
    if price is None:
        return ""
    unit = _UNITS.get(line.unit.lower(), line.unit)
    if unit == "€":
        return formats.quantity(price * 100, "%", 2)
    per = _PER.get(line.basis.get("price_unit", ""), unit)
    return formats.quantity(price, f"€/{per}" if per else "€", _decimals(line, price))


def _decimals(line: InvoiceLine, price: Decimal) -> int:
    """Return with how many decimals the price is right, or gives the amount of the line."""
    for decimals in range(LEAST_DECIMALS, MOST_DECIMALS):
        shown = price.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if shown == price or _amount(line, shown) == line.amount_eur:
            return decimals
    return MOST_DECIMALS


def _amount(line: InvoiceLine, price: Decimal) -> Decimal | None:
    if line.quantity is None:
        return None
    return (line.quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
