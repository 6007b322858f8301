"""Exporter: a click, a file, and what is said when it fails."""

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.reading import to_number, total
from tests.browser.states import MONTHS, fail_export
from tests.browser.support import OpenPage, PageErrors, visit

NAME = "terralis-consommations-30001642617347-2021-01-09-2022-01-09"


def download(page: Page, name: str) -> tuple[str, bytes]:
    """Click the link ``name`` and return the file's name and bytes."""
    with page.expect_download() as caught:
        page.get_by_role("link", name=name, exact=True).click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_the_workbook_has_the_totals_of_the_page(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    name, content = download(page, "Exporter")

    assert name == f"{NAME}.xlsx"
    expect(page.locator(".toast-ok")).to_contain_text("Export prêt")
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True)["Consommations"]
    numbers = {
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    figures = page.locator(".kpi-figure").all_inner_texts()
    assert [to_number(figure) for figure in figures] == [130_302, 68_382, 32_163, 22_002, 7_755]
    assert {to_number(figure) for figure in figures} <= numbers
    expect(total(page)).to_be_visible()


def test_the_chevron_offers_csv(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    page.locator("[data-export] summary").click()
    name, content = download(page, "CSV (.csv)")

    assert name == f"{NAME}.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    last = content.decode("utf-8-sig").splitlines()[12]
    assert last.startswith("Décembre 2021;09/12/2021;09/01/2022;Relevé;19405;10370;0;0;29775;")
    expect(page.locator("[data-export] details[open]")).to_have_count(0)


def test_a_failed_export_says_so_and_can_be_tried_again(
    open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.expected("500")
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    fail_export(page)

    toast = page.locator(".toast-error")
    expect(toast).to_contain_text("L’export n’a pas pu être préparé")
    expect(page.locator("#live")).to_contain_text("L’export n’a pas pu être préparé")
    page.unroute("**/export.xlsx*")
    with page.expect_download() as caught:
        toast.get_by_role("button", name="Réessayer").click()
    expect(toast).to_have_count(0)
    name = caught.value.suggested_filename
    assert name.endswith(".xlsx")
