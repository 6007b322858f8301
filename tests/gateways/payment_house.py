"""Orders, and a bench that runs, for the tests of payment."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from app.payment_bench.journal import Line, read_journal
from app.payment_bench.serving import PaymentBench, build_bench, serving
from app.payment_bench.shop import bench_shop
from services.gateways.payment.interface import Order, PaymentEvent, Redirect
from services.gateways.payment.lyra import Lyra
from tests.conftest import NOW
from tests.gateways.shop_door import ShopDoor, open_door

RETURN = "http://127.0.0.1:8050/reglement/retour"


def order(
    reference: str = "R-0001", trans_id: str = "000001", amount: str = "612.48", url: str = RETURN
) -> Order:
    return Order(
        reference=reference,
        trans_id=trans_id,
        at=NOW,
        amount_eur=Decimal(amount),
        return_url=RETURN,
        notify_url=url,
        email="elise@exemple.fr",
        description="FR-15-121-40588",
    )


@dataclass
class Watch:
    """A clock that moves when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Page:
    status: int
    headers: dict[str, str]
    text: str


def send(
    url: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Page:
    """Send a form (or ask, without fields) as a browser would, without following."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    body = None if fields is None else urlencode(fields)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(
            "GET" if body is None else "POST",
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body,
            {**form, **(headers or {})},
        )
        answer = connection.getresponse()
        return Page(answer.status, dict(answer.headers), answer.read().decode())
    finally:
        connection.close()


@dataclass
class BenchHouse:
    """A bench that runs, the shop's adapter to it, and the shop's door."""

    address: str
    bench: PaymentBench
    provider: Lyra
    door: ShopDoor
    journal_path: Path
    watch: Watch
    orders: int = field(default=0)

    def pay(self, outcome: str, **about: str) -> Page:
        """Send a new order through the bench to ``outcome``."""
        self.orders += 1
        made = order(f"R-{self.orders:04}", f"{self.orders:06}", url=self.door.url, **about)
        return self.submit(self.provider.start(made), outcome)

    def submit(self, redirect: Redirect, outcome: str) -> Page:
        return send(redirect.url, {**redirect.fields, "bench_outcome": outcome})

    def heard(self) -> list[PaymentEvent]:
        """Return what the shop's door understood of all it heard."""
        return [
            event
            for body, headers in self.door.received
            for event in self.provider.parse_notification(body, headers)
        ]

    def later(self, seconds: float = 5.0) -> int:
        """Let time pass; return how many notifications left."""
        self.watch.now += timedelta(seconds=seconds)
        return self.bench.courier.tick()

    def debited(self) -> list[Line]:
        return [line for line in read_journal(self.journal_path) if line["kind"] == "transaction"]


PORTAL = ("http://127.0.0.1:8050", "http://localhost:8050")
"""Where the tests' portal would answer."""


@contextmanager
def open_bench(folder: Path, origins: Collection[str] = PORTAL) -> Iterator[BenchHouse]:
    """Run a bench on a free port, in this process, for a portal at ``origins`` and its door."""
    watch = Watch()
    path = folder / "bench.jsonl"
    with open_door() as door:
        shop, ours = bench_shop("http://127.0.0.1:1"), {*origins, door.origin}
        bench = build_bench(shop, path, origins=ours, clock=watch)
        with serving(bench) as address:
            provider = Lyra(bench_shop(address))
            yield BenchHouse(address, bench, provider, door, path, watch)
