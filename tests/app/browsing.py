"""What a browser does, on Flask's test client: open pages, fill in the form, keep the cookie."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.navigation import PAGES
from pages._page import Page

DEMO_CODE = re.compile(r'id="demo-code">(\d{6})<')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def csrf_token(page: TestResponse) -> str:
    """Return the token of the form on ``page``."""
    found = TOKEN.search(page.text)
    assert found is not None, "the page has no form with a token"
    return found.group(1)


def shell_token(client: FlaskClient) -> str:
    """Return the token that the shell of a signed-in browser carries."""
    layout = client.get("/_dash-layout").text
    return layout.split('"csrf_token"', 1)[1].split('"value":"', 1)[1].split('"', 1)[0]


def try_to_sign_in(
    client: FlaskClient,
    username: str,
    password: str,
    *,
    suite: str | None = None,
    address: str = "192.0.2.1",
) -> TestResponse:
    """Open the sign-in page and send its form, from an internet ``address``."""
    url = "/connexion" + ("" if suite is None else "?" + urlencode({"suite": suite}))
    token = csrf_token(client.get(url))
    return client.post(
        url,
        data={"csrf_token": token, "username": username, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def signed_in(server: Flask, username: str, password: str) -> FlaskClient:
    """Return the browser of somebody who has just signed in."""
    client = server.test_client()
    answer = try_to_sign_in(client, username, password)
    assert answer.status_code == 303, answer.text
    if answer.headers["Location"].startswith("/connexion/code"):
        answer = pass_second_step(client)
        assert answer.status_code == 303, answer.text
    return client


def pass_second_step(client: FlaskClient, code: str | None = None) -> TestResponse:
    """Send the code of the second step, by default the one that the demonstration shows.

    A code works once: at a standing clock the demonstration shows two, one after the other.
    """
    page = client.get("/connexion/code")
    if code is None:
        shown = DEMO_CODE.search(page.text)
        assert shown is not None, "the page shows no code"
        code = shown.group(1)
    data = {"csrf_token": csrf_token(page), "code": code}
    return client.post("/connexion/code", data=data)


def session_cookie(client: FlaskClient, name: str = "ael") -> str:
    """Return the value of the session cookie that the browser holds."""
    cookie = client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def holder_of(server: Flask, cookie: str) -> FlaskClient:
    """Return a browser that holds ``cookie``, however it came by it."""
    client = server.test_client()
    client.set_cookie("ael", cookie)
    return client


@dataclass(frozen=True, slots=True)
class Person:
    """A user with the browser in which this user is signed in."""

    username: str
    client: FlaskClient

    @property
    def pages(self) -> tuple[Page, ...]:
        """Return the pages that there are for this user: the agency's are hidden from others."""
        is_staff = self.username in {"agent", "superviseur"}
        return tuple(page for page in PAGES if is_staff or not page.is_for_staff)
