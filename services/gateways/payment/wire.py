"""One POST over HTTP: encrypted unless it stays on this machine, and never redirected."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlsplit

from services.gateways.payment.interface import ProviderUnavailableError

TIMEOUT_S = 10.0
"""Longest silence of the other side at any step."""

LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def is_reachable(url: str) -> bool:
    """Tell whether ``url`` may be spoken to: https anywhere, http on this machine alone."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_here(url))
    )


def is_here(url: str) -> bool:
    """Tell whether an address is one of this machine's."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> Answer:
    """Send ``body`` and return the answer, whatever its status.

    Raises ProviderUnavailableError where there is none, ValueError for an address that is neither
    encrypted nor on this machine.
    """
    if not is_reachable(url):
        raise ValueError("neither https nor an address of this machine")
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connect(parts.scheme, parts.hostname or "", parts.port, timeout_s)
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(LARGEST_ANSWER))
    except (OSError, HTTPException) as error:
        raise ProviderUnavailableError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _connect(scheme: str, host: str, port: int | None, timeout_s: float) -> HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, port, timeout=timeout_s, context=context)
    return HTTPConnection(host, port, timeout=timeout_s)
