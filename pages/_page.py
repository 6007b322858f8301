"""What every page needs of the request: who asks, and today's date. The factory provides both."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, quote_plus

from dash import Dash
from dash.development.base_component import Component
from flask import session
from flask_wtf.csrf import generate_csrf

from components import selector, shell, states
from components.controls import ButtonLink
from services import sites
from services.domain.sites import Site
from services.kernel.errors import NotFoundError, ServiceError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import SiteChoice


@dataclass(frozen=True, slots=True)
class PageContext:
    """The request behind a layout or a callback; ``today`` is the local date.

    ``now``: the instant of the request; ``public_url``: the portal's own address;
    ``card_payment``: how people pay by card: "test", "live", or "" where they cannot.
    """

    viewer: Viewer
    today: date
    now: datetime | None = None
    public_url: str = ""
    card_payment: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's address and its place in the menu: ``label`` and ``title`` are message ids.

    ``start``: what the link says that opens the page anew after it refused a choice;
    ``is_about_a_site``: it takes a contract in its address, and refuses somebody else's;
    ``plotly``: the bundle of plotly.js that draws its charts, "" where it has none;
    ``is_kept``: it may be shown again as it was built while the data stand. Not so a page with a
    form's token, or one that shows what is not counted as data (``storage.revision``): the account,
    its sessions. ``is_for_staff``: for anybody else it is an address that no page has.
    """

    path: str
    label: str
    title: str
    icon: str
    group: str = ""
    short_label: str = ""
    start: str = "state.error_home"
    is_about_a_site: bool = True
    plotly: str = ""
    is_kept: bool = True
    is_for_staff: bool = False


class PageModule(Protocol):
    """What a page module offers (see the README: how to add a page)."""

    @property
    def PAGE(self) -> Page: ...  # noqa: N802 - a constant of the module

    @property
    def __name__(self) -> str: ...

    def layout(self, **query: object) -> Component: ...

    def register(self, app: Dash) -> None: ...


SEARCH = "/agence"
"""Where the agency looks for customers."""

LONGEST_VALUE = 64
"""Longest value of a choice in an address, in characters."""

_context: ContextVar[PageContext] = ContextVar("page_context")


def provide(context: PageContext) -> None:
    """Set the context of the current request; only the factory's gate does."""
    _context.set(context)


def viewer() -> Viewer:
    """Return who asks: the first argument of every use case."""
    return _context.get().viewer


def today() -> date:
    """Return today's local date."""
    return _context.get().today


def now() -> datetime:
    """Return the instant of the request, or the day's beginning where it is not known."""
    context = _context.get()
    return context.now or datetime.combine(context.today, datetime.min.time(), UTC)


def public_url() -> str:
    """Return the address of the portal that people type."""
    return _context.get().public_url


def card_payment() -> str:
    """Return how people pay by card: "test" where no money moves, "live", "" where they cannot."""
    return _context.get().card_payment


def form_token() -> str:
    """Return what a form that posts must send as ``csrf_token``."""
    token: str = generate_csrf()
    return token


TOLD = "told"
"""Where the browser's signed cookie keeps what a form's answer has to say (``app.notes``)."""


class Told(NamedTuple):
    """What a form left to say; ``at``: the anchor of the card that it is about, or ""."""

    kind: str
    sentence: str
    at: str = ""


def told() -> Told | None:
    """Return what the last form left for this page, once."""
    left = session.pop(TOLD, None)
    return Told(*left) if isinstance(left, list | tuple) and len(left) in {2, 3} else None


def one(value: object) -> str | None:
    """Return a query value as text, None when it is absent, repeated or empty.

    A longer one than any of ours is cut: every link of the page repeats it. What no address can
    carry (half a surrogate pair) is left out.
    """
    if not isinstance(value, str):
        return None
    return value[:LONGEST_VALUE].encode(errors="ignore").decode() or None


def asked_contract(search: object) -> str | None:
    """Return the contract that an address names, from the part of it after the path."""
    query = parse_qs(search.removeprefix("?")) if isinstance(search, str) else {}
    named = query.get("contrat", [])
    return one(named[0]) if len(named) == 1 else None


def address(path: str, **query: str | None) -> str:
    """Return ``path`` with the query values that are given."""
    given = "&".join(f"{name}={_quoted(value)}" for name, value in query.items() if value)
    return f"{path}?{given}" if given else path


# A page has some fifty addresses of much the same values.
_quoted = lru_cache(maxsize=4096)(partial(quote_plus, safe=".,"))


def site_bar(choice: SiteChoice, path: str, **kept: str | None) -> Component:
    """Return the top bar with the selector of the site; choosing one opens ``path`` on it.

    ``kept``: choices of the page that hold for any site. Without a site there is nothing to select.
    """
    if not choice.sites:
        return shell.top_bar()

    def href(site: Site) -> str:
        return address(path, contrat=site.contract_number, **kept)

    return shell.top_bar(selector=selector.site_selector(choice.current, choice.sites, href))


def no_site(choice: SiteChoice, path: str, title: str) -> Component:
    """Return the page of somebody without any contract; the agency is led to its search."""
    person = viewer()
    if person.is_staff and person.acting_for is None:
        search = ButtonLink(text("agency.start"), SEARCH, "search")
        words = (text("site.agency_title"), text("site.agency_text"))
        empty = states.empty_state("search", *words, search)
    else:
        empty = states.empty_state("zap", text("site.none_title"), text("site.none_text"))
    return shell.page(site_bar(choice, path), shell.page_head(title), empty)


def refused(page: Page, error: ServiceError, contract_number: object) -> Component:
    """Return ``page`` without its content: why, the person's sites, and the page without choices.

    A contract that is not found is no longer asked for; any other choice keeps its site.
    """
    kept = None if isinstance(error, NotFoundError) else one(contract_number)
    start = ButtonLink(text(page.start), address(page.path, contrat=kept))
    choice = sites.choose(viewer(), contract_number=kept)
    return shell.page(
        site_bar(choice, page.path),
        shell.page_head(text(page.title)),
        states.refused_card(error.message, start),
    )
