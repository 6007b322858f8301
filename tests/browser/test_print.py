"""On paper: charts as wide as the sheet, light colours, nothing to press."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import MONTHS
from tests.browser.support import Device, OpenPage, visit

PAPER_PX = 688
"""A4 without its margins: 182 mm at 96 pixels per inch."""

WIDEST = """
() => Math.max(...[...document.querySelectorAll(".main-svg, .card, .kpi-strip")]
  .map((node) => node.getBoundingClientRect().right))
"""
CHARTS = """
() => [...document.querySelectorAll(".chart-graph .main-svg:first-child")]
  .map((node) => Math.round(node.getBoundingClientRect().width))
"""


def put_on_paper(page: Page) -> None:
    """Lay the page out as the printer does: its events, its media, its width."""
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize("device", ["desktop", "mobile"])
@pytest.mark.parametrize("path", ["/", MONTHS])
def test_charts_fit_the_sheet_in_light_colours(
    open_page: OpenPage, device: Device, path: str
) -> None:
    page = open_page(device=device, scheme="dark", account="gestionnaire")
    visit(page, path)
    before = page.evaluate(CHARTS)
    size = page.viewport_size
    assert size is not None

    put_on_paper(page)

    assert set(page.evaluate(CHARTS)) == {640}
    assert page.evaluate(WIDEST) <= PAPER_PX
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")

    page.set_viewport_size(size)
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"() => JSON.stringify(({CHARTS})()) === '{before}'.replaceAll(' ', '')")


def test_the_total_is_printed_once_and_the_arrows_not_at_all(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS + "&affichage=tableau")
    put_on_paper(page)
    expect(page.locator("tfoot")).to_have_css("display", "table-row-group")
    expect(page.locator("tbody tr").first).to_have_css("display", "table-row")
    expect(page.locator("#period-back")).to_be_hidden()
    expect(page.locator(".period-face")).to_be_visible()
