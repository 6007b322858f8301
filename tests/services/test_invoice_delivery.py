"""The electronic invoice: a checked address, a proof, one way back, a word every year."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from services.account import invoice_delivery
from services.account.invoice_delivery import TEXT_VERSION, activate, remind, return_to_paper
from services.account.my_account import MyAccount, overview
from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.storage.engine import Database
from services.storage.models import AuditEvent, Customer, InvoiceDelivery, User
from tests.conftest import NOW
from tests.services.houses import house_on, read_outbox
from tests.services.viewers import add_viewer

REFERENCE, EMAIL = "FE-jeanne", "jeanne@ferme.example"
YEAR = timedelta(days=365)


@pytest.fixture
def viewer(database: Database) -> Viewer:
    """Return jeanne, whose address is checked, and a stranger beside her."""
    found = add_viewer(database, "jeanne")
    add_viewer(database, "paul")
    with database.write() as session:
        user = session.get_one(User, found.user_id)
        user.email, user.validated_at = EMAIL, NOW
    return replace(found, address="192.0.2.7")


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


def agree(viewer: Viewer, house: House, now: datetime = NOW) -> bool:
    return activate(viewer, house, REFERENCE, version=TEXT_VERSION, now=now)


def is_electronic(house: House) -> bool:
    with house.database.begin() as session:
        query = select(Customer.electronic_invoice).where(Customer.reference == REFERENCE)
        return bool(session.scalars(query).one())


def rows(house: House) -> list[InvoiceDelivery]:
    with house.database.begin() as session:
        return list(session.scalars(select(InvoiceDelivery).order_by(InvoiceDelivery.id)))


def kinds(house: House) -> list[str]:
    with house.database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def test_who_agrees_leaves_a_proof(viewer: Viewer, house: House) -> None:
    assert agree(viewer, house)

    assert is_electronic(house)
    (row,) = rows(house)
    assert (row.choice, row.chosen_at, row.chosen_by) == ("electronic", NOW, "jeanne")
    assert (row.email, row.address, row.text_version) == (EMAIL, "192.0.2.7", TEXT_VERSION)
    assert kinds(house) == ["delivery.electronic"]
    ((kind, recipient, words),) = read_outbox(house)
    assert (kind, recipient) == ("delivery_electronic", EMAIL)
    assert "revenez au papier quand vous voulez, sans frais" in " ".join(words.split())


def test_a_second_click_changes_nothing(viewer: Viewer, house: House) -> None:
    agree(viewer, house)

    assert not agree(viewer, house)
    assert (len(rows(house)), len(read_outbox(house))) == (1, 1)


def test_one_click_returns_to_paper(viewer: Viewer, house: House) -> None:
    agree(viewer, house)
    later = NOW + timedelta(days=3)

    assert return_to_paper(viewer, house, REFERENCE, now=later)

    assert not is_electronic(house)
    assert [row.choice for row in rows(house)] == ["electronic", "paper"]
    assert kinds(house) == ["delivery.electronic", "delivery.paper"]
    assert not return_to_paper(viewer, house, REFERENCE, now=later)


@pytest.mark.parametrize("email", ["", EMAIL])
def test_an_unchecked_address_is_refused(viewer: Viewer, house: House, email: str) -> None:
    with house.database.write() as session:
        user = session.get_one(User, viewer.user_id)
        user.email, user.validated_at = email, None

    with pytest.raises(InvalidInputError):
        agree(viewer, house)
    assert (is_electronic(house), rows(house)) == (False, [])


def test_another_text_is_not_agreed_to(viewer: Viewer, house: House) -> None:
    with pytest.raises(InvalidInputError):
        activate(viewer, house, REFERENCE, version="2020-01", now=NOW)
    assert not is_electronic(house)


def test_somebody_elses_customer_is_not_found(viewer: Viewer, house: House) -> None:
    with pytest.raises(NotFoundError):
        activate(viewer, house, "FE-paul", version=TEXT_VERSION, now=NOW)
    with pytest.raises(NotFoundError):
        return_to_paper(viewer, house, "FE-paul", now=NOW)


def test_the_agency_agrees_for_nobody(viewer: Viewer, house: House) -> None:
    with house.database.begin() as session:
        customer_id = session.scalars(select(Customer.id)).first()
    agent = replace(viewer, role=Role.AGENT, acting_for=customer_id)

    with pytest.raises(ServiceError):
        agree(agent, house)
    with pytest.raises(ServiceError):
        return_to_paper(agent, house, REFERENCE, now=NOW)
    assert rows(house) == []


def test_the_page_says_since_when(viewer: Viewer, house: House) -> None:
    agree(viewer, house)

    shown = overview(viewer, contract_number=None, today=NOW.date())

    assert isinstance(shown, MyAccount)
    assert (shown.delivery.is_electronic, shown.delivery.since) == (True, NOW)
    assert shown.delivery.email == EMAIL


def test_a_reminder_comes_once_a_year(viewer: Viewer, house: House) -> None:
    agree(viewer, house)
    sent = [remind(house, NOW + YEAR + timedelta(days=days)) for days in (-1, 0, 1, 364, 365)]

    assert sent == [0, 1, 0, 0, 1]
    assert [row.choice for row in rows(house)] == ["electronic", "reminder", "reminder"]
    assert kinds(house)[1:] == ["delivery.reminder"] * 2
    assert [kind for kind, _, _ in read_outbox(house)][1:] == ["delivery_reminder"] * 2
    assert is_electronic(house)


def test_paper_is_not_reminded_of(viewer: Viewer, house: House) -> None:
    agree(viewer, house)
    return_to_paper(viewer, house, REFERENCE, now=NOW)

    assert remind(house, NOW + 2 * YEAR) == 0


def test_who_cannot_be_reached_gets_paper_again(viewer: Viewer, house: House) -> None:
    agree(viewer, house)
    with house.database.write() as session:
        session.get_one(User, viewer.user_id).is_active = False

    assert remind(house, NOW + timedelta(days=1)) == 1

    assert not is_electronic(house)
    assert [row.choice for row in rows(house)] == ["electronic", "paper"]
    assert remind(house, NOW + timedelta(days=1)) == 0


def test_many_are_reminded_in_several_transactions(
    viewer: Viewer, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invoice_delivery, "AT_ONCE", 1)
    with house.database.write() as session:
        user = session.scalars(select(User).where(User.username == "paul")).one()
        user.email, user.validated_at = "paul@ferme.example", NOW
        for customer in session.scalars(select(Customer)):
            customer.electronic_invoice = True

    assert remind(house, NOW) == 2
    assert remind(house, NOW) == 0
