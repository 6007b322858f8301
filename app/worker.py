"""Gunicorn's threaded worker with a deadline for reading a request.

A thread that reads is a thread that answers nobody: a client that sends a byte now and then would
hold it for as long as it likes. Here a request must have arrived whole within READ_S, or its
connection is cut. A buffering proxy in front does this better; this is for when there is none.
"""

import socket
import threading
import time
from contextlib import suppress
from io import BytesIO
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from app.factory import MAX_BODY

READ_S = 15.0
"""Longest time for a request's head and body to arrive."""

LOOK_EVERY_S = 1.0


class DeadlineWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Cuts connections whose request does not arrive in time."""

    def init_process(self) -> None:
        """Start the thread that looks at the clock, then serve."""
        self._deadlines: dict[Any, float] = {}
        threading.Thread(target=self._watch, name="deadlines", daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Handle a connection, within the deadline until its request has been read."""
        self._deadlines[conn] = time.monotonic() + READ_S
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Read the body, put the deadline away, and let the application answer.

        The application refuses a body beyond its limit without reading it.
        """
        announced = dict(req.headers).get("CONTENT-LENGTH", "0")
        if not announced.isdecimal() or int(announced) <= MAX_BODY:
            req.body = BytesIO(req.body.read(MAX_BODY + 1))
        self._deadlines.pop(conn, None)
        return super().handle_request(req, conn)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_EVERY_S)
            cut_late(self._deadlines, time.monotonic())


def cut_late(deadlines: dict[Any, float], now: float) -> None:
    """Shut the connections down whose deadline has passed; their threads then give up reading."""
    for conn, deadline in list(deadlines.items()):
        if now > deadline:
            deadlines.pop(conn, None)
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)
