"""What a page weighs on the wire, from an empty cache, and what a change of site costs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypedDict

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitors
from tests.browser.states import MONTHS
from tests.browser.support import visit, wait_until_drawn


class Finished(TypedDict):
    """The end of a request, as the browser's debugger tells it."""

    encodedDataLength: float


@dataclass
class Wire:
    """What a page receives: headers and compressed bodies, in bytes."""

    sizes: list[float] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Count from now on."""
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: Finished) -> None:
        # What comes from the cache or from a data: address has no length.
        if event["encodedDataLength"]:
            self.sizes.append(event["encodedDataLength"])

    @property
    def kilobytes(self) -> float:
        """Return the sum so far."""
        return sum(self.sizes) / 1000


@dataclass(frozen=True, slots=True)
class Budget:
    """What was measured on the demonstration, and what a page may never weigh (kB)."""

    name: str
    account: str | None
    path: str
    kilobytes: float
    requests: int
    most_kilobytes: float


TOLERANCE = 1.05

FIRST_LOADS = (
    Budget("sign-in", None, "/connexion", 86, 13, most_kilobytes=150),
    Budget("home", "client", "/", 626, 13, most_kilobytes=640),
    Budget("consumption", "gestionnaire", MONTHS, 632, 13, most_kilobytes=640),
    Budget("invoices", "client", "/factures", 310, 12, most_kilobytes=330),
    Budget("table", "gestionnaire", MONTHS + "&affichage=tableau", 304, 12, most_kilobytes=320),
)


@pytest.mark.parametrize("budget", FIRST_LOADS, ids=lambda budget: budget.name)
def test_a_first_load_keeps_its_budget(visitors: Visitors, budget: Budget) -> None:
    wire = Wire()
    with visitors.new_context(account=budget.account) as context:
        page = context.new_page()
        wire.watch(page)
        visit(page, budget.path)
        page.wait_for_load_state("networkidle")
    report(budget.name, wire)

    assert len(wire.sizes) <= budget.requests
    assert wire.kilobytes <= min(budget.kilobytes * TOLERANCE, budget.most_kilobytes)


def choose_another_site(page: Page) -> None:
    """Change the site, as a manager does all day."""
    page.locator("#site-selector > summary").click()
    page.get_by_role("link", name=re.compile("Bâtiment b70")).click()
    expect(page).to_have_url(re.compile("contrat=C4-90-000204"))


def choose_another_view(page: Page) -> None:
    """Change the view."""
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page).to_have_url(re.compile("vue=annee"))


@pytest.mark.parametrize(
    ("name", "change", "kilobytes"),
    [("change of site", choose_another_site, 9.6), ("change of view", choose_another_view, 10.8)],
)
def test_a_change_keeps_its_budget(
    visitors: Visitors, name: str, change: Callable[[Page], None], kilobytes: float
) -> None:
    wire = Wire()
    with visitors.new_context(account="gestionnaire") as context:
        page = context.new_page()
        visit(page, MONTHS)
        page.wait_for_load_state("networkidle")
        wire.watch(page)
        change(page)
        wait_until_drawn(page)
        page.wait_for_load_state("networkidle")
    report(name, wire)

    assert 0 < wire.kilobytes <= kilobytes * TOLERANCE


def report(name: str, wire: Wire) -> None:
    """Print a line of the table of weights: shown by ``pytest -s``."""
    print(f"{name:<16} {wire.kilobytes:7.1f} kB  {len(wire.sizes):3} requests")
