"""The agency's own work over HTTP: registrations to examine, its users and their roles."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.factory import Application, create_app
from app.settings import Settings
from services.kernel.wording import text as catalogue
from services.storage import users
from services.storage.engine import Database
from services.storage.models import (
    AuditEvent,
    Customer,
    OutgoingMail,
    RegistrationRequest,
    SingleUseToken,
    User,
)
from tests.app.agency_browser import REASON, Browser, kinds
from tests.app.conftest import MovableClock
from tests.conftest import NOW


@pytest.fixture
def own(
    settings: Settings, fresh_demo_database: Database, movable_clock: MovableClock
) -> Application:
    """Return the demonstration for a test that changes it."""
    return create_app(settings, database=fresh_demo_database, clock=movable_clock)


def add_administrator(application: Application) -> Browser:
    with application.database.write() as session:
        session.add(
            User(
                username="anne",
                display_name="Anne Dubreuil",
                password_hash="none",
                role="administrator",
                validated_at=NOW,
            )
        )
    return Browser(application, "anne")


def add_registration(application: Application) -> int:
    with application.database.write() as session:
        user = User(
            username="jules",
            display_name="Jules Morel",
            password_hash="none",
            role="customer",
            email="jules@morel.example",
        )
        session.add(user)
        session.flush()
        row = RegistrationRequest(
            created_at=NOW,
            reference="FE-120447",
            display_name="Jules Morel",
            email="jules@morel.example",
            telephone="0612345678",
            username="jules",
            state="to_examine",
            user_id=user.id,
        )
        session.add(row)
        session.flush()
        return row.id


def test_a_registration_is_compared_and_accepted(own: Application) -> None:
    number = add_registration(own)
    agent = Browser(own, "agent")
    listed = agent.page("/agence?onglet=demandes")
    examined = agent.page(f"/agence?onglet=demandes&demande={number}")
    answer = agent.send(f"/agence/demandes/{number}/accepter")

    assert "Inscriptions à examiner (1)" in listed
    assert "jules@morel.example" in examined
    assert answer.status_code == 303
    with own.database.begin() as session:
        row = session.get_one(RegistrationRequest, number)
        assert row.state == "sent"
        assert session.scalars(select(SingleUseToken.purpose)).one() == "validate"
        assert session.scalars(select(OutgoingMail.recipient)).one() == "jules@morel.example"
    assert kinds(own) == ["agency.examined", "registration.accepted"]
    assert agent.send(f"/agence/demandes/{number}/refuser", motif=REASON).status_code == 303
    assert kinds(own) == ["agency.examined", "registration.accepted"]


def test_a_registration_says_why_it_waits_and_leads_on(own: Application) -> None:
    number = add_registration(own)
    with own.database.write() as session:
        query = select(Customer.id).where(Customer.reference == "FE-104286")
        row = session.get_one(RegistrationRequest, number)
        row.customer_id, row.reference, row.prm = session.scalars(query).one(), "FE-104286", "1"
    examined = Browser(own, "agent").page(f"/agence?onglet=demandes&demande={number}")

    (holder,) = re.findall(r"([^\"]*), depuis le (\d\d/\d\d/\d{4})", examined)
    assert holder == ("Élise Keller", "02/03/2026")
    assert "référence, PRM et montant de la dernière facture" in examined
    assert "fiche=FE-104286" in examined
    assert "Retour aux demandes" in examined
    assert examined.index("Oui, envoyer le lien") > examined.index('"confirm"')


def test_who_examines_leaves_a_trace_with_the_customer(own: Application) -> None:
    number = add_registration(own)
    with own.database.write() as session:
        query = select(Customer.id).where(Customer.reference == "FE-120447")
        customer_id = session.scalars(query).one()
        session.get_one(RegistrationRequest, number).customer_id = customer_id

    Browser(own, "agent").page(f"/agence?onglet=demandes&demande={number}")

    with own.database.begin() as session:
        traced = select(AuditEvent).where(AuditEvent.kind == "agency.examined")
        event = session.scalars(traced).one()
        assert (event.subject_customer_id, event.actor_name) == (customer_id, "Nadia Lefort")
    assert catalogue("audit.agency.examined") == "Demande d’inscription examinée par l’agence"
    assert catalogue("audit.agency.searched") == "Recherche de client par l’agence"


def test_a_registration_is_refused_with_a_reason(own: Application) -> None:
    number = add_registration(own)
    agent = Browser(own, "agent")
    assert "erreur=motif" in agent.send(f"/agence/demandes/{number}/refuser").headers["Location"]
    agent.send(f"/agence/demandes/{number}/refuser", motif="Le nom ne correspond pas à la fiche")

    with own.database.begin() as session:
        row = session.get_one(RegistrationRequest, number)
        assert (row.state, row.reason) == ("refused", "Le nom ne correspond pas à la fiche")
        assert row.decided_by == "Nadia Lefort"
        assert session.scalars(select(User).where(User.username == "jules")).first() is None
        assert session.scalars(select(OutgoingMail.kind)).one() == "registration.refused"
    assert kinds(own) == ["registration.refused"]


def test_supervisors_see_the_users_and_agents_do_not(own: Application) -> None:
    seen = Browser(own, "superviseur").page("/agence?onglet=utilisateurs")

    assert "n.lefort@terralis.example" in seen
    assert "Inviter un utilisateur" not in seen
    assert "n.lefort@terralis.example" not in Browser(own, "agent").page(
        "/agence?onglet=utilisateurs"
    )


def test_an_administrator_invites_changes_and_disables(own: Application) -> None:
    anne = add_administrator(own)
    answer = anne.send(
        "/agence/utilisateurs",
        identifiant="luc.petit",
        nom="Luc Petit",
        courriel="luc.petit@terralis.example",
        role="agent",
    )
    assert answer.headers["Location"] == "/agence?onglet=utilisateurs"
    with own.database.begin() as session:
        luc = session.scalars(select(User).where(User.username == "luc.petit")).one()
        assert session.scalars(select(SingleUseToken.purpose)).one() == "reset"
        assert session.scalars(select(OutgoingMail.kind)).one() == "staff.invited"
    anne.send(f"/agence/utilisateurs/{luc.id}/role", role="supervisor")
    anne.send(f"/agence/utilisateurs/{luc.id}/desactiver")

    with own.database.begin() as session:
        changed = session.get_one(User, luc.id)
        assert (changed.role, changed.is_active) == ("supervisor", False)
    assert kinds(own) == ["user.added", "user.role_changed", "user.disabled"]


def test_a_name_that_somebody_takes_in_that_moment_is_taken(
    own: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    anne = add_administrator(own)
    monkeypatch.setattr(users, "find_user", lambda *_: None)
    fields = {"nom": "Luc Petit", "courriel": "luc.petit@terralis.example", "role": "agent"}
    answer = anne.send("/agence/utilisateurs", identifiant="agent", **fields)

    assert catalogue("staff.name_taken") in anne.page(answer.headers["Location"])
    assert kinds(own) == []


@pytest.mark.parametrize("act", ["desactiver", "role"])
def test_the_last_administrator_stays(own: Application, act: str) -> None:
    anne = add_administrator(own)
    with own.database.begin() as session:
        anne_id = session.scalars(select(User.id).where(User.username == "anne")).one()
    anne.send(f"/agence/utilisateurs/{anne_id}/{act}", role="agent")

    page = anne.page("/agence?onglet=utilisateurs")
    assert "dernier compte d’administration" in page
    assert kinds(own) == []


def test_changing_users_asks_for_a_recent_proof(
    own: Application, movable_clock: MovableClock
) -> None:
    anne = add_administrator(own)
    supervisor = Browser(own, "superviseur")
    with own.database.begin() as session:
        agent_id = session.scalars(select(User.id).where(User.username == "agent")).one()
    movable_clock.move(timedelta(minutes=11))
    invited = {
        "identifiant": "luc.petit",
        "nom": "Luc Petit",
        "courriel": "luc.petit@terralis.example",
        "role": "agent",
    }

    for form, fields in (
        ("", invited),
        (f"/{agent_id}/role", {"role": "supervisor"}),
        (f"/{agent_id}/desactiver", {}),
        (f"/{agent_id}/activer", {}),
    ):
        answer = anne.send(f"/agence/utilisateurs{form}", **fields)
        assert (answer.status_code, answer.headers["Location"][:14]) == (303, "/verification?")
        # Who may not do it anyway learns nothing of it.
        assert supervisor.send(f"/agence/utilisateurs{form}", **fields).status_code == 404
    assert kinds(own) == []


def test_what_was_typed_survives_the_proof(own: Application, movable_clock: MovableClock) -> None:
    anne = add_administrator(own)
    movable_clock.move(timedelta(minutes=11))
    typed = {
        "identifiant": "luc.petit",
        "nom": "Luc Petit",
        "courriel": "luc.petit@terralis.example",
        "role": "supervisor",
    }
    answer = anne.send("/agence/utilisateurs", **typed)
    page = anne.page("/agence?onglet=utilisateurs")

    assert answer.headers["Location"] == "/verification?suite=%2Fagence%3Fonglet%3Dutilisateurs"
    for value in ("luc.petit", "Luc Petit", "luc.petit@terralis.example"):
        assert f'"defaultValue":"{value}"' in page
        assert value not in answer.headers["Location"]
    assert "Ce que vous avez saisi est conservé." in page
    assert "luc.petit" not in anne.page("/agence?onglet=utilisateurs"), "once"


def test_what_is_wrong_is_told_beside_its_field(own: Application) -> None:
    anne = add_administrator(own)
    answer = anne.send(
        "/agence/utilisateurs", identifiant="luc.petit", nom="L", courriel="luc@a.fr", role="agent"
    )
    page = anne.page(answer.headers["Location"])

    assert answer.headers["Location"] == "/agence?onglet=utilisateurs"
    assert "Vérifiez cette valeur." in page
    assert '"defaultValue":"luc.petit"' in page


def test_an_administrator_who_never_signed_in_does_not_count(own: Application) -> None:
    anne = add_administrator(own)
    with own.database.write() as session:
        invited = User(
            username="marc",
            display_name="Marc Viel",
            password_hash="none",
            role="administrator",
            validated_at=NOW,
        )
        session.add(invited)
        anne_id = session.scalars(select(User.id).where(User.username == "anne")).one()

    anne.send(f"/agence/utilisateurs/{anne_id}/desactiver")

    assert "dernier compte d’administration" in anne.page("/agence?onglet=utilisateurs")
    assert kinds(own) == []
    with own.database.write() as session:
        marc = session.scalars(select(User).where(User.username == "marc")).one()
        marc.last_sign_in_at = NOW
    anne.send(f"/agence/utilisateurs/{anne_id}/desactiver")
    assert kinds(own) == ["user.disabled"]
