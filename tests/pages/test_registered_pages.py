"""What every page of the menu must have, whichever page it is."""

import re
from pathlib import Path

import pytest

from app.navigation import PAGES
from pages._page import Page
from services.kernel.wording import text

SHEET = Path(__file__).parents[2] / "assets" / "css" / "30-icons.css"
DRAWN = set(re.findall(r"^\.icon-([a-z0-9-]+) ", SHEET.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_has_its_words_and_its_icon(page: Page) -> None:
    assert page.path.startswith("/")
    assert text(page.label)
    assert text(page.title)
    assert page.icon in DRAWN


def test_no_two_pages_share_an_address_or_a_label() -> None:
    assert len({page.path for page in PAGES}) == len(PAGES)
    assert len({text(page.label) for page in PAGES}) == len(PAGES)
