"""A year of load curve: chosen in one go, simplified on the screen, whole again when zoomed."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import powers_kw, stage, wait_for_charts
from tests.browser.states import CURVE, DAYS, MONTHS, YEAR_OF_CURVE
from tests.browser.support import OpenPage, visit, wait_until_drawn

TITLE = "#consumption-curve-title"
PEAK_2021_KW = 102.0
"""The highest of the 52 560 points of 2021 in the delivered file, 11 December at 10:50."""

# Every way into a drawing of plotly.js, as charts.js finds it.
COUNT_DRAWINGS = """
  let library;
  window.drawn = [];
  const counted = (draw) => function (...values) {
    const gd = values[0];
    window.drawn.push(gd.closest("[data-chart]").dataset.chart);
    return draw.apply(this, values);
  };
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => library,
    set(value) {
      library = value;
      for (const name of ["newPlot", "react", "relayout", "restyle", "redraw", "update"]) {
        if (library[name]) library[name] = counted(library[name]);
      }
      if (library.Plots) library.Plots.resize = counted(library.Plots.resize);
    },
  });
"""


def note(page: Page) -> Locator:
    """Return the words that a simplified curve has beneath it."""
    return page.locator(".chart-note")


def drag(page: Page, *, start: float, end: float) -> None:
    """Draw a frame over a part of the curve, from one share of its width to another."""
    page.locator(CURVE).scroll_into_view_if_needed()
    area = page.locator(f"{CURVE} .nsewdrag").bounding_box()
    assert area is not None
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * start, y)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * end, y, steps=5)
    page.mouse.up()


def test_the_whole_strip_is_chosen_by_one_button(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, DAYS)
    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 25 au 31 octobre 2021")
    page.get_by_role("button", name="Toute la période").click()

    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 1er au 31 octobre 2021")
    expect(page).to_have_url(re.compile(r"courbe=2021-10-01\.\.2021-10-31$"))
    expect(note(page)).to_be_hidden()


def test_the_whole_year_of_the_page_is_chosen(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.get_by_role("button", name="Toute la période").click()

    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 1er janvier au 31 décembre 2021")
    expect(note(page)).to_contain_text("Courbe simplifiée à l’écran")
    page.reload()
    wait_until_drawn(page)
    expect(page.locator(TITLE)).to_contain_text("du 1er janvier au 31 décembre 2021")


def test_a_double_click_chooses_the_whole_strip(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, DAYS)
    page.locator(".brush-window").dblclick()

    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 1er au 31 octobre 2021")


def test_a_year_is_chosen_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    first = page.get_by_role("slider", name="Premier jour de la courbe")
    first.focus()
    page.keyboard.press("Home")
    expect(page.locator(TITLE)).to_contain_text("du 8 janvier 2021 au 8 janvier 2022")
    expect(first).to_have_attribute("aria-valuetext", "vendredi 8 janvier 2021")
    page.keyboard.press("Shift+PageUp")
    expect(page.locator(TITLE)).to_contain_text("du 7 février 2021 au 8 janvier 2022")
    page.keyboard.press("PageUp")
    expect(page.locator(TITLE)).to_contain_text("du 14 février 2021 au 8 janvier 2022")
    expect(first).to_be_focused()


def test_what_is_being_dragged_is_named(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEAR_OF_CURVE)
    page.locator(".brush-strip").scroll_into_view_if_needed()
    box = page.locator(".brush-handle[data-brush-edge=start]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)

    expect(page.locator(".brush-range")).to_have_text("du 1er janv. au 31 déc. 2021")
    page.mouse.up()
    expect(page.locator(".brush-range")).to_have_count(0)


def test_zooming_a_simplified_year_brings_every_point(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEAR_OF_CURVE)
    wait_for_charts(page, CURVE)
    assert 2000 < len(powers_kw(page)) < 2400
    assert max(powers_kw(page)) == PEAK_2021_KW
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "_dash-update-component" in r.url else None)
    # Of 365 days, those from the 11th of February to the 2nd of March.
    drag(page, start=41.5 / 365, end=60.5 / 365)

    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 11 février au 2 mars 2021")
    expect(page).to_have_url(re.compile(r"courbe=2021-02-11\.\.2021-03-02$"))
    expect(note(page)).to_be_hidden()
    assert len(powers_kw(page)) == 20 * 144
    assert len(asked) == 1

    reset = page.get_by_role("button", name="Réinitialiser le zoom")
    reset.click()
    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 1er janvier au 31 décembre 2021")
    expect(note(page)).to_be_visible()
    expect(reset).to_be_hidden()
    expect(stage(page, CURVE)).to_be_focused()


def test_the_strip_ends_a_zoom(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEAR_OF_CURVE)
    wait_for_charts(page, CURVE)
    drag(page, start=41.5 / 365, end=60.5 / 365)
    reset = page.get_by_role("button", name="Réinitialiser le zoom")
    expect(reset).to_be_visible()
    page.get_by_role("slider", name="Dernier jour de la courbe").press("ArrowLeft")

    expect(page.locator(TITLE)).to_have_text("Courbe de charge, du 11 février au 1er mars 2021")
    expect(reset).to_be_hidden()


def test_the_peak_of_a_year_is_read_above_it_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(device="mobile", account="gestionnaire")
    visit(page, YEAR_OF_CURVE)
    readout = page.locator(f"{CURVE} .chart-readout")

    expect(readout).to_contain_text("Samedi 11 décembre 2021, 10 h 50")
    expect(readout).to_contain_text("102,0 kW")


def test_points_of_a_year_are_read_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEAR_OF_CURVE)
    stage(page, CURVE).focus()
    page.keyboard.press("End")
    spoken = page.locator(f"{CURVE} [data-chart-live]")
    expect(spoken).to_contain_text("Vendredi 31 décembre 2021, 23 h 50. Puissance moyenne")
    page.keyboard.press("PageUp")
    expect(spoken).to_contain_text(re.compile("Jeudi 30 décembre 2021|Vendredi 31 décembre 2021"))


def test_each_chart_is_drawn_once(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    page.add_init_script(COUNT_DRAWINGS)
    visit(page, YEAR_OF_CURVE)
    wait_for_charts(page)
    assert sorted(page.evaluate("drawn.splice(0)")) == ["consumption-bars", "consumption-curve"]

    page.get_by_role("link", name="Jour", exact=True).click()
    expect(page.locator(TITLE)).to_contain_text("janvier 2022")
    wait_for_charts(page)
    wait_until_drawn(page)
    assert sorted(page.evaluate("drawn.splice(0)")) == ["consumption-bars", "consumption-curve"]

    page.get_by_role("slider", name="Dernier jour de la courbe").press("ArrowLeft")
    expect(page.locator(TITLE)).to_contain_text("du 25 au 30 janvier 2022")
    page.wait_for_function("drawn.length")
    assert page.evaluate("drawn") == ["consumption-curve"]
