"""The e-mail of a new invoice: amount, day, link; to everybody who sees the customer, once."""

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select, update

from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import Contract, Customer, CustomerAccess, OutgoingMail, User
from tests.conftest import NOW
from tests.services.issued import issue, plain
from tests.services.mail_house import build_house
from tests.services.supplied import add_supplies, november


@pytest.fixture
def house(database: Database) -> House:
    """Return a house with one contract, read for November 2021."""
    with database.write() as session:
        add_supplies(session, 1, november())
    return build_house(database)


def letters(house: House) -> list[tuple[str, str, str]]:
    """Return to whom, the subject and the text of every mail."""
    found = []
    with house.database.begin() as session:
        for row in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)):
            message = message_from_bytes(house.vault.decrypt(row.content), policy=default)
            body = message.get_body(("plain",))
            assert body is not None
            found.append((row.recipient, plain(message["Subject"]), plain(body.get_content())))
    return found


def test_the_mail_has_amount_due_date_and_link(house: House) -> None:
    issue(house)

    ((recipient, subject, body),) = letters(house)
    assert recipient == "client-1@exemple.fr"
    assert subject == "Votre facture FR-26-000001 est disponible : 5 267,80 €"
    assert "À régler au plus tard le 23/03/2026." in body
    assert "double la facture papier" in body
    assert "http://localhost:8050/factures?facture=FR-26-000001" in body
    assert "token" not in body


def test_a_direct_debit_is_announced_with_its_day(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Contract).values(direct_debit=True))
        session.execute(update(Customer).values(electronic_invoice=True))

    issue(house)

    ((_, _, body),) = letters(house)
    assert "prélevée sur votre compte bancaire le 23/03/2026" in body
    assert "vous ne recevrez pas de facture papier" in body


def test_an_address_that_is_none_does_not_hold_up_the_invoice(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Customer).values(email="pas une adresse"))

    assert len(issue(house).issued) == 1
    assert letters(house) == []


def test_everybody_who_sees_the_customer_is_told_once(house: House) -> None:
    with house.database.write() as session:
        customer_id = session.scalars(select(Customer.id)).one()
        for name, is_active, validated_at in (
            ("CLIENT-1", True, NOW),
            ("comptable", True, NOW),
            ("parti", False, NOW),
            ("nouveau", True, None),
        ):
            user = User(
                username=name.lower(), display_name=name, email=f"{name}@exemple.fr",
                password_hash="", role="customer", is_active=is_active, validated_at=validated_at,
            )  # fmt: skip
            session.add(user)
            session.flush()
            session.add(CustomerAccess(user_id=user.id, customer_id=customer_id))

    issue(house)

    recipients = [recipient.lower() for recipient, _, _ in letters(house)]
    assert sorted(recipients) == ["client-1@exemple.fr", "comptable@exemple.fr"]
