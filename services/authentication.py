"""Signing in: the right name and password, within limits, open a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services import sessions
from services.kernel.errors import InvalidInputError, TooManyAttemptsError
from services.kernel.passwords import is_password
from services.kernel.viewer import Role, TransactionSource, Viewer
from services.kernel.wording import text
from services.storage import rate_windows, users
from services.storage.models import User

WINDOW = timedelta(minutes=15)
MAX_PER_ACCOUNT = 5
MAX_PER_ADDRESS = 50
MAX_TOGETHER = 2000
ALL_KEY = "sign-in all"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and where it came from."""

    username: str
    password: str
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that runs: ``secret`` is what the browser holds."""

    secret: str
    viewer: Viewer


def sign_in(database: TransactionSource, attempt: Attempt, *, now: datetime) -> SignedIn:
    """Open a session for the right name and password.

    Raises InvalidInputError with the tries left, TooManyAttemptsError beyond the limits. The
    count is written before the password is looked at, in its own transaction, so that attempts
    at once cannot slip through.
    """
    username = normal_username(attempt.username)
    attempts = _count(database, username, attempt.address, now)
    with database.begin() as session:
        user = users.find_user(session, username)
        may_sign_in = user is not None and user.is_active and user.validated_at is not None
        password_hash = user.password_hash if user is not None and may_sign_in else None
    if not is_password(password_hash, attempt.password) or user is None:
        raise InvalidInputError(_refusal(MAX_PER_ACCOUNT - attempts))
    with database.write() as session:
        rate_windows.forget_attempts(session, _account_key(username))
        for key in (_address_key(attempt.address), ALL_KEY):
            rate_windows.give_back(session, key, WINDOW, now)
        return _open(database, session, user.id, attempt, now)


def normal_username(typed: str) -> str:
    """Return a user name as it is kept: printable, without case or spaces around it."""
    return "".join(c for c in typed if c.isprintable()).strip().casefold()[:64]


def _open(
    database: TransactionSource, session: Session, user_id: int, attempt: Attempt, now: datetime
) -> SignedIn:
    rate_windows.delete_past_windows(session, now)
    user = session.get_one(User, user_id)
    origin = sessions.Origin(attempt.address, attempt.device)
    secret = sessions.open_session(session, user, origin, now=now)
    return SignedIn(secret, _viewer(database, user))


def _count(database: TransactionSource, username: str, address: str, now: datetime) -> int:
    """Count this attempt for its address, its account and all together; return the account's.

    An address beyond its limit is refused before it counts for anybody else: it must not be able
    to shut the others out.
    """
    with database.write() as session:
        from_address = rate_windows.count_attempt(session, _address_key(address), WINDOW, now)
        is_let_in = from_address <= MAX_PER_ADDRESS
        together = of_account = 0
        if is_let_in:
            together = rate_windows.count_attempt(session, ALL_KEY, WINDOW, now)
            of_account = rate_windows.count_attempt(session, _account_key(username), WINDOW, now)
    # Outside the transaction: a refused attempt counts all the same.
    if not is_let_in or together > MAX_TOGETHER or of_account > MAX_PER_ACCOUNT:
        raise _locked(now)
    return of_account


def _locked(now: datetime) -> TooManyAttemptsError:
    wait_s = int((rate_windows.window_start(WINDOW, now) + WINDOW - now).total_seconds())
    message = text("signin.locked", minutes=wait_s // 60 + 1)
    return TooManyAttemptsError(message, retry_after_s=wait_s + 1)


def _refusal(left: int) -> str:
    if left <= 0:
        return text("signin.wrong_last")
    return text("signin.wrong_one" if left == 1 else "signin.wrong", left=left)


def _viewer(database: TransactionSource, user: User) -> Viewer:
    return Viewer(user.id, Role(user.role), user.display_name, database)


def _account_key(username: str) -> str:
    return f"sign-in account {username}"


def _address_key(address: str) -> str:
    return f"sign-in address {address}"[:160]
