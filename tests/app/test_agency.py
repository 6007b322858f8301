"""The agency's pages over HTTP: the bar, the file that is open, the trace that it leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import navigation
from app.factory import Application, create_app
from app.settings import Settings
from services.storage.engine import Database
from services.storage.models import AuditEvent, User
from services.trail import access_history
from tests.app.agency_browser import HTML, REASON, Browser, kinds
from tests.app.browsing import session_cookie
from tests.app.callbacks import open_page
from tests.app.conftest import MovableClock


@pytest.fixture
def own(
    settings: Settings, fresh_demo_database: Database, movable_clock: MovableClock
) -> Application:
    """Return the demonstration for a test that changes it."""
    return create_app(settings, database=fresh_demo_database, clock=movable_clock)


def test_the_bar_is_the_agency_s_alone(own: Application) -> None:
    assert "Recherche de client" in Browser(own, "agent").page("/")
    for username in ("client", "gestionnaire", "voisin"):
        page = Browser(own, username).page("/")
        assert "Recherche de client" not in page
        assert "/agence" not in page


def test_for_customers_the_page_does_not_exist(own: Application) -> None:
    client = Browser(own, "client")
    hidden, unknown = (client.client.get(p, headers=HTML) for p in ("/agence", "/inconnue"))

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    for answer in (hidden, unknown):
        assert "<title>Cette page n’existe pas – Terralis</title>" in answer.text
    by_router = open_page(client.client, "/agence").get_json()["response"]
    assert by_router["_pages_store"]["data"] == {"title": "Cette page n’existe pas – Terralis"}
    assert "Référence de l’acteur" not in str(by_router)


def test_an_open_file_shows_that_customer_and_the_agent(own: Application) -> None:
    agent = Browser(own, "agent")
    before = session_cookie(agent.client)
    answer = agent.open_file()

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert session_cookie(agent.client) != before
    page = agent.page("/")
    assert "Fiche consultée" in page
    assert "Coopérative des Closeaux" in page
    assert "Nadia Lefort" in page
    assert "Élise Keller" not in page
    old = own.server.test_client()
    old.set_cookie("ael", before)
    assert old.get("/").status_code == 302


def test_the_bar_says_what_holds_why_and_until_when(own: Application) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    page = agent.page("/")

    assert "Lecture seule" in page
    assert "se ferme à 11:00" in page  # NOW is 10:30 in Paris
    assert f"Motif\u202f: {REASON}" in page
    agent.send("/agence/fiche/quitter")
    assert "Lecture seule" not in agent.page("/")


def test_there_is_one_search_and_it_keeps_what_was_typed(own: Application) -> None:
    agent = Browser(own, "agent")

    for address in ("/agence", "/agence?recherche=morel", "/"):
        assert agent.page(address).count('"name":"recherche"') == 1
    assert '"defaultValue":"morel"' in agent.page("/agence?recherche=morel")
    assert '"defaultValue":"morel"' not in agent.page("/agence?onglet=demandes")


def test_the_customer_reads_which_page_was_seen(own: Application) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    open_page(agent.client, "/consommations")
    history = Browser(own, "client").page("/securite")

    assert "Page consultée par l’agence\u202f: Consommations" in history


def test_every_page_about_a_site_has_a_name_in_the_history() -> None:
    pages = {page.path: page.label for page in navigation.PAGES if page.is_about_a_site}

    assert pages == {path: access_history.PAGES.get(path) for path in pages}


def test_leaving_ends_it(own: Application) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    answer = agent.send("/agence/fiche/quitter")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/agence")
    page = agent.page("/")
    assert "Fiche consultée" not in page
    assert "Coopérative des Closeaux" not in page


def test_every_page_and_export_leaves_one_trace(own: Application) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    agent.page("/")
    open_page(agent.client, "/consommations")
    agent.page("/consommations")
    agent.page("/agence")
    export = agent.client.get("/consommations/export.csv")
    export.close()

    assert kinds(own) == [
        "agency.opened",
        *["agency.viewed"] * 3,
        "consumption.exported",
    ]
    with own.database.begin() as session:
        events = session.scalars(select(AuditEvent)).all()
        agent_id = session.scalars(select(User.id).where(User.username == "agent")).one()
    assert {event.actor_id for event in events} == {agent_id}
    assert len({event.subject_customer_id for event in events}) == 1
    assert None not in {event.subject_customer_id for event in events}


def test_after_thirty_minutes_the_frame_is_drawn_anew(
    own: Application, movable_clock: MovableClock
) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    during = open_page(agent.client, "/").headers["X-Viewer"]
    movable_clock.move(timedelta(minutes=29))
    assert open_page(agent.client, "/").headers["X-Viewer"] == during
    movable_clock.move(timedelta(minutes=1))
    after = open_page(agent.client, "/")

    assert after.headers["X-Viewer"] != during
    assert "Coopérative" not in after.text


@pytest.mark.parametrize("reason", ["", "bref"])
def test_a_reason_that_is_too_short_is_told_beside_its_field(own: Application, reason: str) -> None:
    agent = Browser(own, "agent")
    answer = agent.open_file(reason=reason)
    page = agent.page(answer.headers["Location"])

    assert answer.status_code == 303
    assert "Indiquez un motif de 10 à 200 caractères." in page
    assert reason in page
    assert "Fiche consultée" not in page


def test_a_file_that_does_not_exist_is_told(own: Application) -> None:
    agent = Browser(own, "agent")
    page = agent.page(agent.open_file(reference="FE-000000").headers["Location"])

    assert "Aucun client n’a cette référence." in page


def test_the_search_finds_and_offers_the_file(own: Application) -> None:
    page = Browser(own, "agent").page("/agence?recherche=morel")

    assert "Menuiserie Morel" in page
    assert "FE-120447" in page
    assert "Coopérative" not in page


def test_nothing_of_the_customer_s_own_is_written_while_acting(own: Application) -> None:
    agent = Browser(own, "agent")
    agent.open_file()
    before = kinds(own)

    assert agent.send("/securite/consentements/FE-104286", daily_curve="1").status_code in {
        404,
        422,
    }
    assert kinds(own) == before
