"""Light and dark: the choice, its memory, the charts, and no flash."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import BARS, MONTHS
from tests.browser.support import OpenPage, Scheme, visit, wait_until_drawn

HPH = {"light": "rgb(31, 63, 143)", "dark": "rgb(68, 112, 224)"}
GROUND = {"light": "rgb(245, 246, 241)", "dark": "rgb(14, 22, 19)"}

# Notes the theme at the first paint: an animation frame after there is a body.
WATCH_FIRST_PAINT = """
window.themesSeen = [];
const note = () => {
  window.themesSeen.push(document.documentElement?.dataset.bsTheme);
  if (window.themesSeen.length < 30) requestAnimationFrame(note);
};
requestAnimationFrame(note);
"""


def expect_theme(page: Page, theme: Scheme) -> None:
    """Expect page and chart in the colours of ``theme``."""
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    expect(page.locator("body")).to_have_css("background-color", GROUND[theme])
    expect(
        page.locator(f"{BARS} .barlayer .point path[style*='{HPH[theme]}']").first
    ).to_be_attached()


def test_the_toggle_goes_round_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire", scheme="dark", fresh=True)
    visit(page, MONTHS)
    toggle = page.locator(".top-tools [data-theme-toggle]")
    for name, theme in (
        ("Thème : système", "dark"),
        ("Thème : clair", "light"),
        ("Thème : sombre", "dark"),
    ):
        expect(toggle).to_have_accessible_name(name)
        expect_theme(page, "dark" if theme == "dark" else "light")
        toggle.click()
    toggle.click()
    expect(toggle).to_have_accessible_name("Thème : clair")
    page.reload()
    wait_until_drawn(page)
    expect_theme(page, "light")
    expect(toggle).to_have_accessible_name("Thème : clair")


def test_the_first_press_always_changes_something(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire", scheme="light", fresh=True)
    visit(page, MONTHS)
    page.locator(".top-tools [data-theme-toggle]").click()

    expect_theme(page, "dark")


def test_the_system_is_followed(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    expect_theme(page, "light")
    page.emulate_media(color_scheme="dark")
    expect_theme(page, "dark")


@pytest.mark.parametrize("path", ["/connexion", MONTHS])
def test_a_dark_page_is_never_light_first(open_page: OpenPage, path: str) -> None:
    page = open_page(account="gestionnaire" if path == MONTHS else None, scheme="dark")
    page.add_init_script(WATCH_FIRST_PAINT)
    visit(page, path)

    seen = set(page.evaluate("() => window.themesSeen"))
    assert "light" not in seen
    assert "dark" in seen
