"""What a first load asks for, and what it never does."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import DAYS, MONTHS
from tests.browser.support import OpenPage, PageErrors, visit, wait_until_drawn

PLOTLY = re.compile("plotly-basic")
NEVER = re.compile(
    "dash_table|plotly/package_data|async-|polyfill|_dash-layout|_dash-dependencies"
    "|dash_bootstrap_components|-latin"
)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a manager's page with nothing in its cache."""
    return open_page(account="gestionnaire", fresh=True)


def watch(page: Page) -> list[str]:
    """Return the list that every address asked for will be added to."""
    asked: list[str] = []

    def hear(address: str) -> None:
        asked.append(address)

    page.on("request", lambda request: hear(request.url))
    return asked


def found(pattern: re.Pattern[str], addresses: list[str]) -> list[str]:
    return [address for address in addresses if pattern.search(address)]


@pytest.mark.parametrize("path", ["/", MONTHS, DAYS, MONTHS + "&affichage=tableau", "/inconnue"])
def test_a_page_comes_in_one_answer(page: Page, page_errors: PageErrors, path: str) -> None:
    page_errors.expected("404")
    asked = watch(page)
    visit(page, path)
    page.wait_for_load_state("networkidle")

    assert found(NEVER, asked) == []
    assert found(re.compile("_dash-update-component"), asked) == []


def test_a_page_without_a_chart_does_without_plotly(page: Page) -> None:
    asked = watch(page)
    visit(page, MONTHS + "&affichage=tableau")
    page.wait_for_load_state("networkidle")
    assert found(PLOTLY, asked) == []

    page.get_by_role("link", name="Graphique", exact=True).click()
    expect(page.locator("#consumption-bars .main-svg").first).to_be_visible()

    assert len(found(PLOTLY, asked)) == 1
    assert found(NEVER, asked) == []


def test_plotly_is_asked_for_together_with_the_page_that_needs_it(page: Page) -> None:
    visit(page, MONTHS + "&affichage=tableau")
    page.wait_for_load_state("networkidle")
    with page.expect_request(PLOTLY), page.expect_request(re.compile("_dash-update")) as answer:
        page.get_by_role("link", name="Accueil", exact=True).first.click()
    wait_until_drawn(page)

    assert answer.value.response()
    expect(page.locator("#home-chart .main-svg").first).to_be_visible()


def test_a_chart_whose_library_does_not_come_can_be_tried_again(
    page: Page, page_errors: PageErrors
) -> None:
    page_errors.expected("ERR_FAILED|preload")
    page.route(PLOTLY, lambda route: route.abort())
    page.goto(MONTHS)
    toast = page.locator(".toast-error")
    expect(toast).to_contain_text("Le service n’a pas répondu")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.unroute(PLOTLY)

    toast.get_by_role("button", name="Réessayer").click()

    expect(page.locator("#consumption-bars .main-svg").first).to_be_visible()
    wait_until_drawn(page)


def test_back_and_forth_ask_for_the_page_as_ever(page: Page) -> None:
    visit(page, MONTHS)
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page).to_have_url(re.compile("vue=annee"))
    wait_until_drawn(page)
    page.go_back()
    expect(page).to_have_url(re.compile("vue=mois"))
    expect(page.get_by_role("link", name="Mois", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    wait_until_drawn(page)
    expect(page).to_have_title("Historique des consommations – Terralis")
