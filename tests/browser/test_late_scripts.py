"""Bootstrap's components come when they are about to be seen, and then work as ever."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.states import DAYS, MONTHS
from tests.browser.support import OpenPage, PageErrors, assert_no_axe_violation, visit

SUITE = re.compile(r"dash_bootstrap_components")
PERIOD = "#period > summary"
FROM = "#period-du"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a manager's page with nothing in its cache."""
    return open_page(account="gestionnaire", fresh=True)


def watch(page: Page) -> list[str]:
    """Return the list that the library's addresses will be added to."""
    found: list[str] = []

    def hear(request: Request) -> None:
        if SUITE.search(request.url):
            found.append(request.url)

    page.on("request", hear)
    return found


def hold(page: Page) -> list[Route]:
    """Keep the library's script back until the test lets it go."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(SUITE, keep)
    return held


def test_a_page_does_without_it_until_the_popup_opens(page: Page) -> None:
    asked = watch(page)
    visit(page, MONTHS)
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.locator(PERIOD).click()

    expect(page.locator(FROM)).to_have_value("2021-01")
    assert len(asked) == 1
    page.get_by_role("link", name="Année", exact=True).click()
    page.locator(PERIOD).click()
    expect(page.locator(FROM)).to_have_value(re.compile(r"^\d{4}$"))
    assert len(asked) == 1


def test_pointing_at_the_button_is_enough(page: Page) -> None:
    visit(page, MONTHS)
    with page.expect_request(SUITE):
        page.locator(PERIOD).hover()

    expect(page.locator(FROM)).to_be_attached()


def test_the_keyboard_opens_chooses_and_submits(page: Page) -> None:
    visit(page, DAYS)
    page.locator(PERIOD).focus()
    page.keyboard.press("Enter")
    expect(page.locator(FROM)).to_have_value("2021-10-01")
    page.get_by_label("Du", exact=True).focus()
    page.get_by_label("Du", exact=True).fill("2021-10-12")
    page.get_by_label("Au", exact=True).fill("2021-10-14")
    expect(page.get_by_label("Au", exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("du=2021-10-12&au=2021-10-14"))


def test_the_popup_keeps_its_height_while_it_waits(page: Page) -> None:
    visit(page, MONTHS)
    held = hold(page)
    page.locator(PERIOD).click()
    expect(page.locator(".late").first).to_be_visible()
    before = page.locator(".period-panel").bounding_box()
    assert_no_axe_violation(page)
    page.get_by_role("button", name="Afficher").click()  # must not lose the period
    page.wait_for_function("() => document.querySelector('#period').open")

    for route in held:
        route.continue_()
    expect(page.locator(FROM)).to_be_visible()

    assert page.locator(".period-panel").bounding_box() == before
    assert "du=2021-01&au=2021-12" in page.url
    assert_no_axe_violation(page)


def test_a_library_that_does_not_come_is_asked_for_again(
    page: Page, page_errors: PageErrors
) -> None:
    page_errors.expected("ERR_FAILED")
    visit(page, MONTHS)
    page.route(SUITE, lambda route: route.abort())
    page.locator(PERIOD).click()
    retry = page.get_by_role("button", name="Réessayer").first
    expect(retry).to_be_visible()
    assert_no_axe_violation(page)
    page.unroute(SUITE)

    retry.click()

    expect(page.locator(FROM)).to_have_value("2021-01")
