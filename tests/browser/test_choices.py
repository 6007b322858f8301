"""The choices of the consumption page: site, classes, period. Each one is in the address."""

import re

from playwright.sync_api import Page, Request, expect

from tests.browser.reading import total, visible_codes
from tests.browser.states import MONTHS
from tests.browser.support import OpenPage, visit, wait_until_drawn

ALL_SERIES = ["N-1", "HPH", "HCH", "HPE", "HCE"]


def callbacks_of(page: Page) -> list[Request]:
    """Return the list that grows with every callback the page asks for from now on."""
    asked: list[Request] = []
    page.on("request", lambda r: asked.append(r) if "/_dash-update" in r.url else None)
    return asked


def test_a_class_is_hidden_and_stays_hidden_without_the_server(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    assert sorted(visible_codes(page)) == sorted(ALL_SERIES)
    asked = callbacks_of(page)
    chip = page.get_by_role("button", name="HPH", exact=True)

    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("masquer=HPH$"))
    assert "HPH" not in visible_codes(page)
    page.get_by_role("button", name="Année précédente", exact=True).click()
    expect(page).to_have_url(re.compile("masquer=HPH,N-1$"))
    assert asked == []

    page.reload()
    wait_until_drawn(page)
    expect(chip).to_have_attribute("aria-pressed", "false")
    assert sorted(visible_codes(page)) == ["HCE", "HCH", "HPE"]
    chip.click()
    expect(page).to_have_url(re.compile("masquer=N-1$"))
    assert "HPH" in visible_codes(page)


def test_a_site_is_found_and_chosen_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    face = page.locator("#site-selector > summary")
    face.focus()
    page.keyboard.press("Enter")
    search = page.get_by_role("searchbox", name="Chercher un site")
    expect(search).to_be_focused()
    offered = page.locator("#site-selector a:visible")
    expect(offered).to_have_count(13)

    page.keyboard.press("ArrowDown")
    expect(offered.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#site-selector[open]")).to_have_count(0)
    expect(face).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.type("bAtiment b70")
    expect(offered).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("contrat=C4-90-000204"))
    expect(face).to_contain_text("Bâtiment b70 (Cambridge)")
    wait_until_drawn(page)
    expect(face).to_be_focused()


def test_the_chosen_site_is_remembered(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, "/consommations?contrat=C4-90-000209")
    visit(page, "/")

    expect(page.locator("#site-selector > summary")).to_contain_text("Bâtiment b82")


def test_a_customer_with_one_site_has_nothing_to_choose(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/consommations")

    expect(page.locator(".selector")).to_contain_text("Siège et atelier")
    expect(page.locator("#site-selector")).to_have_count(0)


def test_a_long_list_of_sites_is_searched_whole(open_page: OpenPage) -> None:
    page = open_page(account="domaine")
    visit(page, "/consommations")
    page.locator("#site-selector > summary").click()
    offered = page.locator("#site-selector a:visible")
    expect(offered).to_have_count(60)
    page.get_by_role("searchbox", name="Chercher un site").fill("hay 70")

    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Station de pompage 70")
    offered.click()
    expect(page).to_have_url(re.compile("contrat=C4-70-000070"))
    expect(page.get_by_role("heading", name="Pas encore de relevé")).to_be_visible()


def test_the_period_is_chosen_with_the_fields(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS + "&masquer=HCE")
    page.locator("#period > summary").click()
    page.get_by_label("Du", exact=True).select_option("2019-03")
    page.get_by_label("Au", exact=True).select_option("2019-04")
    page.get_by_role("button", name="Afficher").click()

    expect(page).to_have_url(re.compile("du=2019-03&au=2019-04"))
    expect(page).to_have_url(re.compile("contrat=C4-90-000101.*masquer=HCE"))
    expect(page.locator("#period > summary")).to_have_text("Mars à avril 2019")
    expect(page.locator("#period[open]")).to_have_count(0)
    expect(page.locator("#period > summary")).to_be_focused()


def test_days_are_chosen_with_the_fields(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, "/consommations?contrat=C4-90-000101&vue=jour")
    page.locator("#period > summary").click()
    page.get_by_label("Du", exact=True).fill("2021-03-27")
    page.get_by_label("Au", exact=True).fill("2021-03-29")
    page.get_by_role("button", name="Afficher").click()

    expect(page).to_have_url(re.compile("du=2021-03-27&au=2021-03-29"))
    expect(page.locator("main")).to_contain_text("Total sur 3 jours")


def test_the_arrows_go_to_the_periods_before_and_after(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.get_by_role("link", name="Période précédente").click()
    expect(page).to_have_url(re.compile("du=2020-01&au=2020-12"))
    expect(total(page)).to_have_text("101 763 kWh")
    page.get_by_role("link", name="Période suivante").click()
    expect(total(page)).to_have_text("130 302 kWh")
    page.get_by_role("link", name="Période suivante").click()
    expect(page).to_have_url(re.compile("du=2022-01&au=2022-12"))
    expect(page.get_by_role("link", name="Période suivante")).to_have_count(0)
