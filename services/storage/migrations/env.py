"""Alembic's entry: runs the migrations on the database that services.storage.migrate names."""

from sqlite3 import Connection as SqliteConnection

from alembic import context
from sqlalchemy import Connection

from services.storage.engine import build_engine
from services.storage.models import Base


def run() -> None:
    """Run the wanted migrations in one transaction."""
    engine = build_engine(context.config.attributes["database_url"])
    with engine.connect() as connection:
        _let_tables_be_rebuilt(connection)
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """Keep SQLite, which alters a table by copying it, from emptying those that refer to it."""
    driver = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection):
        driver.execute("PRAGMA foreign_keys = OFF")


run()
