"""Accounts as the operator manages them from the command line."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.passwords import hash_password
from services.kernel.viewer import Role, TransactionSource
from services.kernel.wording import text
from services.office import staff_rules
from services.sign_in import tokens
from services.sign_in.authentication import normal_username
from services.sign_in.password_policy import checked_password
from services.storage import second_factors, staff, users
from services.storage.models import CustomerAccess, User
from services.trail import consultations
from services.trail.audit import Actor

OPERATOR = Actor(name="python -m app", role="operator")
"""Who acts from the command line, as the trail names it."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,63}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody to whom access is given, to the customers of ``customer_references``."""

    username: str
    display_name: str
    email: str
    role: Role
    customer_references: tuple[str, ...] = ()


def add_user(database: TransactionSource, user: NewUser, *, password: str, now: datetime) -> None:
    """Add a user who may sign in at once.

    Raises InvalidInputError for a name or a password that cannot be used, NotFoundError for an
    unknown customer.
    """
    username = normal_username(user.username)
    if not _USERNAME.fullmatch(username):
        raise InvalidInputError(text("cli.user.bad_name", name=user.username), field="username")
    about = (username, user.display_name, user.email, *user.customer_references)
    password_hash = hash_password(checked_password(password, about=about))
    with database.write() as session:
        if users.find_user(session, username) is not None:
            raise InvalidInputError(text("cli.user.exists", name=username), field="username")
        row = User(
            username=username,
            display_name=user.display_name,
            email=user.email.casefold(),
            role=user.role,
            password_hash=password_hash,
            created_at=now,
            validated_at=now,
        )
        session.add(row)
        session.flush()
        staff_rules.record(session, "user.added", row, actor=OPERATOR, now=now, role=user.role)
        _give_access(session, row.id, user.customer_references)


def set_password(
    database: TransactionSource, username: str, *, password: str, now: datetime
) -> None:
    """Give the user another password and end all their sessions and links.

    Raises InvalidInputError for a password that cannot be used, NotFoundError for nobody.
    """
    password_hash = hash_password(checked_password(password, about=(username,)))
    with database.write() as session:
        user = get_user(session, username)
        user.password_hash = password_hash
        consultations.close_of_user(session, user.id, now=now)
        users.delete_sessions_of(session, user.id)
        tokens.forget(session, user.id)
        second_factors.delete_pending_totp(session, user.id)
        staff_rules.record(session, "user.password_set", user, actor=OPERATOR, now=now)


def disable_user(database: TransactionSource, username: str, *, now: datetime) -> None:
    """Keep the user from signing in and end all their sessions.

    Raises NotFoundError for nobody, InvalidInputError for the last administrator.
    """
    with database.write() as session:
        staff_rules.disable(session, get_user(session, username), actor=OPERATOR, now=now)


def enable_user(database: TransactionSource, username: str, *, now: datetime) -> None:
    """Let the user sign in again; raises NotFoundError for nobody."""
    with database.write() as session:
        staff_rules.enable(session, get_user(session, username), actor=OPERATOR, now=now)


def change_role(database: TransactionSource, username: str, *, role: Role, now: datetime) -> None:
    """Give the user another role and end all their sessions.

    Raises NotFoundError for nobody, InvalidInputError for the last administrator.
    """
    with database.write() as session:
        user = get_user(session, username)
        staff_rules.change_role(session, user, role, actor=OPERATOR, now=now)


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A user as the command line lists one."""

    username: str
    display_name: str
    role: Role
    is_active: bool


def list_users(database: TransactionSource, *, role: Role | None = None) -> tuple[ListedUser, ...]:
    """Return every user, or those of one role, by user name."""
    with database.begin() as session:
        return tuple(
            ListedUser(user.username, user.display_name, Role(user.role), user.is_active)
            for user in staff.load_users(session)
            if role is None or user.role == role
        )


def get_user(session: Session, username: str) -> User:
    """Return the user of that name, in any case of letters; raises NotFoundError for nobody."""
    user = users.find_user(session, normal_username(username))
    if user is None:
        raise NotFoundError(text("cli.user.unknown", name=username))
    return user


def _give_access(session: Session, user_id: int, references: Collection[str]) -> None:
    found = users.load_customer_ids(session, references)
    for reference in references:
        if reference not in found:
            raise NotFoundError(text("cli.user.unknown_customer", reference=reference))
    session.add_all(
        CustomerAccess(user_id=user_id, customer_id=found[reference])
        for reference in dict.fromkeys(references)
    )
