"""One agency on the demonstration for a whole run, and small ones that a test may change."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app.factory import Application, create_app
from app.settings import Settings
from services.demonstration.demo_accounts import DEMO_PASSWORD, USERS
from services.kernel.clock import Clock
from services.storage.engine import Database
from services.storage.models import Customer, CustomerAccess, User
from tests.app.browsing import Person, signed_in
from tests.app.built_once import built_once
from tests.app.callbacks import Callback, read_callbacks
from tests.conftest import DATA_KEY, NOW, load_demo_into
from tests.databases import Databases

SECRET_KEY = "a key of the tests, forty characters long"
PASSWORD = "vingt sillons bruns"


@pytest.fixture(scope="session", autouse=True)
def _built_once() -> Iterator[None]:
    with built_once():
        yield


@pytest.fixture(scope="session")
def cache_dir(pytestconfig: pytest.Config) -> Path:
    """Return the folder of compressed files, by their content: one for all runs."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("compressed")


@pytest.fixture(scope="session")
def settings(cache_dir: Path) -> Settings:
    """Return the settings of a demonstration over plain http."""
    return Settings(demo=True, secret_key=SECRET_KEY, data_key=DATA_KEY, cache_dir=str(cache_dir))


@pytest.fixture(scope="session")
def agency(databases: Databases, settings: Settings, clock: Clock) -> Iterator[Application]:
    """Return the application on the demonstration, for tests that only look."""
    url = databases.copy("demo", load_demo_into)
    database = Database(url)
    yield create_app(settings, database=database, clock=clock)
    database.dispose()
    databases.drop(url)


@pytest.fixture(scope="session")
def people(agency: Application) -> dict[str, Person]:
    """Return every user of the demonstration, signed in."""
    return {
        user.username: Person(user.username, signed_in(agency.server, user.username, DEMO_PASSWORD))
        for user in USERS
    }


@pytest.fixture
def stranger(agency: Application) -> FlaskClient:
    """Return a browser that never signed in."""
    return agency.server.test_client()


@pytest.fixture(scope="session")
def manager(people: dict[str, Person]) -> FlaskClient:
    """Return the browser of the user with the most sites."""
    return people["gestionnaire"].client


@pytest.fixture(scope="session")
def callbacks(manager: FlaskClient) -> tuple[Callback, ...]:
    """Return every callback of the application."""
    return read_callbacks(manager)


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@pytest.fixture
def movable_clock() -> MovableClock:
    """Return a clock of this test's own."""
    return MovableClock()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return the hash of PASSWORD: the cheapest one, since it is checked again and again."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def small_database(database: Database, password_hash: str) -> Database:
    """Return a database with two users without contracts: jeanne and paul."""
    with database.write() as session:
        for name in ("jeanne", "paul"):
            customer = Customer(reference=f"FE-{name}", name=f"Ferme de {name}")
            user = User(
                username=name,
                display_name=name.title(),
                password_hash=password_hash,
                validated_at=NOW,
                role="customer",
            )
            session.add_all([customer, user])
            session.flush()
            session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
    return database


@pytest.fixture
def small_agency(
    settings: Settings, small_database: Database, movable_clock: MovableClock
) -> Application:
    """Return an application of this test's own, at a time that it moves."""
    return create_app(settings, database=small_database, clock=movable_clock)
