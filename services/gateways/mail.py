"""Handing e-mails to a mail server: what may be tried again, and what was refused for good."""

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Protocol

TIMEOUT_S = 15.0
"""Longest silence of the server at any step."""

PERMANENT = range(500, 600)

_WRITABLE = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""An address in visible ASCII, without the signs that end one."""


class TemporaryRefusalError(Exception):
    """The mail was not taken, as far as we know: worth another try.

    ``concerns_all``: the server itself does not answer or does not let us in, so that the next
    mail would fare no better now.
    """

    def __init__(self, reason: str, *, concerns_all: bool = False) -> None:
        super().__init__(reason)
        self.concerns_all = concerns_all


class PermanentRefusalError(Exception):
    """The server refuses this mail or its recipient, and always will."""


class Carrier(Protocol):
    """Something that takes e-mails away."""

    def send(self, raw: bytes, recipient: str) -> None:
        """Hand one mail over; return when it is taken.

        Raises TemporaryRefusalError or PermanentRefusalError.
        """
        ...

    def close(self) -> None:
        """Say goodbye: nothing comes for a while."""
        ...


class Mailbox:
    """The demonstration's carrier: mails stay in the outbox, where a page shows them."""

    def send(self, raw: bytes, recipient: str) -> None:
        """Take the mail, for nobody."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and how to be let in.

    ``security``: "starttls", "tls", or "none" where the server is this machine; ``sender``: the
    address that refusals come back to.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = ""
    timeout_s: float = TIMEOUT_S


class SmtpCarrier:
    """Hands mails to an SMTP server, over one connection until ``close``."""

    def __init__(self, server: SmtpServer) -> None:
        if server.security == "none" and not is_loopback(server.host):
            raise ValueError(f"mails would go unencrypted to {server.host}")
        self._server = server
        self._connection: SMTP | None = None

    def send(self, raw: bytes, recipient: str) -> None:
        """Hand one mail over."""
        if not _WRITABLE.fullmatch(recipient):
            raise PermanentRefusalError("553 not an address that SMTP can write")
        connection = self._connection = self._connection or self._connect()
        try:
            connection.sendmail(self._server.sender, [recipient], raw)
        except SMTPRecipientsRefused as error:
            raise _refusal(*error.recipients[recipient]) from error
        except SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except SMTPResponseException as error:
            # The sender is refused: ours to put right, the mail must wait for it.
            raise TemporaryRefusalError(str(error)) from error
        except (SMTPException, OSError) as error:
            self._drop()
            raise TemporaryRefusalError(_said(error)) from error
        finally:
            if connection.sock is None:
                self._drop()

    def close(self) -> None:
        """End the connection, politely if the server still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SMTPException, OSError):
                connection.quit()
            connection.close()

    def _drop(self) -> None:
        """Forget a connection that is cut or in the middle of something."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> SMTP:
        try:
            return self._open()
        except (SMTPException, OSError) as error:
            raise TemporaryRefusalError(_said(error), concerns_all=True) from error

    def _open(self) -> SMTP:
        server = self._server
        # Without a name smtplib would look this machine up in the DNS, for seconds where it fails.
        name = server.sender.rpartition("@")[2]
        if server.security == "tls":
            context = ssl.create_default_context()
            connection: SMTP = SMTP_SSL(
                server.host, server.port, name, timeout=server.timeout_s, context=context
            )
        else:
            connection = SMTP(server.host, server.port, name, timeout=server.timeout_s)
        try:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
        except (SMTPException, OSError):
            connection.close()
            raise
        return connection


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(code: int, answer: bytes | str) -> TemporaryRefusalError | PermanentRefusalError:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    kind = PermanentRefusalError if code in PERMANENT else TemporaryRefusalError
    return kind(f"{code} {said}")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
