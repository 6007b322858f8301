"""A forgotten password: a link to the address of the account, the same answer for everybody."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.networks import subscriber_of
from services.enrolment import registration_limits
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.kernel.passwords import hash_password
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.sign_in import authentication, tokens
from services.sign_in.password_policy import checked_password
from services.sign_in.tokens import LIFETIMES, Purpose
from services.storage import rate_windows, registrations, second_factors, users
from services.storage.models import User
from services.storage.savepoints import kept_if
from services.trail import audit, consultations
from services.trail.audit import Actor, Subject

PAGE = "/mot-de-passe-oublie/nouveau"
WINDOW = LIFETIMES[Purpose.RESET]
"""As long as a link lives: when no more may be sent, the last one sent opens still, or a new window
begins. Whoever asks in the owner's name thus never leaves the owner without a link."""

MAX_PER_ACCOUNT = 3
MAX_PER_SUBSCRIBER = 2
"""Links to one account that one subscriber's addresses may cause: fewer than an account gets."""

LONGEST_KEY = 160
NOBODY = "nobody@invalid.example"


def request(house: House, who: str, *, address: str, now: datetime) -> None:
    """Send a link to the account of that user name or e-mail address, if there is one.

    Nobody learns whether there is: for no account the same is written and undone. Beyond what an
    account gets in half an hour nothing more is sent, which does not show either, and the last link
    stays. Raises TooManyAttemptsError beyond the limits of the internet address.
    """
    registration_limits.admit(house.database, "password reset", address, now)
    typed = authentication.normal_who(who)
    with house.database.write() as session:
        user = registrations.find_open_account(session, typed)
        may_send = _take_link(session, _key(typed, user), address, now)
        is_sent = user is not None and may_send
        anybody = registrations.find_anybody(session)
        user_id = user.id if user is not None else anybody
        if user_id is not None:
            with kept_if(session, is_kept=is_sent):
                _send_link(session, house, user_id, user, now)
        subject = Subject(user.id if user is not None else None)
        actor = Actor(address=address)
        audit.record(session, "password.reset_asked", actor=actor, now=now, subject=subject)


def _take_link(session: Session, account: str, address: str, now: datetime) -> bool:
    """Count one more link for ``account`` and return whether it may be sent.

    What goes beyond the share of one subscriber does not count for the others.
    """
    own = f"{account} {subscriber_of(address)}"[:LONGEST_KEY]
    share = rate_windows.count_attempt(session, own, WINDOW, now)
    is_in_share = share <= MAX_PER_SUBSCRIBER
    with kept_if(session, is_kept=is_in_share):
        together = rate_windows.count_attempt(session, account, WINDOW, now)
    return is_in_share and together <= MAX_PER_ACCOUNT


def _key(typed: str, user: User | None) -> str:
    """Return what links are counted by: the account, however it was named."""
    named = f"name {typed}" if user is None else f"of {user.id}"
    return f"password reset {named}"[:LONGEST_KEY]


def _send_link(
    session: Session, house: House, user_id: int, user: User | None, now: datetime
) -> None:
    """Send the link to ``user``, with their name: it may be what was forgotten."""
    secret = tokens.issue(session, Purpose.RESET, user_id, now=now)
    email, name = (user.email, user.username) if user is not None else (NOBODY, "nobody")
    path = f"{PAGE}?jeton={secret}"
    mail.post(session, house, Letter("password_reset", email, {"name": name}, path), now=now)


def can_reset(house: House, secret: str, *, now: datetime) -> bool:
    """Tell whether a link still opens the form; looking does not use it."""
    with house.database.begin() as session:
        return tokens.look_at(session, Purpose.RESET, secret, now=now) is not None


def reset(house: House, secret: str, password: str, *, address: str, now: datetime) -> str:
    """Give the account of a link another password, once, within 30 minutes; return its user name.

    Ends all its sessions and links and forgives its failed sign-ins. A second factor stays asked
    for, and the e-mail says so. Raises InvalidInputError, of the field "password" when the link may
    be used again with another one.
    """
    with house.database.begin() as session:
        link = tokens.look_at(session, Purpose.RESET, secret, now=now)
        owner = session.get(User, link.user_id) if link else None
    if owner is None:
        raise InvalidInputError(text("reset.link_over"))
    about = (owner.username, owner.email, owner.display_name)
    password_hash = hash_password(checked_password(password, about=about))
    with house.database.write() as session:
        used = tokens.use(session, Purpose.RESET, secret, now=now)
        if used is None:
            raise InvalidInputError(text("reset.link_over"))
        user = session.get_one(User, used.user_id)
        user.password_hash = password_hash
        consultations.close_of_user(session, user.id, now=now)
        users.delete_sessions_of(session, user.id)
        tokens.forget(session, user.id)
        second_factors.delete_pending_totp(session, user.id)
        authentication.forgive(session, user.username)
        rate_windows.forget_attempts(session, _key("", user))
        actor = audit.actor_named(user, address)
        audit.record(session, "password.reset", actor=actor, now=now, subject=Subject(user.id))
        mail.post(session, house, _told(session, user), now=now)
        return user.username


def _told(session: Session, user: User) -> Letter:
    """Return what the owner is told: factors stay, also those that somebody else had added."""
    if second_factors.has_factor(session, user.id):
        return Letter("password_reset_factors", user.email, path="/securite")
    return Letter("password_changed", user.email)
