"""The tests cannot reach the network."""

import socket

import pytest

from tests.loopback import NetworkBlockedError

ELSEWHERE = ("192.0.2.1", 80)


def test_connections_are_refused() -> None:
    with pytest.raises(NetworkBlockedError):
        socket.create_connection(ELSEWHERE, timeout=1)


def test_datagrams_are_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender, pytest.raises(NetworkBlockedError):
        sender.sendto(b"", ELSEWHERE)


def test_names_are_not_looked_up() -> None:
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("terralis.example", 80)


def test_the_loopback_interface_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()
