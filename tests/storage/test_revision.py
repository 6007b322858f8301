"""The data's revision moves with what pages show, and with nothing else."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from services import sites
from services.sign_in import authentication, sessions
from services.storage.engine import Database
from services.storage.models import (
    Customer,
    CustomerAccess,
    DataRevision,
    MeteringPoint,
    User,
)
from services.storage.revision import counts
from tests.conftest import NOW
from tests.houses import house_on
from tests.services.viewers import add_viewer, viewer_of

NUMBER = "C4-44-000001"


@pytest.fixture(autouse=True)
def jeanne(database: Database) -> None:
    add_viewer(database, "jeanne", NUMBER)


def revision(database: Database) -> int:
    with database.begin() as session:
        return session.scalars(select(DataRevision.number)).one()


def test_a_change_of_an_object_counts(database: Database) -> None:
    before = revision(database)
    with database.write() as session:
        session.scalars(select(MeteringPoint)).one().name = "Autre nom"
    assert revision(database) == before + 1


def test_a_change_by_statement_counts_once_a_transaction(database: Database) -> None:
    before = revision(database)
    with database.write() as session:
        session.execute(update(MeteringPoint).values(name="a"))
        session.execute(update(Customer).values(name="b"))
    assert revision(database) == before + 1


def test_what_is_taken_back_does_not_count(database: Database) -> None:
    before = revision(database)
    with suppress(ZeroDivisionError), database.write() as session:
        session.execute(update(MeteringPoint).values(name="a"))
        raise ZeroDivisionError
    with database.write() as session:
        session.execute(text("SELECT 1"))
    assert revision(database) == before


def test_reading_signing_in_and_choosing_a_site_do_not_count(database: Database) -> None:
    before = revision(database)
    attempt = authentication.Attempt("jeanne", "wrong", "192.0.2.1", "")
    with suppress(Exception):
        authentication.sign_in(house_on(database), attempt, now=NOW)
    sessions.resume(database, "nobody's", now=NOW + timedelta(hours=1))
    sites.remember(viewer_of(database, "jeanne"), NUMBER)
    assert revision(database) == before


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.execute(text("DELETE FROM customer_access")),
        lambda session: session.connection().exec_driver_sql("UPDATE customer SET name = 'b'"),
        lambda session: session.execute(
            delete(CustomerAccess.__table__).where(CustomerAccess.user_id == 1)  # type: ignore[arg-type]
        ),
        lambda session: session.execute(
            insert(Customer), [{"reference": f"FE-{n}", "name": "x"} for n in range(3)]
        ),
        lambda session: session.execute(delete(User)),
    ],
    ids=["text", "driver", "table", "many", "user"],
)
def test_every_way_of_writing_counts(
    database: Database, write: Callable[[Session], object]
) -> None:
    before = revision(database)
    with database.write() as session:
        write(session)
    assert revision(database) == before + 1


@pytest.mark.parametrize(
    ("statement", "changes"),
    [
        ("SELECT 1", False),
        ("BEGIN IMMEDIATE", False),
        ("insert or replace into contract VALUES (1)", True),
        ('DELETE FROM "user" WHERE id = 1', True),
        ('UPDATE "user" SET last_sign_in_at = 1', False),
        ("WITH old AS (SELECT 1) DELETE FROM contract", True),
        ("WITH old AS (SELECT 1) SELECT * FROM old", False),
        ("UPDATE user_session SET last_seen_at = 1", False),
        ("UPDATE alembic_version SET version_num = 2", False),
        ("TRUNCATE TABLE invoice", True),
        ("UPDATE user_setting SET x = 1", True),
    ],
)
def test_what_a_statement_is_taken_for(statement: str, *, changes: bool) -> None:
    assert counts(statement) is changes


def test_a_connection_that_broke_does_not_hide_why(database: Database) -> None:
    with pytest.raises(ConnectionError, match="cut"):
        break_off(database)


def break_off(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Customer).values(name="Ferme du Bas"))
        session.connection().invalidate()
        raise ConnectionError("cut")
