"""A request that does not arrive in time gives its thread back."""

import socket

from app.worker import cut_late


class Connection:
    """What the worker knows of a connection: its socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


def test_a_late_connection_is_cut_and_a_timely_one_is_not() -> None:
    late, late_peer = socket.socketpair()
    timely, timely_peer = socket.socketpair()
    with late, late_peer, timely, timely_peer:
        first, second = Connection(late), Connection(timely)
        deadlines = {first: 10.0, second: 20.0}

        cut_late(deadlines, 15.0)

        assert deadlines == {second: 20.0}
        assert late_peer.recv(1) == b""
        timely_peer.sendall(b"x")
        assert timely.recv(1) == b"x"


def test_a_connection_that_is_gone_already_is_forgotten() -> None:
    gone, peer = socket.socketpair()
    gone.close()
    peer.close()
    deadlines = {Connection(gone): 1.0}

    cut_late(deadlines, 2.0)

    assert deadlines == {}
