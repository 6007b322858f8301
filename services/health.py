"""Whether the program can work at all."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from services.kernel.viewer import TransactionSource


def is_database_ready(database: TransactionSource) -> bool:
    """Tell whether the database answers."""
    try:
        with database.begin() as session:
            session.execute(text("SELECT 1"))
    except OperationalError:
        return False
    return True
