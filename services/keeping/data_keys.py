"""Changing the key of what is encrypted at rest (``AEL_DATA_KEY=new,old``)."""

from collections.abc import Mapping
from datetime import datetime

from services.kernel.errors import ServiceError
from services.kernel.house import House
from services.kernel.vault import VaultError
from services.kernel.wording import text
from services.storage import encrypted
from services.trail import audit
from services.trail.audit import Actor


def rotate(house: House, *, now: datetime) -> Mapping[str, int]:
    """Encrypt every secret anew with the first key; return how many of each table.

    All or nothing: afterwards the other keys open nothing that is kept. Raises ServiceError when
    something cannot be opened with any of the keys.
    """
    try:
        with house.database.write() as session:
            counts = encrypted.rewrite(session, house.vault.rotate)
            details = {table: str(count) for table, count in counts.items()}
            audit.record(session, "data_key.rotated", actor=Actor(), now=now, details=details)
    except VaultError as error:
        raise ServiceError(text("data_key.unreadable")) from error
    return counts
