"""What one account may do a few times a day only, because each time an e-mail leaves."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.kernel.errors import TooManyAttemptsError
from services.storage import rate_windows

DAY = timedelta(days=1)


def count(session: Session, key: str, *, most: int, sentence: str, now: datetime) -> None:
    """Count one more of today, in the transaction of what is done.

    Raises TooManyAttemptsError with ``sentence`` beyond ``most``; nothing is counted then.
    """
    if rate_windows.count_attempt(session, key, DAY, now) > most:
        raise too_many(sentence, now)


def too_many(sentence: str, now: datetime) -> TooManyAttemptsError:
    """Return the refusal that lasts until the day is over."""
    wait_s = int(rate_windows.time_left(DAY, now).total_seconds()) + 1
    return TooManyAttemptsError(sentence, retry_after_s=wait_s)
