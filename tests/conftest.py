"""Fixtures for every test: private databases, a clock that stands still, no network."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from services.kernel.clock import Clock
from services.kernel.vault import Vault
from services.storage.engine import Database
from services.storage.migrate import upgrade
from tests.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    database_at,
    folder_in_memory,
)
from tests.loopback import loopback_only

settings.register_profile("quick", max_examples=25, derandomize=True, deadline=None)
settings.load_profile("quick")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""A Monday in winter, after the last reading of every demonstration site."""

DATA_KEY = "what is encrypted at rest in the tests"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another server than SQLite run the tests that use a database: the others saw none."""
    if "AEL_TEST_DATABASE_URL" not in os.environ:
        return
    others = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if "databases" in getattr(item, "fixturenames", ())]


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what the whole run needs: it took a sixth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def standing_clock() -> datetime:
    """Return the moment at which every test happens."""
    return NOW


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def clock() -> Clock:
    """Return a clock that always says NOW."""
    return standing_clock


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Return the maker of databases: SQLite, or the server of AEL_TEST_DATABASE_URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if worker else base
    server_url = os.environ.get("AEL_TEST_DATABASE_URL")
    if server_url is None:
        with folder_in_memory() as private:
            yield SqliteDatabases(shared=shared, private=private)
        return
    postgres = PostgresDatabases(server_url, shared=shared, worker=worker)
    yield postgres
    postgres.close()


def load_demo_into(url: str) -> None:
    """Migrate an empty database and load the demonstration data into it."""
    # Here, because the demonstration brings every importer: most tests need none of it.
    from services.demonstration.demo import load_demo  # noqa: PLC0415

    upgrade(url)
    database = Database(url)
    load_demo(database, now=NOW, vault=Vault([DATA_KEY]))
    database.dispose()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Return the URL of an empty, migrated database that this test has for itself."""
    url = databases.copy("empty", upgrade)
    yield url
    databases.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return an empty, migrated database that this test has for itself."""
    database = database_at(database_url)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def demo_database_url(databases: Databases) -> Iterator[str]:
    """Return the URL of the demonstration data, shared by tests that only read."""
    url = databases.copy("demo", load_demo_into)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def demo_database(demo_database_url: str) -> Iterator[Database]:
    """Return the demonstration data, shared: only for tests that write nothing."""
    database = database_at(demo_database_url)
    yield database
    database.dispose()


@pytest.fixture
def fresh_demo_database_url(databases: Databases) -> Iterator[str]:
    """Return the URL of a copy of the demonstration data that this test may change."""
    url = databases.copy("demo", load_demo_into)
    yield url
    databases.drop(url)


@pytest.fixture
def fresh_demo_database(fresh_demo_database_url: str) -> Iterator[Database]:
    """Return a copy of the demonstration data that this test may change."""
    database = database_at(fresh_demo_database_url)
    yield database
    database.dispose()
