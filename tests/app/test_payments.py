"""Card payment over HTTP: the form, the way to the bank and back, what is seen of it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.clock import Clock
from services.storage.engine import Database
from services.storage.models import OutgoingMail
from tests.app.agency_browser import Browser, kinds
from tests.app.paying import (
    DUE,
    HIDDEN,
    LATE,
    NEXT,
    NOTIFY,
    begin,
    pay,
    payments,
    shown,
    states,
    tell,
)


@pytest.fixture
def own(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return a demonstration with a bank that nobody answers for."""
    chosen = replace(settings, payment_provider="bench", payment_bench_port=1)
    return create_app(chosen, database=fresh_demo_database, clock=clock)


def test_the_neighbour_pays_two_of_three_invoices(own: Application) -> None:
    voisin = Browser(own, "voisin")
    page = shown(voisin.client)
    for words in (LATE, DUE, NEXT, "8 jours de retard", "1\u202f093,93\u202f€", "Mode test"):
        assert words in page, words

    answer = pay(voisin, DUE, LATE)
    way = voisin.client.get(answer.headers["Location"])
    form = dict(HIDDEN.findall(way.text))

    assert form["vads_amount"] == "89963"
    assert form["vads_cust_email"] == "b.morel@menuiserie-morel.example"
    policy = way.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:1;" in policy
    assert "127.0.0.1:1" not in voisin.client.get("/reglement").headers["Content-Security-Policy"]
    assert "Paiement en cours" in shown(voisin.client)

    told = tell(own, form, "AUTHORISED")
    assert (told.status_code, payments(own)) == (200, [Decimal("899.63")])
    back = voisin.client.get(f"/paiement/retour?reference={form['vads_order_id']}")
    assert back.headers["Location"] == f"/reglement?paiement={form['vads_order_id']}#message"
    result = shown(voisin.client, f"?paiement={form['vads_order_id']}")
    assert "Votre paiement est accepté" in result
    assert "b.morel@menuiserie-morel.example" in result
    left = shown(voisin.client)
    assert NEXT in left
    assert DUE not in left


def test_the_receipt_is_a_document_that_stays_the_same(own: Application) -> None:
    voisin = Browser(own, "voisin")
    form = begin(voisin, LATE)
    address = f"/reglement/recu/{form['vads_order_id']}"
    assert voisin.client.get(address).status_code == 404
    tell(own, form, "CAPTURED")

    first, second = voisin.client.get(address), voisin.client.get(address)
    assert first.data.startswith(b"%PDF")
    assert first.data == second.data
    with own.database.begin() as session:
        assert session.scalars(select(OutgoingMail.kind)).all() == ["payment_receipt"]


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("REFUSED", "refused", "Aucun montant n’a été débité."),
        ("ABANDONED", "cancelled", "Vos factures restent à régler."),
        ("UNDER_VERIFICATION", "pending", "Ne payez pas une seconde fois."),
    ],
)
def test_what_the_customer_sees_of_it(
    own: Application, status: str, state: str, words: str
) -> None:
    voisin = Browser(own, "voisin")
    form = begin(voisin, LATE)
    tell(own, form, status)

    reference = form["vads_order_id"]
    assert words in shown(voisin.client, f"?paiement={reference}")
    assert voisin.client.get(f"/paiement/etat/{reference}").get_json() == {"stage": state}
    assert payments(own) == []


def test_a_double_click_is_one_payment_and_another_tab_none(own: Application) -> None:
    voisin = Browser(own, "voisin")
    first, second = begin(voisin, LATE), begin(voisin, LATE)
    other = pay(voisin, LATE, click="autre")

    assert first == second
    assert other.headers["Location"] == "/reglement#factures"
    assert "en cours de confirmation" in shown(voisin.client)
    assert states(own) == ["created"]


@pytest.mark.parametrize("typed", ["", "abc", "-5", "0", "287,16", "1e2", "12,345", "٣"])
def test_a_wrong_amount_is_told_beside_its_field(own: Application, typed: str) -> None:
    voisin = Browser(own, "voisin")
    answer = pay(voisin, LATE, choix="autre", montant=typed)

    assert answer.headers["Location"] == "/reglement#montant"
    page = shown(voisin.client)
    assert "montant-error" in page
    assert states(own) == []
    assert "montant-error" not in shown(voisin.client), "once"


def test_a_part_may_be_paid(own: Application) -> None:
    voisin = Browser(own, "voisin")

    form = begin(voisin, LATE, choix="autre", montant="100,5")
    tell(own, form, "CAPTURED")

    assert payments(own) == [Decimal("100.50")]
    assert "186,65\u202f€" in shown(voisin.client)


def test_an_invoice_of_somebody_else_cannot_be_paid(own: Application) -> None:
    answer = pay(Browser(own, "client"), LATE)

    assert answer.headers["Location"] == "/reglement#factures"
    assert states(own) == []


def test_nobody_sees_somebody_elses_payment(own: Application) -> None:
    voisin, client = Browser(own, "voisin"), Browser(own, "client")
    form = begin(voisin, LATE)
    tell(own, form, "CAPTURED")
    reference = form["vads_order_id"]

    for address in (
        f"/paiement/retour?reference={reference}",
        f"/paiement/etat/{reference}",
        f"/reglement/recu/{reference}",
        f"/reglement/banque/{reference}",
    ):
        assert client.client.get(address).status_code == 404, address
    page = shown(client.client, f"?paiement={reference}")
    assert "Ce paiement n’existe pas." in page
    assert LATE not in page
    assert "287,15" not in page


def test_somebody_with_nothing_to_pay_is_told_so(own: Application) -> None:
    page = shown(Browser(own, "client").client)

    assert "Rien à régler" in page
    assert "est en prélèvement" in page


def test_the_agency_looks_and_does_not_pay(own: Application) -> None:
    agent = Browser(own, "agent")
    answer = agent.open_file("FE-120447")
    assert answer.status_code == 303
    page = shown(agent.client)
    refused = pay(agent, LATE)

    assert LATE in page
    assert "Seul le client peut payer par carte." in page
    assert "/reglement/payer" not in page
    assert refused.headers["Location"] == "/reglement#message"
    assert states(own) == []
    assert "agency.viewed" in kinds(own)


def test_a_portal_without_a_bank_says_so(
    settings: Settings, fresh_demo_database: Database, clock: Clock
) -> None:
    plain = create_app(settings, database=fresh_demo_database, clock=clock)
    voisin = Browser(plain, "voisin")

    assert "Le paiement par carte n’est pas disponible." in shown(voisin.client)
    assert pay(voisin, LATE).headers["Location"] == "/reglement#message"
    assert states(plain) == []
    assert plain.server.test_client().post(NOTIFY, data={}).status_code == 404
