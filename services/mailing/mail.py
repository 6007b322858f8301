"""E-mails: written in the transaction that causes them, sent by the worker (mail_delivery)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from sqlalchemy.orm import Session

from services.exports.mail_body import render_html, render_text
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import outbox

LONGEST_ADDRESS = 254
LONGEST_VALUE = 300
"""What fills a sentence may be what somebody typed: enough for a name, not for a letter."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"(?=.{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])",
    re.IGNORECASE | re.ASCII,
)


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

    Its Message-ID never changes: whoever gets it twice can tell. Raises InvalidInputError for a
    recipient that is no address.
    """
    message = write(house, letter, now=now)
    outbox.add(
        session,
        message_id=str(message["Message-ID"]),
        kind=letter.kind,
        recipient=message["To"].addresses[0].addr_spec,
        content=house.vault.encrypt(message.as_bytes()),
        now=now,
    )


def write(house: House, letter: Letter, *, now: datetime) -> EmailMessage:
    """Return the message as it will be sent: text and HTML of the same words, in plain ASCII."""
    name, sender = parseaddr(house.mail_from)
    values = {key: tame(value) for key, value in letter.values.items()}
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=normal_address(letter.recipient))
    message["Subject"] = text(f"mail.{letter.kind}.subject", **values)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    paragraphs = text(f"mail.{letter.kind}.text", **values).split("\n\n")
    button = text(f"mail.{letter.kind}.button") if letter.path else ""
    address = f"{house.public_url}{letter.path}" if letter.path else ""
    message.set_content(render_text(paragraphs, button, address), cte="quoted-printable")
    html = render_html(str(message["Subject"]), paragraphs, button, address)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = "fr"
    return message


def normal_address(typed: str) -> str:
    """Return an e-mail address as mail servers take it: ASCII, its domain in small letters.

    An accented domain is written in its ASCII form. Raises InvalidInputError for what is no
    address, or has no domain that mail can reach.
    """
    local, at, domain = typed.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_domain = ""
    address = f"{local}{at}{ascii_domain}"
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise InvalidInputError(text("mail.bad_address"), field="email")
    return address


def tame(value: str) -> str:
    """Return a value on one line: it can neither begin a header or a paragraph nor turn the text.

    Control characters and marks of direction become spaces.
    """
    plain = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in value
    )
    return re.sub(" {2,}", " ", plain).strip()[:LONGEST_VALUE]
