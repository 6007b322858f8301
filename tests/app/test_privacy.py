"""Privacy on the page of security: consents, copies, erasure, the history; and its commands."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cli import main
from app.factory import Application
from services.domain.consents import Purpose
from services.privacy.personal_data_copies import make_exports
from services.storage.engine import Database
from services.storage.models import AuditEvent, Consent, Customer, CustomerAccess, DataRequest
from tests.app.browsing import shell_token, signed_in, try_to_sign_in
from tests.app.callbacks import open_page
from tests.app.conftest import PASSWORD, MovableClock
from tests.conftest import NOW, standing_clock

CONSENTS = "/securite/consentements/FE-jeanne"
COPIES = "/securite/mes-donnees"
ERASURE = "/securite/effacement"


@pytest.fixture
def jeanne(small_agency: Application) -> FlaskClient:
    return signed_in(small_agency.server, "jeanne", PASSWORD)


@pytest.fixture
def paul(small_agency: Application) -> FlaskClient:
    return signed_in(small_agency.server, "paul", PASSWORD)


def send(client: FlaskClient, path: str, **values: str) -> int:
    return client.post(path, data={"csrf_token": shell_token(client), **values}).status_code


def kinds(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def test_the_boxes_are_kept(small_agency: Application, jeanne: FlaskClient) -> None:
    assert send(jeanne, CONSENTS) == 303, "no box was shown: nothing is answered"
    boxes = {"csrf_token": shell_token(jeanne), "daily_curve": "on", "asked": [*Purpose]}
    assert jeanne.post(CONSENTS, data=boxes).status_code == 303

    with small_agency.database.begin() as session:
        rows = session.scalars(select(Consent).order_by(Consent.id)).all()
        mine = session.scalars(select(Customer.id).where(Customer.reference == "FE-jeanne")).one()
    assert [(r.customer_id, r.purpose, r.is_granted) for r in rows] == [
        (mine, "daily_curve", True),
    ]


def test_nobody_answers_for_somebody_else(small_agency: Application, paul: FlaskClient) -> None:
    assert send(paul, CONSENTS, daily_curve="on") == 404

    with small_agency.database.begin() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_copy_is_asked_made_and_taken(
    small_agency: Application, jeanne: FlaskClient, paul: FlaskClient
) -> None:
    assert send(jeanne, COPIES) == 303
    assert make_exports(small_agency.house, NOW) == 1
    with small_agency.database.begin() as session:
        public_id = session.scalars(select(DataRequest.public_id)).one()

    answer = jeanne.get(f"{COPIES}/{public_id}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    with ZipFile(BytesIO(answer.data)) as package:
        assert "donnees.json" in package.namelist()
    assert paul.get(f"{COPIES}/{public_id}").status_code == 404
    assert jeanne.get(f"{COPIES}/unknown").status_code == 404
    assert public_id in open_page(jeanne, "/securite", "").text


@pytest.mark.parametrize("path", [COPIES, ERASURE])
def test_a_proof_is_asked_for_when_the_last_one_is_old(
    small_agency: Application, jeanne: FlaskClient, movable_clock: MovableClock, path: str
) -> None:
    movable_clock.move(timedelta(minutes=25))
    jeanne.post(path, data={"csrf_token": shell_token(jeanne), "confirme": "oui"})

    with small_agency.database.begin() as session:
        assert session.scalars(select(DataRequest)).all() == []


def test_a_request_without_the_token_does_nothing(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    for path in (CONSENTS, COPIES, ERASURE):
        assert jeanne.post(path).status_code == 400
    with small_agency.database.begin() as session:
        assert session.scalars(select(DataRequest)).all() == []


def test_an_erasure_is_confirmed_seen_and_withdrawn(
    small_agency: Application, jeanne: FlaskClient
) -> None:
    assert send(jeanne, ERASURE) == 303
    assert "Cochez la case" in open_page(jeanne, "/securite", "?effacer=1").text
    assert kinds(small_agency.database)[1:] == [], "without the confirmation nothing is asked"
    for _ in range(2):
        assert send(jeanne, ERASURE, confirme="oui") == 303
    page = open_page(jeanne, "/securite", "").text

    assert page.count("À l’étude") == 1
    assert "réponse au plus tard le 02/04/2026" in page.replace("\\u002f", "/")
    assert "Retirer ma demande" in page
    assert send(jeanne, f"{ERASURE}/retirer") == 303
    after = open_page(jeanne, "/securite", "").text
    assert "Votre demande d’effacement est retirée." in after
    assert after.count("Retirée") == 1
    assert kinds(small_agency.database)[1:] == [
        "personal_data.erasure_asked",
        "personal_data.erasure_withdrawn",
    ]


def test_the_confirmation_says_what_goes_and_what_stays(jeanne: FlaskClient) -> None:
    before, page = (open_page(jeanne, "/securite", q).text for q in ("", "?effacer=1"))

    for gone in ("vos moyens de connexion", "télécopie", "courbe de charge et les énergies"):
        assert gone in page
        assert gone not in before
    for kept in ("dix ans", "cinq ans après sa fin", "douze mois"):
        assert kept in page


def test_taking_a_copy_asks_for_a_recent_proof(
    small_agency: Application, jeanne: FlaskClient, movable_clock: MovableClock
) -> None:
    assert send(jeanne, COPIES) == 303
    make_exports(small_agency.house, NOW)
    with small_agency.database.begin() as session:
        public_id = session.scalars(select(DataRequest.public_id)).one()
    movable_clock.move(timedelta(minutes=11))

    answer = jeanne.get(f"{COPIES}/{public_id}")

    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/verification?suite=%2Fsecurite%23message",
    )
    assert "personal_data.export_taken" not in kinds(small_agency.database)
    send(jeanne, "/verification?suite=%2Fsecurite%23message", password=PASSWORD)
    page = open_page(jeanne, "/securite", "").text
    assert "Vous pouvez maintenant télécharger la copie de vos données." in page
    assert jeanne.get(f"{COPIES}/{public_id}").status_code == 200


def test_every_sign_in_has_its_event(small_agency: Application) -> None:
    client = signed_in(small_agency.server, "jeanne", PASSWORD)
    client.post("/deconnexion", data={"csrf_token": shell_token(client)})
    client.post("/deconnexion")
    try_to_sign_in(client, "jeanne", "wrong")
    try_to_sign_in(client, "nobody at all", "wrong")

    assert kinds(small_agency.database) == [
        "sign_in.done",
        "sign_in.ended",
        "sign_in.refused",
        "sign_in.refused",
    ]
    with small_agency.database.begin() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    assert [row.subject_user_id is None for row in rows] == [False, False, False, True]
    assert "nobody at all" not in str([(r.actor_name, r.details) for r in rows])


def test_refusals_cannot_flood_the_trail(small_agency: Application, stranger: FlaskClient) -> None:
    client = small_agency.server.test_client()
    for _ in range(12):
        try_to_sign_in(client, "jeanne", "wrong")

    assert kinds(small_agency.database) == ["sign_in.refused"] * 5 + ["sign_in.locked"]


def test_the_trail_and_the_purge_from_the_command_line(
    small_database: Database,
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    environ = {
        "AEL_DATABASE_URL": database_url,
        "AEL_SECRET_KEY": "a key of the tests, forty characters long",
    }

    def run(*arguments: str) -> int:
        return main(arguments, environ=environ, clock=standing_clock)

    with small_database.write() as session:
        session.execute(CustomerAccess.__table__.delete())  # type: ignore[attr-defined]
    assert run("audit", "verify") == 0
    assert "intacte" in capsys.readouterr().out
    assert run("purge", "--dry-run") == 0
    assert "Rien n’a été supprimé." in capsys.readouterr().out
    assert run("purge") == 0
    assert run("erase", "FE-jeanne") == 0
    assert "--confirm" in capsys.readouterr().out
    assert run("erase", "FE-nobody") == 1
    assert run("erase", "FE-jeanne", "--confirm") == 0
    assert run("data-key", "rotate") == 0
    small_database.dispose()
    if database_url.startswith("sqlite"):
        assert run("backup", str(tmp_path / "copy")) == 0
        assert run("restore", str(tmp_path / "copy")) == 0
        assert run("restore", str(tmp_path / "absent")) == 1
    assert run("audit", "verify") == 0
