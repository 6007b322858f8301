"""The data's revision moves with what pages show, and with nothing else."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from services import authentication, sites
from services.storage.engine import Database
from services.storage.models import Base, Customer, DataRevision, MeteringPoint
from services.storage.revision import COUNTED
from tests.conftest import NOW
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
        authentication.sign_in(database, attempt, now=NOW)
    authentication.resume(database, "nobody's", now=NOW + timedelta(hours=1))
    sites.remember(viewer_of(database, "jeanne"), NUMBER)
    assert revision(database) == before


def test_a_new_table_counts_unless_it_is_said_otherwise() -> None:
    assert set(Base.metadata.tables) - COUNTED == {
        *("data_revision", "preferred_contract", "rate_window", "user", "user_session"),
    }
