"""Reading the consumption page as a person sees it, and pointing at its charts."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.states import BARS, CURVE

NUMBER = re.compile(r"[^0-9,−-]")


def to_number(text: str) -> float:
    """Return « 1 878 kWh » as 1878.0."""
    return float(NUMBER.sub("", text).replace(",", ".").replace("−", "-"))


def total(page: Page) -> Locator:
    """Return the figure of the first cell of the strip: the total of the window."""
    return page.locator(".kpi-figure").first


def stage(page: Page, chart: str) -> Locator:
    """Return the part of a chart that takes the keyboard."""
    return page.locator(f"{chart} .chart-stage")


def tooltip(page: Page, chart: str = BARS) -> Locator:
    """Return the tooltip of a chart."""
    return page.locator(f"{chart} .chart-tooltip")


def slot(page: Page, index: int, count: int, chart: str = BARS) -> tuple[float, float]:
    """Return the middle of a slot of a bar chart with ``count`` slots, in page pixels."""
    area = page.locator(f"{chart} .nsewdrag").bounding_box()
    assert area is not None
    return area["x"] + (index + 0.5) * area["width"] / count, area["y"] + area["height"] / 2


def click_slot(page: Page, index: int, count: int) -> None:
    """Click the slot ``index`` of the bars."""
    page.locator(BARS).scroll_into_view_if_needed()
    page.mouse.click(*slot(page, index, count))


def powers_kw(page: Page) -> list[float]:
    """Return the powers that the curve draws."""
    values: list[float] = page.evaluate(
        """(chart) => Array.from(
          document.querySelector(`${chart} .js-plotly-plot`)._fullData[0].y,
          (watts) => watts / 1000)""",
        CURVE,
    )
    return values


def bar_energies(page: Page) -> list[list[float]]:
    """Return the kWh of each class and slot, HPH first; 0 where nothing is drawn."""
    values: list[list[float]] = page.evaluate(
        """(chart) => window.ael.charts
          .figureOf(document.querySelector(`${chart} .js-plotly-plot`))
          .data.filter((trace) => trace.meta?.label)
          .map((trace) => Array.from(trace.y, (kwh) => kwh ?? 0))""",
        BARS,
    )
    return values


def visible_codes(page: Page) -> list[str]:
    """Return the series that the bars really draw."""
    codes: list[str] = page.evaluate(
        """(chart) => document.querySelector(`${chart} .js-plotly-plot`)._fullData
          .filter((trace) => trace.visible === true && trace.meta?.code)
          .map((trace) => trace.meta.code)""",
        BARS,
    )
    return codes


def wait_for_charts(page: Page, *charts: str) -> None:
    """Wait until the charts are drawn."""
    for chart in charts or (BARS, CURVE):
        expect(page.locator(f"{chart} .nsewdrag")).to_be_attached()
