"""The system's Chromium, as tests and screenshots start it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Cookie, sync_playwright

from tests.browser.support import SCREENS, Device, Scheme, sign_in
from tools.system import find_chromium

# A closed network and no graphics card; no name but the loopback's can be looked up, so that a
# page which asks a third party for anything fails.
FLAGS = (
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


@contextmanager
def running_chromium() -> Iterator[Browser | None]:
    """Yield the browser, None where Chromium is not installed."""
    path = find_chromium()
    if path is None:
        yield None
        return
    # Chromium refuses its sandbox to root.
    flags = (*FLAGS, *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(flags))
        yield browser
        browser.close()


def new_context(
    browser: Browser, base_url: str, *, device: Device = "desktop", scheme: Scheme = "light"
) -> BrowserContext:
    """Return a fresh profile on a device, in French, without animations."""
    context = browser.new_context(
        base_url=base_url,
        viewport=SCREENS[device],
        color_scheme=scheme,
        has_touch=device == "mobile",
        is_mobile=device == "mobile",
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(TIMEOUT_MS)
    return context


class SignedInSessions:
    """The sessions of the accounts: each one signs in once, as sign-ins are counted."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._cookies: dict[str, list[Cookie]] = {}

    def new_context(
        self, *, device: Device = "desktop", scheme: Scheme = "light"
    ) -> BrowserContext:
        """Return a fresh profile that has signed in nowhere yet."""
        return new_context(self._browser, self._base_url, device=device, scheme=scheme)

    def give(self, context: BrowserContext, account: str) -> None:
        """Let ``context`` be signed in as ``account``."""
        if account not in self._cookies:
            with self.new_context() as visit:
                sign_in(visit.new_page(), account)
                self._cookies[account] = visit.cookies()
        context.add_cookies(
            [
                {"name": c["name"], "value": c["value"], "url": self._base_url, "httpOnly": True}
                for c in self._cookies[account]
                if "name" in c and "value" in c
            ]
        )
