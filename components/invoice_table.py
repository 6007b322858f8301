"""The list of invoices: rows that open, cards on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dash.development.base_component import Component

from components import html
from components.attributes import attributes
from components.icons import icon
from components.invoice_words import state_mark
from components.links import nav_link
from services.domain.invoice_lists import Sort, SortKey
from services.domain.invoices import InvoiceRow
from services.kernel import formats
from services.kernel.wording import text

PATH = "/factures"

SORTED: tuple[tuple[SortKey, str], ...] = (
    (SortKey.NUMBER, "reference"),
    (SortKey.LABEL, "type"),
    (SortKey.ISSUED_ON, "date"),
    (SortKey.STATE, "state"),
    (SortKey.AMOUNT, "amount"),
)
"""The columns in their order; that of the PDF follows."""


@dataclass(frozen=True, slots=True)
class TableLinks:
    """Where the table leads: ``open_href``, ``close_href`` of a row, ``sort_href`` of a column."""

    open_href: Callable[[str], str]
    close_href: str
    sort_href: Callable[[SortKey], str]


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """The invoice that is open in the table, and its detail."""

    number: str
    detail: Component


def invoice_table(
    rows: Sequence[InvoiceRow],
    caption: str,
    links: TableLinks,
    *,
    sort: Sort,
    opened: OpenedRow | None,
    with_sites: bool,
) -> Component:
    """Return the table; ``with_sites``: of several contracts, whose names stand under the type."""
    headers = [_header(key, name, sort, links.sort_href(key)) for key, name in SORTED]
    headers.append(
        html.Th(text("invoice.column.pdf"), scope="col", role="columnheader", className="num")
    )
    body: list[Component] = []
    for row in rows:
        is_open = opened is not None and opened.number == row.number
        body.append(_row(row, links, is_open=is_open, with_sites=with_sites))
        if opened is not None and is_open:
            body.append(_detail_row(opened))
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(headers, role="row"), role="rowgroup"),
            html.Tbody(body, role="rowgroup"),
        ],
        className="data-table invoice-table",
        role="table",
    )
    return html.Div(table, className="card table-card invoice-card")


def row_id(number: str) -> str:
    """Return the id of the link that opens an invoice."""
    return f"facture-{number}"


def pdf_href(number: str) -> str:
    """Return the address of an invoice's PDF."""
    return f"{PATH}/{quote(number, safe='')}.pdf"


def _header(key: SortKey, name: str, sort: Sort, href: str) -> Component:
    is_sorted = sort.key is key
    label: list[str | Component] = [text(f"invoice.column.{name}")]
    extra: dict[str, str] = {}
    if is_sorted:
        label.append(icon("chevron-down" if sort.is_descending else "chevron-up"))
        extra = {"aria_sort": "descending" if sort.is_descending else "ascending"}
    classes = f"column-{name} num" if key is SortKey.AMOUNT else f"column-{name}"
    return html.Th(
        nav_link(label, href, id=f"tri-{name}"),
        scope="col",
        role="columnheader",
        className=classes,
        **attributes(**extra),
    )


def _row(row: InvoiceRow, links: TableLinks, *, is_open: bool, with_sites: bool) -> Component:
    site = [html.Span(row.site_name, className="caption invoice-site")] if with_sites else []
    amount = formats.euros(row.amount_eur)
    cells = [
        html.Th(
            _opener(row.number, links, is_open=is_open),
            scope="row",
            role="rowheader",
            className="column-reference",
        ),
        html.Td([row.label, *site], role="cell", className="column-type"),
        html.Td(_date(row, is_open=is_open), role="cell", className="column-date"),
        html.Td(state_mark(row), role="cell", className="column-state"),
        html.Td(amount, role="cell", className="column-amount num is-strong"),
        html.Td(_pdf(row), role="cell", className="column-pdf num"),
    ]
    return html.Tr(cells, role="row", className="invoice-row is-open" if is_open else "invoice-row")


def _date(row: InvoiceRow, *, is_open: bool) -> list[str | Component]:
    """Return the date: in full on the phone's card of an opened invoice, which has the room."""
    short = formats.short_date(row.issued_on)
    if not is_open:
        return [short]
    return [
        html.Span(short, className="when-wide"),
        html.Span(formats.long_date(row.issued_on), className="when-narrow"),
    ]


def _opener(number: str, links: TableLinks, *, is_open: bool) -> Component:
    """Return the link that opens the row, or closes it: it covers the whole row."""
    parts = [
        icon("chevron-down" if is_open else "chevron-right"),
        html.Span(number, className="invoice-number"),
    ]
    extra = {"aria_controls": "facture-ouverte"} if is_open else {}
    return nav_link(
        parts,
        links.close_href if is_open else links.open_href(number),
        class_name="row-link",
        id=row_id(number),
        aria_expanded="true" if is_open else "false",
        **extra,
    )


def _pdf(row: InvoiceRow) -> Component:
    label = text("invoice.pdf_of", number=row.number)
    if row.document_state not in ("ready", "waiting"):
        missing = text("invoice.pdf_missing", number=row.number)
        hidden = html.Span(missing, className="visually-hidden")
        return html.Span([icon("minus"), hidden], className="pdf-none", title=missing)
    return html.A(
        icon("download"),
        href=pdf_href(row.number),
        className="icon-btn pdf-link",
        download="",
        title=label,
        **attributes(aria_label=label),
    )


def _detail_row(opened: OpenedRow) -> Component:
    cell = html.Td(opened.detail, role="cell", colSpan=len(SORTED) + 1)
    return html.Tr(cell, role="row", className="invoice-open", id="facture-ouverte")
