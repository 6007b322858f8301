"""Paying by card in a browser, through the bank's own page: what is seen of each outcome."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Visitors
from tests.browser.server import POLL_S, STARTED_WITHIN_S, running_server
from tests.browser.support import (
    SCREENS,
    PageErrors,
    assert_no_axe_violation,
    visit,
    wait_until_drawn,
)
from tests.conftest import load_demo_into
from tests.databases import Databases

BANK_IS_READY = "Banc de paiement"
LATE, DUE, NEXT = "FR-15-109-39977", "FR-15-122-40588", "FR-15-123-40601"
ACCEPTED = "Votre paiement est accepté"
REFUSED = "Le paiement a été refusé"
CANCELLED = "Le paiement n’a pas abouti"
PENDING = "Paiement en cours de confirmation"
EXAMINED = "Paiement en cours d’examen"

ONE_EURO_EACH = (
    ("accepted", ACCEPTED),
    ("refused", REFUSED),
    ("threeds", ACCEPTED),
    ("abandoned", CANCELLED),
    ("silent", ACCEPTED),
    ("twice", ACCEPTED),
    ("late", ACCEPTED),
    ("disordered", ACCEPTED),
    ("refused_then_accepted", ACCEPTED),
    ("refusal_late", ACCEPTED),
)


@pytest.fixture(scope="module")
def own_visitors(
    browser: Browser, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitors]:
    """Return profiles on a demonstration of its own, which these tests change in their order."""
    database_url = databases.copy("demo", load_demo_into)
    log = tmp_path_factory.mktemp("payments") / "server.log"
    with running_server(database_url=database_url, log=log) as address:
        deadline = time.monotonic() + STARTED_WITHIN_S
        while BANK_IS_READY not in log.read_text() and time.monotonic() < deadline:
            time.sleep(POLL_S)
        yield Visitors(browser, address)
    databases.drop(database_url)


@pytest.fixture
def page(own_visitors: Visitors, page_errors: PageErrors) -> Iterator[Page]:
    """Return a page of the customer whose three invoices are due."""
    page = own_visitors.shared_context(device="desktop", account="voisin").new_page()
    page_errors.watch(page)
    yield page
    page.close()


def choose(page: Page, number: str, amount: str = "") -> None:
    """Tick one invoice, and type another amount where one is given."""
    visit(page, f"/reglement?facture={number}")
    if amount:
        page.get_by_label("Un autre montant").check()
        page.get_by_label("Montant en euros").fill(amount)


def go_to_the_bank(page: Page) -> None:
    """Press the button; the way to the bank needs no other."""
    page.locator(".pay-button").click()
    page.wait_for_url(re.compile("/vads-payment/"))


def let_it_end(page: Page, outcome: str) -> None:
    """Choose at the bank what becomes of the payment, and come back."""
    if outcome == "abandoned":
        page.locator("button[value=abandoned]").click()
    else:
        page.locator(f"input[value={outcome}]").check()
        page.locator("button.primary").click()
    if outcome == "threeds":
        page.locator("button[value=threeds_accepted]").click()
    page.wait_for_url(re.compile(r"/reglement\?paiement=AEL"))
    wait_until_drawn(page)


def test_two_of_three_invoices_and_a_receipt(page: Page) -> None:
    look_at_the_choice(page)
    page.get_by_role("checkbox").nth(2).uncheck()
    expect(page.locator(".pay-button")).to_have_text("Payer 899,63\u202f€")
    go_to_the_bank(page)
    expect(page.locator("main")).to_contain_text("899,63\u202f€")
    let_it_end(page, "accepted")

    expect(page.locator(".pay-result h2")).to_have_text(ACCEPTED)
    expect(page.locator(".pay-result")).to_contain_text("b.morel@menuiserie-morel.example")
    assert_no_axe_violation(page)
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Télécharger le reçu").click()
    assert receipt.value.suggested_filename.startswith("recu-AEL")
    visit(page, "/reglement")
    expect(page.locator("main")).to_contain_text(NEXT)
    expect(page.locator("main")).not_to_contain_text(DUE)


def test_what_is_seen_of_each_outcome(page: Page) -> None:
    for outcome, title in ONE_EURO_EACH:
        choose(page, NEXT, "1")
        expect(page.locator(".pay-button")).to_have_text("Payer 1,00\u202f€")
        go_to_the_bank(page)
        let_it_end(page, outcome)

        expect(page.locator(".pay-result h2"), outcome).to_have_text(title)
        if title != ACCEPTED:
            expect(page.locator(".pay-result")).to_contain_text("Aucun montant n’a été débité.")
    visit(page, "/reglement")
    # 194,30 € less one euro for each of the eight that were accepted.
    expect(page.locator("main")).to_contain_text("186,30\u202f€")


def test_a_payment_that_expires_is_told_while_the_page_is_open(page: Page) -> None:
    choose(page, NEXT, "1")
    go_to_the_bank(page)
    page.locator("input[value=expired]").check()
    page.locator("button.primary").click()
    page.get_by_role("link").last.click()
    page.wait_for_url(re.compile(r"/reglement\?paiement=AEL"))
    wait_until_drawn(page)

    expect(page.locator(".pay-result h2")).to_have_text(PENDING)
    expect(page.locator(".pay-button")).to_have_count(0)
    expect(page.locator(".pay-result h2")).to_have_text(CANCELLED, timeout=20_000)


def test_the_back_button_and_what_the_bank_did_not_say(page: Page) -> None:
    choose(page, NEXT)
    go_to_the_bank(page)
    page.go_back()
    page.wait_for_url(re.compile(r"/reglement(\?.*)?$"))
    wait_until_drawn(page)
    row = page.locator("tr", has_text=NEXT)
    expect(row).to_contain_text("Paiement en cours")
    expect(row.get_by_role("checkbox")).to_have_count(0)
    expect(page.locator(".pay-button")).to_have_count(0)
    row.get_by_role("link", name="Suivre").click()
    expect(page.locator(".pay-result h2")).to_have_text(PENDING)
    reference = page.locator(".pay-reference").inner_text()

    # The same payment goes on: there is no second one.
    page.goto(f"/reglement/banque/{reference}")
    page.wait_for_url(re.compile("/vads-payment/"))
    let_it_end(page, "forged")
    expect(page.locator(".pay-result h2")).to_have_text(PENDING)
    expect(page.locator(".pay-reference")).to_have_text(reference)
    assert_no_axe_violation(page)


def test_another_amount_is_examined(page: Page) -> None:
    visit(page, "/reglement")
    page.locator("tr", has_text=NEXT).get_by_role("link", name="Suivre").click()
    reference = page.locator(".pay-reference").inner_text()
    page.goto(f"/reglement/banque/{reference}")
    page.wait_for_url(re.compile("/vads-payment/"))
    let_it_end(page, "other_amount")

    expect(page.locator(".pay-result h2")).to_have_text(EXAMINED)


def look_at_the_choice(page: Page) -> None:
    for screen in SCREENS.values():
        page.set_viewport_size(screen)
        visit(page, "/reglement")
        assert_no_axe_violation(page)
    page.set_viewport_size(SCREENS["desktop"])
