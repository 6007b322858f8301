"""The agency's own users."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.kernel.viewer import STAFF, Role
from services.storage.models import User


def load_staff(session: Session) -> Sequence[User]:
    """Return the agency's users, by name."""
    query = select(User).where(User.role.in_(STAFF)).order_by(User.display_name, User.id)
    return session.scalars(query).all()


def load_users(session: Session) -> Sequence[User]:
    """Return every user, by user name."""
    return session.scalars(select(User).order_by(User.username)).all()


def find_staff(session: Session, user_id: int) -> User | None:
    """Return one of the agency's users."""
    query = select(User).where(User.id == user_id, User.role.in_(STAFF))
    return session.scalars(query).one_or_none()


def count_administrators(session: Session, *, besides: int) -> int:
    """Return how many administrators may sign in, the user of id ``besides`` left out.

    Who was invited and never came does not count: nobody may ever answer that e-mail.
    """
    query = select(func.count()).where(
        User.role == Role.ADMINISTRATOR,
        User.is_active,
        User.last_sign_in_at.is_not(None),
        User.id != besides,
    )
    return session.scalar(query) or 0
