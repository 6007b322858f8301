"""E-mails: written in the transaction that causes them, sent by the worker (mail_delivery)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from sqlalchemy.orm import Session

from services.exports.mail_body import render_html, render_text
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import outbox


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to write: its sentences are ``mail.<kind>.subject``, ``.text`` and ``.button``.

    ``values`` fill them; ``path``: what the button opens, an address of the portal, "" for none.
    """

    kind: str
    recipient: str
    values: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


def post(session: Session, house: House, letter: Letter, *, now: datetime) -> None:
    """Put ``letter`` into the outbox, in the transaction of what it tells of.

    Its Message-ID never changes: whoever gets it twice can tell.
    """
    message = write(house, letter, now=now)
    outbox.add(
        session,
        message_id=str(message["Message-ID"]),
        kind=letter.kind,
        recipient=letter.recipient,
        content=house.vault.encrypt(message.as_bytes()),
        now=now,
    )


def write(house: House, letter: Letter, *, now: datetime) -> EmailMessage:
    """Return the message as it will be sent: text and HTML of the same words."""
    name, sender = parseaddr(house.mail_from)
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = letter.recipient
    message["Subject"] = text(f"mail.{letter.kind}.subject", **letter.values)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "fr"
    paragraphs = text(f"mail.{letter.kind}.text", **letter.values).split("\n\n")
    button = text(f"mail.{letter.kind}.button") if letter.path else ""
    address = f"{house.public_url}{letter.path}" if letter.path else ""
    message.set_content(render_text(paragraphs, button, address))
    html = render_html(str(message["Subject"]), paragraphs, button, address)
    message.add_alternative(html, subtype="html")
    return message
