"""How many wrong codes an account is allowed, and who hears of it when there are too many."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.factors import factor_changes
from services.kernel.errors import TooManyAttemptsError
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import rate_windows
from services.trail import audit
from services.trail.audit import Actor, Subject

WINDOW = timedelta(minutes=15)
MAX_PER_ACCOUNT = 5
DAY = timedelta(days=1)
MAX_PER_DAY = 40
"""Wrong codes of one account: six digits must not be found by patience either."""

LONGEST_IN_MINUTES = 90


def count(house: House, user_id: int, *, actor: Actor, now: datetime) -> int:
    """Count one more code before it is looked at; return how many the current window has.

    The day counts what its windows let through alone: codes that nobody looks at would otherwise
    lock the account for a day within a second. Raises TooManyAttemptsError beyond the limits.
    """
    with house.database.write() as session:
        tries = rate_windows.count_attempt(session, _key(user_id), WINDOW, now)
        is_let_through = tries <= MAX_PER_ACCOUNT
        look = rate_windows.count_attempt if is_let_through else rate_windows.load_attempts
        of_day = look(session, _day_key(user_id), DAY, now)
        if is_let_through and of_day == MAX_PER_DAY + 1:
            _tell_of_lock(session, house, user_id, DAY, actor=actor, now=now)
    if tries > MAX_PER_ACCOUNT or of_day > MAX_PER_DAY:
        raise locked(WINDOW if of_day <= MAX_PER_DAY else DAY, now)
    return tries


def note_refusal(
    session: Session, house: House, user_id: int, tries: int, *, actor: Actor, now: datetime
) -> None:
    """Record a wrong code; the last that is allowed closes the window, which the owner is told.

    ``tries``: as ``count`` returned them. Once a window: the codes after it are not looked at.
    """
    audit.record(session, "factor.refused", actor=actor, now=now, subject=Subject(user_id))
    if tries == MAX_PER_ACCOUNT:
        _tell_of_lock(session, house, user_id, WINDOW, actor=actor, now=now)


def forget(session: Session, user_id: int) -> None:
    """Start again from zero: the owner has proved who they are."""
    rate_windows.forget_attempts(session, _key(user_id))


def give_back(session: Session, user_id: int, now: datetime) -> None:
    """Start again from zero, and take the right code back from those of the day."""
    forget(session, user_id)
    rate_windows.give_back(session, _day_key(user_id), DAY, now)


def wrong_code(tries: int) -> str:
    """Return what is said of the wrong code that was the window's ``tries``-th."""
    left = MAX_PER_ACCOUNT - tries
    if left <= 0:
        return text("security.code_wrong_last")
    return text("security.code_wrong_one" if left == 1 else "security.code_wrong", left=left)


def locked(window: timedelta, now: datetime) -> TooManyAttemptsError:
    """Return the refusal of more proofs until the current ``window`` of time is over."""
    wait_s = int(rate_windows.time_left(window, now).total_seconds())
    message = text("security.code_locked", wait=_time_left(window, now))
    return TooManyAttemptsError(message, retry_after_s=wait_s + 1)


def _time_left(window: timedelta, now: datetime) -> str:
    """Return until when the current ``window`` lasts, in minutes or, when long, in hours."""
    minutes = int(rate_windows.time_left(window, now).total_seconds()) // 60 + 1
    if minutes <= LONGEST_IN_MINUTES:
        return text("security.wait_minutes", minutes=minutes)
    return text("security.wait_hours", hours=-(-minutes // 60))


def _tell_of_lock(
    session: Session,
    house: House,
    user_id: int,
    window: timedelta,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(session, "factor.locked", actor=actor, now=now, subject=Subject(user_id))
    wait = _time_left(window, now)
    factor_changes.tell_of_lock(session, house, user_id, wait=wait, now=now)


def _key(user_id: int) -> str:
    return f"second factor {user_id}"


def _day_key(user_id: int) -> str:
    return f"second factor {user_id} a day"
