"""A newcomer's way, in a browser: from the demonstration's ended contract to the first page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    Device,
    OpenPage,
    PageErrors,
    Scheme,
    assert_no_axe_violation,
    find_axe_violations,
    wait_until_drawn,
)

PASSWORD = "un grand sillon ocre"
REFUSED = "status of 40[01]"
"""What the console says of a form that was sent back."""


CUT_OFF = """
() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("main *, header *")].filter((node) => {
    const box = node.getBoundingClientRect();
    const isText = node.matches("p:not(.found), a, label, h1, h2, button, strong")
      && getComputedStyle(node).display !== "inline";
    return box.width && !node.closest(".visually-hidden, .skip-link")
      && (box.right > width + 0.5 || box.left < -0.5
        || (isText && node.scrollWidth > node.clientWidth + 1));
  });
  return wide.map((node) => `${node.tagName}.${node.className}#${node.id}`);
}
"""
"""What reaches beyond the window, or does not hold its own words."""


def fill_contract(page: Page) -> None:
    """Fill step 1 with what the page shows in the demonstration."""
    page.goto("/inscription")
    shown = dict(
        zip(
            ("reference", "prm", "amount"),
            page.locator(".demo code").all_inner_texts(),
            strict=True,
        )
    )
    for name, value in shown.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_label("J’accepte les conditions").check()


def fill_person(page: Page, username: str) -> None:
    """Fill step 2."""
    email = f"{username}@loir.example"
    typed = {"name": "Paul Loir", "telephone": "0261910748", "email": email, "email_again": email}
    for name, value in (typed | {"username": username, "password": PASSWORD}).items():
        page.locator(f"#{name}").fill(value)


def send(page: Page) -> None:
    page.locator("main form .btn-primary").click()


def sign_in(page: Page, username: str) -> None:
    page.goto("/connexion")
    page.locator("#username").fill(username)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Connexion", exact=True).click()


def test_a_newcomer_opens_an_account(open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.expected(REFUSED)
    page = open_page(fresh=True)
    page.goto("/connexion")
    page.get_by_role("link", name="Demande d’inscription").click()
    fill_contract(page)
    send(page)
    fill_person(page, "paul.loir")
    send(page)
    expect(page.get_by_text("Consultez votre messagerie")).to_be_visible()
    assert_no_axe_violation(page)

    sign_in(page, "paul.loir")
    expect(page.get_by_text("n’est pas encore validée")).to_be_visible()
    expect(page.get_by_role("button", name="Renvoyer l’e-mail")).to_be_visible()
    assert_no_axe_violation(page)

    page.goto("/demonstration/courrier")
    page.locator("a[href*='/inscription/validation']").first.click()
    expect(page.get_by_role("heading", name="Valider votre inscription")).to_be_visible()
    assert_no_axe_violation(page)
    page.get_by_role("button", name="Valider mon inscription").click()
    expect(page.get_by_text("Votre inscription est validée")).to_be_visible()

    sign_in(page, "paul.loir")
    page.wait_for_url(re.compile(r"^(?!.*/connexion)"))
    wait_until_drawn(page)
    expect(page.get_by_text("Épicerie du Loir").first).to_be_visible()


def test_a_forgotten_password_is_chosen_anew(open_page: OpenPage) -> None:
    page = open_page(fresh=True)
    page.goto("/connexion")
    page.get_by_role("link", name=re.compile("Mot de passe oublié")).click()
    page.locator("#who").fill("voisin")
    send(page)
    expect(page.get_by_text("un lien vient de partir")).to_be_visible()
    page.goto("/demonstration/courrier")
    page.locator("a[href*='/mot-de-passe-oublie/nouveau']").first.click()
    expect(page.get_by_role("heading", name="Nouveau mot de passe")).to_be_visible()
    assert_no_axe_violation(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "mobile"])
def test_every_step_is_accessible(
    open_page: OpenPage, page_errors: PageErrors, device: Device, scheme: Scheme
) -> None:
    page_errors.expected(REFUSED)
    page = open_page(device=device, scheme=scheme, fresh=True)
    found: list[str] = []
    page.goto("/inscription")
    found += find_axe_violations(page)
    send(page)
    expect(page.locator(".field-error")).to_have_count(4)
    found += find_axe_violations(page)
    page.goto("/inscription?sans-facture=1")
    found += find_axe_violations(page)
    fill_contract(page)
    send(page)
    expect(page.locator("#name")).to_be_visible()
    send(page)
    expect(page.locator(".field-error").first).to_be_visible()
    found += find_axe_violations(page)
    for path in ("/mot-de-passe-oublie", "/mot-de-passe-oublie?envoye=1"):
        page.goto(path)
        found += find_axe_violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 390, 720, 1440])
def test_nothing_is_wider_than_the_screen(page: Page, page_errors: PageErrors, width: int) -> None:
    """320: the narrowest window; 720: one of 1 440 pixels at 200 % zoom."""
    page_errors.expected("status of 4(00|10)")
    page.set_viewport_size({"width": width, "height": 720})

    def check() -> None:
        cut = page.evaluate(CUT_OFF)
        assert not cut, (page.url, cut)

    for path in ("/inscription?sans-facture=1", "/mot-de-passe-oublie", "/connexion"):
        page.goto(path)
        send(page)
        check()
    page.goto("/inscription")
    send(page)
    check()
    fill_contract(page)
    page.locator("#reference").fill(f"FE-99{width}")
    check()
    send(page)
    expect(page.locator("#name")).to_be_visible()
    send(page)
    expect(page.locator("#name-error")).to_be_visible()
    check()
    fill_person(page, f"une.adresse.plutot.longue.{width}")
    send(page)
    expect(page.get_by_text("Consultez votre messagerie")).to_be_visible()
    check()
    page.goto("/inscription/validation?jeton=x")
    check()
    page.goto("/demonstration/courrier?forme=html")
    check()


def test_a_mail_is_read_as_html_and_its_button_opens_the_whole_window(
    page: Page, page_errors: PageErrors
) -> None:
    page_errors.expected(REFUSED)
    page.goto("/mot-de-passe-oublie")
    page.locator("#who").fill("gestionnaire")
    send(page)
    page.goto("/demonstration/courrier")
    page.get_by_role("link", name="HTML").click()
    mail = page.frame_locator("iframe").first
    expect(mail.get_by_text("02\u202f61\u202f91\u202f00\u202f00")).to_be_visible()
    mail.get_by_role("link", name="Choisir un mot de passe").click()
    expect(page.get_by_role("heading", name="Nouveau mot de passe")).to_be_visible()
    send(page)
    expect(page.locator("#password-error")).to_have_text("Saisissez un mot de passe.")
    expect(page.locator("#password")).to_be_focused()


def test_the_meter_counts_and_asks_for_nothing_else(page: Page) -> None:
    fill_contract(page)
    send(page)
    words = page.locator(".strength-words")
    page.locator("#password").fill("a" * 14)
    expect(words).to_have_text("Encore 1 caractère")
    page.locator("#password").fill("a" * 15)
    expect(words).to_have_text("Longueur suffisante")
    expect(page.locator("#password")).to_have_attribute("type", "password")
    page.get_by_role("button", name="Afficher le mot de passe").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")


def test_without_scripts_the_way_is_the_same(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected("blocked|ERR_FAILED|Failed to load")
    page.route("**/*.js", lambda route: route.abort())
    fill_contract(page)
    send(page)
    expect(page.locator("[data-password-toggle]")).to_be_hidden()
    fill_person(page, "sans.script")
    send(page)
    expect(page.get_by_text("Consultez votre messagerie")).to_be_visible()


def test_the_first_wrong_field_has_the_focus(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected(REFUSED)
    fill_contract(page)
    page.locator("#prm").fill("2800030411826")
    send(page)
    expect(page.locator("#prm-error")).to_contain_text("vous en avez saisi 13")
    expect(page.locator("#prm")).to_be_focused()
