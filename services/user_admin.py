"""Accounts as the operator manages them from the command line."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.authentication import normal_username
from services.demo_accounts import DEMO_PASSWORD
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.passwords import MAX_LENGTH, hash_password
from services.kernel.viewer import Role, TransactionSource
from services.kernel.wording import text
from services.storage import users
from services.storage.models import CustomerAccess, User

MIN_PASSWORD_LENGTH = 15
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
    password_hash = hash_password(checked_password(password))
    with database.write() as session:
        if users.find_user(session, username) is not None:
            raise InvalidInputError(text("cli.user.exists", name=username), field="username")
        row = User(
            username=username,
            display_name=user.display_name,
            email=user.email,
            role=user.role,
            password_hash=password_hash,
            created_at=now,
            validated_at=now,
        )
        session.add(row)
        session.flush()
        _give_access(session, row.id, user.customer_references)


def set_password(database: TransactionSource, username: str, *, password: str) -> None:
    """Give the user another password and end all their sessions.

    Raises InvalidInputError for a password that cannot be used, NotFoundError for nobody.
    """
    password_hash = hash_password(checked_password(password))
    with database.write() as session:
        user = get_user(session, username)
        user.password_hash = password_hash
        users.delete_sessions_of(session, user.id)


def disable_user(database: TransactionSource, username: str) -> None:
    """Keep the user from signing in and end all their sessions; raises NotFoundError for nobody."""
    with database.write() as session:
        user = get_user(session, username)
        user.is_active = False
        users.delete_sessions_of(session, user.id)


def checked_password(password: str) -> str:
    """Return ``password``; raises InvalidInputError if it is short or publicly known."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInputError(
            text("cli.user.short_password", least=MIN_PASSWORD_LENGTH, given=len(password)),
            field="password",
        )
    if len(password) > MAX_LENGTH:
        raise InvalidInputError(
            text("cli.user.long_password", most=MAX_LENGTH, given=len(password)), field="password"
        )
    if password == DEMO_PASSWORD:
        raise InvalidInputError(text("cli.user.public_password"), field="password")
    return password


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
