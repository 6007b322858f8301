"""The data's revision: every transaction that changes what pages show counts it up.

What was built from one revision may be shown again as long as the revision stands, by any process.
Nobody has to remember to count: the engine sees each statement. One too many does no harm (a
statement that found nothing, a savepoint taken back). Changes made by other programs are not seen.
"""

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.dml import UpdateBase

from services.storage.models import (
    Base,
    DataRevision,
    PreferredContract,
    RateWindow,
    User,
    UserSession,
)

_READ_AT_EVERY_REQUEST = (DataRevision, PreferredContract, RateWindow, User, UserSession)
COUNTED = frozenset(Base.metadata.tables) - {m.__tablename__ for m in _READ_AT_EVERY_REQUEST}
"""The tables whose changes count; what the others say is never kept between two requests."""

_CHANGED = "ael_data_changed"
_COUNT_UP = "UPDATE data_revision SET number = number + 1"


def count_changes(engine: Engine) -> None:
    """Make ``engine`` count the transactions that change data, at their very end.

    A reader that saw the new number sees the new data; one that sees new data under the old number
    has what nobody will ask for again.
    """
    event.listen(engine, "before_execute", _note)
    event.listen(engine, "commit", _count)
    event.listen(engine, "rollback", _forget)


def _note(connection: Connection, statement: object, *_: object) -> None:
    if isinstance(statement, UpdateBase) and str(statement.entity_description["table"]) in COUNTED:
        connection.info[_CHANGED] = True


def _count(connection: Connection) -> None:
    if connection.info.pop(_CHANGED, False):
        connection.exec_driver_sql(_COUNT_UP)


def _forget(connection: Connection) -> None:
    connection.info.pop(_CHANGED, None)
