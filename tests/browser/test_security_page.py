"""The page of security in a browser: where a form leads the focus, and how narrow it may be."""

import re

from playwright.sync_api import expect

from tests.browser.support import OpenPage, assert_focused_in_view, visit, wait_until_drawn


def test_the_focus_goes_to_the_field_that_is_wrong(open_page: OpenPage) -> None:
    page = open_page(account="voisin", fresh=True)
    visit(page, "/securite")
    page.locator("#username").fill("x")
    page.locator("#username_password").fill("demo-Terralis-2015")
    page.get_by_role("button", name="Changer le nom d’utilisateur").click()
    page.wait_for_url(re.compile("/securite#username"))
    wait_until_drawn(page)

    assert_focused_in_view(page, "#username")
    expect(page.locator("#username")).to_have_attribute("aria-invalid", "true")


def test_a_new_password_shows_its_length_and_itself(open_page: OpenPage) -> None:
    page = open_page(account="voisin", fresh=True)
    visit(page, "/securite")
    field, said = page.locator("#password"), page.locator(".strength-words")
    field.fill("quatorze signe")
    expect(said).to_have_text("Encore 1 caractère")
    field.fill("quinze signes !")
    expect(said).to_have_text("Longueur suffisante")

    page.locator("[aria-controls=password]").click()

    expect(field).to_have_attribute("type", "text")


def test_nothing_is_wider_than_a_narrow_screen(open_page: OpenPage) -> None:
    page = open_page(account="voisin", device="mobile", fresh=True)
    page.set_viewport_size({"width": 320, "height": 640})
    visit(page, "/securite")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
