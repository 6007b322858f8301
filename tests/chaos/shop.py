"""The shop's side as a process to be killed: ``python -m tests.chaos.shop ORDER``.

``shop``: hears the bank's messages on a socket that it shares with its like, as the portal's
server does: an answer of 200 comes after the commit. ``worker``: asks the bank about the rest.
Both may kill themselves around a commit. Their clock runs faster than the one on the wall.
"""

import json
import os
import random
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from app.payment_bench.shop import bench_shop
from services.gateways.payment.lyra import Lyra
from services.payments.attempts import Bank
from services.payments.notifications import Heard, hear
from services.payments.reconciliation import reconcile
from services.storage.engine import Database
from tests.chaos.sender import build_house, fast_clock

PAUSE_S = 0.05
ANSWERS = {Heard.TAKEN: 200, Heard.FORGED: 403, Heard.UNREADABLE: 400}


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """What a process is told; ``suicides``: how likely it dies around a commit, each time.

    ``listener``: the descriptor of the socket that it inherits, -1 for a worker.
    """

    role: str
    database_url: str
    bench_url: str
    listener: int
    speed: float
    started_at: float
    seed: int
    suicides: float

    def as_text(self) -> str:
        """Return the order as one argument."""
        return json.dumps(asdict(self))


class Fate:
    """Kills this process before a commit, after it, or neither."""

    def __init__(self, seed: int, likelihood: float) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - to be repeated, not kept secret
        self._likelihood = likelihood
        self._lock = threading.Lock()

    def strike(self, *_: object) -> None:
        """End this process at once, now and then."""
        with self._lock:
            is_over = self._draw.random() < self._likelihood
        if is_over:
            os.kill(os.getpid(), signal.SIGKILL)

    def hang_over(self, database: Database) -> None:
        """Strike before commits; what strikes after them is whoever answers."""
        event.listen(database.engine, "commit", self.strike)


def serve(order: ShopOrder, bank: Bank, database: Database, fate: Fate) -> None:
    """Answer the bank until killed, or left alone."""
    house, clock = build_house(database), fast_clock(order.speed, order.started_at)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                heard = hear(house, bank, body, dict(self.headers), now=clock())
            except SQLAlchemyError:
                self.send_error(503)
                return
            fate.strike()
            self.send_response(ANSWERS[heard])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    class Shop(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of callers who did not wait."""

    server = Shop(("127.0.0.1", 0), Door, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=order.listener)
    server.serve_forever(PAUSE_S)


def work(order: ShopOrder, bank: Bank, database: Database) -> None:
    """Ask the bank about what nobody told, until killed."""
    house, clock = build_house(database), fast_clock(order.speed, order.started_at)
    while True:
        with suppress(SQLAlchemyError):  # the database is away: next time
            reconcile(house, bank.provider, bank.name, now=clock())
        time.sleep(PAUSE_S)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PAUSE_S)
    os._exit(0)


def main(order: ShopOrder) -> None:
    """Play the role until killed, or left alone."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    database = Database(order.database_url)
    fate = Fate(order.seed, order.suicides)
    fate.hang_over(database)
    bank = Bank("bench", Lyra(bench_shop(order.bench_url)), "http://127.0.0.1")
    if order.role == "worker":
        work(order, bank, database)
    else:
        serve(order, bank, database, fate)


if __name__ == "__main__":
    main(ShopOrder(**json.loads(sys.argv[1])))
