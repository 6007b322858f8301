"""The outbox under fire: senders killed, a mail server that stops, refuses, takes and hangs up."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from services.kernel import wording
from services.kernel.house import House
from services.mailing.mail import Letter, post
from services.storage.engine import Database
from services.storage.models import OutgoingMail
from tests.browser.server import find_free_port
from tests.chaos.counting import Outcome, count
from tests.chaos.killers import Senders
from tests.chaos.sender import Order, build_house, fast_clock
from tests.chaos.weather import UNKNOWN_PEOPLE, Shares, Weather
from tests.gateways.post_office import PostOffice, open_office

SENTENCES = {"mail.chaos.subject": "Message {number}", "mail.chaos.text": "Numéro {number}."}
POLL_S = 0.01
PATIENCE_S = 900.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen.

    Every other kill strikes a sender whose mail was just taken, the rest anybody at any moment. Of
    the mails some go to people the server does not know; others, beside them, are rolled back.
    Time passes ``speed`` times as fast as on the wall.
    """

    mails: int
    kills: int
    stops: int
    seed: int
    senders: int = 3
    unknown_share: float = 0.01
    rolled_back_share: float = 0.03
    speed: float = 120.0
    stop_s: float = 0.5


def run(plan: Plan, database_url: str) -> Outcome:
    """Write the mails while all goes wrong, wait until none is left, and count."""
    begun_at, started_at, port = time.monotonic(), time.time(), find_free_port()
    database = Database(database_url)
    house = build_house(database)
    office = PostOffice()
    draw = random.Random(plan.seed)  # noqa: S311 - to be repeated, not kept secret
    strikes = sorted(draw.sample(range(1, plan.mails * 9 // 10), plan.kills))
    weather = Weather(office, Shares(), plan.seed, strikes[::2])
    writer = Writer(plan, house, started_at)
    with ExitStack() as server, some_sentences():
        server.enter_context(open_office(office, port=port))
        senders = Senders(
            plan.senders,
            lambda name: Order(name, database_url, port, plan.speed, started_at),
        )
        weather.kill = senders.kill
        trouble = Trouble(plan, senders, strikes[1::2], Switch(office, server, port))
        writer.start()
        try:
            while writer.is_alive() or _has_open(database):
                trouble.make()
                assert time.monotonic() - begun_at < PATIENCE_S, "mails that never end"
        finally:
            senders.stop()
            writer.join()
    outcome = count(database, office, writer.committed, writer.rolled_back)
    database.dispose()
    return outcome.during(weather, senders.kills, plan.stops, time.monotonic() - begun_at)


class Writer(threading.Thread):
    """Writes the mails of the plan, one transaction each; remembers which were committed."""

    def __init__(self, plan: Plan, house: House, started_at: float) -> None:
        super().__init__(name="writer")
        self._plan = plan
        self._house = house
        self._clock = fast_clock(plan.speed, started_at)
        self._draw = random.Random(plan.seed + 1)  # noqa: S311 - to be repeated
        self.committed: dict[int, str] = {}
        self.rolled_back: set[int] = set()

    def run(self) -> None:
        """Write all of them."""
        number = 0
        while len(self.committed) < self._plan.mails:
            number += 1
            is_unknown = self._draw.random() < self._plan.unknown_share
            recipient = f"{UNKNOWN_PEOPLE if is_unknown else 'client'}-{number}@exemple.fr"
            letter = Letter("chaos", recipient, {"number": str(number)})
            if self._draw.random() < self._plan.rolled_back_share:
                self._write(letter, is_undone=True)
                self.rolled_back.add(number)
            else:
                self._write(letter, is_undone=False)
                self.committed[number] = recipient

    def _write(self, letter: Letter, *, is_undone: bool) -> None:
        with self._house.database.write(patience_ms=60_000) as session:
            post(session, self._house, letter, now=self._clock())
            session.flush()
            if is_undone:
                session.rollback()


@dataclass(frozen=True, slots=True)
class Switch:
    """The mail server, to be turned off for a while."""

    office: PostOffice
    server: ExitStack
    port: int

    def turn_off(self, seconds: float) -> None:
        """Stop the server, and start it again on the same port."""
        self.server.close()
        time.sleep(seconds)
        self.server.enter_context(open_office(self.office, port=self.port))


class Trouble:
    """Kills senders and stops the mail server when their moments have come."""

    def __init__(self, plan: Plan, senders: Senders, strikes: list[int], switch: Switch) -> None:
        self._plan = plan
        self._senders = senders
        self._strikes = list(strikes)
        self._draw = random.Random(plan.seed + 2)  # noqa: S311 - to be repeated
        self._stops = sorted(self._draw.sample(range(1, plan.mails * 9 // 10), plan.stops))
        self._switch = switch

    def make(self) -> None:
        """Do what is due, replace the dead, wait a little."""
        received = len(self._switch.office.received)
        if self._strikes and received >= self._strikes[0]:
            self._strikes.pop(0)
            self._senders.kill_any(self._draw)
        if self._stops and received >= self._stops[0]:
            self._stops.pop(0)
            self._switch.turn_off(self._plan.stop_s)
        self._senders.replace_dead()
        time.sleep(POLL_S)


def _has_open(database: Database) -> bool:
    """Tell whether a mail is neither sent nor given up."""
    with database.begin() as session:
        is_open = (OutgoingMail.sent_at.is_(None), OutgoingMail.abandoned_at.is_(None))
        return session.scalar(select(OutgoingMail.id).where(*is_open).limit(1)) is not None


@contextmanager
def some_sentences() -> Iterator[None]:
    """Let the catalogue have the chaos's own sentences for a while."""
    catalogue = wording.load_catalogue(wording.DEFAULT_LANGUAGE)
    catalogue.update(SENTENCES)
    try:
        yield
    finally:
        for message_id in SENTENCES:
            del catalogue[message_id]
