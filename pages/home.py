"""Accueil: the last reading and the last invoice."""

from datetime import date

from dash import Dash
from dash.development.base_component import Component

from components import home_tiles, shell
from components.source_line import source_line
from pages import _page
from pages._page import Page, address, no_site, one, site_bar
from services import home
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
    more = address("/consommations", contrat=one(contrat))
    return shell.page(
        site_bar(shown.choice, PAGE.path),
        shell.page_head(text("home.title"), _context(shown.choice.current.holder, ended_on)),
        home_tiles.tiles(
            home_tiles.reading_tile(
                CHART, shown.last, shown.year, more_href=more, ended_on=ended_on
            ),
            home_tiles.invoice_tile(shown.invoice, ended_on=ended_on),
        ),
        *source_line(shown.choice.current),
    )


def _context(holder: str, ended_on: date | None) -> str:
    if ended_on is None:
        return text("home.context", holder=holder)
    return text("home.context_ended", holder=holder, day=formats.short_date(ended_on))


def register(app: Dash) -> None:
    """Add nothing: the page has no callback of its own."""
