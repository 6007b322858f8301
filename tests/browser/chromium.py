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
    # What draws without a card needs no process of its own.
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--lang=fr-FR",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
TIMEOUT_MS = 15_000
# Of two such options Chromium keeps the last: Playwright's own first, then the suggestions under
# the address bar, which every new page drew although it has no such bar (half of its cost).
WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "AimEnabled"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)


@contextmanager
def running_chromium() -> Iterator[Browser | None]:
    """Yield the browser, None where Chromium is not installed."""
    path = find_chromium()
    if path is None:
        yield None
        return
    # Chromium refuses its sandbox to root.
    fewer = f"--disable-features={','.join(WITHOUT)}"
    flags = (*FLAGS, fewer, *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(flags))
        yield browser
        browser.close()


class Visitors:
    """Profiles of the browser, signed in or not.

    An account signs in once, as sign-ins are counted; shared profiles keep the scripts cached.
    """

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._cookies: dict[str, list[Cookie]] = {}
        self._shared: dict[tuple[Device, str | None], BrowserContext] = {}

    def new_context(
        self, *, device: Device = "desktop", scheme: Scheme = "light", account: str | None = None
    ) -> BrowserContext:
        """Return a fresh profile on a device, in French, without animations."""
        context = self._browser.new_context(
            base_url=self._base_url,
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
        if account is not None:
            self._give_session(context, account)
        return context

    def shared_context(self, *, device: Device, account: str | None) -> BrowserContext:
        """Return the profile of an account on a device: tests leave it as they found it."""
        key = (device, account)
        if key not in self._shared:
            self._shared[key] = self.new_context(device=device, account=account)
        return self._shared[key]

    def _give_session(self, context: BrowserContext, account: str) -> None:
        if account not in self._cookies:
            with self.new_context() as visit:
                sign_in(visit.new_page(), account)
                self._cookies[account] = visit.cookies()
        for cookie in self._cookies[account]:
            name, value = cookie.get("name", ""), cookie.get("value", "")
            context.add_cookies(
                [{"name": name, "value": value, "url": self._base_url, "httpOnly": True}]
            )
