"""What browser tests do with a page: sign in, watch for errors, check accessibility."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from playwright.sync_api import ConsoleMessage, Error, Page, Response, ViewportSize, expect

Device = Literal["desktop", "mobile"]
Scheme = Literal["light", "dark"]

SCREENS: dict[Device, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "mobile": {"width": 390, "height": 844},
}
DEMO_PASSWORD = "demo-Terralis-2015"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = "color-contrast"
# Violations of a policy in force reach the console by themselves; those of a policy that only
# reports do not everywhere.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""}`));
"""
IS_DRAWN = """
() => document.querySelector("h1")?.getClientRects().length
  && !document.querySelector("[data-dash-is-loading=true], html[data-busy], .boot")
  && [...document.querySelectorAll(".chart-graph")]
    .every((graph) => graph.querySelector(".main-svg"))
  && document.fonts.status === "loaded"
"""


class OpenPage(Protocol):
    """The fixture ``open_page``: makes pages that are watched and closed after the test."""

    def __call__(
        self,
        *,
        device: Device = "desktop",
        scheme: Scheme = "light",
        account: str | None = None,
        fresh: bool = False,
    ) -> Page:
        """Return a page, signed in as ``account`` if given; ``fresh``: in a profile of its own.

        Without it the account's profile is shared: such a test neither signs out nor stores.
        """
        ...


@dataclass  # without slots: Playwright leaves a note on the owner of a listener
class PageErrors:
    """What the pages of a test complained about: console errors, exceptions, CSP, failed answers.

    A test that provokes an error names it: ``page_errors.expected("404")``.
    """

    messages: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to ``page`` from now on."""
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._hear_console)
        page.on("pageerror", self._hear_exception)
        page.on("response", self._hear_response)

    def expected(self, pattern: str) -> None:
        """Accept messages that ``pattern`` is found in."""
        self._expected.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """Return the messages that no expectation accepts."""
        return [m for m in self.messages if not any(e.search(m) for e in self._expected)]

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location
            self.messages.append(
                f"{message.type}: {message.text} ({where['url']}:{where['lineNumber']})"
            )

    def _hear_exception(self, error: Error) -> None:
        self.messages.append(f"exception: {error}")

    def _hear_response(self, response: Response) -> None:
        if response.status >= 500:
            self.messages.append(f"answer {response.status}: {response.url}")


def sign_in(page: Page, account: str, *, password: str = DEMO_PASSWORD) -> None:
    """Sign in through the form, as a person does, and wait for the page behind it."""
    page.goto("/connexion")
    page.get_by_label(re.compile("^Nom d[’']utilisateur")).fill(account)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Connexion", exact=True).click()
    page.wait_for_url(re.compile(r"/connexion/code|^(?!.*/connexion)"))
    if "/connexion/code" in page.url:
        page.get_by_label("Code", exact=True).fill(page.locator("#demo-code").inner_text())
        page.get_by_role("button", name="Vérifier le code").click()
        page.wait_for_url(re.compile(r"^(?!.*/connexion)"))
    wait_until_drawn(page)


def visit(page: Page, path: str) -> None:
    """Open ``path`` and wait until it is drawn."""
    page.goto(path)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait for the page's title, for its last callback, for its charts and for its fonts."""
    page.wait_for_function(IS_DRAWN)


def find_axe_violations(page: Page, *, contrast_only: bool = False) -> list[str]:
    """Return one line per element that breaks a rule of WCAG 2.2 AA or a best practice.

    ``contrast_only``: the rule of colours alone, all that another scheme can break.
    The checker enters through the debugger, so that the page keeps its content security policy.
    """
    if not page.evaluate("() => 'axe' in window"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        session.detach()
    rules = ("rule", [CONTRAST]) if contrast_only else ("tag", list(AXE_TAGS))
    options = {
        "runOnly": dict(zip(("type", "values"), rules, strict=True)),
        "resultTypes": ["violations"],
    }
    found = page.evaluate("async (options) => await axe.run(document, options)", options)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]}"
        f" {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def assert_no_axe_violation(page: Page, *, contrast_only: bool = False) -> None:
    """Fail with every accessibility violation of the page as it is now."""
    violations = find_axe_violations(page, contrast_only=contrast_only)
    assert not violations, f"{page.url}\n" + "\n".join(violations)


def assert_focused_in_view(page: Page, selector: str) -> None:
    """Fail unless the element has the focus and is wholly seen, below the bar of the page."""
    found = page.locator(selector)
    expect(found).to_be_focused()
    box = found.bounding_box()
    assert box is not None
    height = page.evaluate("innerHeight")
    assert 60 <= box["y"] <= height - box["height"], (box, height)
