"""Every page in every state worth looking at: tests and screenshots walk the same list."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Route, expect

from app.navigation import PAGES
from tests.browser import large_estate
from tests.browser.support import Device, visit

MONTHS = "/consommations?contrat=C4-90-000101&vue=mois&du=2021-01&au=2021-12"
DAYS = "/consommations?contrat=C4-90-000101&vue=jour&du=2021-10-01&au=2021-10-31"
YEARS = "/consommations?contrat=C4-90-000101&vue=annee"
YEAR_OF_CURVE = MONTHS + "&courbe=2021-01-01..2021-12-31"
TEN_YEARS = "/consommations?contrat=C4-70-000001&vue=mois&du=2012-01&au=2021-12"
FACTURES = "/factures?contrat=C4-90-000101&annee=toutes"
COMPUTED = FACTURES + "&facture=FR-21-000004"
MANY_INVOICES = "/factures?contrat=C4-70-000003"
CALLBACKS = "**/_dash-update-component*"
BARS = "[data-chart=consumption-bars]"
CURVE = "[data-chart=consumption-curve]"

Act = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class State:
    """A page and what is done to it.

    ``only``: on that device, else on both; ``complaint``: the console message that belongs to it.
    """

    name: str
    path: str
    account: str | None = None
    act: Act | None = None
    only: Device | None = None
    complaint: str = ""

    def reach(self, page: Page) -> None:
        """Open the page, in whose context the account is signed in, and bring it into the state."""
        visit(page, self.path)
        if self.act:
            self.act(page)

    @property
    def is_page(self) -> bool:
        """Tell whether this is a page as it opens, not one of its rarer states."""
        return self.act is None and "?" not in self.path


def every_page() -> list[State]:
    """Return the pages of the menu as a customer and a manager, or the agency, see them first."""
    return [
        State(f"page{page.path.replace('/', '-')}-{account}", page.path, account)
        for page in PAGES
        for account in (("agent",) if page.is_for_staff else ("client", "gestionnaire"))
    ]


def open_popup(selector: str) -> Act:
    """Return the opening of a popup: its list shows."""

    def act(page: Page) -> None:
        page.locator(f"{selector} > summary").click()
        expect(page.locator(f"{selector}[open]")).to_be_visible()

    return act


def search_in_vain(page: Page) -> None:
    """Search the site selector for a site that does not exist."""
    open_popup("#site-selector")(page)
    page.get_by_role("searchbox", name="Chercher un site").fill("château introuvable")
    expect(page.locator("[data-note]")).to_contain_text("Aucun site ne correspond")


def search_many(page: Page) -> None:
    """Search a list too long to be shown whole."""
    open_popup("#site-selector")(page)
    page.get_by_role("searchbox", name="Chercher un site").fill("station")
    expect(page.locator("[data-note]")).to_contain_text("60 sites affichés sur 70")


def point_at_last(chart: str) -> Act:
    """Return pointing at a chart's last slot by keyboard: the tooltip shows."""

    def act(page: Page) -> None:
        page.locator(f"{chart} .chart-stage").focus()
        page.keyboard.press("End")
        expect(page.locator(f"{chart} .chart-tooltip")).to_be_visible()

    return act


def open_sheet(page: Page) -> None:
    """Open the menu of the small screen."""
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("dialog", name="Menu")).to_be_visible()


def fail_next_page(page: Page) -> None:
    """Let the server fail while another view is asked for."""
    page.route(CALLBACKS, lambda route: route.fulfill(status=500, json={}))
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page.locator(".toast-error")).to_be_visible()


def wait_for_next_page(page: Page) -> None:
    """Hold the server's answer back: the skeletons show."""
    page.route(CALLBACKS, lambda _route: None)
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page.locator("html[data-busy]")).to_have_count(1)
    expect(page.locator("#busy-line")).to_be_visible()


def sign_in_wrongly(page: Page) -> None:
    """Send a name that nobody has."""
    page.get_by_label(re.compile("^Nom d[’']utilisateur")).fill("personne")
    page.get_by_label("Mot de passe", exact=True).fill("faux")
    page.get_by_role("button", name="Connexion", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def fail_export(page: Page) -> None:
    """Let the server fail while the workbook is made."""
    page.route("**/export.xlsx*", _refuse_export)
    page.get_by_role("link", name="Exporter", exact=True).click()
    expect(page.locator(".toast-error")).to_be_visible()


def _refuse_export(route: Route) -> None:
    route.fulfill(status=500, json={"error": "La demande n’a pas pu être traitée."})


def open_every_detail(page: Page) -> None:
    """Open what stands closed within an opened invoice."""
    page.locator(".invoice-detail .disclosure > summary").last.click()
    for summary in page.locator(".why > summary").all():
        summary.click()
    expect(page.locator(".why[open]").last).to_be_visible()


def refuse_number(page: Page) -> None:
    """Send a telephone number that cannot be read: what is wrong stands beside its field."""
    page.get_by_label("Téléphone", exact=True).fill("02 61")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#telephone-error")).to_be_visible()


STATES: tuple[State, ...] = (
    State("connexion", "/connexion"),
    State("connexion-erreur", "/connexion", act=sign_in_wrongly, complaint="401"),
    State("a-propos", "/a-propos"),
    State("erreur-404", "/page-inconnue", "client", complaint="404"),
    *every_page(),
    State("accueil-factures-dues", "/", "voisin"),
    State("accueil-sans-contrat", "/", "agent"),
    State("consommations-sans-contrat", "/consommations", "agent"),
    State("compte-a-regler", "/mon-compte", "voisin"),
    State("compte-adresse", "/mon-compte?modifier=adresse", "client"),
    State("compte-telephone-refuse", "/mon-compte?modifier=telephone", "client", refuse_number),
    State("compte-reglements", "/mon-compte?vue=reglements", "client"),
    State("compte-sans-reglement", "/mon-compte?vue=reglements", "voisin"),
    State("compte-releve", "/mon-compte?vue=releve", "client"),
    State("compte-facture-electronique", "/mon-compte?vue=facture-electronique", "client"),
    State("compte-illisible", "/mon-compte?vue=releve&du=hier", "client"),
    State("factures-dues", "/factures", "voisin"),
    State("factures-pourquoi", COMPUTED, "gestionnaire", open_every_detail),
    State("factures-tous-les-contrats", FACTURES + "&portee=tous", "gestionnaire"),
    State("factures-recherche-vaine", FACTURES + "&q=introuvable", "gestionnaire"),
    State("factures-sans", "/factures?contrat=C4-90-000201", "gestionnaire"),
    State("factures-nombreuses", MANY_INVOICES + "&annee=toutes", large_estate.ACCOUNT),
    State("annees", YEARS, "gestionnaire"),
    State("jours", DAYS, "gestionnaire"),
    State("un-jour", DAYS + "&courbe=2021-10-31..2021-10-31", "gestionnaire"),
    State("courbe-d-un-an", YEAR_OF_CURVE, "gestionnaire"),
    State("infobulle-d-un-an", YEAR_OF_CURVE, "gestionnaire", point_at_last(CURVE)),
    State("tableau", MONTHS + "&affichage=tableau", "gestionnaire"),
    State("tableau-jours", DAYS + "&affichage=tableau", "gestionnaire"),
    State("classe-masquee", MONTHS + "&masquer=HPH,N-1", "gestionnaire"),
    State("infobulle", MONTHS, "gestionnaire", point_at_last(BARS)),
    State("infobulle-courbe", DAYS, "gestionnaire", point_at_last(CURVE)),
    State("sites-ouverts", MONTHS, "gestionnaire", open_popup("#site-selector")),
    State("sites-recherche-vaine", MONTHS, "gestionnaire", search_in_vain),
    State("sites-nombreux", TEN_YEARS, large_estate.ACCOUNT, open_popup("#site-selector")),
    State("sites-trop-nombreux", TEN_YEARS, large_estate.ACCOUNT, search_many),
    State("periode-ouverte", MONTHS, "gestionnaire", open_popup("#period")),
    State("periode-jours-ouverte", DAYS, "gestionnaire", open_popup("#period")),
    State("export-ouvert", MONTHS, "gestionnaire", open_popup("[data-export] details")),
    State("menu-ouvert", MONTHS, "gestionnaire", open_sheet, only="mobile"),
    State("dix-ans", TEN_YEARS, large_estate.ACCOUNT),
    State("dix-ans-tableau", TEN_YEARS + "&affichage=tableau", large_estate.ACCOUNT),
    State("vide-sans-courbe", "/consommations?vue=jour", "client"),
    State("vide-periode", "/consommations?vue=mois&du=1999-01&au=1999-12", "client"),
    State("vide-sans-releve", "/consommations?contrat=C4-70-000002", large_estate.ACCOUNT),
    State("introuvable", "/consommations?contrat=C4-90-000101", "client"),
    State("adresse-illisible", "/consommations?vue=siecle", "client"),
    State("attente", MONTHS, "gestionnaire", wait_for_next_page),
    State("erreur-serveur", MONTHS, "gestionnaire", fail_next_page, complaint="500|Callback error"),
    State("erreur-export", MONTHS, "gestionnaire", fail_export, complaint="500"),
)
"""Each one is reached from a new page."""
