"""The pages that growth is measured on, each as the request that a browser sends for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pages.consumption import CURVE
from tests.app.browsing import try_to_sign_in
from tests.app.callbacks import Callback, Json, open_page, post, read_callbacks

MONDAY = date(2025, 12, 8)
"""Where the brush's week starts: every generated site has it."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser: its cookies, its user's name and password, the brush's callback."""

    client: FlaskClient
    username: str
    password: str
    curve: Callback


Send = Callable[[Browser, str], TestResponse]
"""Sends a request about a contract."""


_fresh = count()
"""A number in each address that pages ignore: what growth is measured on is never a kept page."""


def _opening(path: str, query: str = "") -> Send:
    def send(browser: Browser, contract: str) -> TestResponse:
        search = f"?contrat={contract}{query}&mesure={next(_fresh)}"
        return open_page(browser.client, path, search)

    return send


def _getting(path: str, query: str = "") -> Send:
    def send(browser: Browser, contract: str) -> TestResponse:
        return browser.client.get(f"{path}?contrat={contract}{query}&mesure={next(_fresh)}")

    return send


def _brushing(browser: Browser, contract: str) -> TestResponse:
    return post(browser.client, browser.curve, brush_values(browser.curve, contract))


def _signing_in(browser: Browser, _: str) -> TestResponse:
    stranger = browser.client.application.test_client()
    return try_to_sign_in(stranger, browser.username, browser.password)


def find_curve_callback(client: FlaskClient) -> Callback:
    """Return the callback that draws the days of the brush."""
    return next(c for c in read_callbacks(client) if f"{CURVE}.figure" in c.outputs)


def brush_values(curve: Callback, contract: str, start: date = MONDAY) -> dict[str, Json]:
    """Return what the browser sends when the brush is put on the week from ``start``."""
    days: Json = {"start": start.isoformat(), "end": (start + timedelta(days=6)).isoformat()}
    return {curve.inputs[0]: days, "_pages_location.search": f"?contrat={contract}"}


PAGES: Mapping[str, Send] = {
    "Accueil": _opening("/"),
    "Consommations, mois": _opening("/consommations"),
    "Consommations, année": _opening("/consommations", "&vue=annee"),
    "Consommations, jour": _opening("/consommations", "&vue=jour"),
    "Consommations, tableau": _opening("/consommations", "&affichage=tableau"),
    "Consommations, brush": _brushing,
    "Consommations, index": _getting("/consommations"),
    "export CSV": _getting("/consommations/export.csv"),
    "Connexion": _signing_in,
}
"""Every request by the name that the table gives it."""
