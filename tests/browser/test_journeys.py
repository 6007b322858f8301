"""The two journeys of the product: a customer's home page, a manager's drill through the years."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import (
    bar_energies,
    click_slot,
    powers_kw,
    stage,
    to_number,
    tooltip,
    total,
    wait_for_charts,
)
from tests.browser.states import BARS, YEARS
from tests.browser.support import OpenPage, sign_in, visit, wait_until_drawn

SITE = "/consommations?contrat=C4-90-000101"
YEAR_2021 = f"{SITE}&vue=mois&du=2021-01&au=2021-12"
OCTOBER = f"{SITE}&vue=jour&du=2021-10-09&au=2021-11-08"
ONE_DAY = f"{OCTOBER}&courbe=2021-10-15..2021-10-15"

# Sums of the delivered files: billed kWh of the readings, then mean watts of the points of 10
# minutes, of which a page shows whole kWh.
STEPS = ((YEARS, 383_750), (YEAR_2021, 130_302), (OCTOBER, 9_857), (ONE_DAY, 9_857))
DAY_KWH = 673.83


def test_a_customer_signs_in_and_sees_the_last_reading_and_invoice(page: Page) -> None:
    sign_in(page, "client")

    expect(page).to_have_url(re.compile(r"/$"))
    main = page.locator("main")
    expect(main).to_contain_text("Votre relevé au 31/10/2015")
    expect(main).to_contain_text("1 878 kWh")
    expect(main).to_contain_text("1 325,67 €")
    expect(main).to_contain_text("La facture est réglée.")
    main.get_by_role("link", name="Consommation").click()
    expect(page).to_have_url(re.compile(r"/consommations"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Historique des consommations")
    expect(total(page)).to_have_text("32 973 kWh")


def about(kwh: int) -> re.Pattern[str]:
    """Return what shows ``kWh`` rounded either way."""
    shown = (f"{near:,}".replace(",", r"\s") for near in (kwh - 1, kwh, kwh + 1))
    return re.compile(rf"^({'|'.join(shown)})\skWh$")


def look_at(page: Page, path: str, kwh: int) -> None:
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(total(page)).to_have_text(about(kwh))
    wait_until_drawn(page)


def is_one_day(page: Page) -> None:
    expect(page.locator("#consumption-curve-title")).to_contain_text("15 octobre 2021")
    wait_for_charts(page)
    powers = powers_kw(page)
    assert len(powers) == 144
    assert sum(powers) / 6 == pytest.approx(DAY_KWH, abs=0.01)


def test_from_the_years_to_one_day_by_mouse_and_back(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEARS)
    look_at(page, *STEPS[0])
    click_slot(page, 2, 4)
    look_at(page, *STEPS[1])
    click_slot(page, 9, 12)
    look_at(page, *STEPS[2])
    click_slot(page, 6, 31)
    look_at(page, *STEPS[3])
    is_one_day(page)
    for step in reversed(STEPS[:3]):
        page.go_back()
        look_at(page, *step)
    expect(page.locator(f"{BARS} .xtick text")).to_have_text(
        ["2019", "2020", "2021", "202225 jours"]
    )


def test_from_the_years_to_one_day_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEARS)
    for title, keys, step in (
        ("2021", ("End", "ArrowLeft"), STEPS[1]),
        ("Octobre 2021", ("End", "ArrowLeft", "ArrowLeft"), STEPS[2]),
        ("Vendredi 15 octobre 2021", ("Home", *["ArrowRight"] * 6), STEPS[3]),
    ):
        stage(page, BARS).focus()
        for key in keys:
            page.keyboard.press(key)
        expect(tooltip(page).locator(".chart-tooltip-title")).to_contain_text(title)
        expect(page.locator(f"{BARS} [data-chart-live]")).to_contain_text(title)
        page.keyboard.press("Enter")
        look_at(page, *step)
    is_one_day(page)


def test_an_address_shows_the_same_when_it_is_reloaded(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    for path, kwh in STEPS:
        visit(page, path)
        expect(total(page)).to_have_text(about(kwh))
        before = page.locator("main").aria_snapshot()
        page.reload()
        wait_until_drawn(page)
        assert page.locator("main").aria_snapshot() == before


def test_the_table_has_the_figures_of_the_chart(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, YEAR_2021)
    drawn = bar_energies(page)
    page.get_by_role("link", name="Tableau").click()
    expect(page).to_have_url(re.compile("affichage=tableau"))
    expect(page.locator("table tbody tr")).to_have_count(12)
    rows = [
        [to_number(cell) for cell in r.locator("td").all_inner_texts()[2:7]]
        for r in page.locator("table tbody tr").all()
    ]
    written = list(reversed(rows))

    assert [[row[i] for row in written] for i in range(4)] == drawn
    assert [sum(row[:4]) for row in written] == [row[4] for row in written]
    foot = [to_number(c) for c in page.locator("table tfoot td").all_inner_texts()[2:7]]
    assert foot == [68_382, 32_163, 22_002, 7_755, 130_302]
