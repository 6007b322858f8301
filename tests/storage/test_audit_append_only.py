"""The database itself refuses to change or lose what the audit trail says."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.storage import audit as storage
from services.storage.engine import Database
from services.trail import audit
from services.trail.audit import Actor
from tests.conftest import NOW


def fill(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            audit.record(session, "sign_in.done", actor=Actor(name=f"n{number}"), now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'x' WHERE number = 2",
        "UPDATE audit_event SET number = 9 WHERE number = 2",
        "DELETE FROM audit_event WHERE number = 2",
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
        "UPDATE audit_head SET first_number = 0",
        "UPDATE audit_head SET first_number = 5",
    ],
)
def test_nothing_is_changed_or_taken_out(database: Database, statement: str) -> None:
    fill(database, 3)

    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(statement))


def test_an_event_is_not_put_in_the_place_of_another(database: Database) -> None:
    fill(database, 3)
    columns = (
        "number, happened_at, kind, actor_name, actor_role, address, details, previous_hash,"
        " event_hash"
    )
    query = f"SELECT {columns} FROM audit_event WHERE number = 2"  # noqa: S608 - ours
    replace = "INSERT OR REPLACE" if database.engine.dialect.name == "sqlite" else "INSERT"

    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(f"{replace} INTO audit_event ({columns}) {query}"))


def test_postgresql_does_not_truncate_it(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    fill(database, 1)

    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text("TRUNCATE audit_event"))


def test_a_purge_lets_go_of_the_beginning_alone(database: Database) -> None:
    fill(database, 5)
    with database.write() as session:
        gone = storage.begin_at(session, 3)

    assert gone == 2
    with database.begin() as session:
        head = storage.load_head(session)
        kept = [event.number for event, _ in storage.read_chain(session, start=1, end=9)]
    assert (head.first_number, kept) == (3, [3, 4, 5])
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text("DELETE FROM audit_event WHERE number = 3"))
