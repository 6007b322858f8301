"""The Dash application on the Flask server: pages, index, errors of callbacks."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import dash
from dash import Dash, html, set_props
from dash.development.base_component import Component
from flask import Flask, render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from app.auth import find_viewer, viewer
from app.errors import is_forged, new_reference
from app.navigation import MODULES
from app.static_files import StaticFiles
from components import shell, states, toasts
from pages._page import Page, PageModule, refused, site_bar
from services import sites
from services.kernel.errors import ServiceError
from services.kernel.wording import text

log = logging.getLogger(__name__)

NO_ASSETS = Path(__file__).parent / "public" / "no-assets"
"""Dash would serve and list a folder of assets by itself: our static files go another way."""

SCRIPTS = (
    "vendor/plotly-basic.min.js",
    "vendor/plotly-locale-fr.js",
    "app.js",
)


class AgencyDash(Dash):
    """Dash with our own index page: French, with a skeleton until the scripts have started."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # only by keyword
        """Return the index page; Dash hands over the tags that it needs."""
        safe = {name: Markup(html_) for name, html_ in parts.items()}  # noqa: S704 - Dash's own tags
        return render_template("index.html", title=parts["title"], parts=safe)

    def _config(self) -> dict[str, object]:
        """Return what the renderer needs, without the versions of our software."""
        config: dict[str, object] = super()._config()  # type: ignore[no-untyped-call]
        return {name: value for name, value in config.items() if not name.endswith("_version")}


def build_dash(server: Flask, files: StaticFiles) -> Dash:
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
        external_scripts=[files.url(name) for name in SCRIPTS],
    )
    app.title = "Terralis"
    dash.page_registry.clear()
    for module in MODULES:
        _add_page(app, module)
    _add_not_found()
    toasts.register(app)
    app.layout = partial(_layout, _brand(files))
    return app


def _add_page(app: Dash, module: PageModule) -> None:
    page = module.PAGE
    dash.register_page(
        module.__name__,
        path=page.path,
        title=f"{text(page.title)} – Terralis",
        name=text(page.label),
        layout=_guarded(page, module.layout),
    )
    module.register(app)


def _add_not_found() -> None:
    """Tell Dash what to show at an address that no page has: it looks for this very name."""
    title = f"{text('state.error_404_title')} – Terralis"
    layout = _guarded(MODULES[0].PAGE, _not_found)
    dash.register_page("not_found_404", title=title, name=title, layout=layout)


def _not_found(**_: object) -> Component:
    bar = site_bar(sites.choose(viewer(), contract_number=None), MODULES[0].PAGE.path)
    return _frame(states.error_page(404, new_reference()), bar)


def _layout(brand: shell.Brand) -> Component:
    """Return the shell around the current page, for the person who asks.

    Dash calls it once by itself while it is being set up, when nobody is there yet.
    """
    person = find_viewer()
    if person is None:
        return html.Div(dash.page_container)
    return shell.shell(
        menu=[_entry(module.PAGE) for module in MODULES],
        user_name=person.display_name,
        holder=text(f"role.{person.role}"),
        content=dash.page_container,
        sign_out=shell.sign_out_form("/deconnexion", generate_csrf()),
        brand=brand,
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


def _guarded(page: Page, layout: Callable[..., Component]) -> Callable[..., Component]:
    """Show a refusal or a failure in the page's place, so that the shell stays usable."""

    def build_or_refuse(**query: object) -> Component:
        try:
            return layout(**query)
        except ServiceError as error:
            return refused(page, error, query.get("contrat"))

    def build(**query: object) -> Component:
        try:
            return build_or_refuse(**query)
        except OperationalError as error:
            reference = new_reference()
            log.error("database unavailable, reference %s: %s", reference, error.orig)  # noqa: TRY400 - one line is enough
            return _frame(states.error_page(503, reference))

    return build


def _frame(content: Component, bar: Component | None = None) -> Component:
    """Return ``content``, which is a main element itself, under ``bar`` or an empty one."""
    return html.Div([shell.top_bar() if bar is None else bar, content], className="page")


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
