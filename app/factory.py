"""Building the application: everything that exists once meets here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from app import auth, browser_session, errors, navigation, routes, security
from app.compression import Compressor, compress_answers
from app.dash_app import AgencyDash, build_dash
from app.house import build_bank, build_house
from app.page_layouts import is_open_to
from app.payment_settings import payment_origin
from app.public import (
    about,
    factor_setup,
    login,
    mailbox,
    password_reset,
    registration,
    second_step,
)
from app.settings import Settings
from app.static_files import SUITES, StaticFiles, StaticMiddleware
from app.suites import suite_finder
from pages._page import PageContext, provide
from services.domain.calendar import PARIS
from services.kernel.clock import Clock, system_clock
from services.kernel.house import House
from services.kernel.wording import text
from services.payments.attempts import Bank
from services.storage.engine import Database

ROOT = Path(__file__).parent.parent
MAX_BODY = 1024 * 1024
"""Largest request body: callbacks and forms are small."""


@dataclass(frozen=True, slots=True)
class Application:
    """The parts that a server, a test or a command may need."""

    server: Flask
    dash: Dash
    database: Database
    files: StaticFiles
    house: House


def create_app(
    settings: Settings, *, database: Database | None = None, clock: Clock = system_clock
) -> Application:
    """Return a new application; several may live in one process."""
    database = database or Database(settings.database_url)
    compressor = Compressor(Path(settings.cache_dir))
    files = StaticFiles(ROOT / "assets", compressor)
    house = build_house(settings, database)
    bank = build_bank(settings)
    server = _build_server(settings, files)
    errors.handle_errors(server)
    compress_answers(server)
    security.secure_headers(server, is_https=settings.is_https)
    auth.close(server, database=database, clock=clock)
    _describe_request(server, house, clock, card_payment=_kind_of(bank))
    server.register_blueprint(login.blueprint(settings, house=house, clock=clock))
    server.register_blueprint(second_step.blueprint(house, clock))
    server.register_blueprint(factor_setup.blueprint(house, clock))
    server.register_blueprint(registration.blueprint(house, clock))
    server.register_blueprint(password_reset.blueprint(house, clock))
    server.register_blueprint(about.blueprint(ROOT / "assets" / "vendor" / "MANIFEST.json"))
    if settings.demo:
        server.register_blueprint(mailbox.blueprint(house))
    routes.register(
        server, house=house, clock=clock, bank=bank, bank_origin=payment_origin(settings)
    )
    dash_app = build_dash(server, files)
    _refuse_unknown_addresses(server, dash_app)
    _warm_up(server, dash_app)
    server.wsgi_app = _middleware(settings, server, dash_app, files, compressor)  # type: ignore[method-assign, assignment]
    return Application(server, dash_app, database, files, house)


class StoredInteger(IntegerConverter):
    """A number in an address that a column can hold: a larger one names nothing."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, **{"max": 2**31 - 1} | options)


def _build_server(settings: Settings, files: StaticFiles) -> Flask:
    server = Flask(
        "app", root_path=str(ROOT / "app"), template_folder="public/templates", static_folder=None
    )
    server.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=cookie_name(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        MAX_CONTENT_LENGTH=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
    )
    browser_session.configure(server)
    server.url_map.converters["int"] = StoredInteger
    server.jinja_env.globals.update(static_url=files.url, t=text)
    return server


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name: bound to the host where https allows it."""
    return "__Host-ael" if settings.is_https else "ael"


def _kind_of(bank: Bank | None) -> str:
    """Return what pages say of card payment: test, live, or nothing."""
    if bank is None:
        return ""
    return "test" if bank.provider.is_test else "live"


def _describe_request(server: Flask, house: House, clock: Clock, *, card_payment: str) -> None:
    """Give pages the viewer and the date of the request."""

    @server.before_request
    def describe() -> None:
        if "viewer" in g:
            now = clock()
            today = now.astimezone(PARIS).date()
            provide(PageContext(g.viewer, today, now, house.public_url, card_payment))


def _refuse_unknown_addresses(server: Flask, dash_app: Dash) -> None:
    """Answer 404 where Dash would send its index page for any address, or fail over a script.

    A browser gets the index page all the same: the shell, and what we say of unknown pages.
    Scripts that exist were sent before Flask.
    """
    pages = {page.path: page for page in navigation.PAGES}

    @server.before_request
    def refuse() -> tuple[str, int] | None:
        is_suite = request.path.startswith(SUITES)
        page = pages.get(request.path)
        is_known = page is not None and ("viewer" not in g or is_open_to(page, g.viewer))
        is_unknown_page = request.endpoint == "/<path:path>" and not is_known
        if not is_suite and not is_unknown_page:
            return None
        if is_suite or "text/html" not in request.accept_mimetypes.values():
            abort(404)
        return dash_app.index(), 404


def _warm_up(server: Flask, dash_app: Dash) -> None:
    """Let Dash finish its setup before any real request, then pin the hashes of its scripts."""
    server.test_client().get("/healthz")
    hashes = [f"'{h.strip(chr(39))}'" for h in dash_app.csp_hashes()]
    server.config["CONTENT_SECURITY_POLICY"] = security.content_security_policy(hashes)


def _middleware(
    settings: Settings,
    server: Flask,
    dash_app: AgencyDash,
    files: StaticFiles,
    compressor: Compressor,
) -> Callable[..., object]:
    application = StaticMiddleware(
        server.wsgi_app,
        files,
        find_suite=suite_finder(dash_app, dash_app.start, compressor),
        cookie_name=cookie_name(settings),
        headers=security.STATIC_HEADERS,
    )
    proxies = settings.trusted_proxies
    return ProxyFix(application, x_for=proxies, x_proto=proxies) if proxies else application
