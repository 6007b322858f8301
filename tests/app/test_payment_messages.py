"""What the bank's server tells over HTTP, and what is left of it to the agency's supervisors."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.clock import Clock
from services.storage.engine import Database
from services.storage.models import PaymentIncident
from tests.app.agency_browser import Browser, kinds
from tests.app.paying import FORM, LATE, NOTIFY, begin, payments, shown, states, tell


@pytest.fixture
def own(settings: Settings, fresh_demo_database: Database, clock: Clock) -> Application:
    """Return a demonstration with a bank that nobody answers for."""
    chosen = replace(settings, payment_provider="bench", payment_bench_port=1)
    return create_app(chosen, database=fresh_demo_database, clock=clock)


def test_what_the_bank_did_not_sign_is_refused_and_traced_once(own: Application) -> None:
    form = begin(Browser(own, "voisin"), LATE)
    forged = [tell(own, form, "CAPTURED", signature="A" * 43 + "=") for _ in range(3)]
    production = tell(own, form, "CAPTURED", vads_ctx_mode="PRODUCTION")
    browser_s = tell(own, form, "CAPTURED", vads_hash="")

    assert [answer.status_code for answer in (*forged, production, browser_s)] == [403] * 5
    assert payments(own) == []
    assert kinds(own).count("payment.forged") == 1


def test_what_cannot_be_read_is_refused_and_left_to_a_person_once(own: Application) -> None:
    form = begin(Browser(own, "voisin"), LATE)
    client = own.server.test_client()

    assert tell(own, form, "CAPTURED", vads_amount="12.5").status_code == 400
    assert client.post(NOTIFY, data=b"\xff\xfe", content_type=FORM).status_code == 400
    assert client.post(NOTIFY, json={"a": 1}).status_code == 400
    assert client.post(NOTIFY, data=b"a" * 70_000, content_type=FORM).status_code == 413
    with own.database.begin() as session:
        assert session.scalars(select(PaymentIncident.kind)).all() == ["unreadable"]


def test_another_amount_is_left_to_a_supervisor_who_files_it(own: Application) -> None:
    voisin, supervisor = Browser(own, "voisin"), Browser(own, "superviseur")
    form = begin(voisin, LATE)
    tell(own, form, "AUTHORISED", vads_amount="100", vads_effective_amount="100")
    reference = form["vads_order_id"]
    assert "Paiement en cours d’examen" in shown(voisin.client, f"?paiement={reference}")

    listed = supervisor.page("/agence?onglet=paiements")
    assert "Montant différent de celui demandé" in listed
    assert "Menuiserie" in listed
    unsure = supervisor.send("/agence/paiements/1/classer", motif="Annulé à la banque ce matin")
    assert unsure.headers["Location"] == "/agence?onglet=paiements&demande=1"
    supervisor.send("/agence/paiements/1/classer", motif="Annulé à la banque", confirme="oui")

    assert states(own) == ["expired"]
    assert payments(own) == []
    assert "payment.filed" in kinds(own)
    assert begin(voisin, LATE, click="encore")["vads_order_id"] != reference


def test_money_paid_twice_is_given_back_once(own: Application) -> None:
    voisin, supervisor = Browser(own, "voisin"), Browser(own, "superviseur")
    form = begin(voisin, LATE)
    tell(own, form, "CAPTURED")
    tell(own, form, "CAPTURED", vads_trans_uuid="77aa" * 8)
    assert payments(own) == [Decimal("287.15"), Decimal("287.15")]
    examined = supervisor.page("/agence?onglet=paiements&demande=1")
    assert "Trop-perçu à rembourser" in examined

    done = {"rembourse": "2026-03-02", "confirme": "oui"}
    wrong = supervisor.send("/agence/paiements/1/rembourser", **done | {"rembourse": "2027-01-01"})
    assert "demande=1" in wrong.headers["Location"]
    for _ in range(2):
        supervisor.send("/agence/paiements/1/rembourser", **done)

    assert kinds(own).count("payment.refunded") == 1
    assert "Aucun paiement à examiner" in supervisor.page("/agence?onglet=paiements")


@pytest.mark.parametrize("who", ["voisin", "agent"])
def test_only_supervisors_decide(own: Application, who: str) -> None:
    browser = Browser(own, who)
    for act in ("classer", "rembourser"):
        assert browser.send(f"/agence/paiements/1/{act}", confirme="oui").status_code == 404
