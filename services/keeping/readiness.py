"""Whether the database is ready to be served."""

from dataclasses import dataclass

from sqlalchemy import text as sql
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from services.kernel.errors import ServiceError
from services.kernel.viewer import TransactionSource
from services.kernel.wording import text
from services.storage import migrate
from services.storage.engine import Database
from services.storage.users import has_demo_users

SELECT_ONE = sql("SELECT 1")


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """``is_current``: it has the newest schema; ``has_demo``: demonstration accounts exist."""

    is_current: bool
    has_demo: bool


def load_state(database_url: str) -> DatabaseState:
    """Return the state of the database; raises ServiceError if it cannot be reached."""
    try:
        if not migrate.is_current(database_url):
            return DatabaseState(is_current=False, has_demo=False)
        database = Database(database_url)
        with database.begin() as session:
            has_demo = has_demo_users(session)
        database.dispose()
    except (ArgumentError, NoSuchModuleError, OperationalError, OSError) as error:
        raise ServiceError(text("cli.database.unreachable")) from error
    return DatabaseState(is_current=True, has_demo=has_demo)


def is_answering(database: TransactionSource) -> bool:
    """Tell whether the database answers."""
    try:
        with database.begin() as session:
            session.execute(SELECT_ONE)
    except OperationalError:
        return False
    return True


def bring_up_to_date(database_url: str) -> None:
    """Apply the missing migrations; raises ServiceError if the database cannot be reached."""
    try:
        migrate.upgrade(database_url)
    except (ArgumentError, NoSuchModuleError, OperationalError, OSError) as error:
        raise ServiceError(text("cli.database.unreachable")) from error
