"""The database: one engine, transactions from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from services.kernel.viewer import PATIENCE_MS
from services.storage.revision import count_changes

WRITES = "ael_writes"
"""Execution option of the connections that a writing transaction uses: its patience, in ms."""


class Database:
    """A SQLite or PostgreSQL database, by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        self.engine = build_engine(url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction that reads: ended with the block."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self, *, patience_ms: int = PATIENCE_MS) -> Iterator[Session]:
        """Open a transaction that writes: committed with the block, rolled back by an exception.

        SQLite takes its one write lock at once and waits for it; a transaction that read first
        would be refused without waiting if somebody else wrote in between. OperationalError is
        raised when the lock is not to be had within ``patience_ms``.
        """
        writing = self.engine.execution_options(**{WRITES: patience_ms})
        with Session(writing, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections (before a fork, after a test)."""
        self.engine.dispose()


def build_engine(url: str) -> Engine:
    """Return an engine with the settings that each kind of database needs."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=8)
        count_changes(engine)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    count_changes(engine)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    patience_ms = connection.get_execution_options().get(WRITES)
    driver = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection):
        driver.execute(f"PRAGMA busy_timeout = {int(patience_ms or PATIENCE_MS)}")
    connection.exec_driver_sql("BEGIN" if patience_ms is None else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Turn on foreign keys, readers beside a writer, and waiting for locks.

    The driver's own transaction handling is off: it would not open one before a SELECT or DDL.
    """
    assert isinstance(connection, SqliteConnection)  # noqa: S101 # nosec B101 - narrows the driver's type
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "cache_size = -16000",
        # Addresses, not memory: a page that the system has already is not copied once more.
        "mmap_size = 1073741824",
    ):
        connection.execute(f"PRAGMA {pragma}")
