"""Accueil: the last reading, the last invoice, and what there is to do."""

from datetime import date

from dash import Dash
from dash.development.base_component import Component

from components import home_account_tiles, home_tiles, shell
from components.controls import ButtonLink, button_link
from components.source_line import source_line
from pages import _page
from pages._page import Page, address, no_site, one, site_bar
from services import home
from services.home import Home
from services.kernel import formats
from services.kernel.wording import text

PAGE = Page("/", "nav.home", "home.title", "house", plotly="basic")
CHART = "home-chart"


def layout(contrat: object = None, **_: object) -> Component:
    """Return the home page of the asked site."""
    shown = home.welcome(_page.viewer(), contract_number=one(contrat), today=_page.today())
    if shown.choice.current is None:
        return no_site(shown.choice, PAGE.path, text("home.title"))
    ended_on = shown.choice.current.ended_by(_page.today())
    number = one(contrat)
    more = address("/consommations", contrat=number)
    return shell.page(
        site_bar(shown.choice, PAGE.path),
        shell.page_head(
            text("home.title"), _context(shown.choice.current.holder, ended_on), _actions(shown)
        ),
        home_tiles.tiles(
            home_tiles.reading_tile(
                CHART, shown.last, shown.year, more_href=more, ended_on=ended_on
            ),
            home_tiles.invoice_tile(
                shown.invoice, more_href=address("/factures", contrat=number), ended_on=ended_on
            ),
            *_customer_tiles(shown, number),
        ),
        *_advice(shown, more),
        *source_line(shown.choice.current),
    )


def _context(holder: str, ended_on: date | None) -> str:
    if ended_on is None:
        return text("home.context", holder=holder)
    return text("home.context_ended", holder=holder, day=formats.short_date(ended_on))


def _actions(shown: Home) -> list[Component]:
    """Return what can be done at once: the last invoice, and paying what is due first of all."""
    actions = []
    if shown.invoice is not None:
        last = address("/factures", facture=shown.invoice.number)
        actions.append(button_link(ButtonLink(text("home.see_invoice"), last, "receipt-text")))
    if shown.is_payable and _page.viewer().acting_for is None:
        pay = ButtonLink(text("home.pay"), "/reglement", "credit-card")
        actions.append(button_link(pay, kind="primary"))
    return actions


def _customer_tiles(shown: Home, number: str | None) -> list[Component]:
    if shown.customer is None:
        return []
    account = address("/mon-compte", contrat=number)
    tiles = [home_account_tiles.contact_tile(shown.customer, href=account)]
    if not shown.customer.has_electronic_invoice and _page.viewer().acting_for is None:
        href = address("/mon-compte", contrat=number, vue="facture-electronique")
        tiles.append(home_account_tiles.paperless_tile(href=href))
    return tiles


def _advice(shown: Home, href: str) -> list[Component]:
    if shown.advice is None:
        return []
    return [home_account_tiles.advice_row(shown.advice, href=href)]


def register(app: Dash) -> None:
    """Add nothing: the page has no callback of its own."""
