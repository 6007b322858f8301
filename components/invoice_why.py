"""« Pourquoi ce montant ? »: what the program computed a line of an invoice from."""

from collections.abc import Sequence

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import chip
from components.invoice_words import line_name, price_words, quantity_words
from services.domain.invoices import BilledReading, InvoiceLine, Part
from services.domain.tariffs.lines import LineCode
from services.kernel import formats
from services.kernel.wording import text

METHODS = frozenset({"measured", "by_curve", "by_day"})
UNAVAILABLE = frozenset({"no_overrun_rate", "no_overrun_reading"})
TIMES = " × "
OF_CONTRACT = frozenset({Part.ENERGY, Part.SUBSCRIPTION})
"""What the offer prices; all else is set by public texts."""


def why(line: InvoiceLine, readings: Sequence[BilledReading]) -> Component:
    """Return a disclosure with the formula, the readings and the rate of a computed line."""
    facts = [
        (text("invoice.why.formula"), formula(line)),
        *_period(line),
        *_readings(line, readings),
        *_rate(line),
        *_correction(line),
    ]
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in facts]
    name = text("invoice.why.title_of", line=line_name(line))
    summary = html.Summary(text("invoice.why.title"), **attributes(aria_label=name))
    return html.Details([summary, html.Dl(rows, className="why-facts")], className="why")


def formula(line: InvoiceLine) -> str:
    """Return « 978 kWh × 2,13 c€/kWh = 20,83 € », as the amount was computed."""
    amount = formats.euros(line.amount_eur)
    unavailable = line.basis.get("unavailable")
    if unavailable:
        known = unavailable if unavailable in UNAVAILABLE else "other"
        return text(f"invoice.why.unavailable.{known}")
    shares = line.basis.get("shares", "")
    times = _shares(shares) if shares else quantity_words(line)
    price = price_words(line)
    if not times or not price:
        return amount
    first, second = (price, times) if shares else (times, price)
    return f"{first}{TIMES}{second} = {amount}"


def _shares(shares: str) -> str:
    parts = shares.split("+")
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"


def _period(line: InvoiceLine) -> list[tuple[str, str | Component]]:
    """Return the days of the line, and the powers that its price adds up."""
    days = text(
        "invoice.period_value",
        start=formats.short_date(line.start),
        end=formats.short_date(line.end),
    )
    found: list[tuple[str, str | Component]] = [(text("invoice.period"), days)]
    steps = [step.split(":") for step in line.basis.get("power_steps", "").split(",") if step]
    terms = [
        text("invoice.why.power_step", time_class=c, kva=kva, price=price.replace(".", ","))
        for c, kva, price in (step for step in steps if len(step) == 3)
    ]
    if terms:
        found.append((text("invoice.why.powers"), html.Ul([html.Li(term) for term in terms])))
    return found


def _readings(
    line: InvoiceLine, readings: Sequence[BilledReading]
) -> list[tuple[str, str | Component]]:
    """Return the readings behind the kWh of a line, and how they were shared out over days."""
    if line.unit != "kwh":
        return []
    used = [r for r in readings if line.time_class is None or r.time_class is line.time_class]
    found: list[tuple[str, str | Component]] = []
    if used:
        items = html.Ul([html.Li(_reading(reading)) for reading in used])
        found.append((text("invoice.why.readings"), items))
    method = line.basis.get("energy_method")
    if method in METHODS:
        found.append((text("invoice.why.method"), text(f"invoice.why.method.{method}")))
    return found


def _reading(reading: BilledReading) -> str:
    values = {
        "time_class": reading.time_class,
        "start": formats.short_date(reading.start),
        "end": formats.short_date(reading.end),
        "energy": formats.quantity(reading.energy_kwh, "kWh"),
        "nature": text(f"nature.{reading.nature}").lower(),
        "file": reading.import_label or text("invoice.why.no_file"),
    }
    if reading.start_index_kwh is None or reading.end_index_kwh is None:
        return text("invoice.why.reading", **values)
    return text(
        "invoice.why.reading_index",
        first=formats.number(reading.start_index_kwh),
        last=formats.number(reading.end_index_kwh),
        **values,
    )


def _rate(line: InvoiceLine) -> list[tuple[str, str | Component]]:
    """Return the text of a regulated rate and what it is applied to; the contract's for others."""
    if not line.reference:
        is_free = line.part in OF_CONTRACT
        name = "rate_of_contract" if is_free else "rate_of_law"
        return [(text("invoice.why.rate"), text(f"invoice.why.{name}"))]
    parts: list[str | Component] = [line.reference]
    if line.is_single_source:
        parts += [" ", chip("warn", text("invoice.why.single_source"))]
    found: list[tuple[str, str | Component]] = [(text("invoice.why.rate"), html.Span(parts))]
    if line.code == LineCode.CTA.value:
        found.append((text("invoice.why.base"), text("invoice.why.base_of_cta")))
    if note := line.basis.get("note"):
        found.append((text("invoice.why.note"), note))
    return found


def _correction(line: InvoiceLine) -> list[tuple[str, str | Component]]:
    before, after = line.basis.get("before"), line.basis.get("after")
    if not before or not after:
        return []
    return [
        (
            text("invoice.why.correction"),
            text(
                "invoice.why.correction_value",
                before=before.replace(".", ","),
                after=after.replace(".", ","),
            ),
        )
    ]
