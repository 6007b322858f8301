"""People who pay while all goes wrong: some click twice, some forge messages, none gives up."""

import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException

from sqlalchemy.exc import SQLAlchemyError

from app.payment_bench.shop import bench_shop
from services.gateways.payment.lyra import Lyra
from services.kernel.clock import Clock
from services.kernel.errors import ServiceError
from services.payments.attempts import Bank, Wish, start
from services.storage.engine import Database
from tests.chaos.payment_people import Debtor
from tests.chaos.sender import build_house
from tests.chaos.shop import ShopOrder
from tests.gateways.payment_house import send

OUTCOMES = {
    "accepted": 30,
    "threeds_accepted": 10,
    "refused": 8,
    "abandoned": 4,
    "expired": 3,
    "silent": 10,
    "twice": 8,
    "late": 8,
    "disordered": 6,
    "refused_then_accepted": 4,
    "refusal_late": 3,
    "forged": 4,
    "other_amount": 2,
}
POLL_S = 0.05
SUICIDES = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """``payments`` by ``payers`` at once; ``kills`` at least, ``restarts`` of PostgreSQL.

    Time passes ``speed`` times as fast as on the wall; by that time all is to be settled
    ``within`` after the last payment.
    """

    payments: int
    kills: int
    restarts: int
    seed: int
    payers: int = 6
    speed: float = 10.0
    within: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everybody is."""

    plan: Plan
    database_url: str
    bench_url: str
    listener: socket.socket
    started_at: float

    @property
    def shop_url(self) -> str:
        """Return where the bank's messages go."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def order(self, role: str, number: int, descriptor: int) -> ShopOrder:
        """Return what a process of the crew is told."""
        plan = self.plan
        return ShopOrder(
            role,
            self.database_url,
            self.bench_url,
            descriptor,
            plan.speed,
            self.started_at,
            plan.seed * 1000 + number,
            SUICIDES,
        )


class Payers:
    """People who pay, each with their own thread; some click twice, some forge messages."""

    def __init__(
        self, plan: Plan, database: Database, debtors: list[Debtor], scene: Scene, clock: Clock
    ) -> None:
        self._database, self._scene, self._clock = database, scene, clock
        self._plan = plan
        self._debts = [(debtor, number) for debtor in debtors for number in debtor.numbers]
        random.Random(plan.seed).shuffle(self._debts)  # noqa: S311 - to be repeated
        self._lock = threading.Lock()
        self.paid = 0
        self.answers: Counter[str] = Counter()
        self._threads = [
            threading.Thread(target=self._pay_all, args=(n,), daemon=True)
            for n in range(plan.payers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_busy(self) -> bool:
        """Tell whether anybody still pays."""
        return any(thread.is_alive() for thread in self._threads)

    def _pay_all(self, payer: int) -> None:
        draw = random.Random(self._plan.seed * 100 + payer)  # noqa: S311 - to be repeated
        while True:
            with self._lock:
                if not self._debts:
                    return
                debtor, number = self._debts.pop()
            self._pay(debtor, number, draw)
            with self._lock:
                self.paid += 1

    def _pay(self, debtor: Debtor, number: str, draw: random.Random) -> None:
        outcome = draw.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        wish = Wish((number,), None, f"click {number}")
        fields = self._begin(debtor, wish)
        if draw.random() < 0.1 and self._begin(debtor, wish) != fields:
            self._note("a second click was another payment")
        if draw.random() < 0.1:
            self._note("second tab " + self._try_another(debtor, number))
        if draw.random() < 0.15:
            self._forge(fields, draw)
        try:
            page = send(fields["page"], {**_form(fields), "bench_outcome": outcome})
        except (OSError, HTTPException):
            # The bank waited for a shop that was killed, and the browser for the bank.
            self._note("bank, no answer")
            return
        self._note(f"bank {page.status}")

    def _begin(self, debtor: Debtor, wish: Wish) -> dict[str, str]:
        """Start a payment, again and again until the database takes it: it is the same click."""
        bank = Bank("bench", Lyra(bench_shop(self._scene.bench_url)), self._scene.shop_url)
        house = build_house(self._database)
        while True:
            try:
                way = start(
                    debtor.viewer(self._database),
                    house=house,
                    bank=bank,
                    wish=wish,
                    now=self._clock(),
                )
            except SQLAlchemyError:
                time.sleep(POLL_S)
                continue
            return {**way.fields, "page": way.url}

    def _try_another(self, debtor: Debtor, number: str) -> str:
        try:
            self._begin(debtor, Wish((number,), None, f"other tab {number}"))
        except ServiceError:
            return "refused"
        return "taken"

    def _forge(self, fields: dict[str, str], draw: random.Random) -> None:
        """Send what the bank never said: signed with another key, or with its form's signature."""
        told = {**_form(fields), "vads_trans_status": "CAPTURED", "vads_hash": "a" * 64}
        if draw.random() < 0.5:
            told["signature"] = "A" * 43 + "="
        try:
            answer = send(f"{self._scene.shop_url}/paiement/notification", told)
        except (OSError, HTTPException):
            self._note("forged, killed meanwhile")
            return
        self._note(f"forged {answer.status}")

    def _note(self, what: str) -> None:
        with self._lock:
            self.answers[what] += 1


def _form(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name != "page"}
