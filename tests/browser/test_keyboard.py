"""The keyboard alone: every stop can be seen, none is a trap, the skip link skips."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import DAYS
from tests.browser.support import OpenPage, visit

FOCUSED = """
() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const ringed = [node, ...node.querySelectorAll("*")].concat(node.parentElement);
  const style = (element) => getComputedStyle(element);
  const box = node.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: node.getAttribute("aria-label") || node.innerText?.trim().split("\\n")[0]
      || node.name || node.className,
    ring: ringed.some((element) => style(element).outlineStyle !== "none"
      && parseFloat(style(element).outlineWidth) >= 2),
    inside: box.top >= -1 && box.bottom <= innerHeight + 1,
    uncovered: node.contains(middle) || Boolean(middle?.contains(node)),
    order: [...document.querySelectorAll("*")].indexOf(node),
  };
}
"""


def walk(page: Page, most: int = 80) -> list[dict[str, object]]:
    """Press Tab until the page is left; return each stop."""
    stops: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["order"] == stops[0]["order"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"no end after {most} stops: {stops[-3:]}")


@pytest.mark.parametrize(
    ("account", "path"), [(None, "/connexion"), ("client", "/"), ("gestionnaire", DAYS)]
)
def test_every_stop_is_seen_in_the_order_of_the_page(
    open_page: OpenPage, account: str | None, path: str
) -> None:
    page = open_page(account=account)
    visit(page, path)
    page.evaluate("() => document.activeElement.blur()")
    stops = walk(page)

    assert len(stops) >= 4
    assert [stop for stop in stops if not (stop["ring"] and stop["inside"])] == []
    assert [stop for stop in stops if not stop["uncovered"]] == []
    orders = [stop["order"] for stop in stops]
    assert orders == sorted(orders, key=lambda order: int(str(order)))


def test_the_skip_link_is_first_and_skips_the_menu(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#contenu :focus")).to_have_count(1)


def test_a_new_page_has_the_focus_on_its_title(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/")
    page.locator(".sidebar").get_by_role("link", name="Consommations").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title("Historique des consommations – Terralis")


def test_a_choice_keeps_the_focus(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, DAYS)
    page.get_by_role("link", name="Tableau").focus()
    page.keyboard.press("Enter")
    expect(page.locator("table")).to_be_visible()

    expect(page.get_by_role("link", name="Tableau")).to_be_focused()


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, DAYS)
    for selector in ("[data-export] details", "#period"):
        summary = page.locator(f"{selector} > summary")
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"{selector}[open]")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator(f"{selector}[open]")).to_have_count(0)
        expect(summary).to_be_focused()
