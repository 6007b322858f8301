"""Segments of /agence for supervisors over HTTP: demands for erasure, mails that were given up."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.factory import Application, create_app
from app.settings import Settings
from services.mailing import mail
from services.mailing.mail import Letter
from services.storage.engine import Database
from services.storage.models import Contract, DataRequest, OutgoingMail, User
from tests.app.agency_browser import REASON, Browser, kinds
from tests.app.conftest import MovableClock
from tests.conftest import NOW

ERASURES, MAILS = "/agence?onglet=effacements", "/agence?onglet=e-mails"


@pytest.fixture
def own(
    settings: Settings, fresh_demo_database: Database, movable_clock: MovableClock
) -> Application:
    """Return the demonstration for a test that changes it."""
    return create_app(settings, database=fresh_demo_database, clock=movable_clock)


@pytest.fixture
def hugo(own: Application) -> Browser:
    return Browser(own, "superviseur")


def add_demands(application: Application, username: str, count: int = 1) -> int:
    """Add demands for erasure, one a day for the last days; return the newest one's number."""
    with application.database.write() as session:
        user_id = session.scalars(select(User.id).where(User.username == username)).one()
        rows = [
            DataRequest(
                public_id=f"{username}-{day}",
                user_id=user_id,
                kind="erasure",
                state="waiting",
                created_at=NOW - timedelta(days=day),
            )
            for day in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return rows[0].id


def add_mails(application: Application, count: int = 1) -> int:
    """Add mails that were given up; return the last one's number."""
    with application.database.write() as session:
        for _ in range(count):
            letter = Letter("password_changed", "jeanne@ferme.example")
            mail.post(session, application.house, letter, now=NOW)
        session.flush()
        given_up = {"abandoned_at": NOW, "last_error": "550 no such user"}
        session.execute(update(OutgoingMail).values(**given_up))
        return (
            session.scalars(select(OutgoingMail.id).order_by(OutgoingMail.id.desc())).first() or 0
        )


def test_the_segments_are_counted_and_empty_ones_say_so(own: Application, hugo: Browser) -> None:
    empty = hugo.page(ERASURES)
    assert "Effacements (0)" in empty
    assert "Aucune demande d’effacement" in empty
    assert "Aucun e-mail non remis" in hugo.page(MAILS)
    add_demands(own, "client", 2)
    add_mails(own, 3)

    page = hugo.page("/agence")
    assert "Effacements (2)" in page
    assert "E-mails non remis (3)" in page


def test_agents_have_none_of_it(own: Application) -> None:
    number, mail_number = add_demands(own, "client"), add_mails(own)
    agent = Browser(own, "agent")

    for address in (ERASURES, MAILS, f"{ERASURES}&demande={number}"):
        page = agent.page(address)
        assert "Élise Keller" not in page
        assert "jeanne@ferme.example" not in page
        assert "Effacements" not in page
    for form in (f"effacements/{number}/effacer", f"e-mails/{mail_number}/renvoyer"):
        assert agent.send(f"/agence/{form}").status_code == 404


def test_a_late_demand_is_marked(
    own: Application, hugo: Browser, movable_clock: MovableClock
) -> None:
    add_demands(own, "client")  # asked on 2 March: due on 2 April
    assert "02/04/2026" in hugo.page(ERASURES)
    assert "En retard" not in hugo.page(ERASURES)
    movable_clock.move(timedelta(days=32))

    assert "En retard" in Browser(own, "superviseur", at=movable_clock.now).page(ERASURES)


def test_a_demand_is_examined_confirmed_and_erased(own: Application, hugo: Browser) -> None:
    with own.database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2020, 6, 30)))
    number = add_demands(own, "voisin")
    form = f"/agence/effacements/{number}/effacer"
    examined = hugo.page(f"{ERASURES}&demande={number}")
    assert "Effacer le client FE-120447" in examined
    assert "Je confirme l’effacement" in examined

    unconfirmed = hugo.send(form, reference="FE-120447")
    assert f"demande={number}" in unconfirmed.headers["Location"]
    assert "Cochez la case" in hugo.page(unconfirmed.headers["Location"])
    done = hugo.send(form, reference="FE-120447", confirme="oui")
    assert done.headers["Location"] == "/agence?onglet=effacements"
    assert "L’effacement est fait." in hugo.page(ERASURES)
    with own.database.begin() as session:
        assert session.scalars(select(User.id).where(User.username == "voisin")).first() is None
    assert "erasure.done" in kinds(own)


def test_a_demand_is_refused_with_a_reason(own: Application, hugo: Browser) -> None:
    number = add_demands(own, "client")
    examined = hugo.page(f"{ERASURES}&demande={number}")
    assert "contrat en cours" in examined
    assert "Je confirme" not in examined
    short = hugo.send(f"/agence/effacements/{number}/refuser", motif="bref")
    assert "Indiquez un motif de 10 à 200 caractères." in hugo.page(short.headers["Location"])
    hugo.send(f"/agence/effacements/{number}/refuser", motif=REASON)

    assert "Aucune demande d’effacement" in hugo.page(ERASURES)
    assert REASON in Browser(own, "client").page("/securite")


def test_an_answer_asks_for_a_recent_proof(
    own: Application, hugo: Browser, movable_clock: MovableClock
) -> None:
    number = add_demands(own, "client")
    movable_clock.move(timedelta(minutes=11))

    for act in ("effacer", "refuser"):
        fields = {"reference": "FE-104286", "confirme": "oui", "motif": REASON}
        answer = hugo.send(f"/agence/effacements/{number}/{act}", **fields)
        assert answer.headers["Location"].startswith("/verification?")
    assert kinds(own) == []


def test_a_refusal_survives_the_proof(
    own: Application, hugo: Browser, movable_clock: MovableClock
) -> None:
    first, other = add_demands(own, "client"), add_demands(own, "voisin")
    movable_clock.move(timedelta(minutes=11))
    answer = hugo.send(f"/agence/effacements/{first}/refuser", motif=REASON)

    place = f"%2Fagence%3Fonglet%3Deffacements%26demande%3D{first}"
    assert answer.headers["Location"] == f"/verification?suite={place}"
    page = hugo.page(f"{ERASURES}&demande={first}")
    assert f'"defaultValue":"{REASON}"' in page
    assert "Ce que vous avez saisi est conservé." in page
    assert "Indiquez un motif" not in page
    hugo.send(f"/agence/effacements/{first}/refuser", motif=REASON)
    assert REASON not in hugo.page(f"{ERASURES}&demande={other}"), "another form"
    erased = hugo.send(f"/agence/effacements/{first}/effacer", confirme="oui")
    assert erased.headers["Location"] == f"/verification?suite={place}"


def test_a_mail_that_needs_a_proof_leads_back_to_the_mails(
    own: Application, hugo: Browser, movable_clock: MovableClock
) -> None:
    number = add_mails(own)
    movable_clock.move(timedelta(minutes=11))
    answer = hugo.send(f"/agence/e-mails/{number}/renvoyer")

    assert answer.headers["Location"] == "/verification?suite=%2Fagence%3Fonglet%3De-mails"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("fiche", {"reference": "FE-120447"}),
        ("effacements/{}/refuser", {}),
    ],
)
def test_a_reason_stays_out_of_addresses(
    own: Application, hugo: Browser, form: str, fields: dict[str, str]
) -> None:
    number = add_demands(own, "client")
    answer = hugo.send(f"/agence/{form.format(number)}", motif="Mme Roy", **fields)
    page = hugo.page(answer.headers["Location"])

    assert "Roy" not in answer.headers["Location"]
    assert '"defaultValue":"Mme Roy"' in page
    assert "Indiquez un motif de 10 à 200 caractères." in page
    assert "Mme Roy" not in hugo.page(answer.headers["Location"]), "once"


@pytest.mark.parametrize("address", [ERASURES, MAILS])
def test_a_long_list_has_pages(own: Application, hugo: Browser, address: str) -> None:
    add_demands(own, "client", 60)
    add_mails(own, 60)
    first, third, beyond = (hugo.page(f"{address}&page={n}") for n in (1, 3, 999))

    assert "Page 1 sur 3" in first
    assert "Page suivante" in first
    assert "Page précédente" not in first
    assert "Page 3 sur 3" in third
    assert "Page suivante" not in third
    assert "Page 3 sur 3" in beyond
    assert first.count('"role":"rowheader"') in {0, 25}


def test_a_mail_is_sent_again_or_filed(own: Application, hugo: Browser) -> None:
    last = add_mails(own, 2)
    listed = hugo.page(MAILS)
    for told in ("jeanne@ferme.example", "550 no such user", "Votre mot de passe a été changé"):
        assert told in listed
    hugo.send(f"/agence/e-mails/{last}/renvoyer")
    assert "L’e-mail repart" in hugo.page(MAILS)
    hugo.send(f"/agence/e-mails/{last - 1}/classer")

    assert "Aucun e-mail non remis" in hugo.page(MAILS)
    hugo.send(f"/agence/e-mails/{last - 1}/classer")
    assert "n’attend plus de décision" in hugo.page(MAILS)
    assert kinds(own) == ["mail.sent_again", "mail.filed"]
