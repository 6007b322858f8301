"""The server fails or is gone while somebody works."""

import re

from playwright.sync_api import Page, expect

from tests.browser.reading import total
from tests.browser.states import CALLBACKS, MONTHS, wait_for_next_page
from tests.browser.support import OpenPage, PageErrors, visit


def expect_toast_and_retry(page: Page) -> None:
    """Expect the message; its button brings the page that was asked for."""
    toast = page.locator(".toast-error")
    expect(toast).to_contain_text("Le service n’a pas répondu")
    expect(page.locator("#live")).to_contain_text("Le service n’a pas répondu")
    expect(page).to_have_url(re.compile(re.escape(MONTHS) + "$"))
    page.unroute(CALLBACKS)
    toast.get_by_role("button", name="Réessayer").click()
    expect(total(page)).to_have_text("101 763 kWh")
    expect(page.locator("#period > summary")).to_have_text("Janvier à décembre 2020")


def test_an_error_of_the_server(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected("500|Callback error")
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.route(
        CALLBACKS,
        lambda route: route.fulfill(status=500, json={}, headers={"X-Reference": "a7f3-19c2"}),
    )
    page.get_by_role("link", name="Période précédente").click()

    expect(page.locator(".toast-error")).to_contain_text("Référence a7f3-19c2")
    expect_toast_and_retry(page)


def test_a_server_that_is_gone(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected("ERR_CONNECTION_REFUSED|Callback failed")
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.route(CALLBACKS, lambda route: route.abort("connectionrefused"))
    page.get_by_role("link", name="Période précédente").click()

    expect_toast_and_retry(page)


def test_a_later_success_takes_the_message_away(
    open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.expected("500|Callback error")
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.route(CALLBACKS, lambda route: route.fulfill(status=500, json={}))
    back = page.get_by_role("link", name="Période précédente")
    back.click()
    expect(page.locator(".toast-error")).to_have_count(1)
    page.unroute(CALLBACKS)
    page.get_by_role("link", name="Année", exact=True).click()

    expect(page).to_have_url(re.compile("vue=annee"))
    expect(page.locator(".toast-error")).to_have_count(0)


def test_the_same_link_tries_again(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected("500|Callback error")
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.route(CALLBACKS, lambda route: route.fulfill(status=500, json={}))
    back = page.get_by_role("link", name="Période précédente")
    back.click()
    expect(page.locator(".toast-error")).to_have_count(1)
    page.unroute(CALLBACKS)
    back.click()

    expect(total(page)).to_have_text("101 763 kWh")
    expect(page).to_have_url(re.compile("du=2020-01&au=2020-12"))


def test_a_slow_server_shows_what_is_read(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    wait_for_next_page(page)

    expect(page.locator("#busy-line")).to_have_text("Lecture des données de mesure")
    expect(page.locator("#_pages_content")).to_have_attribute("aria-busy", "true")
