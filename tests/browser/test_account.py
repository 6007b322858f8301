"""Mon Compte as the brochure has it, and what a customer changes there, by mouse and keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Visitors
from tests.browser.server import running_server
from tests.browser.support import (
    SCREENS,
    OpenPage,
    PageErrors,
    assert_no_axe_violation,
    sign_in,
    visit,
    wait_until_drawn,
)
from tests.conftest import load_demo_into
from tests.databases import Databases

GENERAL = [
    "Votre référence client|FE-104286",
    "Votre adresse|1 chemin des Closeaux 28630 Le Coudray Modifier",
    "Votre téléphone|02 61 91 04 17 Modifier",
    "Votre fax|02 61 91 04 18 Modifier",
    "Votre adresse électronique|e.keller@closeaux.example Modifier",
]
SUMMARY = [
    "Dernière connexion|lundi 14 décembre 2015 13:15:46",
    "Solde du compte|0,00 € Relevé de compte",
    "Facture électronique|Non",
]
CONTRACT = [
    "Nom du contrat|Tarif Alt’Expert C4 MU",
    "N° de contrat|C4-28-004417",
    "Adresse PDL|1 chemin des Closeaux, 28630 Le Coudray",
    "Prélèvement|Oui",
    "Mensualisé|Non",
    "Dernière relève|le 31/10/2015",
    "Type de relève|Relevé",
    "Dernière facture|FR le 18/11/2015. Montant : 1 325,67 € Voir",
]
PAYMENTS = [
    ["18/12/2015", "1 325,67 €", "Prélèvement", "Non"],
    ["16/11/2015", "2 118,50 €", "Prélèvement", "Non"],
    ["15/10/2015", "827,54 €", "Prélèvement", "Non"],
    ["16/09/2015", "1 665,29 €", "Prélèvement", "Non"],
    ["17/08/2015", "1 620,80 €", "Prélèvement", "Non"],
]


@pytest.fixture
def own_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a demonstration that this test may change, signed in by nobody yet."""
    database_url = databases.copy("demo", load_demo_into)
    log = tmp_path_factory.mktemp("account") / "server.log"
    with running_server(database_url=database_url, log=log) as address:
        yield address
    databases.drop(database_url)


@pytest.fixture
def client(browser: Browser, own_url: str, page_errors: PageErrors) -> Iterator[Page]:
    """Return the brochure's customer at the first sign-in, on Mon Compte."""
    with Visitors(browser, own_url).new_context() as context:
        page = context.new_page()
        page_errors.watch(page)
        sign_in(page, "client")
        visit(page, "/mon-compte")
        yield page


def plain(words: str) -> str:
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").split())


def facts(page: Page, title: str) -> list[str]:
    """Return the lines of a card, label and value, as they are read."""
    card = page.locator("section.card", has=page.get_by_role("heading", name=title))
    rows = card.locator(".account-row").all()
    return [
        "|".join(plain(row.locator(part).inner_text()) for part in ("dt", "dd")) for row in rows
    ]


def test_the_page_of_the_brochure(client: Page) -> None:
    expect(client.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(client.locator(".page-context")).to_have_text(
        "Coopérative des Closeaux, dernière connexion le lundi 14 décembre 2015 à 13:15:46"
    )
    assert facts(client, "Informations générales") == GENERAL
    assert facts(client, "Vue synthétique") == SUMMARY
    assert facts(client, "Contrat actif") == CONTRACT
    rows = client.locator(".account-payments tbody tr").all()
    assert [[plain(c) for c in row.locator("th, td").all_inner_texts()] for row in rows] == PAYMENTS
    client.get_by_role("link", name="Tous les règlements").click()
    expect(client).to_have_url(re.compile(r"vue=reglements"))
    expect(client.locator("tbody tr")).to_have_count(10)
    expect(client.locator("tbody tr").first).to_contain_text("FR-15-118-40271")
    client.go_back()
    client.get_by_role("link", name="Relevé de compte").click()
    expect(client.locator("tfoot tr")).to_contain_text("17\u202f849,93\u202f€")


def test_a_new_telephone_by_keyboard(client: Page) -> None:
    client.get_by_role("link", name="Modifier : Votre téléphone").focus()
    client.keyboard.press("Enter")
    field = client.get_by_label("Téléphone", exact=True)
    expect(field).to_have_value("0261910417")
    field.fill("02 61")
    client.keyboard.press("Enter")
    expect(client.locator("#telephone-error")).to_contain_text("n’est pas lisible")
    expect(field).to_have_value("02 61")
    expect(field).to_be_focused()
    assert_no_axe_violation(client)
    field.fill("02 61 91 05 99")
    client.keyboard.press("Enter")
    expect(client.get_by_role("status").filter(has_text="à jour")).to_be_focused()
    assert plain(facts(client, "Informations générales")[2]) == (
        "Votre téléphone|02 61 91 05 99 Modifier"
    )


def test_the_electronic_invoice_and_the_way_back_to_paper(client: Page) -> None:
    visit(client, "/")
    client.get_by_role("link", name="Activer la facture électronique").click()
    expect(client.get_by_role("heading", level=1)).to_have_text("Facture électronique")
    expect(client.locator("main")).to_contain_text("e.keller@closeaux.example")
    assert_no_axe_violation(client)
    client.get_by_role("button", name="Activer la facture électronique").click()
    expect(client.locator("main")).to_contain_text("La facture électronique est activée.")
    wait_until_drawn(client)
    assert facts(client, "Vue synthétique")[2].startswith("Facture électronique|Oui depuis le")
    assert_no_axe_violation(client)
    visit(client, "/")
    expect(client.get_by_role("heading", name="Passez à la facture électronique")).to_have_count(0)
    visit(client, "/mon-compte")
    client.get_by_role("link", name="Revenir au papier").click()
    client.get_by_role("button", name="Revenir au papier").click()
    expect(client.locator("main")).to_contain_text("prochaines factures seront envoyées sur papier")
    wait_until_drawn(client)
    assert facts(client, "Vue synthétique")[2] == "Facture électronique|Non"


def test_several_sites_change_the_contract_in_its_card(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, "/mon-compte")
    expect(page.locator(".top-bar .selector")).to_contain_text("Tous les sites")
    page.locator("#contrat #site-selector > summary").click()
    page.get_by_role("link", name=re.compile("Bâtiment b70")).click()
    expect(page).to_have_url(re.compile("contrat=C4-90-000204"))
    expect(page.locator("#contrat")).to_contain_text("C4-90-000204")


def test_a_phone_shows_all_of_it(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="client")
    for path in ("", "?modifier=courriel", "?vue=reglements", "?vue=releve"):
        visit(page, f"/mon-compte{path}")
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, path
    assert page.viewport_size == SCREENS["mobile"]


def test_advice_that_was_put_away_stays_away(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire", fresh=True)
    site = "/?contrat=C4-90-000101"
    visit(page, site)
    advice = page.get_by_role("region", name="Conseil")
    expect(advice).to_contain_text("en hausse de")
    page.get_by_role("button", name="Masquer ce conseil").click()
    expect(advice).to_be_hidden()
    visit(page, site)
    expect(page.get_by_role("button", name="Masquer ce conseil")).to_be_hidden()
    # Another site has its own.
    visit(page, "/?contrat=C4-90-000204")
    expect(advice).to_be_visible()
