"""A process with the application on one database, which opens pages when it is told to.

One process for each database: what one application keeps in memory is not there for the other.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time

from werkzeug.test import TestResponse

from app.factory import create_app
from app.settings import Settings
from services.storage.engine import Database
from tests.app.browsing import holder_of
from tests.bench.plans import explain
from tests.bench.sessions import SECRET_KEY, open_sessions, session_cookie
from tests.bench.visits import PAGES, Browser, find_curve_callback

NOW = datetime.fromisoformat("2026-03-02T09:30:00+00:00")


@dataclass(frozen=True, slots=True)
class People:
    """Who opens pages of a database: user names, the password of all of them."""

    url: str
    usernames: tuple[str, ...]
    password: str
    cache_dir: Path


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to open: its name in PAGES, which of the people asks, about which contract."""

    page: str
    person: int
    contract: str
    is_explained: bool = False
    """Whether it is wanted why the page takes its time, instead of the time."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one request: on the clock, and of the process's CPU."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """The other end of the process."""

    connection: Connection

    def spend(self, errand: Errand) -> Spent:
        """Open a page and return what it took.

        Raises RuntimeError for an answer that is no success.
        """
        self.connection.send(errand)
        answer = self.connection.recv()
        if not isinstance(answer, Spent):
            raise RuntimeError(answer)  # noqa: TRY004 - what the process had to say
        return answer

    def explain(self, errand: Errand) -> str:
        """Open a page and return its slowest statements and functions, in words."""
        self.connection.send(errand)
        return str(self.connection.recv())


@contextmanager
def visitor(people: People) -> Iterator[Visitor]:
    """Yield a visitor whose process ends with the block."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(people, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Visitor(here)
    finally:
        here.close()
        process.join()


def _serve(people: People, connection: Connection) -> None:
    """Answer errands until the other end is closed."""
    database = Database(people.url)
    browsers = _open_browsers(people, database)
    gc.collect()
    gc.freeze()
    while True:
        try:
            errand = connection.recv()
        except EOFError:
            break
        open_page = partial(PAGES[errand.page], browsers[errand.person], errand.contract)
        connection.send(
            explain(database.engine, open_page) if errand.is_explained else _spend(open_page)
        )
    database.dispose()


def _spend(open_page: Callable[[], TestResponse]) -> Spent | str:
    """Open a page; return what it took, or the status of an answer that is no success."""
    cpu_s, wall_s = process_time(), perf_counter()
    answer = open_page()
    spent = Spent(perf_counter() - wall_s, process_time() - cpu_s)
    return spent if answer.status_code in {200, 303} else answer.status


def _open_browsers(people: People, database: Database) -> Sequence[Browser]:
    settings = Settings(secret_key=SECRET_KEY, cache_dir=str(people.cache_dir))
    server = create_app(settings, database=database, clock=lambda: NOW).server
    secrets = open_sessions(database, people.usernames, now=NOW)
    cookies = [session_cookie(secret) for secret in secrets]
    clients = [holder_of(server, cookie) for cookie in cookies]
    curve = find_curve_callback(clients[0])
    return [
        Browser(client, name, people.password, curve)
        for client, name in zip(clients, people.usernames, strict=True)
    ]
