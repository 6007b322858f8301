"""A new page asks its parts what is news to them once, not once for each of them."""

from playwright.sync_api import expect

from tests.browser.reading import total, wait_for_charts
from tests.browser.states import MONTHS
from tests.browser.support import OpenPage, visit, wait_until_drawn

LISTEN = """
() => {
  const [store] = window.dash_stores;
  window.forgotten = 0;
  window.heard = 0;
  const { dispatch } = store;
  store.dispatch = (action) => {
    if (action.type === "RESET_COMPONENT_STATE") window.forgotten += 1;
    return dispatch(action);
  };
  store.subscribe(() => { window.heard += 1; });
}
"""


def test_hundreds_of_unseen_events_are_heard_of_once(open_page: OpenPage) -> None:
    page = open_page(account="gestionnaire")
    visit(page, MONTHS)
    expect(total(page)).to_have_text("130 302 kWh")
    page.evaluate(LISTEN)
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page.get_by_role("heading", name="Par année et par classe temporelle")).to_be_visible()
    wait_for_charts(page)
    wait_until_drawn(page)

    forgotten: int = page.evaluate("forgotten")
    heard: int = page.evaluate("heard")
    assert forgotten > 100
    assert 0 < heard < 40
