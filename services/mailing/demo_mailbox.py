"""The demonstration's mailbox: every e-mail of the house, for whoever tries it out."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape

from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.vault import VaultError
from services.kernel.wording import text
from services.storage import outbox
from services.storage.outbox import KeptMail

MOST = 50
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a mail's text; ``path``: the page of the portal that it links to, "" for none."""

    words: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail as the page shows it; ``paragraphs``: each in pieces, plain text and links."""

    id: int
    recipient: str
    subject: str
    written_at: datetime
    is_sent: bool
    paragraphs: tuple[tuple[Piece, ...], ...]


def load_mailbox(house: House, *, most: int = MOST) -> tuple[ShownMail, ...]:
    """Return the newest mails of the demonstration, newest first.

    Raises NotFoundError elsewhere: mails hold links that are for their reader alone.
    """
    if not house.is_demo:
        raise NotFoundError(text("mailbox.absent"))
    with house.database.begin() as session:
        mails = outbox.load_newest(session, most)
    return tuple(_show(house, mail) for mail in mails)


def load_html(house: House, mail_id: int) -> str:
    """Return the HTML part of a mail; its links open the server that shows it, in the whole window.

    A mail whose content is forgotten or unreadable is a page that says so. Raises NotFoundError
    outside the demonstration, and where there is no such mail.
    """
    if not house.is_demo:
        raise NotFoundError(text("mailbox.absent"))
    with house.database.begin() as session:
        content = outbox.find_content(session, mail_id)
    if content is None:
        raise NotFoundError(text("mailbox.no_html"))
    message = _open(house, content)
    part = message.get_body(("html",))
    if part is None:
        return _say(_missing(content, message) or text("mailbox.no_html"))
    page = str(part.get_content()).replace(f'href="{escape(house.public_url)}/', 'href="/')
    return page.replace("<head>", '<head>\n<base target="_top">', 1)


def _show(house: House, mail: KeptMail) -> ShownMail:
    subject, body = _read(house, mail.content)
    return ShownMail(
        id=mail.id,
        recipient=mail.recipient,
        subject=subject,
        written_at=mail.created_at,
        is_sent=mail.is_sent,
        paragraphs=tuple(_find_links(p, house.public_url) for p in body.split("\n\n")),
    )


def _read(house: House, content: bytes) -> tuple[str, str]:
    """Return a mail's subject and text."""
    message = _open(house, content)
    if missing := _missing(content, message):
        return missing, ""
    part = message.get_body(("plain",))
    body = str(part.get_content()) if part is not None else ""
    # The line that mail programs take for the beginning of the signature says nothing here.
    return str(message["Subject"]), body.replace("\r\n", "\n").replace("\n\n-- \n", "\n\n").strip()


def _missing(content: bytes, message: EmailMessage) -> str:
    """Return why a mail cannot be shown, "" when it can."""
    if not content:
        return text("mailbox.forgotten")
    return "" if message.keys() else text("mailbox.unreadable")


def _say(sentence: str) -> str:
    """Return a page that says so, for the frame of a mail."""
    said, style = escape(sentence), "font-family: sans-serif; color: #555; background: #fff"
    body = f'<body style="{style}">{said}</body>'
    return f'<!doctype html><html lang="fr"><title>{said}</title>{body}'


def _open(house: House, content: bytes) -> EmailMessage:
    """Return the message that ``content`` encrypts, an empty one when no key opens it."""
    try:
        raw = house.vault.decrypt(content)
    except VaultError:
        return EmailMessage()
    return message_from_bytes(raw, EmailMessage, policy=default)


def _find_links(paragraph: str, public_url: str) -> tuple[Piece, ...]:
    """Cut a paragraph at its links into the portal; other addresses stay text.

    They become paths: they open the server that shows them, however its address was typed.
    """
    pieces: list[Piece] = []
    end = 0
    for found in _ADDRESS.finditer(paragraph):
        path = found[0].removeprefix(public_url)
        if path != found[0] and path.startswith("/") and not path.startswith("//"):
            pieces += [Piece(paragraph[end : found.start()]), Piece(found[0], path)]
            end = found.end()
    pieces.append(Piece(paragraph[end:]))
    return tuple(piece for piece in pieces if piece.words)
