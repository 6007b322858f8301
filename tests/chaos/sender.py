"""One sender as a process of its own, to be killed: ``python -m tests.chaos.sender ORDER``.

Its clock runs faster than the real one, so that pauses of minutes pass within the run.
"""

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from services.gateways.mail import SmtpCarrier, SmtpServer
from services.kernel.clock import Clock
from services.kernel.house import House
from services.kernel.vault import Vault
from services.storage.engine import Database
from services.worker import Worker

KEY = "the key of the chaos, which protects nothing"
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Order:
    """What a sender is told: its name, where mails are and go, and how fast time passes."""

    name: str
    database_url: str
    port: int
    speed: float
    started_at: float

    def as_text(self) -> str:
        """Return the order as one argument."""
        return json.dumps(asdict(self))


def fast_clock(speed: float, started_at: float) -> Clock:
    """Return a clock that was at START at ``started_at`` (Unix time) and runs ``speed`` times."""
    return lambda: START + timedelta(seconds=(time.time() - started_at) * speed)


def build_house(database: Database) -> House:
    """Return a house whose mails can be read by every sender."""
    return House(
        database=database,
        vault=Vault((KEY,)),
        public_url="http://localhost:8050",
        mail_from="Terralis <ne-pas-repondre@ael.terralis.fr>",
    )


def main(order: Order) -> None:
    """Send until killed, or left alone."""
    parent = os.getppid()
    server = SmtpServer("127.0.0.1", order.port, "none", sender=f"s@{order.name}", timeout_s=5.0)
    clock = fast_clock(order.speed, order.started_at)
    house = build_house(Database(order.database_url))
    worker = Worker(house, SmtpCarrier(server), clock=clock, tasks=())
    while os.getppid() == parent:
        if not worker.run_round():
            time.sleep(PAUSE_S)


if __name__ == "__main__":
    main(Order(**json.loads(sys.argv[1])))
