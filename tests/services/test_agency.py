"""Looking at a customer's space: with a reason, for a while, never one inside the other."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.vault import Vault
from services.kernel.viewer import Viewer
from services.office import agency
from services.sign_in import sessions
from services.storage import access
from services.storage.engine import Database
from services.storage.models import AuditEvent, Customer, User
from tests.conftest import NOW
from tests.services.viewers import add_viewer

REASON = "Appel du client sur sa facture"
ORIGIN = sessions.Origin("192.0.2.7", "essai")


@pytest.fixture
def house(database: Database) -> House:
    return House(database, Vault(["k" * 32]), "http://localhost", "Agence <a@terralis.example>")


def open_as(database: Database, username: str, role: str) -> str:
    """Add somebody with that role, sign them in and return the session's secret."""
    with database.write() as session:
        user = User(
            username=username, display_name=username, password_hash="none", role=role,
            validated_at=NOW,
        )  # fmt: skip
        session.add(user)
        session.flush()
        return sessions.open_session(session, user, ORIGIN, now=NOW)


def resumed(database: Database, secret: str, after: timedelta = timedelta()) -> Viewer | None:
    return sessions.resume(database, secret, now=NOW + after, address="192.0.2.7")


@pytest.fixture
def agent(database: Database) -> Viewer:
    add_viewer(database, "jeanne", "C4-44-000001")
    add_viewer(database, "paul", "C4-44-000002")
    viewer = resumed(database, open_as(database, "agathe", "agent"))
    assert viewer is not None
    return viewer


def events(database: Database) -> list[AuditEvent]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.number)))


def contracts(database: Database, viewer: Viewer) -> list[str]:
    with database.begin() as session:
        return [c.site.contract_number for c in access.load_contracts(session, viewer)]


def customer_id(database: Database, reference: str) -> int:
    with database.begin() as session:
        return session.scalars(select(Customer.id).where(Customer.reference == reference)).one()


def test_an_agent_sees_that_customer_alone_and_remains_who_they_are(
    database: Database, house: House, agent: Viewer
) -> None:
    assert contracts(database, agent) == []
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    acting = resumed(database, secret)

    assert acting is not None
    assert (acting.user_id, acting.display_name) == (agent.user_id, "agathe")
    assert (acting.acting_for, acting.acting_name) == (
        customer_id(database, "FE-jeanne"), "Ferme de jeanne"
    )  # fmt: skip
    assert contracts(database, acting) == ["C4-44-000001"]


def test_opening_and_leaving_change_the_secret(database: Database, house: House) -> None:
    add_viewer(database, "jeanne", "C4-44-000001")
    first = open_as(database, "agathe", "agent")
    viewer = resumed(database, first)
    assert viewer is not None
    second = agency.open_file(viewer, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    acting = resumed(database, second)
    assert acting is not None
    third = agency.close_file(acting, house, now=NOW)
    left = resumed(database, third)

    assert (resumed(database, first), resumed(database, second)) == (None, None)
    assert left is not None
    assert (left.acting_for, left.acting_name) == (None, "")
    assert contracts(database, left) == []


def test_the_trail_names_both_and_why(database: Database, house: House, agent: Viewer) -> None:
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    acting = resumed(database, secret)
    assert acting is not None
    agency.note_view(acting, path="/consommations", now=NOW)
    agency.close_file(acting, house, now=NOW)
    subject = customer_id(database, "FE-jeanne")

    told = [(e.kind, e.actor_id, e.subject_customer_id) for e in events(database)]
    assert told == [
        ("agency.opened", agent.user_id, subject),
        ("agency.viewed", agent.user_id, subject),
        ("agency.closed", agent.user_id, subject),
    ]
    details = [json.loads(e.details) for e in events(database)]
    assert details[0] == {"reason": REASON, "reference": "FE-jeanne"}
    assert details[1] == {"path": "/consommations"}
    assert {e.address for e in events(database)} == {"192.0.2.7"}


def test_opening_another_file_leaves_the_first_and_nothing_behind(
    database: Database, house: House, agent: Viewer
) -> None:
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    acting = resumed(database, secret)
    assert acting is not None
    secret = agency.open_file(acting, house, customer_reference="FE-paul", reason=REASON, now=NOW)
    other = resumed(database, secret)
    assert other is not None

    assert contracts(database, other) == ["C4-44-000002"]
    assert [e.kind for e in events(database)] == ["agency.opened", "agency.closed", "agency.opened"]
    left = resumed(database, agency.close_file(other, house, now=NOW))
    assert left is not None
    assert left.acting_for is None


@pytest.mark.parametrize(("minutes", "is_open"), [(29, True), (30, False), (31, False)])
def test_it_ends_by_itself_after_thirty_minutes(
    database: Database, house: House, agent: Viewer, minutes: int, is_open: bool
) -> None:
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    resumed(database, secret, timedelta(minutes=20))
    later = resumed(database, secret, timedelta(minutes=minutes))

    assert later is not None
    assert (later.acting_for is not None) is is_open


@pytest.mark.parametrize("change", ["role", "access"])
def test_rights_are_asked_for_at_each_request(
    database: Database, house: House, agent: Viewer, change: str
) -> None:
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    with database.write() as session:
        user = session.get_one(User, agent.user_id)
        if change == "role":
            user.role = "customer"
        else:
            user.is_active = False
    later = resumed(database, secret)

    assert later is None if change == "access" else contracts(database, later) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["", "trop bref", "x" * 201, " " * 40, "a\n\n\n\n\n\n\n\n\n\nb"])
def test_a_reason_is_compulsory(
    database: Database, house: House, agent: Viewer, reason: str
) -> None:
    with pytest.raises(InvalidInputError):
        agency.open_file(agent, house, customer_reference="FE-jeanne", reason=reason, now=NOW)
    assert events(database) == []


@pytest.mark.parametrize("role", ["customer", "analyst"])
def test_customers_open_nobody(database: Database, house: House, role: str) -> None:
    add_viewer(database, "jeanne", "C4-44-000001")
    viewer = resumed(database, open_as(database, "curieux", role))
    assert viewer is not None

    acts: list[Callable[[], str]] = [
        lambda: agency.open_file(
            viewer, house, customer_reference="FE-jeanne", reason=REASON, now=NOW
        ),
        lambda: agency.close_file(viewer, house, now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotFoundError):
            act()


def test_an_unknown_reference_is_not_found(house: House, agent: Viewer) -> None:
    with pytest.raises(NotFoundError):
        agency.open_file(agent, house, customer_reference="FE-nul", reason=REASON, now=NOW)


def test_nothing_of_the_customer_s_own_is_done_while_acting(
    database: Database, house: House, agent: Viewer
) -> None:
    agency.refuse_while_acting(agent)
    secret = agency.open_file(agent, house, customer_reference="FE-jeanne", reason=REASON, now=NOW)
    acting = resumed(database, secret)
    assert acting is not None

    with pytest.raises(ServiceError):
        agency.refuse_while_acting(acting)
