"""The agency's users: supervisors see them, administrators change them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.enrolment.registration_forms import checked_email, checked_username
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.passwords import hash_password
from services.kernel.viewer import STAFF, Role, Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.office import staff_rules
from services.sign_in import password_reset, tokens
from services.sign_in.sessions import require_recent_proof
from services.sign_in.tokens import Purpose
from services.storage import staff as storage
from services.storage import users
from services.storage.models import User
from services.trail import audit

SEES_USERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A user of the agency as the list shows one."""

    id: int
    username: str
    display_name: str
    email: str
    role: Role
    is_active: bool
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is invited, as typed."""

    username: str
    display_name: str
    email: str
    role: str


def may_see(viewer: Viewer) -> bool:
    """Tell whether ``viewer`` sees the agency's users."""
    return viewer.role in SEES_USERS


def may_change(viewer: Viewer) -> bool:
    """Tell whether ``viewer`` changes the agency's users."""
    return viewer.role == Role.ADMINISTRATOR


def require_supervisor(viewer: Viewer) -> None:
    """Raise NotFoundError for anybody but supervisors and administrators."""
    if not may_see(viewer):
        raise NotFoundError(text("site.not_found"))


def load_members(viewer: Viewer) -> tuple[StaffMember, ...]:
    """Return the agency's users; raises NotFoundError for who may not see them."""
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        return tuple(_member(user) for user in storage.load_staff(session))


def invite(viewer: Viewer, house: House, member: NewMember, *, now: datetime) -> None:
    """Add a user of the agency, who chooses a password by a link that comes by e-mail.

    Nobody knows a password before that. Raises NotFoundError for anybody but an administrator,
    ProofNeededError without a recent proof, InvalidInputError for what cannot be used.
    """
    _require_administrator(viewer, now)
    role, name, email = _read_role(member.role), _read_name(member), checked_email(member.email)
    username = checked_username(member.username, email=email)
    password_hash = hash_password(secrets.token_urlsafe(32))
    with house.database.write() as session:
        user = User(
            username=username,
            display_name=name,
            email=email,
            role=role,
            password_hash=password_hash,
            created_at=now,
            validated_at=now,
        )
        if users.find_user(session, username) is not None or not users.add(session, user):
            raise InvalidInputError(text("staff.name_taken"), field="username")
        actor = audit.actor_of(viewer)
        staff_rules.record(session, "user.added", user, actor=actor, now=now, role=role)
        _send_invitation(session, house, user, now)


def change_role(viewer: Viewer, house: House, *, user_id: int, role: str, now: datetime) -> None:
    """Give a user of the agency another role of the agency.

    Raises NotFoundError for anybody but an administrator and for nobody, ProofNeededError without
    a recent proof, InvalidInputError for another role and for the last administrator.
    """
    _require_administrator(viewer, now)
    wanted = _read_role(role)
    with house.database.write() as session:
        user = _get(session, user_id)
        staff_rules.change_role(session, user, wanted, actor=audit.actor_of(viewer), now=now)


def set_active(
    viewer: Viewer, house: House, *, user_id: int, is_active: bool, now: datetime
) -> None:
    """Let a user of the agency sign in, or not any more; raises as ``change_role`` does."""
    _require_administrator(viewer, now)
    act = staff_rules.enable if is_active else staff_rules.disable
    with house.database.write() as session:
        act(session, _get(session, user_id), actor=audit.actor_of(viewer), now=now)


def _send_invitation(session: Session, house: House, user: User, now: datetime) -> None:
    secret = tokens.issue(session, Purpose.RESET, user.id, now=now)
    path = f"{password_reset.PAGE}?jeton={secret}"
    letter = Letter("staff.invited", user.email, {"username": user.username}, path=path)
    mail.post(session, house, letter, now=now)


def _require_administrator(viewer: Viewer, now: datetime) -> None:
    if not may_change(viewer):
        raise NotFoundError(text("site.not_found"))
    require_recent_proof(viewer, now)


def _get(session: Session, user_id: int) -> User:
    user = storage.find_staff(session, user_id)
    if user is None:
        raise NotFoundError(text("staff.unknown"))
    return user


def _read_role(typed: str) -> Role:
    if typed not in STAFF:
        raise InvalidInputError(text("staff.bad_role"), field="role")
    return Role(typed)


def _read_name(member: NewMember) -> str:
    name = " ".join("".join(c for c in member.display_name if c.isprintable()).split())
    if not 2 <= len(name) <= LONGEST_NAME:
        raise InvalidInputError(text("staff.bad_name"), field="display_name")
    return name


def _member(user: User) -> StaffMember:
    return StaffMember(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        email=user.email,
        role=Role(user.role),
        is_active=user.is_active,
        last_sign_in_at=user.last_sign_in_at,
    )
