"""What an invoice is made of: the bar with its amounts, and the lines."""

from collections.abc import Sequence

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.cards import note, swatch
from components.icons import icon
from components.invoice_why import why
from components.invoice_words import (
    document_words,
    line_name,
    part_shares,
    price_words,
    quantity_words,
)
from services.domain.fixed_share import Advice
from services.domain.invoices import BilledReading, InvoiceDetail, InvoiceLine, Part, VatTotal
from services.kernel import formats
from services.kernel.wording import text

FIRST_PARTS = (Part.ENERGY, Part.SUBSCRIPTION)
"""The parts whose lines stand open; the others are behind a disclosure."""


def breakdown(detail: InvoiceDetail) -> list[Component]:
    """Return the bar and the amounts beside it; a note alone without lines."""
    if not detail.lines:
        return [note("info", text("invoice.no_lines"))]
    parts: list[Component] = [_head(detail)]
    if all(amount >= 0 for _, amount, _ in part_shares(detail)):
        parts.append(_bar(detail))
    return [*parts, _amounts(detail), _as_table(detail)]


def lines(detail: InvoiceDetail, advice: Advice | None) -> list[Component]:
    """Return the lines, where they come from, and the advice; nothing without lines."""
    if not detail.lines:
        return []
    parts = _lines(detail)
    if advice is not None:
        parts.append(_advice(advice))
    return parts


def _head(detail: InvoiceDetail) -> Component:
    words = html.Span(document_words(detail.row), className="caption")
    return html.Div([html.H2(text("invoice.breakdown")), words], className="breakdown-head")


def _bar(detail: InvoiceDetail) -> Component:
    """Return the shares as one bar; the amounts stand beneath it, so it is only a picture."""
    spans = [
        html.Span(className=f"part-{part}", style={"flexGrow": float(share)})
        for part, _, share in part_shares(detail)
    ]
    return html.Div(spans, className="breakdown-bar", **attributes(aria_hidden="true"))


def _amounts(detail: InvoiceDetail) -> Component:
    cells = [
        html.Div(
            [
                html.Dt([_part_swatch(part), text(f"invoice.part.{part}")]),
                html.Dd(formats.euros(amount)),
                html.Dd(formats.percent(float(share)), className="caption"),
            ]
        )
        for part, amount, share in part_shares(detail)
    ]
    return html.Dl(cells, className="breakdown-amounts")


def _as_table(detail: InvoiceDetail) -> Component:
    rows = [
        html.Tr(
            [
                html.Th(text(f"invoice.part.{part}"), scope="row"),
                html.Td(formats.euros(amount), className="num"),
                html.Td(formats.percent(float(share)), className="num"),
            ]
        )
        for part, amount, share in part_shares(detail)
    ]
    names = ("part", "amount", "share")
    head = html.Tr(
        [
            html.Th(
                text(f"invoice.table.{name}"),
                scope="col",
                className=None if name == "part" else "num",
            )
            for name in names
        ]
    )
    caption = text("invoice.table.caption", number=detail.row.number)
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(rows)],
        className="small-table",
    )
    return html.Details(
        [html.Summary(text("invoice.as_table")), table], className="disclosure as-table"
    )


def _lines(detail: InvoiceDetail) -> list[Component]:
    first = [line for line in detail.lines if line.part in FIRST_PARTS]
    others = [line for line in detail.lines if line.part not in FIRST_PARTS]
    found = [_list(first, detail)] if first else []
    if others or detail.vat:
        summary = text("invoice.other_lines", count=len(others) + len(detail.vat))
        inside = [_list(others, detail, detail.vat)]
        if not first:
            return [*inside, *_origin(detail)]
        found.append(html.Details([html.Summary(summary), *inside], className="disclosure"))
    return [*found, *_origin(detail)]


def _list(
    shown: Sequence[InvoiceLine], detail: InvoiceDetail, vat: Sequence[VatTotal] = ()
) -> Component:
    items = [_line(line, detail.readings, is_computed=detail.is_computed) for line in shown]
    items += [_vat_line(total) for total in vat]
    return html.Ul(items, className="invoice-lines")


def _line(line: InvoiceLine, readings: Sequence[BilledReading], *, is_computed: bool) -> Component:
    mark = swatch(line.time_class) if line.time_class else html.Span(className="swatch is-none")
    parts = [
        mark,
        html.Span(line_name(line), className="line-name"),
        html.Span(quantity_words(line), className="line-quantity num"),
        html.Span(price_words(line), className="line-price num"),
        html.Span(_amount(line), className="line-amount num"),
    ]
    if is_computed:
        parts.append(why(line, readings))
    return html.Li(parts, className="invoice-line")


def _amount(line: InvoiceLine) -> str:
    """Return the amount; of a line that is due and cannot be charged, that it is not."""
    if line.basis.get("unavailable"):
        return text("invoice.not_charged")
    return formats.euros(line.amount_eur)


def _vat_line(total: VatTotal) -> Component:
    return html.Li(
        [
            html.Span(className="swatch is-none"),
            html.Span(text("invoice.part.vat"), className="line-name"),
            html.Span(formats.euros(total.base_eur), className="line-quantity num"),
            html.Span(formats.quantity(total.rate_pct, "%", 2), className="line-price num"),
            html.Span(formats.euros(total.vat_eur), className="line-amount num"),
        ],
        className="invoice-line",
    )


def _origin(detail: InvoiceDetail) -> list[Component]:
    """Say that the lines of a printed invoice are shown as printed."""
    if detail.is_computed:
        return []
    return [html.P(text("invoice.printed"), className="caption")]


def _part_swatch(part: Part) -> Component:
    return html.Span(className=f"swatch part-{part}")


def _advice(advice: Advice) -> Component:
    words = text("invoice.advice.fixed", share=formats.percent(advice.fixed_share_pct, 0))
    if advice.peak_kw is not None and advice.subscribed_kva is not None:
        words += " " + text(
            "invoice.advice.peak",
            peak=formats.quantity(advice.peak_kw, "kW"),
            power=formats.quantity(advice.subscribed_kva, "kVA"),
        )
    return html.Div([icon("lightbulb"), html.P(words)], className="note note-warn invoice-advice")
