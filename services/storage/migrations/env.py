"""Alembic's entry: runs the migrations on the database that services.storage.migrate names."""

from alembic import context

from services.storage.engine import build_engine
from services.storage.models import Base


def run() -> None:
    """Run the wanted migrations in one transaction."""
    engine = build_engine(context.config.attributes["database_url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
