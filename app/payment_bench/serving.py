"""The bench as a process: one server with threads, and one that keeps the late notifications."""

import logging
import socket
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from app.payment_bench import web_service
from app.payment_bench.bank import Bank
from app.payment_bench.courier import Courier
from app.payment_bench.journal import Journal
from app.payment_bench.pages import build_pages
from services.gateways.payment.lyra import TEST, LyraShop
from services.kernel.clock import Clock, system_clock

HOST = "127.0.0.1"
PAUSE = timedelta(seconds=5)
LOOKED_EVERY_S = 0.25
STOPPED_WITHIN_S = 0.05


@dataclass(frozen=True, slots=True)
class PaymentBench:
    """The parts of a bench: what answers, what carries notifications, what was debited."""

    server: Flask
    courier: Courier
    journal: Journal


def build_bench(
    shop: LyraShop,
    journal: Path,
    *,
    origins: Collection[str] = (),
    clock: Clock = system_clock,
    pause: timedelta = PAUSE,
) -> PaymentBench:
    """Return a bench for one shop; ``pause`` is how late its late notifications are.

    ``origins``: where the portal answers; no form leads or tells anybody anywhere else. Raises
    ValueError for a shop in production mode.
    """
    if shop.mode != TEST:
        raise ValueError("the payment bench refuses production mode")
    book = Journal(journal)
    courier = Courier(book, clock, pause=pause)
    bank = Bank(shop, book, courier, clock, origins=origins)
    server = build_pages(bank, shop, origins)
    server.register_blueprint(web_service.blueprint(bank, shop, book, clock))
    return PaymentBench(server, courier, book)


def open_server(bench: PaymentBench, port: int) -> BaseWSGIServer:
    """Listen on the loopback interface; ``port`` 0 takes any that is free.

    Raises OSError where somebody else listens.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # Our own socket: werkzeug would end the program where the port is taken.
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
        return make_server(HOST, port, bench.server, threaded=True, fd=listener.fileno())


@contextmanager
def serving(bench: PaymentBench, port: int = 0) -> Iterator[str]:
    """Answer in a thread for as long as the block runs; yield the address."""
    server = open_server(bench, port)
    thread = threading.Thread(
        target=server.serve_forever, args=(STOPPED_WITHIN_S,), name="payment-bench", daemon=True
    )
    thread.start()
    try:
        yield f"http://{HOST}:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        bench.journal.close()


def run(
    bench: PaymentBench,
    port: int,
    *,
    comes_within: Callable[[float], bool],
    on_ready: Callable[[], None],
) -> None:
    """Answer until ``comes_within(seconds)`` says that somebody asked to stop.

    Raises OSError where somebody else listens.
    """
    with serving(bench, port):
        on_ready()
        while not comes_within(LOOKED_EVERY_S):
            bench.courier.tick()
