"""Backups: made while the portal runs, put back while it does not."""

from datetime import datetime
from pathlib import Path

from services.kernel.errors import ServiceError
from services.kernel.wording import text
from services.storage import backup as storage


def backup(database_url: str, target: Path) -> None:
    """Write a checked copy of the database to ``target``; raises ServiceError.

    It holds customers' data: the file is its owner's alone. The keys are not in it.
    """
    try:
        storage.copy_away(database_url, target)
    except storage.BackupError as error:
        raise _refusal(error) from error
    except OSError as error:
        raise ServiceError(text("backup.unwritable", file=target, reason=error.strerror)) from error


def restore(database_url: str, source: Path, *, now: datetime) -> Path | None:
    """Put the copy at ``source`` in the place of the database; return where the old one is kept.

    Raises ServiceError, with the database as it was, for a damaged copy or while it is in use.
    """
    try:
        return storage.put_back(database_url, source, kept_as=f"before-{now:%Y%m%dT%H%M%SZ}")
    except storage.BackupError as error:
        raise _refusal(error) from error
    except OSError as error:
        raise ServiceError(text("backup.unwritable", file=source, reason=error.strerror)) from error


def _refusal(error: storage.BackupError) -> ServiceError:
    return ServiceError(text(f"backup.{error.kind}", detail=error.detail))
