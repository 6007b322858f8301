"""Who is there: signing in and out, a session that ends, contracts of others."""

import re

from playwright.sync_api import Page, expect

from tests.browser.states import DAYS, MONTHS
from tests.browser.support import DEMO_PASSWORD, OpenPage, PageErrors, visit, wait_until_drawn

USERNAME = re.compile("^Nom d[’']utilisateur")


def try_to_sign_in(page: Page, account: str, password: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label(USERNAME).fill(account)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Connexion", exact=True).click()


def test_a_wrong_name_is_told_on_the_page(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected("401")
    page.goto("/connexion")
    try_to_sign_in(page, "inconnue", "faux")

    expect(page.get_by_role("alert")).to_have_text(
        "Nom d’utilisateur ou mot de passe incorrect. Il reste 4 essais."
    )
    expect(page.get_by_label(USERNAME)).to_have_value("inconnue")
    field = page.get_by_label("Mot de passe", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("incorrect"))


def test_too_many_tries_lock_the_name(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected("401|429")
    page.goto("/connexion")
    for _ in range(5):
        try_to_sign_in(page, "essayeuse", "faux")
        expect(page.get_by_role("alert")).to_contain_text("incorrect")
    try_to_sign_in(page, "essayeuse", "faux")

    expect(page.get_by_role("alert")).to_contain_text("Trop d’essais de connexion. Attendez")


def test_the_password_is_shown_on_demand(page: Page) -> None:
    page.goto("/connexion")
    field = page.get_by_label("Mot de passe", exact=True)
    field.fill("secret")
    page.get_by_role("button", name="Afficher le mot de passe").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Masquer le mot de passe").click()
    expect(field).to_have_attribute("type", "password")


def test_after_signing_out_back_shows_no_data(page: Page) -> None:
    page.goto("/connexion")
    try_to_sign_in(page, "voisin", DEMO_PASSWORD)
    expect(page.locator("main")).to_contain_text("1 093,93 €")
    page.locator(".sidebar").get_by_role("button", name="Déconnexion").click()
    expect(page).to_have_url(re.compile("/connexion$"))
    page.go_back()

    expect(page.get_by_role("heading", name="Votre agence en ligne")).to_be_visible()
    expect(page).to_have_url(re.compile("/connexion"))
    assert "093,93" not in page.content()


def test_a_session_that_ended_leads_to_sign_in_and_back(
    open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.expected("401")
    page = open_page(fresh=True)
    page.goto("/connexion")
    try_to_sign_in(page, "gestionnaire", DEMO_PASSWORD)
    wait_until_drawn(page)
    visit(page, MONTHS)
    end_session_elsewhere(page, open_page(fresh=True))

    page.get_by_role("link", name="Période précédente").click()
    expect(page).to_have_url(re.compile(r"/connexion\?suite="))
    expect(page.get_by_role("status")).to_have_text(
        "Votre session est terminée. Reconnectez-vous pour continuer."
    )
    try_to_sign_in(page, "gestionnaire", DEMO_PASSWORD)
    expect(page).to_have_url(re.compile(re.escape("vue=mois&du=2020-01&au=2020-12")))
    expect(page.locator(".kpi-figure").first).to_have_text("101 763 kWh")


def end_session_elsewhere(page: Page, other: Page) -> None:
    """Sign out in another browser that holds the same session: the first one learns nothing."""
    for cookie in page.context.cookies():
        other.context.add_cookies(
            [{"name": cookie.get("name", ""), "value": cookie.get("value", ""), "url": page.url}]
        )
    visit(other, "/")
    other.locator(".sidebar").get_by_role("button", name="Déconnexion").click()
    expect(other).to_have_url(re.compile("/connexion$"))


def test_another_customers_contract_does_not_exist(open_page: OpenPage) -> None:
    for account, contract in (("client", "C4-90-000101"), ("voisin", "C4-28-004417")):
        page = open_page(account=account)
        for path in (f"/consommations?contrat={contract}", f"/?contrat={contract}"):
            visit(page, path)
            expect(page.locator("main")).to_contain_text("Contrat introuvable.")
            assert contract not in page.locator("main").inner_text()


def test_a_stranger_is_sent_back_to_the_address_asked_for(page: Page) -> None:
    page.goto(DAYS)
    expect(page).to_have_url(re.compile(r"/connexion\?suite="))
    try_to_sign_in(page, "gestionnaire", DEMO_PASSWORD)

    expect(page).to_have_url(re.compile(re.escape(DAYS) + "$"))


def test_an_unknown_address(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected("404")
    page = open_page(account="client")
    page.goto("/page-inconnue")

    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")
    expect(page.locator("main")).to_contain_text(
        re.compile(r"Erreur 404, référence [0-9a-f]{4}-[0-9a-f]{4}")
    )
    page.get_by_role("link", name="Revenir à l’accueil").click()
    expect(page.locator("main")).to_contain_text("1 878 kWh")
