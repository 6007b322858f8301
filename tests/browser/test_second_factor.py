"""The second factor in a real browser: an application's code, and passkeys of its authenticator."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.chromium import Visitors
from tests.browser.server import running_server
from tests.browser.support import (
    DEMO_PASSWORD,
    PageErrors,
    assert_focused_in_view,
    assert_no_axe_violation,
    sign_in,
    visit,
    wait_until_drawn,
)
from tests.conftest import load_demo_into
from tests.databases import Databases

TOTP_PAGE = "/securite/double-authentification"


@pytest.fixture(scope="module")
def named_server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server under a name, as passkeys want it."""
    database_url = databases.copy("demo", load_demo_into)
    log: Path = tmp_path_factory.mktemp("named") / "server.log"
    with running_server(database_url=database_url, log=log, name="localhost") as address:
        yield address
    databases.drop(database_url)


@pytest.fixture
def page(browser: Browser, named_server: str, page_errors: PageErrors) -> Iterator[Page]:
    """Return a page in a profile of its own, on the server under a name."""
    with Visitors(browser, named_server).new_context() as context:
        opened = context.new_page()
        page_errors.watch(opened)
        yield opened


def add_authenticator(page: Page) -> CDPSession:
    """Give the browser an authenticator that recognises its user without asking."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def type_password(page: Page, account: str) -> None:
    page.goto("/connexion")
    page.get_by_label(re.compile("^Nom d[’']utilisateur")).fill(account)
    page.get_by_label("Mot de passe", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Connexion", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator(".sidebar").get_by_role("button", name="Déconnexion").click()
    page.wait_for_url(re.compile("/connexion"))


def test_the_focus_goes_to_the_answer_of_a_form(
    page: Page, browser: Browser, named_server: str
) -> None:
    sign_in(page, "voisin")
    with Visitors(browser, named_server).new_context() as elsewhere:
        sign_in(elsewhere.new_page(), "voisin")
    visit(page, "/securite")
    page.locator(".confirm > summary").press("Enter")
    assert_no_axe_violation(page)
    page.get_by_role("button", name="Confirmer la fermeture").press("Enter")
    page.wait_for_url(re.compile("/securite#message"))
    wait_until_drawn(page)

    assert_focused_in_view(page, "#message")
    sessions = page.locator(".card", has=page.locator("#sessions"))
    expect(sessions).to_contain_text("Les autres sessions sont fermées.")
    expect(sessions.locator(".security-row")).to_have_count(1)
    assert_no_axe_violation(page)


def test_a_generator_is_set_up_and_asked_for(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected("401")
    sign_in(page, "voisin")
    visit(page, "/securite")
    assert_no_axe_violation(page)
    page.get_by_role("link", name="Activer une application").click()
    expect(page.get_by_role("img", name=re.compile("Code QR"))).to_be_visible()
    assert_no_axe_violation(page)
    generator = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    used = generator.now()
    page.get_by_label("Code affiché par l’application").fill(used)
    page.get_by_role("button", name="Activer la double authentification").click()
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    assert_no_axe_violation(page)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    page.get_by_role("link", name="J’ai noté mes codes").click()
    wait_until_drawn(page)
    expect(page.locator("main")).to_contain_text("Codes encore utilisables : 10.")
    sign_out(page)

    type_password(page, "voisin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez que c’est vous")
    assert_no_axe_violation(page)
    page.get_by_label("Code", exact=True).fill(used)
    page.get_by_role("button", name="Vérifier le code").click()
    expect(page.get_by_role("alert").first).to_contain_text("ou a déjà servi")
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Vérifier le code").click()
    page.wait_for_url(re.compile("/securite#message"))
    wait_until_drawn(page)
    assert_focused_in_view(page, "#message")
    expect(page.locator("#message")).to_contain_text("Codes encore utilisables : 9.")


def test_a_passkey_is_made_and_opens_the_portal_by_itself(page: Page) -> None:
    page.goto("/connexion")
    assert_no_axe_violation(page)
    sign_in(page, "client")
    page.goto("/securite/cles-d-acces")
    assert_no_axe_violation(page)
    # Afterwards: the checker's way in, when it closes, takes the authenticator away.
    add_authenticator(page)
    page.get_by_label("Nom de la clé").fill("Téléphone d’Élise")
    page.get_by_role("button", name="Créer une clé d’accès").click()
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    page.get_by_role("link", name="J’ai noté mes codes").click()
    wait_until_drawn(page)
    expect(page.locator("main")).to_contain_text("Téléphone d’Élise")
    sign_out(page)

    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(re.compile(r"^(?!.*/connexion)"))
    wait_until_drawn(page)
    sign_out(page)

    type_password(page, "client")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(re.compile(r"^(?!.*/connexion)"))
    wait_until_drawn(page)


def test_the_same_signature_twice_is_refused(page: Page, page_errors: PageErrors) -> None:
    page_errors.expected("401|400")
    add_authenticator(page)
    sign_in(page, "gestionnaire")
    page.goto("/securite/cles-d-acces")
    page.get_by_role("button", name="Créer une clé d’accès").click()
    page.get_by_role("link", name="J’ai noté mes codes").click()
    wait_until_drawn(page)
    sign_out(page)
    sent: list[str] = []
    page.on(
        "request", lambda asked: sent.append(asked.post_data or "") if is_answer(asked) else None
    )
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(re.compile(r"^(?!.*/connexion)"))
    wait_until_drawn(page)
    sign_out(page)

    again = page.evaluate(
        """async (body) => {
             const token = document.querySelector("[name=csrf_token]").value;
             const fields = new URLSearchParams(body);
             fields.set("csrf_token", token);
             const headers = {"X-CSRFToken": token};
             await fetch("/connexion/cle/options", {method: "POST", headers});
             const answer = await fetch("/connexion/cle", {method: "POST", body: fields});
             return answer.url;
           }""",
        sent[0],
    )

    assert "/connexion" in again
    page.goto("/")
    expect(page).to_have_url(re.compile("/connexion"))


def is_answer(asked: object) -> bool:
    return str(getattr(asked, "url", "")).endswith("/connexion/cle")
