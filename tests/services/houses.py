"""A house on a test's database, and what stands in its outbox."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import select

from services.kernel.house import House
from services.kernel.vault import Vault
from services.storage.engine import Database
from services.storage.models import OutgoingMail

LINK = re.compile(r"jeton=([\w-]+)")


def house_on(database: Database) -> House:
    """Return a house of which only the database matters."""
    vault = Vault(["a key of the tests, forty characters long"])
    return House(database, vault, "https://ael.example", "Agence <agence@ael.example>")


def read_outbox(house: House) -> list[tuple[str, str, str]]:
    """Return kind, recipient and text of every e-mail written, oldest first."""
    with house.database.begin() as session:
        rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    return [(row.kind, row.recipient, _text(house.vault.decrypt(row.content))) for row in rows]


def last_link(house: House) -> str:
    """Return the secret of the link in the last e-mail."""
    found = LINK.search(read_outbox(house)[-1][2])
    assert found is not None, "the last e-mail has no link"
    return found[1]


def _text(content: bytes) -> str:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
