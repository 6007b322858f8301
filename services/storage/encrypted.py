"""The columns that are encrypted at rest: every one of them, in one place."""

from collections.abc import Callable, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.storage.models import DataRequest, OutgoingMail, Totp

_COLUMNS = (
    (Totp, Totp.user_id, Totp.secret),
    (OutgoingMail, OutgoingMail.id, OutgoingMail.content),
    (DataRequest, DataRequest.id, DataRequest.content),
)


def rewrite(session: Session, change: Callable[[bytes], bytes]) -> Mapping[str, int]:
    """Put ``change`` of each encrypted value in its place; return how many by table.

    Emptied ones stay empty.
    """
    counts: dict[str, int] = {}
    for table, key, column in _COLUMNS:
        query = select(key, column).where(column.is_not(None), column != b"")
        rows = session.execute(query).all()
        for row_id, value in rows:
            statement = update(table).where(key == row_id)
            session.execute(statement.values({column: change(value or b"")}))
        counts[table.__tablename__] = len(rows)
    return counts
