"""The page of invoices: the brochure's figures, rows that open, a list of hundreds, a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.large_estate import ACCOUNT
from tests.browser.states import COMPUTED, MANY_INVOICES
from tests.browser.support import OpenPage, assert_no_axe_violation, visit, wait_until_drawn

BROCHURE = (
    ("FR-15-118-40271", "18/11/2015", "1 325,67 €"),
    ("FR-15-104-39960", "16/10/2015", "2 118,50 €"),
    ("FR-15-93-39649", "15/09/2015", "827,54 €"),
    ("FR-15-82-39338", "17/08/2015", "1 665,29 €"),
    ("FR-15-71-39027", "16/07/2015", "1 620,80 €"),
    ("FR-15-60-38716", "15/06/2015", "1 468,62 €"),
    ("FR-15-51-38405", "19/05/2015", "1 652,99 €"),
    ("FR-15-38-38094", "13/04/2015", "2 404,45 €"),
    ("FR-15-27-37783", "16/03/2015", "2 300,81 €"),
    ("FR-15-16-37472", "16/02/2015", "2 465,26 €"),
)
KIND = "Facture de consommation d’énergie"


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return re.sub(r"\s+", " ", text).strip()


def test_the_brochure_figure_by_figure(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/factures")

    expect(page.get_by_role("heading", level=1)).to_have_text("Factures du contrat N° C4-28-004417")
    expect(page.locator("main")).to_contain_text("10 factures émises en 2015")
    headers = page.locator(".invoice-table > thead th")
    assert [plain(h) for h in headers.all_inner_texts()] == [
        "Référence",
        "Type de facture",
        "Date",
        "État",
        "Montant TTC",
        "PDF",
    ]
    rows = [
        [plain(cell) for cell in row.locator("> :is(th, td)").all_inner_texts()]
        for row in page.locator(".invoice-row").all()
    ]
    assert [row[:5] for row in rows] == [
        [number, KIND, day, "Réglée", amount] for number, day, amount in BROCHURE
    ]
    expect(page.get_by_role("link", name="Retour", exact=True)).to_be_visible()


def test_the_opened_row_figure_by_figure(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/factures")
    detail = page.get_by_role("region", name="Détail de la facture FR-15-118-40271")

    facts = [plain(row) for row in detail.locator(".invoice-facts .facts > div").all_inner_texts()]
    assert facts == [
        "Facture N° FR-15-118-40271",
        "Type Consommation d’énergie",
        "Date mercredi 18 novembre 2015",
        "Période du 01/10 au 31/10/2015",
        "Montant TTC 1 325,67 €",
    ]
    expect(detail).to_contain_text("La facture est réglée.")
    parts = [plain(p) for p in detail.locator(".breakdown-amounts > div").all_inner_texts()]
    assert parts == [
        "Énergie 403,64 € 30,4 %",
        "Abonnement 313,20 € 23,6 %",
        "Acheminement 285,86 € 21,6 %",
        "Taxes et contributions 102,03 € 7,7 %",
        "TVA 220,94 € 16,7 %",
    ]
    lines = [plain(line) for line in detail.locator(".invoice-line:visible").all_inner_texts()]
    assert lines == [
        "Énergie, heures pleines été 978 kWh 0,2480 €/kWh 242,54 €",
        "Énergie, heures creuses été 900 kWh 0,1790 €/kWh 161,10 €",
        "Abonnement, puissance souscrite 72 kVA 4,3500 €/kVA 313,20 €",
    ]
    expect(detail).to_contain_text("54 % du hors taxes est fixe")
    amounts = detail.locator(".waterfall tbody .num").all_inner_texts()
    assert plain(amounts[0]) == "2 118,50 €"
    assert plain(amounts[-1]) == "1 325,67 €"
    expect(detail.get_by_role("link", name="Régler")).to_have_count(0)


def test_rows_open_and_close_by_keyboard_and_keep_the_focus(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/factures")
    second = page.locator("#facture-FR-15-104-39960")
    expect(second).to_have_attribute("aria-expanded", "false")

    second.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("facture=FR-15-104-39960$"))
    expect(second).to_have_attribute("aria-expanded", "true")
    expect(second).to_be_focused()
    expect(page.locator(".invoice-detail")).to_have_count(1)
    expect(page.locator(".invoice-detail")).to_contain_text("vendredi 16 octobre 2015")
    page.keyboard.press("Enter")
    expect(page.locator(".invoice-detail")).to_have_count(0)
    page.go_back()
    expect(second).to_have_attribute("aria-expanded", "true")


def test_a_link_opens_an_invoice(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, "/factures?facture=FR-21-000002")

    expect(page.get_by_role("heading", level=1)).to_contain_text("C4-90-000101")
    expect(page.locator("#facture-FR-21-000002")).to_have_attribute("aria-expanded", "true")


def test_every_computed_line_says_why(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, COMPUTED)
    page.locator(".invoice-line-block > .disclosure > summary").click()
    line = page.locator(".invoice-line").filter(has_text="Acheminement, heures pleines hiver")
    line.locator(".why > summary").click()

    why = line.locator(".why-facts")
    for shown in (
        "18 427 kWh × 5,15 c€/kWh = 948,99 €",
        "c4_consommations_mensuelles_par_classe.csv",
        "Délibération CRE 2021-13 du 21/01/2021",
        "source unique",
    ):
        assert shown in plain(why.inner_text())


def test_a_list_of_hundreds_has_years_pages_and_a_search(open_page: OpenPage) -> None:
    page = open_page(account=ACCOUNT)
    visit(page, MANY_INVOICES)
    expect(page.locator("#annees > summary")).to_contain_text("2021")
    page.locator("#annees > summary").click()
    page.locator("#annees").get_by_role("link", name="Toutes").click()

    expect(page.locator("main")).to_contain_text("300 factures")
    expect(page.locator(".invoice-row")).to_have_count(50)
    page.get_by_role("link", name="Suivante").click()
    expect(page.get_by_role("navigation", name="Pages de la liste")).to_contain_text("Page 2 sur 6")
    expect(page.locator(".invoice-number").first).to_have_text("V-0249")
    page.get_by_label("Recherche", exact=True).fill("V-0007")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".invoice-number")).to_have_text(["V-0007"])


def test_a_column_sorts(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/factures")
    page.get_by_role("link", name="Montant TTC").click()

    header = page.locator(".invoice-table > thead .column-amount")
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".invoice-number").first).to_have_text("FR-15-16-37472")
    page.get_by_role("link", name="Montant TTC").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".invoice-number").first).to_have_text("FR-15-93-39649")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_cards(open_page: OpenPage, scheme: str) -> None:
    page: Page = open_page(
        account="client", device="mobile", scheme="dark" if scheme == "dark" else "light"
    )
    visit(page, "/factures")

    expect(page.locator(".invoice-row").first).to_contain_text("mercredi 18 novembre 2015")
    expect(page.locator(".invoice-row .column-type").first).to_be_hidden()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 390
    assert_no_axe_violation(page)
    page.locator("#facture-FR-15-93-39649").click()
    wait_until_drawn(page)
    expect(page.locator(".invoice-detail")).to_contain_text("mardi 15 septembre 2015")


def test_an_archive_is_asked_for_and_its_progress_shown(open_page: OpenPage) -> None:
    page = open_page(account="voisin", fresh=True)
    visit(page, "/factures")
    page.get_by_role("button", name="Tout télécharger").click()
    wait_until_drawn(page)

    expect(page.get_by_role("status").first).to_contain_text("en cours de réunion")
    expect(page.get_by_role("progressbar", name="Factures réunies")).to_be_visible()
