"""The page of invoices and its downloads, as a browser asks for them."""

import io
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from app.factory import Application, create_app
from app.settings import Settings
from services.billing.archive_making import make_archives
from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.kernel.clock import Clock
from services.storage.engine import Database
from tests.app.browsing import Person, shell_token, signed_in
from tests.app.callbacks import open_page
from tests.conftest import NOW
from tests.services.invoicing import add_document

NEWEST = "FR-15-118-40271"


@pytest.fixture
def fresh_agency(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return an application on a demonstration of this test's own."""
    return create_app(settings, database=fresh_demo_database, clock=clock)


@pytest.fixture
def client(fresh_agency: Application) -> FlaskClient:
    """Return the browser of the brochure's customer."""
    return signed_in(fresh_agency.server, "client", DEMO_PASSWORD)


def page_of(client: FlaskClient, search: str = "") -> str:
    """Return the page's JSON, with slashes as they are read."""
    return open_page(client, "/factures", search).text.replace("\\u002f", "/")


def test_the_page_shows_the_brochure_s_invoices(people: dict[str, Person]) -> None:
    page = page_of(people["client"].client)

    for shown in (
        "Factures du contrat N° C4-28-004417",
        "10 factures émises en 2015, pour un total de 17\u202f849,93\u202f€",
        NEWEST,
        "mercredi 18 novembre 2015",
        "La facture est réglée.",
        "1\u202f325,67\u202f€",
        "2\u202f465,26\u202f€",
        "978\u202fkWh",
        "0,2480\u202f€/kWh",
        "54\u202f% du hors taxes est fixe",
        "Ces lignes sont celles de la facture imprimée",
    ):
        assert shown in page, shown
    assert "Pourquoi ce montant" not in page
    assert "/reglement?facture" not in page


def test_a_computed_invoice_says_why_on_every_line(people: dict[str, Person]) -> None:
    manager = people["gestionnaire"].client
    page = page_of(manager, "?facture=FR-21-000004")

    for shown in (
        "18\u202f427\u202fkWh × 5,15\u202fc€/kWh = 948,99\u202f€",
        "45,00\u202f€/mois × (22/30 + 8/31) = 44,61\u202f€",
        "c4_consommations_mensuelles_par_classe.csv",
        "Délibération CRE 2021-13",
        "source unique",
    ):
        assert shown in page, shown
    assert page.count('"Pourquoi ce montant\u202f?"') == 11


def test_what_is_due_can_be_paid_and_what_is_not_cannot(people: dict[str, Person]) -> None:
    page = page_of(people["voisin"].client)

    assert "/reglement?facture=FR-15-123-40601" in page
    assert "À régler avant le" in page


@pytest.mark.parametrize(
    "search",
    [
        "?facture=FR-15-118-40271", "?contrat=C4-28-004417", "?annee=abc", "?page=0",
        "?tri=prix", "?facture=%00", "?q=%25%00_", "?annee=99999999999999",
    ],
)  # fmt: skip
def test_a_hostile_choice_shows_nothing_of_others(people: dict[str, Person], search: str) -> None:
    answer = open_page(people["voisin"].client, "/factures", search)

    assert answer.status_code == 200
    assert "1\u202f325,67" not in answer.text
    assert "Coopérative" not in answer.text


def test_a_pdf_is_the_kept_bytes(fresh_agency: Application, client: FlaskClient) -> None:
    add_document(fresh_agency.database, NEWEST, content=b"%PDF-1.7 brochure")

    with client.get(f"/factures/{NEWEST}.pdf") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert answer.data == b"%PDF-1.7 brochure"
        assert NEWEST in answer.headers["Content-Disposition"]
    assert client.get("/factures/FR-15-122-40588.pdf").status_code == 404


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [("waiting", 202, "en préparation"), ("failed", 404, "pas pu être fabriqué")],
)
def test_a_pdf_that_is_not_there_says_so(
    fresh_agency: Application, client: FlaskClient, state: str, status: int, words: str
) -> None:
    add_document(fresh_agency.database, NEWEST, state=state)

    answer = client.get(f"/factures/{NEWEST}.pdf", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert words in answer.text


def test_everything_is_downloaded_in_the_background(
    fresh_agency: Application, client: FlaskClient
) -> None:
    add_document(fresh_agency.database, NEWEST, content=b"%PDF-1.7 brochure")
    typed = {"csrf_token": shell_token(client), "annee": "2015"}

    assert client.post("/factures/archive", data=typed).status_code == 303
    waiting = page_of(client)
    assert "en cours de réunion" in waiting
    assert "0 sur 10" in waiting
    assert client.post("/factures/archive", data=typed).status_code == 303
    assert "Une archive est déjà en préparation" in page_of(client)

    assert make_archives(fresh_agency.house, NOW) == 1
    ready = page_of(client)
    address = ready.split('"/factures/archive/', 1)[1].split('"', 1)[0]
    state = client.get(f"/factures/archive/{address}/etat").get_json()
    assert (state["state"], state["done"], state["total"]) == ("ready", 10, 10)
    with client.get(f"/factures/archive/{address}") as answer:
        assert answer.mimetype == "application/zip"
        names = ZipFile(io.BytesIO(answer.data)).namelist()
    assert f"factures/{NEWEST}.pdf" in names


def test_the_list_is_a_workbook(client: FlaskClient) -> None:
    with client.get("/factures/export.xlsx?annee=2015") as answer:
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")
        assert answer.content_length == len(answer.data)
    assert client.get("/factures/export.xlsx?annee=deux").status_code == 400
