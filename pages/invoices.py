"""Factures: the list of a contract's invoices, one of them opened."""

from collections.abc import Mapping
from dataclasses import replace

from dash import Dash
from dash.development.base_component import Component

from components import html, shell, states
from components.attributes import attributes
from components.cards import ChipKind, note
from components.controls import ButtonLink, Option, button_link
from components.icons import icon
from components.invoice_detail import invoice_detail
from components.invoice_filters import (
    FilterForm,
    Select,
    back_link,
    filter_form,
    pagination,
    year_choice,
)
from components.invoice_notices import archive_notice, next_notice
from components.invoice_table import OpenedRow, TableLinks, invoice_table
from components.source_line import source_line
from pages import _page
from pages._invoice_choices import PATH, Choices, read_choices
from pages._page import Page, no_site, site_bar
from services.billing import invoices
from services.billing.invoice_requests import ALL_CONTRACTS, KINDS, STATES
from services.billing.invoices import InvoicesPage
from services.kernel import formats
from services.kernel.wording import text
from services.sites import SiteChoice

PAGE = Page(
    PATH,
    "nav.invoices",
    "invoices.title",
    "receipt-text",
    group="nav.contract",
    start="invoices.see_all",
    is_kept=False,
)
EXPORT = f"{PATH}/export.xlsx"
ARCHIVE = f"{PATH}/archive"
MANY = 12
"""From more invoices than this on, the search is open."""


def layout(**query: object) -> Component:
    """Return the page for the choices in the address."""
    choices = read_choices(query)
    shown = invoices.show(
        _page.viewer(), request=choices.request(), today=_page.today(), now=_page.now()
    )
    if isinstance(shown, SiteChoice):
        return no_site(shown, PAGE.path, text("invoices.title"))
    site = shown.choice.current
    number = site.contract_number if site else ""
    here = choices if choices.contrat else replace(choices, contrat=number)
    return shell.page(
        site_bar(_scope(shown), PAGE.path),
        shell.page_head(
            _title(shown, number),
            _context(shown),
            _actions(shown, here),
            switches=year_choice(_years(shown, here)),
        ),
        *_notices(shown),
        *_list(shown, here),
        *_coming(shown),
        back_link(_page.address("/", contrat=number)),
        *(source_line(site) if site else ()),
    )


def register(app: Dash) -> None:
    """Add nothing: every choice of the page is a link or a form."""


def _scope(shown: InvoicesPage) -> SiteChoice:
    """Return what the selector names: the site, or all of them."""
    return replace(shown.choice, current=None) if shown.is_all_contracts else shown.choice


def _title(shown: InvoicesPage, number: str) -> str:
    if shown.is_all_contracts:
        return text("invoices.title_all")
    return text("invoices.title_of", number=number)


def _context(shown: InvoicesPage) -> str:
    """Return « 10 factures émises en 2015 », or how many a filter left and their total."""
    listing = shown.listing
    form = "one" if listing.count == 1 else "many"
    scope = "year" if listing.filter.year and not listing.filter.is_narrow else "all"
    return text(
        f"invoices.context.{scope}.{form}",
        count=formats.number(listing.count),
        year=listing.filter.year,
        total=formats.euros(listing.total_eur),
    )


def _years(shown: InvoicesPage, choices: Choices) -> list[Option]:
    listing = shown.listing
    if len(listing.years) < 2:
        return []
    options = [
        Option(
            str(year.year),
            choices.in_year(year.year).href(),
            current=listing.filter.year == year.year,
        )
        for year in listing.years
    ]
    every = Option(
        text("invoices.all_years"),
        choices.in_year(None).href(),
        current=listing.filter.year is None,
    )
    return [*options, every]


def _actions(shown: InvoicesPage, choices: Choices) -> list[Component]:
    """Return the export of the list and the archive of its year; nothing without invoices."""
    listing = shown.listing
    if not listing.count_in_all:
        return []
    year = str(listing.filter.year) if listing.filter.year else None
    exported = replace(choices, annee=year, page=None, facture=None)
    export = button_link(
        ButtonLink(
            text("invoices.export"), exported.href(EXPORT), "file-spreadsheet", download=True
        )
    )
    words = {
        f"data_{name}": text(f"export.{name}")
        for name in ("making", "receiving", "ready", "failed", "retry")
    }
    return [
        html.Div(export, **attributes(data_export="", **words)),
        _archive_form({"contrat": choices.contrat, "portee": choices.portee, "annee": year}),
    ]


def _archive_form(values: dict[str, str | None]) -> Component:
    hidden = [
        html.Input(type="hidden", name=name, defaultValue=value)
        for name, value in values.items()
        if value
    ]
    button = html.Button(
        [icon("download"), html.Span(text("invoices.archive"), className="btn-label")],
        type="submit",
        name="csrf_token",
        value=_page.form_token(),
        className="btn btn-secondary",
    )
    return html.Form([*hidden, button], method="post", action=ARCHIVE)


def _notices(shown: InvoicesPage) -> list[Component]:
    """Return what a form left to say, the archive, and a next invoice that is late."""
    left = _page.told()
    kinds: dict[str, ChipKind] = {"ok": "ok", "warn": "warn", "danger": "danger"}
    found = [note(kinds.get(left[0], "info"), left[1])] if left else []
    if shown.archive is not None:
        found.append(archive_notice(shown.archive))
    if shown.next is not None and shown.next.late_days:
        found.append(next_notice(shown.next))
    return found


def _coming(shown: InvoicesPage) -> list[Component]:
    is_in_time = shown.next is not None and not shown.next.late_days
    return [next_notice(shown.next)] if shown.next is not None and is_in_time else []


def _list(shown: InvoicesPage, choices: Choices) -> list[Component]:
    listing = shown.listing
    if not listing.count_in_all:
        empty = states.empty_state(
            "receipt-text", text("invoices.none_title"), text("invoices.none_text")
        )
        return [html.Section(empty, className="card")]
    form = filter_form(_form(shown, choices))
    if not listing.rows:
        clear = ButtonLink(text("invoices.clear"), choices.plain().href())
        empty = states.empty_state(
            "search", text("invoices.empty_title"), text("invoices.empty_text"), clear
        )
        return [form, html.Section(empty, className="card")]
    opened = _opened(shown)
    is_elsewhere = opened is not None and opened.number not in {r.number for r in listing.rows}
    table = invoice_table(
        listing.rows,
        text("invoices.caption"),
        TableLinks(
            open_href=lambda number: choices.opening(number).href(),
            close_href=choices.opening(None).href(),
            sort_href=lambda key: choices.sorted_by(key, listing.sort).href(),
        ),
        sort=listing.sort,
        opened=None if is_elsewhere else opened,
        with_sites=shown.is_all_contracts,
    )
    pages = pagination(listing.page, listing.pages, lambda n: choices.on_page(n).href())
    above = [html.Section(opened.detail, className="card")] if opened and is_elsewhere else []
    return [*above, form, table, *pages]


def _opened(shown: InvoicesPage) -> OpenedRow | None:
    opened = shown.opened
    if opened is None:
        return None
    detail = invoice_detail(
        opened.detail,
        opened.comparisons,
        opened.advice,
        today=_page.today(),
        can_pay=opened.is_by_card and _page.viewer().acting_for is None,
    )
    return OpenedRow(opened.detail.row.number, detail)


def _form(shown: InvoicesPage, choices: Choices) -> FilterForm:
    asked = shown.listing.filter
    selects = [
        Select("nature", _options("kind", KINDS), choices.nature or ""),
        Select("etat", _options("state", STATES), choices.etat or ""),
    ]
    if len(shown.choice.sites) > 1:
        scopes = [
            ("", text("invoices.this_contract")),
            (ALL_CONTRACTS, text("invoices.all_contracts")),
        ]
        selects.append(Select("portee", scopes, choices.portee or ""))
    kept = [(n, v) for n in ("contrat", "annee", "tri") if (v := getattr(choices, n))]
    is_many = shown.listing.count_in_all > MANY
    return FilterForm(
        action=PATH,
        words=choices.q or "",
        selects=selects,
        kept=kept,
        clear_href=choices.plain().href(),
        is_narrow=asked.is_narrow,
        is_open=is_many or asked.is_narrow or shown.is_all_contracts,
    )


def _options(name: str, known: Mapping[str, object]) -> list[tuple[str, str]]:
    named = [(slug, text(f"invoice.{name}.{value}")) for slug, value in known.items()]
    return [("", text("invoices.any")), *named]
