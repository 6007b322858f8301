"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from services.storage.engine import build_engine

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(database_url: str) -> None:
    """Apply the migrations that ``database_url`` lacks."""
    command.upgrade(_config(database_url), "head")


def is_current(database_url: str) -> bool:
    """Tell whether the database has the newest schema."""
    engine = build_engine(database_url)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision == ScriptDirectory(str(SCRIPTS)).get_current_head()


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["database_url"] = database_url
    return config
