"""Phones, narrow windows and 200 % zoom: nothing sideways, targets for fingers, taps."""

import re
from typing import TypedDict

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import click_slot, slot, stage, tooltip
from tests.browser.states import BARS, DAYS, MONTHS, YEARS, open_sheet
from tests.browser.support import OpenPage, visit, wait_until_drawn

WIDTHS = (320, 390, 720, 768, 1024)
"""720: a window of 1 440 pixels at 200 % zoom."""

PLACES = (
    (None, "/connexion"),
    ("client", "/"),
    ("client", "/consommations"),
    ("gestionnaire", DAYS),
    ("gestionnaire", MONTHS + "&affichage=tableau"),
)

OVERFLOWING = """
() => {
  const width = document.documentElement.clientWidth;
  const clipped = (node) => {
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > width + 0.5 && !clipped(node))
    .map((node) => `${node.tagName}.${node.className}#${node.id}`).concat("page");
}
"""

TARGETS = """
() => [...document.querySelectorAll(
  "a[href], button, summary, input:not([type=hidden]), select, [role=slider]")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true })
    && node.getClientRects().length && !node.matches(".skip-link, p a, p > *"))
  .map((node) => {
    const { width, height } = node.getBoundingClientRect();
    const after = getComputedStyle(node, "::after");
    const grown = after.position === "absolute" && after.content !== "none";
    return {
      name: `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 30)}`,
      width: Math.max(width, grown ? parseFloat(after.width) : 0),
      height: Math.max(height, grown ? parseFloat(after.height) : 0),
      finger: node.matches("button, summary, .btn, .nav-item, .bottom-item, .segment"),
    };
  })
"""


class Target(TypedDict):
    """Something to press, with its size in CSS pixels; ``finger``: navigation or a button."""

    name: str
    width: float
    height: float
    finger: bool


@pytest.mark.parametrize(("account", "path"), [(None, "/a-propos"), *PLACES])
def test_no_page_scrolls_sideways(open_page: OpenPage, account: str | None, path: str) -> None:
    page = open_page(account=account)
    visit(page, path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(OVERFLOWING) == [], width


@pytest.mark.parametrize(("account", "path"), PLACES)
def test_targets_are_large_enough(open_page: OpenPage, account: str | None, path: str) -> None:
    desktop, mobile = open_page(account=account), open_page(device="mobile", account=account)
    visit(desktop, path)
    visit(mobile, path)

    assert too_small(desktop, 24, 24) == []
    assert too_small(mobile, 24, 44) == []


def too_small(page: Page, least: float, for_fingers: float) -> list[Target]:
    """Return the targets that are smaller than allowed, in either direction."""
    targets: list[Target] = page.evaluate(TARGETS)
    assert targets
    return [
        t
        for t in targets
        if min(t["width"], t["height"]) < (for_fingers if t["finger"] else least) - 0.5
    ]


def test_a_tap_tells_the_figures_and_a_second_one_opens(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="gestionnaire")
    visit(page, YEARS)
    readout = page.locator(f"{BARS} [data-chart-readout]")
    expect(readout).to_contain_text("2022")
    page.locator(BARS).scroll_into_view_if_needed()

    page.touchscreen.tap(*slot(page, 2, 4))
    expect(readout).to_contain_text("130 302 kWh")
    expect(tooltip(page)).to_be_hidden()
    expect(page).to_have_url(re.compile("vue=annee"))
    expect(page.locator(f"{BARS} .chart-tick-selected")).to_have_text(re.compile("2021"))
    months = readout.get_by_text("Voir les mois →")
    expect(months).to_have_attribute("href", re.compile("du=2021-01&au=2021-12"))
    page.touchscreen.tap(*slot(page, 2, 4))
    expect(page).to_have_url(re.compile("vue=mois&du=2021-01&au=2021-12"))


def test_the_bottom_bar_leads_everywhere(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="client")
    visit(page, "/")
    bar = page.get_by_role("navigation", name="Navigation rapide")
    expect(bar.get_by_role("link", name="Accueil")).to_have_attribute("aria-current", "page")
    bar.get_by_role("link", name="Conso.").tap()

    expect(page).to_have_url(re.compile("/consommations$"))
    wait_until_drawn(page)
    expect(bar.get_by_role("link", name="Conso.")).to_have_attribute("aria-current", "page")
    expect(page.locator(".sidebar")).to_be_hidden()


def test_the_menu_sheet_keeps_the_focus_until_it_is_closed(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="client")
    visit(page, "/")
    open_sheet(page)
    sheet = page.get_by_role("dialog", name="Menu")
    stops = sheet.locator("a[href], button").count()
    for _ in range(stops + 2):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => document.activeElement === document.body"
            " || Boolean(document.activeElement.closest('#menu-sheet'))"
        )
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_focused()

    open_sheet(page)
    sheet.get_by_role("link", name="Consommations").tap()
    expect(page).to_have_url(re.compile("/consommations$"))
    expect(sheet).to_be_hidden()


def test_the_curve_lets_the_page_scroll_under_a_finger(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="gestionnaire")
    visit(page, DAYS)

    assert page.locator("[data-chart=consumption-curve] .nsewdrag").evaluate(
        "(node) => getComputedStyle(node).pointerEvents === 'none'"
        " || !node.closest('.js-plotly-plot')._fullLayout.dragmode"
    )


def test_a_mouse_opens_at_the_first_click(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEARS)
    page.mouse.move(*slot(page, 1, 4))
    expect(tooltip(page)).to_contain_text("2020")
    click_slot(page, 1, 4)

    expect(page).to_have_url(re.compile("du=2020-01&au=2020-12"))
    expect(stage(page, BARS)).to_be_visible()
