"""What one signs in with, changed by its owner: password, e-mail address, user name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.account.invoice_delivery import follow_email
from services.enrolment.registration_forms import checked_email, checked_username
from services.factors.factor_changes import end_other_sessions
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.passwords import hash_password, is_password
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.sign_in import authentication, day_limits, sessions, tokens
from services.sign_in.day_limits import DAY
from services.sign_in.password_policy import checked_password
from services.sign_in.tokens import Purpose
from services.storage import rate_windows, second_factors, users
from services.storage.models import User
from services.trail import audit
from services.trail.audit import Subject, actor_of

MAX_NAMES_REFUSED = 5
MAX_NAMES, MAX_EMAILS = 10, 5
"""Names taken and addresses asked for, of one account a day: each is told by e-mail."""

CONFIRMATION = "/securite/e-mail/confirmation"


@dataclass(frozen=True, slots=True)
class Account:
    """What its owner reads of an account."""

    username: str
    email: str
    display_name: str


def load_account(viewer: Viewer) -> Account:
    """Return the account of who asks: their own, also while they act for a customer."""
    with viewer.database.begin() as session:
        user = session.get_one(User, viewer.user_id)
        return Account(user.username, user.email, user.display_name)


def change_password(
    viewer: Viewer, house: House, secret: str, *, current: str, new: str, now: datetime
) -> str:
    """Give the viewer another password, end all other sessions and links, tell them by e-mail.

    Returns the new secret of the session whose ``secret`` is given: copies of it end too. Raises
    InvalidInputError of the field "current" or "password", ProofNeededError, TooManyAttemptsError
    after five wrong passwords.
    """
    owner = _confirmed(viewer, current, now)
    about = (owner.username, owner.email, owner.display_name)
    if new == current:
        raise InvalidInputError(text("credentials.same_password"), field="password")
    password_hash = hash_password(checked_password(new, about=about))
    with house.database.write() as session:
        user = session.get_one(User, viewer.user_id)
        user.password_hash = password_hash
        tokens.forget(session, user.id)
        second_factors.delete_pending_totp(session, user.id)
        _record(session, viewer, "credentials.password", now)
        _tell(session, house, "password_changed", user.email, now)
        return end_other_sessions(session, viewer, secret, now)


def ask_for_email(viewer: Viewer, house: House, *, password: str, email: str, now: datetime) -> str:
    """Send a link to the new address, tell the old one, and return the new one as it was read.

    Nothing changes before the link is followed. Raises InvalidInputError of the field "email" or
    "email_password", ProofNeededError, TooManyAttemptsError after five wrong passwords or
    MAX_EMAILS a day.
    """
    address = checked_email(email)
    owner = _confirmed(viewer, password, now, field="email_password")
    if address == owner.email:
        raise InvalidInputError(text("credentials.same_email"), field="email")
    with house.database.write() as session:
        _count_change(session, "emails", owner.id, MAX_EMAILS, now)
        secret = tokens.issue(session, Purpose.CHANGE_EMAIL, owner.id, now=now, value=address)
        path = f"{CONFIRMATION}?jeton={secret}"
        _record(session, viewer, "credentials.email_asked", now)
        _tell(session, house, "email_asked", owner.email, now)
        mail.post(session, house, Letter("email_confirm", address, path=path), now=now)
    return address


def find_new_email(house: House, secret: str, *, now: datetime) -> str:
    """Return the address that a link would confirm, "" when it is over; looking does not use it."""
    with house.database.begin() as session:
        link = tokens.look_at(session, Purpose.CHANGE_EMAIL, secret, now=now)
    return link.value if link else ""


def confirm_email(house: House, secret: str, *, address: str, now: datetime) -> None:
    """Make the address of a link that of its account and its customers, and tell the old one.

    Once, within 24 hours; raises InvalidInputError otherwise.
    """
    with house.database.write() as session:
        link = tokens.use(session, Purpose.CHANGE_EMAIL, secret, now=now)
        if link is None:
            raise InvalidInputError(text("credentials.link_over"))
        user = session.get_one(User, link.user_id)
        old, user.email = user.email, link.value
        tokens.forget(session, user.id)
        follow_email(session, user, old, now=now)
        actor = audit.actor_named(user, address)
        audit.record(session, "credentials.email", actor=actor, now=now, subject=Subject(user.id))
        _tell(session, house, "email_changed", old, now)


def change_username(
    viewer: Viewer, house: House, *, password: str, username: str, now: datetime
) -> None:
    """Give the viewer another user name and tell them by e-mail.

    Raises InvalidInputError of the field "username" or "username_password", ProofNeededError,
    TooManyAttemptsError after five wrong passwords, MAX_NAMES a day, or five names a day that
    others have: whoever chooses a name learns which ones are taken, but not many.
    """
    owner = _confirmed(viewer, password, now, field="username_password")
    name = checked_username(username, email=owner.email)
    if name == owner.username:
        raise InvalidInputError(text("credentials.same_username"), field="username")
    _count_name(house, viewer.user_id, now)
    with house.database.write() as session:
        user = session.get_one(User, viewer.user_id)
        is_taken = users.find_user(session, name) is not None or not users.rename(
            session, user, name
        )
        if is_taken:
            _record(session, viewer, "credentials.username_refused", now)
        else:
            rate_windows.give_back(session, _names_key(viewer.user_id), DAY, now)
            _count_change(session, "names", viewer.user_id, MAX_NAMES, now)
            _record(session, viewer, "credentials.username", now)
            _tell(session, house, "username_changed", user.email, now)
    if is_taken:
        raise InvalidInputError(text("credentials.username_taken"), field="username")


def _count_name(house: House, user_id: int, now: datetime) -> None:
    """Count a name before it is looked up, so that many at once do not slip through."""
    with house.database.write() as session:
        asked = rate_windows.count_attempt(session, _names_key(user_id), DAY, now)
    if asked > MAX_NAMES_REFUSED:
        raise day_limits.too_many(text("credentials.username_wait"), now)


def _count_change(session: Session, what: str, user_id: int, most: int, now: datetime) -> None:
    """Count a change that e-mails tell of: nobody's mailbox is filled by asking again and again."""
    sentence = text(f"credentials.{what}_too_often", most=most)
    day_limits.count(session, f"changes {what} {user_id}", most=most, sentence=sentence, now=now)


def _names_key(user_id: int) -> str:
    return f"user names {user_id}"


def _confirmed(viewer: Viewer, password: str, now: datetime, field: str = "current") -> User:
    """Return the viewer's account after the right password; wrong ones count as sign-ins do.

    Where there is a second factor it must have been proved lately too: raises ProofNeededError.
    """
    with viewer.database.begin() as session:
        user = session.get_one(User, viewer.user_id)
        has_factor = second_factors.has_factor(session, user.id)
    if has_factor:
        sessions.require_recent_proof(viewer, now)
    authentication.count(viewer.database, user.username, viewer.address, now)
    if not is_password(user.password_hash, password):
        raise InvalidInputError(text("credentials.wrong_password"), field=field)
    with viewer.database.write() as session:
        authentication.forgive(session, user.username)
    return user


def _record(session: Session, viewer: Viewer, kind: str, now: datetime) -> None:
    subject = Subject(viewer.user_id)
    audit.record(session, kind, actor=actor_of(viewer), now=now, subject=subject)


def _tell(session: Session, house: House, kind: str, email: str, now: datetime) -> None:
    """Tell the owner what was changed; an account that the operator made may have no address."""
    if email:
        mail.post(session, house, Letter(kind, email), now=now)
