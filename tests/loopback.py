"""Keeps the tests off the network: a connection to anything but this machine is an error."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from unittest.mock import patch

INTERNET_FAMILIES = (socket.AF_INET, socket.AF_INET6)


class NetworkBlockedError(AssertionError):
    """A test tried to reach another machine."""


@contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse connections, datagrams and name look-ups beyond the loopback interface."""
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_other_machines(host)
        return look_up(host, *args, **kwargs)

    with (
        patch.object(socket.socket, "connect", _guarded(socket.socket.connect)),
        patch.object(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex)),
        patch.object(socket.socket, "sendto", _guarded(socket.socket.sendto)),
        patch.object(socket, "getaddrinfo", guarded_look_up),
    ):
        yield


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: socket.socket, *args: Any) -> Any:
        if self.family in INTERNET_FAMILIES:
            _refuse_other_machines(args[-1][0])  # the address comes last, as (host, port, …)
        return method(self, *args)

    return call


def _refuse_other_machines(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        is_local = ip_address(str(name)).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise NetworkBlockedError(f"tests must not use the network: {name}")
