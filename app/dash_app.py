"""The Dash application on the Flask server: pages, index, errors of callbacks."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import dash
from dash import Dash, set_props
from dash.development.base_component import Component
from flask import Flask, g, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.auth import find_viewer, viewer
from app.errors import is_forged, new_reference
from app.first_page import FirstPage, RegisteredPage, embed, first_page, router
from app.navigation import MODULES
from app.page_cache import PageCache
from app.page_layouts import guarded, is_open_to, not_found
from app.routes.agency import LEAVE
from app.start_script import StartScript, replace_tags
from app.static_files import SUITES, StaticFiles
from components import html, shell, toasts
from components.agency_bar import AgencyBar, agency_bar
from pages._page import SEARCH, Page, PageModule
from services.domain.calendar import PARIS
from services.kernel.errors import ServiceError
from services.kernel.viewer import Viewer
from services.kernel.wording import text

log = logging.getLogger(__name__)

SUFFIX = " – Terralis"
"""What follows a page's title in the window's."""

NO_ASSETS = Path(__file__).parent / "public" / "no-assets"
"""Dash would serve and list a folder of assets by itself: our static files go another way."""

RUNTIME = ("vendor/regenerator-runtime.js", "vendor/plotly-locale-fr.js")
"""What comes before Dash's own scripts."""


class AgencyDash(Dash):
    """Dash with our own index page: French, with a skeleton until the scripts have started."""

    start: StartScript
    runtime: bytes = b""
    plotly: Mapping[str, str]
    open_first_page: Callable[[], FirstPage]
    frame: Callable[[Component], Component]

    def _generate_scripts_html(self) -> str:
        """Return the script tags; Dash asks at each page, the first time while it is set up."""
        tags: str = super()._generate_scripts_html()
        self.start, inline = replace_tags(tags, self.runtime)
        return f'<script src="{SUITES}{self.start.path}"></script>\n{inline}'

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # only by keyword
        """Return the index page; Dash hands over the tags that it needs."""
        safe = {name: Markup(html_) for name, html_ in parts.items()}  # noqa: S704 # nosec B704 - Dash's
        page = self.open_first_page()
        first = {"viewer": g.mark, "late": self.start.late, "plotly": self.plotly}
        return render_template(
            "index.html",
            title=page.title,
            heading=page.title.removesuffix(SUFFIX),
            parts=safe,
            chart_script=page.chart_script,
            first=embed(first),
            layout=embed(self.frame(page.container)),
            dependencies=embed(self._callback_list),
        )

    def _config(self) -> dict[str, object]:
        """Return what the renderer needs, without the versions of our software."""
        config: dict[str, object] = super()._config()  # type: ignore[no-untyped-call]
        return {name: value for name, value in config.items() if not name.endswith("_version")}


def build_dash(server: Flask, files: StaticFiles) -> AgencyDash:
    """Return Dash on ``server`` with every page registered explicitly.

    ``suppress_callback_exceptions`` stays True: otherwise Dash puts one user's layouts into
    everybody's HTML. A test compares the ids of layouts and callbacks instead.
    """
    app = AgencyDash(
        "terralis",
        server=server,  # type: ignore[arg-type]  # Dash's stub knows no Flask here
        title="Terralis",
        use_pages=True,
        pages_folder="",
        suppress_callback_exceptions=True,
        use_async=False,
        compress=False,
        update_title=None,  # type: ignore[arg-type]  # documented: None leaves the title alone
        include_pages_meta=False,
        assets_folder=str(NO_ASSETS),
        on_error=_show_error,
    )
    app.title = "Terralis"
    app.runtime = b"\n".join(files.content(name) for name in RUNTIME)
    dash.page_registry.clear()
    cache = PageCache()
    pages = {module.PAGE.path: _add_page(app, module, cache, files) for module in MODULES}
    app.plotly = {path: page.plotly for path, page in pages.items() if page.plotly}
    unknown = _add_not_found()
    app.open_first_page = lambda: first_page(_open_pages(pages), unknown)
    toasts.register(app)
    app.frame = partial(_frame, _brand(files))
    app.layout = lambda: app.frame(router())
    return app


def _open_pages(pages: Mapping[str, RegisteredPage]) -> Mapping[str, RegisteredPage]:
    """Return the pages that there are for the person who asks."""
    person = viewer()
    closed = {m.PAGE.path for m in MODULES if not is_open_to(m.PAGE, person)}
    return {path: page for path, page in pages.items() if path not in closed}


def _add_page(
    app: Dash, module: PageModule, cache: PageCache, files: StaticFiles
) -> RegisteredPage:
    page = module.PAGE
    plotly = files.url(f"vendor/plotly-{page.plotly}.min.js") if page.plotly else ""
    added = RegisteredPage(text(page.title) + SUFFIX, guarded(page, module.layout, cache), plotly)
    dash.register_page(
        module.__name__,
        path=page.path,
        title=partial(_title_for, page),
        name=text(page.label),
        layout=added.layout,
    )
    module.register(app)
    return added


def _title_for(page: Page, **_: object) -> str:
    """Return the title for the person who asks: who may not know a page learns nothing of it."""
    person = find_viewer()
    is_open = person is None or is_open_to(page, person)
    return text(page.title if is_open else "state.error_404_title") + SUFFIX


def _add_not_found() -> RegisteredPage:
    """Tell Dash what to show at an address that no page has: it looks for this very name."""
    title = text("state.error_404_title") + SUFFIX
    start = MODULES[0].PAGE
    added = RegisteredPage(title, guarded(start, not_found(start)))
    dash.register_page("not_found_404", title=title, name=title, layout=added.layout)
    return added


def _frame(brand: shell.Brand, content: Component) -> Component:
    """Return the shell around ``content``, for the person who asks.

    Dash calls it once by itself while it is being set up, when nobody is there yet.
    """
    person = find_viewer()
    if person is None:
        return html.Div(content)
    shown = [module.PAGE for module in MODULES if is_open_to(module.PAGE, person)]
    return shell.shell(
        menu=[_entry(page) for page in shown],
        user_name=person.display_name,
        holder=text(f"role.{person.role}"),
        content=content,
        sign_out=shell.sign_out_form("/deconnexion", generate_csrf()),
        brand=brand,
        above=_agency_bar(person),
    )


def _agency_bar(person: Viewer) -> Component | None:
    """Return the bar of the agency's staff, nothing for anybody else."""
    if not person.is_staff:
        return None
    until = person.acting_until
    return agency_bar(
        AgencyBar(
            SEARCH,
            LEAVE,
            generate_csrf(),
            customer=person.acting_name,
            reason=person.acting_reason,
            until=f"{until.astimezone(PARIS):%H:%M}" if until else "",
            typed=request.args.get("recherche", "")[:64] if request.path == SEARCH else "",
        )
    )


def _brand(files: StaticFiles) -> shell.Brand:
    names = ("terralis-wordmark", "terralis-wordmark-sombre", "terralis-mark")
    return shell.Brand(*(files.url(f"brand/{name}.svg") for name in names))


def _entry(page: Page) -> shell.MenuEntry:
    return shell.MenuEntry(
        text(page.label),
        page.path,
        page.icon,
        text(page.group) if page.group else "",
        text(page.short_label) if page.short_label else "",
    )


def _show_error(error: Exception) -> None:
    """Say in a toast what a callback could not do."""
    if isinstance(error, ServiceError):
        message = error.message
    else:
        reference = new_reference()
        if is_forged(error):
            log.warning("malformed callback, reference %s: %.200r", reference, error)
        else:
            log.error("unforeseen error, reference %s", reference, exc_info=error)
        message = text("app.failed_reference", reference=reference)
    set_props(toasts.TOAST, {"data": toasts.toast("error", text("app.failed_title"), message)})
