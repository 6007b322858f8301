"""Fixtures for tests in a real browser against the real server."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import running_server
from tests.browser.support import SCREENS, Device, OpenPage, PageErrors, Scheme, sign_in
from tests.conftest import load_demo_into
from tests.databases import Databases
from tools.system import CHROMIUM, find_chromium

# A closed network and no graphics card; no name but the loopback's can be looked up, so that a
# page which asks a third party for anything fails.
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
TIMEOUT_MS = 15_000


@pytest.fixture(scope="session")
def server_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the demonstration, on a database of its own."""
    database_url = databases.copy("demo", load_demo_into)
    log = tmp_path_factory.mktemp("server") / "server.log"
    with running_server(database_url=database_url, log=log) as address:
        yield address
    databases.drop(database_url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium."""
    path = find_chromium()
    if path is None:
        reason = f"Chromium is not installed: {CHROMIUM.how_to_install}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    # Chromium refuses its sandbox to root.
    flags = (*CHROMIUM_FLAGS, *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(flags))
        yield browser
        browser.close()


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    """Return what the pages complain about; what the test did not expect fails it at its end."""
    errors = PageErrors()
    yield errors
    assert not errors.unexpected, "\n".join(errors.unexpected)


@pytest.fixture
def open_page(browser: Browser, server_url: str, page_errors: PageErrors) -> Iterator[OpenPage]:
    """Return a maker of watched pages: device, colour scheme and account to choose."""
    with ExitStack() as contexts:

        def open_one(
            *, device: Device = "desktop", scheme: Scheme = "light", account: str | None = None
        ) -> Page:
            context = browser.new_context(
                base_url=server_url,
                viewport=SCREENS[device],
                color_scheme=scheme,
                has_touch=device == "mobile",
                is_mobile=device == "mobile",
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                accept_downloads=True,
            )
            contexts.callback(context.close)
            context.set_default_timeout(TIMEOUT_MS)
            page = context.new_page()
            page_errors.watch(page)
            if account is not None:
                sign_in(page, account)
            return page

        yield open_one


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a desktop page in light colours, not signed in."""
    return open_page()
