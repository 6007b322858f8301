"""The schema: every constraint has a name, and the migrations build exactly the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    Table,
    inspect,
    text,
)

from services.storage import migrate
from services.storage.engine import Database, build_engine
from services.storage.models import Base
from tests.databases import Databases

TABLES = Base.metadata.sorted_tables


def named_items(table: Table) -> list[Constraint | Index]:
    return [*table.constraints, *table.indexes]


def test_every_constraint_and_index_has_a_name() -> None:
    for table in TABLES:
        for item in named_items(table):
            assert item.name, (table.name, item)
            assert str(item.name).startswith(("pk_", "fk_", "uq_", "ck_", "ix_")), item.name


def test_names_are_short_enough_for_postgresql() -> None:
    names = [str(item.name) for table in TABLES for item in named_items(table)]

    assert max(map(len, names)) <= 63
    assert len(names) == len(set(names))


def test_the_database_has_the_names_too(database: Database) -> None:
    found = inspect(database.engine)
    for table in TABLES:
        constraints = [
            *found.get_foreign_keys(table.name),
            *found.get_unique_constraints(table.name),
            *found.get_check_constraints(table.name),
            found.get_pk_constraint(table.name),
        ]
        names = {c["name"] for c in constraints}
        expected: set[str | None] = {str(c.name) for c in table.constraints}
        is_inline = database.engine.dialect.name == "sqlite"
        if is_inline and table.dialect_options["sqlite"]["autoincrement"]:
            # SQLite takes AUTOINCREMENT beside the column alone, where the key has no name.
            expected = expected - {str(table.primary_key.name)} | {None}
        assert names == expected, table.name


def test_every_foreign_key_can_be_followed_quickly() -> None:
    """A deletion or a join looks a row up by each of them: the column leads an index or the key.

    Columns that only say which file a row came from are never searched in a request.
    """
    traces = {"import_id", "replaced_by_id"}
    for table in TABLES:
        leading = {next(iter(index.columns)).name for index in table.indexes}
        leading.add(next(iter(table.primary_key.columns)).name)
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                (column,) = constraint.column_keys
                assert column in leading | traces, f"{table.name}.{column}"


def test_the_migrations_build_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        difference = compare_metadata(context, Base.metadata)

    assert difference == []


def test_the_check_constraints_say_the_same(database: Database) -> None:
    """Alembic does not compare them: each table has those of its model, by name."""
    found = inspect(database.engine)
    for table in TABLES:
        expected = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}

        assert {c["name"] for c in found.get_check_constraints(table.name)} == expected


def test_a_missing_column_would_be_noticed(database: Database) -> None:
    extra = Base.metadata.tables["customer"].to_metadata(type(Base.metadata)())
    extra.append_column(Column("siret", extra.c.name.type))
    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), extra.metadata)

    assert any(change[0] == "add_column" for change in difference if isinstance(change, tuple))


def test_an_upgraded_database_is_current(database_url: str) -> None:
    assert migrate.is_current(database_url)
    migrate.upgrade(database_url)
    assert migrate.is_current(database_url)


def touch(url: str) -> None:
    engine = build_engine(url)
    engine.connect().close()
    engine.dispose()


def test_an_empty_database_is_not(databases: Databases) -> None:
    url = databases.copy("nothing", touch)
    try:
        assert not migrate.is_current(url)
    finally:
        databases.drop(url)


@pytest.mark.parametrize("pragma", ["foreign_keys", "journal_mode", "busy_timeout"])
def test_sqlite_is_set_up_for_a_server(database: Database, pragma: str) -> None:
    expected = {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10_000}
    if database.engine.dialect.name != "sqlite":
        pytest.skip("of SQLite alone")
    with database.begin() as session:
        assert session.scalar(text(f"PRAGMA {pragma}")) == expected[pragma]
