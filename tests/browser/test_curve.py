"""The load curve under the bars: the strip that chooses its days, and its zoom."""

import re

from playwright.sync_api import Page, expect

from tests.browser.reading import powers_kw, wait_for_charts
from tests.browser.states import CURVE, DAYS
from tests.browser.support import OpenPage, visit, wait_until_drawn

TITLE = "#consumption-curve-title"
WEEK = DAYS + "&courbe=2021-10-18..2021-10-24"


def strip_x(page: Page, day: int) -> tuple[float, float]:
    """Return the middle of a day of October on the strip."""
    page.locator(".brush-strip").scroll_into_view_if_needed()
    box = page.locator(".brush-strip").bounding_box()
    assert box is not None
    return box["x"] + (day - 0.5) * box["width"] / 31, box["y"] + box["height"] / 2


def expect_days(page: Page, first: int, last: int) -> None:
    """Expect the curve of these days of October 2021, in title, address and picture."""
    expect(page.locator(TITLE)).to_contain_text(f"{first} au {last} octobre 2021")
    expect(page).to_have_url(re.compile(rf"courbe=2021-10-{first:02}\.\.2021-10-{last:02}$"))
    expect(page.locator(f"{CURVE} #consumption-curve-summary")).to_contain_text(
        f"du {first:02}/10/2021 au {last:02}/10/2021"
    )
    page.wait_for_function(
        "([chart, count]) => document.querySelector(`${chart} .js-plotly-plot`)"
        "._fullData[0].y.length === count",
        arg=[CURVE, (last - first + 1) * 144],
    )


def test_the_strip_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, WEEK)
    first = page.get_by_role("slider", name="Premier jour de la courbe")
    last = page.get_by_role("slider", name="Dernier jour de la courbe")
    last.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_days(page, 18, 22)
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-valuetext", "vendredi 22 octobre 2021")
    first.focus()
    page.keyboard.press("PageDown")
    expect_days(page, 11, 22)
    expect(first).to_have_attribute("aria-valuetext", "lundi 11 octobre 2021")
    page.reload()
    wait_until_drawn(page)
    expect_days(page, 11, 22)


def test_the_strip_by_mouse(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, WEEK)
    page.mouse.move(*strip_x(page, 21))
    page.mouse.down()
    page.mouse.move(*strip_x(page, 11), steps=4)
    page.mouse.up()
    expect_days(page, 8, 14)

    handle = page.get_by_role("slider", name="Dernier jour de la courbe").bounding_box()
    assert handle is not None
    start_x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    one_day = strip_x(page, 2)[0] - strip_x(page, 1)[0]
    page.mouse.move(start_x, y)
    page.mouse.down()
    page.mouse.move(start_x + 3 * one_day, y, steps=3)
    page.mouse.up()
    expect_days(page, 8, 17)


def test_the_curve_is_zoomed_and_reset(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, WEEK)
    wait_for_charts(page, CURVE)
    reset = page.get_by_role("button", name="Réinitialiser le zoom")
    expect(reset).to_be_hidden()
    page.locator(CURVE).scroll_into_view_if_needed()
    area = page.locator(f"{CURVE} .nsewdrag").bounding_box()
    assert area is not None
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * 2 / 7, y)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 3 / 7, y, steps=5)
    page.mouse.up()

    expect(reset).to_be_visible()
    labels = page.locator(f"{CURVE} .xtick text")
    expect(labels.first).to_contain_text(re.compile(r"\d\sh"))
    reset.click()
    expect(reset).to_be_hidden()
    expect(labels.first).not_to_contain_text(re.compile(r"\d\sh"))
    assert len(powers_kw(page)) == 7 * 144
