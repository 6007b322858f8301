"""A page's layout as Dash calls it: with what is refused or fails in its place, written as JSON."""

import logging
from collections.abc import Callable, Mapping

from dash.development.base_component import Component
from sqlalchemy.exc import OperationalError

from app.errors import new_reference
from app.navigation import PAGES
from app.page_cache import PageCache, page_key
from app.rendering import Rendered, render
from components import html, shell, states
from pages._page import Page, now, one, refused, site_bar, viewer
from services import sites
from services.kernel.errors import ServiceError
from services.kernel.viewer import Viewer
from services.office import agency

log = logging.getLogger(__name__)

Layout = Callable[..., Component]
RenderedLayout = Callable[..., Rendered]


def guarded(page: Page, layout: Layout, cache: PageCache | None = None) -> RenderedLayout:
    """Show a refusal or a failure in the page's place, so that the shell stays usable.

    A page that was built is kept in ``cache``, and the site asked for is remembered: the next page
    without a choice opens on it. Without a cache, neither.
    """

    def build(**query: object) -> Rendered:
        if not is_open_to(page, viewer()):
            return render(not_found(PAGES[0])())
        if page.is_about_a_site:
            agency.note_view(viewer(), path=page.path, now=now())
        try:
            built = _find_or_build(page, layout, cache, query)
        except ServiceError as error:
            return render(refused(page, error, query.get("contrat")))
        asked = one(query.get("contrat"))
        if asked is not None and cache is not None:
            sites.remember(viewer(), asked)
        return built

    def build_or_fail(**query: object) -> Rendered:
        try:
            return build(**query)
        except OperationalError as error:
            reference = new_reference()
            log.error("database unavailable, reference %s: %s", reference, error.orig)  # noqa: TRY400 - one line is enough
            return render(_frame(states.error_page(503, reference)))

    return build_or_fail


def is_open_to(page: Page, person: Viewer) -> bool:
    """Tell whether there is such a page for ``person``: for customers the agency's are not."""
    return person.is_staff or not page.is_for_staff


def _find_or_build(
    page: Page, layout: Layout, cache: PageCache | None, query: Mapping[str, object]
) -> Rendered:
    """Return the page that was kept for the same person, data and choices, or a new one."""
    key = page_key(page.path, query) if cache and page.is_kept else None
    if cache is None or key is None:
        return render(layout(**query))
    kept = cache.find(key)
    if kept is None:
        kept = render(layout(**query))
        cache.keep(key, kept)
    return kept


def not_found(start: Page) -> Layout:
    """Return the layout of an address that no page has; ``start`` opens a site's page instead."""

    def layout(**_: object) -> Component:
        bar = site_bar(sites.choose(viewer(), contract_number=None), start.path)
        return _frame(states.error_page(404, new_reference()), bar)

    return layout


def _frame(content: Component, bar: Component | None = None) -> Component:
    """Return ``content``, which is a main element itself, under ``bar`` or an empty one."""
    return html.Div([shell.top_bar() if bar is None else bar, content], className="page")
