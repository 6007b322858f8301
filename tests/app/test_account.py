"""The forms of Mon Compte over HTTP: tokens, errors beside their field, strangers, the agency."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.factory import Application, create_app
from app.settings import Settings
from services.account.invoice_delivery import TEXT_VERSION
from services.demonstration.demo_accounts import DEMO_PASSWORD
from services.kernel.clock import Clock
from services.storage.engine import Database
from services.storage.models import Customer, InvoiceDelivery, User
from tests.app.agency_browser import HTML, Browser, kinds
from tests.app.browsing import csrf_token, shell_token, signed_in
from tests.services.houses import last_link, read_outbox

CLIENT, NEIGHBOUR = "FE-104286", "FE-120447"
TELEPHONE = f"/mon-compte/{CLIENT}/telephone"


@pytest.fixture
def office(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return the demonstration, for a test that changes it."""
    return create_app(settings, database=fresh_demo_database, clock=clock)


@pytest.fixture
def client(office: Application) -> FlaskClient:
    """Return the browser of the brochure's customer."""
    return signed_in(office.server, "client", DEMO_PASSWORD)


def send(client: FlaskClient, address: str, **values: str) -> TestResponse:
    return client.post(address, data={**values, "csrf_token": shell_token(client)})


def page(client: FlaskClient, address: str = "/mon-compte") -> str:
    return client.get(address, headers=HTML).text


def customer(office: Application, reference: str = CLIENT) -> Customer:
    with office.database.begin() as session:
        return session.scalars(select(Customer).where(Customer.reference == reference)).one()


def test_a_new_number_shows_at_once(office: Application, client: FlaskClient) -> None:
    answer = send(client, TELEPHONE, telephone="02 61 91 05 99")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/mon-compte#message")
    shown = page(client)
    assert "Vos coordonnées sont à jour." in shown
    assert "02\u202f61\u202f91\u202f05\u202f99" in shown
    assert "Vos coordonnées sont à jour." not in page(client)
    # The home page too, which is kept as long as the data stand.
    assert "02\u202f61\u202f91\u202f05\u202f99" in page(client, "/")


def test_a_wrong_number_stays_beside_its_field(office: Application, client: FlaskClient) -> None:
    answer = send(client, TELEPHONE, telephone="12 34")

    where = "/mon-compte?modifier=telephone#telephone"
    assert (answer.status_code, answer.headers["Location"]) == (303, where)
    shown = page(client, "/mon-compte?modifier=telephone")
    assert "Ce numéro n’est pas lisible" in shown
    assert "telephone-error" in shown
    assert '"12 34"' in shown
    assert customer(office).telephone == "0261910417"


def test_several_wrong_fields_are_all_named(client: FlaskClient) -> None:
    send(client, f"/mon-compte/{CLIENT}/adresse", street="", postcode="x", town="Chartres")

    shown = page(client, "/mon-compte?modifier=adresse")
    assert "street-error" in shown
    assert "postcode-error" in shown
    assert "town-error" not in shown


@pytest.mark.parametrize(
    "path", ["telephone", "fax", "adresse", "facture-electronique", "facture-papier"]
)
def test_a_form_needs_its_token_and_its_owner(
    office: Application, client: FlaskClient, path: str
) -> None:
    values = {"telephone": "0261910599", "fax": "0261910599", "version": TEXT_VERSION}
    assert client.post(f"/mon-compte/{CLIENT}/{path}", data=values).status_code == 400
    values |= {"street": "1 rue", "postcode": "28000", "town": "Chartres"}
    assert send(client, f"/mon-compte/{NEIGHBOUR}/{path}", **values).status_code == 404
    assert kinds(office).count("contact_details.changed") == 0
    assert not customer(office, NEIGHBOUR).electronic_invoice


def test_somebody_elses_statement_is_not_there(client: FlaskClient) -> None:
    for extension in ("xlsx", "pdf"):
        own, foreign = (
            client.get(f"/mon-compte/{reference}/releve.{extension}")
            for reference in (CLIENT, NEIGHBOUR)
        )
        assert (own.status_code, foreign.status_code) == (200, 404)
        assert own.headers["Content-Disposition"].startswith("attachment")
        assert int(own.headers["Content-Length"]) == len(own.data)
        own.close()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("du=hier", "Cette date est illisible."),
        ("au=9999-99-99", "Cette date est illisible."),
        ("du=2015-12-31&au=2015-01-01", "La période finit avant de commencer."),
    ],
)
def test_an_unreadable_period_is_refused(client: FlaskClient, query: str, why: str) -> None:
    answer = client.get(f"/mon-compte/{CLIENT}/releve.xlsx?{query}")

    assert answer.status_code == 400
    assert why in answer.text
    assert why in page(client, f"/mon-compte?vue=releve&{query}")


def test_the_electronic_invoice_and_back(office: Application, client: FlaskClient) -> None:
    assert "Passez à la facture électronique" in page(client, "/")
    assert f"version {TEXT_VERSION}" in page(client, "/mon-compte?vue=facture-electronique")
    activate = f"/mon-compte/{CLIENT}/facture-electronique"

    assert send(client, activate, version=TEXT_VERSION).status_code == 303

    assert customer(office).electronic_invoice
    assert "Passez à la facture électronique" not in page(client, "/")
    assert "Revenir au papier" in page(client)
    assert send(client, f"/mon-compte/{CLIENT}/facture-papier").status_code == 303
    assert not customer(office).electronic_invoice
    with office.database.begin() as session:
        rows = session.scalars(select(InvoiceDelivery).order_by(InvoiceDelivery.id)).all()
    assert [(row.choice, row.address) for row in rows] == [
        ("electronic", "127.0.0.1"),
        ("paper", "127.0.0.1"),
    ]


def test_another_text_leads_back_to_the_text(client: FlaskClient) -> None:
    answer = send(client, f"/mon-compte/{CLIENT}/facture-electronique", version="2020-01")

    assert answer.headers["Location"] == "/mon-compte?vue=facture-electronique#message"
    assert "Relisez-le" in page(client, "/mon-compte?vue=facture-electronique")


def test_a_new_address_is_the_customers_once_confirmed(
    office: Application, client: FlaskClient
) -> None:
    send(client, f"/mon-compte/{CLIENT}/facture-electronique", version=TEXT_VERSION)
    new = "elise@closeaux.example"
    answer = send(client, "/mon-compte/courriel", email=new, email_password=DEMO_PASSWORD)
    assert answer.headers["Location"] == "/mon-compte#message"
    assert customer(office).email == "e.keller@closeaux.example"
    link = last_link(office.house)
    stranger = office.server.test_client()
    form = stranger.get(f"/securite/e-mail/confirmation?jeton={link}")

    data = {"jeton": link, "csrf_token": csrf_token(form)}
    assert stranger.post("/securite/e-mail/confirmation", data=data).status_code == 303

    assert customer(office).email == new
    with office.database.begin() as session:
        assert session.scalars(select(User.email).where(User.username == "client")).one() == new
        # Invoices follow: the old address no longer stands under the consent that holds.
        query = select(InvoiceDelivery.email).order_by(InvoiceDelivery.id.desc())
        assert session.scalars(query).first() == new


def test_a_wrong_password_stays_beside_its_field(client: FlaskClient) -> None:
    answer = send(client, "/mon-compte/courriel", email="x@y.example", email_password="wrong")

    where = "/mon-compte?modifier=courriel#email_password"
    assert answer.headers["Location"] == where
    shown = page(client, "/mon-compte?modifier=courriel")
    assert "email_password-error" in shown
    assert "x@y.example" in shown
    assert "wrong" not in shown


def test_the_agency_changes_details_after_a_confirmation(office: Application) -> None:
    agent = Browser(office, "agent")
    agent.open_file(CLIENT)

    asked = agent.send(TELEPHONE, telephone="0261910599")

    assert asked.headers["Location"] == "/mon-compte#confirmation"
    shown = agent.page("/mon-compte")
    assert "Confirmez cette modification" in shown
    assert "0261910599" in shown
    assert customer(office).telephone == "0261910417"
    agent.send(TELEPHONE, telephone="0261910599", confirmed="1")
    assert customer(office).telephone == "0261910599"
    assert kinds(office).count("contact_details.changed") == 1
    assert [to for kind, to, _ in read_outbox(office.house) if kind == "contact_changed"] == [
        "e.keller@closeaux.example"
    ]


def test_the_agency_does_nothing_else(office: Application) -> None:
    agent = Browser(office, "agent")
    agent.open_file(CLIENT)
    shown = agent.page("/mon-compte")
    assert "modifier=telephone" in shown
    assert "modifier=courriel" not in shown
    assert "Activer la facture" not in shown

    below = f"/mon-compte/{CLIENT}"
    answers = [
        agent.send(f"{below}/facture-electronique", version=TEXT_VERSION),
        agent.send(f"{below}/facture-papier"),
        agent.send("/mon-compte/courriel", email="x@y.example", email_password=DEMO_PASSWORD),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert not customer(office).electronic_invoice
    assert (
        agent.send(f"/mon-compte/{NEIGHBOUR}/telephone", telephone="0261910599").status_code == 404
    )


def test_an_ordinary_agent_has_no_customer(office: Application) -> None:
    agent = Browser(office, "agent")

    assert agent.send(TELEPHONE, telephone="0261910599").status_code == 404
    assert agent.client.get(f"/mon-compte/{CLIENT}/releve.xlsx").status_code == 404
