"""The two pages that are compared: how each is reached, changed and known to be drawn."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.bench.clock import Wanted
from tests.bench.estate import Estate


class Peer(Protocol):
    """A page under measure; ``sign_in_path`` is empty where nobody has to sign in."""

    @property
    def name(self) -> str: ...

    @property
    def sign_in_path(self) -> str: ...

    @property
    def graphs(self) -> tuple[str, str]:
        """Return the ids of the two graphs."""
        ...

    @property
    def charts_script(self) -> str:
        """Return the definition of benchCharts (see clock.js)."""
        ...

    def address(self, wanted: Wanted) -> str:
        """Return the path of the first visit."""
        ...

    def sign_in(self, page: Page) -> None:
        """Open a session from the page at ``sign_in_path``, whose cookies are then kept."""
        ...

    def prepare_site(self, page: Page, wanted: Wanted) -> Locator:
        """Open the choice of the site; return what remains to be clicked."""
        ...

    def prepare_year(self, page: Page, wanted: Wanted) -> Locator:
        """Open the choice of the year; return what remains to be clicked."""
        ...

    def export_button(self, page: Page) -> Locator:
        """Return what downloads the Excel file."""
        ...


@dataclass(frozen=True, slots=True)
class PlainDash:
    """The plain page: its graphs carry the site and the year in their titles."""

    name: str = "plain"
    sign_in_path: str = ""
    graphs: tuple[str, str] = ("months", "curve")
    charts_script: str = """
window.benchCharts = ({ site, year, peak_kw }) => ["months", "curve"].map((id) => {
  const title = document.querySelector(`[id="${id}"] .gtitle`)?.textContent || "";
  return title.endsWith(`site ${site}, ${year}`) && bench.isRedrawn(id)
    && (id === "months" || Math.abs(bench.peak(id) - peak_kw) < 0.05);
});"""

    def address(self, _wanted: Wanted) -> str:
        """Return the only path: it opens on the first site and the last year."""
        return "/"

    def sign_in(self, _page: Page) -> None:
        """Do nothing: the page is open to everybody."""

    def prepare_site(self, page: Page, wanted: Wanted) -> Locator:
        """Open the dropdown and search the site."""
        return self._option(page, "#site", f"Site {wanted.site:03}")

    def prepare_year(self, page: Page, wanted: Wanted) -> Locator:
        """Open the dropdown of the years."""
        return self._option(page, "#year", str(wanted.year))

    def export_button(self, page: Page) -> Locator:
        """Return the button."""
        return page.locator("#excel")

    def _option(self, page: Page, dropdown: str, label: str) -> Locator:
        page.locator(dropdown).click()
        panel = page.locator(".dash-dropdown-content")
        panel.locator("input").first.fill(label)
        return panel.get_by_text(label, exact=True)


_numbers = count()


@dataclass(frozen=True, slots=True)
class Ours:
    """The consumption page: a year by month and its whole load curve, as its address says."""

    estate: Estate
    name: str = "ours"
    sign_in_path: str = "/connexion"
    graphs: tuple[str, str] = ("consumption-bars", "consumption-curve")
    charts_script: str = """
window.benchCharts = ({ contract, year, peak_kw }) => {
  const query = new URLSearchParams(location.search);
  if (query.get("contrat") !== contract || query.get("du") !== `${year}-01`) return [false];
  const isDrawn = (id) => bench.isRedrawn(id)
    && document.querySelector("main").textContent.includes(contract);
  return [
    isDrawn("consumption-bars"),
    isDrawn("consumption-curve") && Math.abs(bench.peak("consumption-curve") - 1000 * peak_kw) < 50,
  ];
};"""

    def address(self, wanted: Wanted) -> str:
        """Return the address of a year: its twelve months and its 52 560 points."""
        year = wanted.year
        return (
            f"/consommations?contrat={wanted.contract}&vue=mois&du={year}-01&au={year}-12"
            f"&courbe={year}-01-01..{year}-12-31"
        )

    def sign_in(self, page: Page) -> None:
        """Sign in through the form, as a person does."""
        page.get_by_label(re.compile("^Nom d[’']utilisateur")).fill(self.estate.username)
        page.get_by_label("Mot de passe", exact=True).fill(self.estate.password)
        page.get_by_role("button", name="Connexion", exact=True).click()
        page.wait_for_url(re.compile(r"^(?!.*/connexion)"))

    def prepare_site(self, page: Page, wanted: Wanted) -> Locator:
        """Open the selector of the site."""
        page.locator("#site-selector > summary").click()
        link = page.locator(f'#site-selector a[href*="contrat={wanted.contract}"]').first
        return self._carrying(link, wanted)

    def prepare_year(self, page: Page, wanted: Wanted) -> Locator:
        """Open the choice of the period."""
        page.locator("#period > summary").click()
        link = page.locator(f'.period-presets a[href*="du={wanted.year}-01"]')
        return self._carrying(link, wanted)

    def export_button(self, page: Page) -> Locator:
        """Return the main part of the split button."""
        return page.locator("[data-export] a[download]").first

    def _carrying(self, link: Locator, wanted: Wanted) -> Locator:
        """Let the link ask for the whole year's curve, so that both pages do the same work.

        And for something that nobody asked for before, lest a kept page answer.
        """
        address = f"{self.address(wanted)}&mesure={next(_numbers)}"
        link.evaluate("(link, address) => { link.href = address; }", address)
        return link
