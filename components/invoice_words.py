"""What is said of an invoice and of its lines, in words."""

from datetime import date
from decimal import Decimal

from dash.development.base_component import Component

from components import html
from components.cards import ChipKind, chip
from components.icons import icon
from services.domain.invoices import InvoiceDetail, InvoiceLine, InvoiceRow, InvoiceState, Part
from services.domain.issued_lines import name_of
from services.kernel import formats
from services.kernel.wording import text

STATE_KINDS: dict[InvoiceState, ChipKind] = {
    InvoiceState.SETTLED: "ok",
    InvoiceState.DIRECT_DEBIT: "info",
    InvoiceState.DUE: "warn",
    InvoiceState.LATE: "danger",
    InvoiceState.CREDIT: "neutral",
    InvoiceState.DISPUTED: "warn",
}
_ICONS = {"ok": "check", "info": "calendar", "warn": "clock", "danger": "circle-alert"}

LINE_CODES = frozenset(
    {
        *("offer.subscription", "offer.energy", "turpe.cg", "turpe.cc", "turpe.cs_fixed"),
        *("turpe.cs_energy", "turpe.cmdps", "cta", "accise", "cspe"),
        *("printed.subscription", "printed.network", "printed.cspe"),
        *("printed.metering", "printed.services", "printed.rebate"),
    }
)
"""Codes that have words of their own; any other line is named after its part."""

PRICE_UNITS = frozenset({"eur_year", "eur_month", "ct_kwh", "eur_mwh", "eur_hour", "percent"})
UNITS = frozenset({"kwh", "kva", "day", "hour", "eur"})
PAYABLE = frozenset({InvoiceState.DUE, InvoiceState.LATE})


def state_name(row: InvoiceRow) -> str:
    """Return a short state: « Réglée », « Prélèvement le 18/12/2015 »."""
    day = row.collected_on or row.due_on
    return text(f"invoice.state_on.{row.state}", day=formats.short_date(day))


def state_mark(row: InvoiceRow) -> Component:
    """Return the state as an icon and a word in its colour, for a row of the list."""
    kind = STATE_KINDS[row.state]
    parts: list[str | Component] = [state_name(row)]
    if kind in _ICONS:
        parts.insert(0, icon(_ICONS[kind], size=16))
    return html.Span(parts, className=f"state-mark state-{kind}")


def state_chip(row: InvoiceRow, today: date) -> Component:
    """Return the state as a sentence on a tint."""
    kind = STATE_KINDS[row.state]
    return chip(kind, state_sentence(row, today), icon_name=_ICONS.get(kind, ""))


def state_sentence(row: InvoiceRow, today: date) -> str:
    """Return « La facture est réglée. », « En retard de 8 jours… »."""
    late = (today - row.due_on).days
    is_one = "one" if row.state is InvoiceState.LATE and late == 1 else "many"
    name = f"{row.state}.{is_one}" if row.state is InvoiceState.LATE else str(row.state)
    return text(
        f"invoice.sentence.{name}",
        day=formats.short_date(row.collected_on or row.due_on),
        days=late,
        amount=formats.euros(abs(row.amount_eur)),
    )


def period_words(start: date, end: date) -> str:
    """Return « du 01/10 au 31/10/2015 »: reading dates, the year once where it is the same."""
    first = f"{start:%d/%m}" if start.year == end.year else formats.short_date(start)
    return text("invoice.period_value", start=first, end=formats.short_date(end))


def line_name(line: InvoiceLine) -> str:
    """Return what a line charges for: « Énergie, heures pleines été »."""
    named = name_of(line)
    code = named if named in LINE_CODES else f"part.{line.part}"
    name = text(f"invoice.line.{code}")
    if line.time_class is None:
        return name
    return f"{name}, {text(f'class.{line.time_class}').lower()}"


def quantity_words(line: InvoiceLine) -> str:
    """Return « 978 kWh », « 72 kVA », « 30 jours », « 241,90 € »; empty where there is none."""
    if line.quantity is None or line.unit not in UNITS:
        return ""
    if line.unit == "eur":
        return formats.euros(line.quantity)
    decimals = 0 if line.quantity == line.quantity.to_integral_value() else 2
    return formats.quantity(line.quantity, text(f"invoice.unit.{line.unit}"), decimals)


def price_words(line: InvoiceLine) -> str:
    """Return « 0,2480 €/kWh », « 188,34 €/an », « 27,04 % »; empty where there is none."""
    published, unit = line.basis.get("price"), line.basis.get("price_unit")
    if published and unit in PRICE_UNITS:
        return formats.quantity(
            Decimal(published), text(f"invoice.price.{unit}"), _decimals(Decimal(published))
        )
    if line.unit_price_eur is None or line.unit not in UNITS:
        return ""
    if line.unit == "eur":
        return formats.quantity(line.unit_price_eur * 100, "%", 2)
    if line.unit == "day":
        return formats.quantity(line.unit_price_eur, "€", 2)
    per = text(f"invoice.unit.{line.unit}")
    return formats.quantity(line.unit_price_eur, f"€/{per}", 4)


def _decimals(price: Decimal) -> int:
    """Return as many decimals as a price was published with, two at least."""
    exponent = price.normalize().as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) else 2


def part_shares(detail: InvoiceDetail) -> list[tuple[Part, Decimal, Decimal]]:
    """Return the parts of the breakdown: amount, and share of the whole in per cent."""
    parts = detail.parts()
    total = sum(parts.values(), Decimal())
    if not total:
        return []
    return [(part, amount, amount * 100 / total) for part, amount in parts.items()]


def document_words(row: InvoiceRow) -> str:
    """Return « PDF de 3 pages, 248 Ko » of a document that is ready, else what is up with it."""
    if row.document_state != "ready" or not row.document_size:
        return text(f"invoice.document.{row.document_state or 'none'}")
    size = formats.number(max(1, round(row.document_size / 1024)))
    pages = row.document_pages or 0
    form = "one" if pages == 1 else "many"
    return text(f"invoice.document_size.{form}", pages=pages, size=size)
