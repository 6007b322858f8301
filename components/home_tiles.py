"""The tiles of the home page: the last reading, the last invoice."""

from datetime import date

from dash.development.base_component import Component

from components import cards, charts, html
from components.attributes import attributes
from components.cards import TileLink
from components.changes import change_sentence, nature_name
from components.figures.consumption import home_bars
from components.figures.summaries import bars_summary
from components.icons import icon
from components.states import empty_state
from services.domain.consumption import ConsumptionHistory, ConsumptionPeriod, PeriodSource
from services.domain.invoices import InvoiceState, InvoiceSummary
from services.domain.periods import year_before
from services.domain.time_classes import TIME_CLASSES
from services.kernel import formats
from services.kernel.wording import text

STATE_CHIPS: dict[InvoiceState, cards.ChipKind] = {
    InvoiceState.SETTLED: "ok",
    InvoiceState.DIRECT_DEBIT: "info",
    InvoiceState.DUE: "warn",
    InvoiceState.LATE: "danger",
    InvoiceState.CREDIT: "neutral",
    InvoiceState.DISPUTED: "warn",
}


def tiles(*each: Component) -> Component:
    """Return the tiles side by side, as many as the room has space for."""
    return html.Div(html.Div(list(each), className="tiles"), className="tiles-room")


def reading_tile(
    chart_id: str,
    last: ConsumptionPeriod | None,
    year: ConsumptionHistory | None,
    *,
    more_href: str,
    ended_on: date | None = None,
) -> Component:
    """Return the last reading with its classes, and the twelve months up to it.

    ``ended_on``: of a contract that is over, which has nothing more to come.
    """
    if last is None or year is None:
        return _no_reading(ended_on)
    is_reading = last.source is not PeriodSource.CURVE
    title = text(
        "home.reading_on" if is_reading else "home.measured_in",
        day=formats.short_date(last.end),
        month=formats.month_name(last.anchor),
    )
    body = html.Div([_last(last), _year(chart_id, year)], className="tile-split")
    more = TileLink(text("home.consumption"), more_href)
    return cards.tile(title, body, more, class_name="tile-wide tile-with-year")


def invoice_tile(
    invoice: InvoiceSummary | None, *, more_href: str, ended_on: date | None = None
) -> Component:
    """Return the last invoice and where it stands; ``ended_on``: see ``reading_tile``.

    ``more_href``: all invoices.
    """
    if invoice is None:
        line = text("home.no_invoice_text")
        if ended_on is not None:
            line = text("home.no_invoice_ended_text", day=formats.short_date(ended_on))
        empty = empty_state("receipt-text", text("home.no_invoice"), line)
        return html.Section(empty, className="card tile")
    body = [
        cards.key_figure(formats.number(invoice.amount_eur, 2), "€"),
        html.P(
            text("home.invoice_of", day=formats.short_date(invoice.issued_on)), className="caption"
        ),
        html.P(cards.chip(STATE_CHIPS[invoice.state], _state(invoice))),
        html.Hr(className="rule"),
        cards.facts(_payment_facts(invoice)),
    ]
    title = "home.last_credit" if invoice.state is InvoiceState.CREDIT else "home.last_invoice"
    return cards.tile(text(title), body, TileLink(text("home.payment"), more_href))


def _no_reading(ended_on: date | None) -> Component:
    words = (text("home.no_reading"), text("home.no_reading_text"))
    if ended_on is not None:
        title = text("home.no_reading_ended", day=formats.short_date(ended_on))
        words = (title, text("home.no_reading_ended_text"))
    empty = empty_state("chart-column-stacked", *words)
    return html.Section(empty, className="card tile tile-wide")


def _last(last: ConsumptionPeriod) -> Component:
    month = formats.month_name(year_before(last.anchor))
    return html.Div(
        [
            html.P(text("home.your_consumption"), className="caption"),
            cards.key_figure(formats.number(last.total_kwh), "kWh"),
            html.P(
                change_sentence(last.change_pct, text("home.against", month=month)),
                className="caption",
            ),
            cards.facts(_class_facts(last)),
            _split_bar(last),
            html.P(text("home.nature", nature=nature_name(last)), className="caption"),
        ],
        className="reading",
    )


def _class_facts(period: ConsumptionPeriod) -> list[tuple[cards.Content, cards.Content]]:
    """Return the classes that the period has, by their full names."""
    return [
        ([cards.swatch(name), text(f"class.{name}")], formats.quantity(kwh, "kWh"))
        for name, kwh in zip(TIME_CLASSES, period.energy_kwh, strict=True)
        if kwh
    ]


def _split_bar(period: ConsumptionPeriod) -> Component:
    """Return the shares as one bar; the figures stand above it, so it is only a picture."""
    parts = [
        html.Span(className=f"swatch-{name.lower()}", style={"flexGrow": kwh})
        for name, kwh in zip(TIME_CLASSES, period.energy_kwh, strict=True)
        if kwh
    ]
    return html.Div(parts, className="split-bar", **attributes(aria_hidden="true"))


def _year(chart_id: str, year: ConsumptionHistory) -> Component:
    title_id = f"{chart_id}-title"
    head = html.Div(
        [
            html.H3(text("home.twelve_months"), id=title_id, className="caption"),
            charts.legend(chart_id, year, interactive=False),
        ],
        className="card-head",
    )
    graph = charts.chart(
        chart_id,
        home_bars(year),
        title_id=title_id,
        summary=bars_summary(year),
        height_class="chart-home",
        kind="bars",
    )
    return html.Div([head, graph], className="tile-chart")


def _state(invoice: InvoiceSummary) -> str:
    day = invoice.due_on
    if invoice.state is InvoiceState.DIRECT_DEBIT and invoice.collected_on is not None:
        day = invoice.collected_on
    return text(f"home.invoice.{invoice.state}", day=formats.short_date(day))


def _payment_facts(invoice: InvoiceSummary) -> list[tuple[cards.Content, cards.Content]]:
    rows: list[tuple[cards.Content, cards.Content]] = []
    if invoice.mode and invoice.paid_on:
        rows += [
            (text("home.mode"), text(f"payment.{invoice.mode}")),
            (
                text("home.paid_on", day=formats.short_date(invoice.paid_on)),
                formats.euros(invoice.paid_eur),
            ),
        ]
    rows.append((text("home.balance"), formats.euros(invoice.balance_eur)))
    if invoice.overdue_eur > 0:
        late = html.Span(formats.euros(invoice.overdue_eur), className="is-late")
        rows.append(([icon("circle-alert", size=16), text("home.overdue")], late))
    return rows
