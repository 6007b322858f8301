"""A real SMTP server on the loopback interface, that answers as a test wants."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.browser.server import find_free_port

TAKEN = "250 OK"
CUT = "cut"
"""What a policy says to take the mail and hang up without an answer."""

SLOW = "slow"
"""What a policy says to take the mail and think about it for ``slow_s``."""


@dataclass(frozen=True)
class Received:
    """One mail as the server took it: from which program, for whom, its bytes."""

    host: str
    sender: str
    recipient: str
    raw: bytes
    is_encrypted: bool


@dataclass
class PostOffice:
    """What the server was given.

    ``at_recipient`` and ``at_data``: what to answer to an address, and to a mail that came whole;
    a mail counts as received when the answer is TAKEN, CUT, SLOW or begins with 421 (taken, then
    nothing more was said).
    """

    at_recipient: Callable[[str], str] = lambda _: TAKEN
    at_data: Callable[[Received], str] = lambda _: TAKEN
    slow_s: float = 2.0
    received: list[Received] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to an address."""
        answer = self.at_recipient(address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail and answer."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        mail = Received(
            str(session.host_name),
            envelope.mail_from or "",
            envelope.rcpt_tos[0],
            raw,
            session.ssl is not None,
        )
        answer = self.at_data(mail)
        if answer in {TAKEN, CUT, SLOW} or answer.startswith("421"):
            with self.lock:
                self.received.append(mail)
        if answer == SLOW:
            await asyncio.sleep(self.slow_s)
            return TAKEN
        if answer == CUT:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer


@contextmanager
def open_office(
    office: PostOffice, *, port: int | None = None, certificate: Path | None = None
) -> Iterator[int]:
    """Serve ``office`` and yield its port; with ``certificate`` STARTTLS is asked for."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    port = port or find_free_port()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=context is not None,
        ready_timeout=10,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
