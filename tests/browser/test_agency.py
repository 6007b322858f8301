"""Agency staff in a browser: find a customer, open the file with a reason, look, leave."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    SCREENS,
    Device,
    OpenPage,
    Scheme,
    assert_no_axe_violation,
    sign_in,
    visit,
    wait_until_drawn,
)

REASON = "Appel du client sur sa facture"


def test_an_agent_finds_a_customer_looks_and_leaves(open_page: OpenPage) -> None:
    # A session of its own: opening a file gives it another secret, which no other test knows.
    page = open_page(fresh=True)
    sign_in(page, "superviseur")
    visit(page, "/")
    bar = page.locator(".agency-bar")
    bar.get_by_label("Référence de l’acteur").fill("fe-104286")
    bar.get_by_role("button", name="Rechercher le client").click()
    expect(page).to_have_url(re.compile(r"/agence\?recherche=fe-104286$"))
    expect(page.locator("main .data-table")).to_contain_text("Coopérative des Closeaux")
    page.get_by_label("Motif de la consultation").fill(REASON)
    page.get_by_role("button", name="Ouvrir la fiche").click()
    wait_until_drawn(page)

    expect(bar).to_contain_text("Fiche consultée")
    expect(bar).to_contain_text("Coopérative des Closeaux")
    expect(page.locator("main")).to_contain_text("1 878 kWh")
    expect(page.locator(".sidebar .user")).to_contain_text("Hugo Vasseur")
    page.locator(".sidebar").get_by_role("link", name="Consommations").click()
    expect(page.locator(".kpi-figure").first).to_be_visible()
    expect(bar).to_contain_text("Coopérative des Closeaux")

    look_at_it_everywhere(page)
    bar.get_by_role("button", name="Quitter la fiche").click()
    expect(page).to_have_url(re.compile("/agence$"))
    expect(page.locator(".agency-bar")).not_to_contain_text("Fiche consultée")
    visit(page, "/")
    expect(page.locator("main")).to_contain_text("Aucun site à afficher")


def test_too_short_a_reason_is_refused_in_french_beside_its_field(open_page: OpenPage) -> None:
    page = open_page(account="agent")
    visit(page, "/agence?recherche=FE-104286")
    page.get_by_label("Motif de la consultation").fill("bref")
    page.get_by_role("button", name="Ouvrir la fiche").click()

    expect(page).to_have_url(re.compile("erreur=motif"))
    field = page.get_by_label("Motif de la consultation")
    expect(field).to_have_value("bref")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("De 10 à 200 caractères"))
    expect(page.get_by_text("Fiche consultée")).to_have_count(0)


def test_customers_have_no_bar_and_no_entry(open_page: OpenPage) -> None:
    page = open_page(account="client")
    visit(page, "/")

    expect(page.locator(".agency-bar")).to_have_count(0)
    expect(page.get_by_role("link", name="Agence", exact=True)).to_have_count(0)


@pytest.mark.parametrize("device", ["desktop", "mobile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_work_with_it(open_page: OpenPage, device: Device, scheme: Scheme) -> None:
    page = open_page(account="agent", device=device, scheme=scheme)
    for address in ("/agence", "/agence?recherche=FE-1", "/agence?recherche=FE-104286"):
        visit(page, address)
        assert_no_axe_violation(page)
    visit(page, "/agence?onglet=demandes")
    assert_no_axe_violation(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("device", ["desktop", "mobile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_segment_of_a_supervisor_is_within_reach(
    open_page: OpenPage, device: Device, scheme: Scheme
) -> None:
    page = open_page(account="superviseur", device=device, scheme=scheme)
    for tab in ("", "demandes", "effacements", "e-mails", "paiements", "utilisateurs"):
        visit(page, f"/agence?onglet={tab}" if tab else "/agence")
        assert_no_axe_violation(page)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        segments = page.locator(".agency-tabs .segment")
        expect(segments).to_have_count(6)
        for number in range(6):
            expect(segments.nth(number)).to_be_in_viewport(ratio=1)
            assert segments.nth(number).evaluate("e => e.scrollWidth - e.clientWidth") <= 0


def look_at_it_everywhere(page: Page) -> None:
    """Check the page with an open file on both devices, in both schemes."""
    schemes: tuple[Scheme, ...] = ("dark", "light")
    devices: tuple[Device, ...] = ("mobile", "desktop")
    for device in devices:
        page.set_viewport_size(SCREENS[device])
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert_no_axe_violation(page)
            expect(page.get_by_role("button", name="Quitter la fiche")).to_be_in_viewport()
            rules = page.locator(".agency-rules")
            for told in ("Lecture seule", "se ferme à ", REASON):
                expect(rules.get_by_text(told)).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
