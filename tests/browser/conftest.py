"""Fixtures for tests in a real browser against the real server."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import TIMEOUT_MS, Visitors, running_chromium
from tests.browser.large_estate import add_large_estate
from tests.browser.server import running_server
from tests.browser.support import Device, OpenPage, PageErrors, Scheme
from tests.conftest import load_demo_into
from tests.databases import Databases
from tools.system import CHROMIUM


@pytest.fixture(scope="session")
def server_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the demonstration, on a database of its own."""
    database_url = databases.copy("demo", load_demo_into)
    add_large_estate(database_url)
    log = tmp_path_factory.mktemp("server") / "server.log"
    with running_server(database_url=database_url, log=log) as address:
        yield address
    databases.drop(database_url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium."""
    expect.set_options(timeout=TIMEOUT_MS)
    with running_chromium() as browser:
        if browser is None:
            reason = f"Chromium is not installed: {CHROMIUM.how_to_install}"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        yield browser


@pytest.fixture(scope="session")
def visitors(browser: Browser, server_url: str) -> Visitors:
    """Return the makers of profiles, signed in or not."""
    return Visitors(browser, server_url)


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    """Return what the pages complain about; what the test did not expect fails it at its end."""
    errors = PageErrors()
    yield errors
    assert not errors.unexpected, "\n".join(errors.unexpected)


@pytest.fixture
def open_page(visitors: Visitors, page_errors: PageErrors) -> Iterator[OpenPage]:
    """Return a maker of watched pages: device, colour scheme and account to choose."""
    with ExitStack() as opened:

        def open_one(
            *,
            device: Device = "desktop",
            scheme: Scheme = "light",
            account: str | None = None,
            fresh: bool = False,
        ) -> Page:
            if fresh:
                context = opened.enter_context(visitors.new_context(device=device, account=account))
            else:
                context = visitors.shared_context(device=device, account=account)
            page = context.new_page()
            opened.callback(page.close)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page_errors.watch(page)
            return page

        yield open_one


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a desktop page in light colours, not signed in, in a profile of its own."""
    return open_page(fresh=True)
