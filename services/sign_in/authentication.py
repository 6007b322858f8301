"""Signing in: the right name and password, within limits, open a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.networks import subscriber_of
from services.kernel.errors import InvalidInputError, NotValidatedError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.passwords import is_password
from services.kernel.viewer import STAFF, Role, TransactionSource, Viewer
from services.kernel.wording import text
from services.sign_in import arrival, sessions
from services.sign_in.arrival import Arrival
from services.storage import rate_windows, registrations, second_factors, users
from services.storage.models import User
from services.trail import audit
from services.trail.audit import Actor, Subject

WINDOW = timedelta(minutes=15)
MAX_PER_ACCOUNT = 5
MAX_PER_ADDRESS = 50
MAX_TOGETHER = 2000
ALL_KEY = "sign-in all"
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and where it came from.

    ``device``: what the browser says it is; ``known_device``: the secret of its own cookie, "" for
    none; ``is_remembered``: « Se souvenir de moi ».
    """

    username: str
    password: str
    address: str
    device: str
    known_device: str = ""
    is_remembered: bool = False


def sign_in(house: House, attempt: Attempt, *, now: datetime) -> Arrival:
    """Open a session for the right name and password: a half one where a second factor is awaited.

    The e-mail address will do for a name where exactly one validated account has it.
    Raises InvalidInputError with the tries left, TooManyAttemptsError beyond the limits,
    NotValidatedError for the right password of an account whose address is not confirmed. The
    count is written before the password is looked at, in its own transaction, so that attempts
    at once cannot slip through.
    """
    database = house.database
    typed = normal_who(attempt.username)
    with database.begin() as session:
        # Counted for the account, however it was named: its address is no second set of tries.
        username = users.find_name(session, typed)
    attempts = _count(database, username, attempt.address, now)
    with database.begin() as session:
        user = users.find_who(session, typed)
        password_hash = user.password_hash if user is not None and user.is_active else None
    if not is_password(password_hash, attempt.password) or user is None:
        _record_refusal(database, user, attempt.address, now)
        raise InvalidInputError(_refusal(MAX_PER_ACCOUNT - attempts))
    if user.validated_at is None:
        raise _not_validated(database, user, attempt.address, now)
    with database.write() as session:
        rate_windows.forget_attempts(session, _account_key(username))
        for key in (_address_key(attempt.address), ALL_KEY):
            rate_windows.give_back(session, key, WINDOW, now)
        return _open(house, session, user.id, attempt, now)


def normal_username(typed: str) -> str:
    """Return a user name as it is kept: printable, without case or spaces around it."""
    return normal_who(typed)[:64]


def normal_who(typed: str) -> str:
    """Return a user name or an e-mail address as it is kept: an address may be longer."""
    return "".join(c for c in typed if c.isprintable()).strip().casefold()[:LONGEST_ADDRESS]


def _open(house: House, session: Session, user_id: int, attempt: Attempt, now: datetime) -> Arrival:
    rate_windows.delete_past_windows(session, now)
    user = session.get_one(User, user_id)
    origin = sessions.Origin(attempt.address, attempt.device)
    kept = attempt.is_remembered
    if user.role not in STAFF and not second_factors.has_factor(session, user_id):
        browser = attempt.known_device
        return arrival.arrive(
            session, house, user, origin, now=now, by="password", device=browser, is_remembered=kept
        )
    secret = sessions.open_session(
        session, user, origin, now=now, is_full=False, is_remembered=kept and user.role not in STAFF
    )
    viewer = Viewer(user.id, Role(user.role), user.display_name, house.database)
    return Arrival(secret, attempt.known_device, viewer, is_full=False)


def _count(database: TransactionSource, username: str, address: str, now: datetime) -> int:
    """Count this attempt for its address, its account and all together; return the account's.

    An address beyond its limit is refused before it counts for anybody else: it must not be able
    to shut the others out.
    """
    with database.write() as session:
        from_address = rate_windows.count_attempt(session, _address_key(address), WINDOW, now)
        is_let_in = from_address <= MAX_PER_ADDRESS
        together = of_account = 0
        if from_address == MAX_PER_ADDRESS + 1:
            # Once a window: whoever knocks on must not fill the trail.
            _record_lock(session, None, address, now)
        if is_let_in:
            together = rate_windows.count_attempt(session, ALL_KEY, WINDOW, now)
            of_account = rate_windows.count_attempt(session, _account_key(username), WINDOW, now)
        if of_account == MAX_PER_ACCOUNT + 1:
            _record_lock(session, users.find_user(session, username), address, now)
    # Outside the transaction: a refused attempt counts all the same.
    if not is_let_in or together > MAX_TOGETHER or of_account > MAX_PER_ACCOUNT:
        raise _locked(now)
    return of_account


def _record_lock(session: Session, user: User | None, address: str, now: datetime) -> None:
    subject = Subject(None if user is None else user.id)
    audit.record(session, "sign_in.locked", actor=Actor(address=address), now=now, subject=subject)


def _record_refusal(
    database: TransactionSource, user: User | None, address: str, now: datetime
) -> None:
    """Record a refusal: as many as the limits let through. What was typed is not kept."""
    subject, actor = Subject(None if user is None else user.id), Actor(address=address)
    with database.write() as session:
        audit.record(session, "sign_in.refused", actor=actor, now=now, subject=subject)


def count(database: TransactionSource, username: str, address: str, now: datetime) -> None:
    """Count one more password typed for ``username``; raises TooManyAttemptsError as a sign-in."""
    _count(database, username, address, now)


def forgive(session: Session, username: str) -> None:
    """Forget the wrong passwords of ``username``: the right one came, or another was chosen."""
    rate_windows.forget_attempts(session, _account_key(username))


def _not_validated(
    database: TransactionSource, user: User, address: str, now: datetime
) -> NotValidatedError:
    with database.write() as session:
        forgive(session, user.username)
        request = registrations.find_request_of(session, user.id)
        actor, subject = Actor(address=address), Subject(user.id)
        audit.record(session, "sign_in.not_validated", actor=actor, now=now, subject=subject)
    number = 0 if request is None else request.id
    return NotValidatedError(text("register.not_validated"), request_id=number)


def _locked(now: datetime) -> TooManyAttemptsError:
    wait_s = int(rate_windows.time_left(WINDOW, now).total_seconds())
    message = text("signin.locked", minutes=wait_s // 60 + 1)
    return TooManyAttemptsError(message, retry_after_s=wait_s + 1)


def _refusal(left: int) -> str:
    if left <= 0:
        return text("signin.wrong_last")
    return text("signin.wrong_one" if left == 1 else "signin.wrong", left=left)


def _account_key(username: str) -> str:
    return f"sign-in account {username}"[:160]


def _address_key(address: str) -> str:
    return f"sign-in address {subscriber_of(address)}"[:160]
