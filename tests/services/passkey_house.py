"""A house with jeanne, a customer, and paul of the agency, for tests of passkeys."""

from sqlalchemy import select

from services.factors import passkeys, totp
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.sign_in import sessions
from services.sign_in.sessions import Origin
from services.storage.engine import Database
from services.storage.models import AuditEvent, User
from tests.conftest import NOW
from tests.services.authenticator import Authenticator
from tests.services.keyed_house import house_of

JEANNE, PAUL = 1, 2
HERE = Origin("192.0.2.1", "Firefox")


def build(database: Database) -> House:
    """Return the house; neither of them has a factor."""
    with database.write() as session:
        for number, name, role in ((JEANNE, "jeanne", "customer"), (PAUL, "paul", "agent")):
            user = User(
                id=number,
                username=name,
                display_name=name.title(),
                email=f"{name}@ferme.example",
                password_hash="none",
                role=role,
                validated_at=NOW,
                last_sign_in_at=NOW,
            )
            session.add(user)
    return house_of(database)


def half(house: House, user_id: int = JEANNE) -> str:
    """Return the secret of a session that awaits its second factor."""
    with house.database.write() as session:
        user = session.get_one(User, user_id)
        return sessions.open_session(session, user, HERE, now=NOW, is_full=False)


def signed_in(house: House, user_id: int = JEANNE) -> tuple[Viewer, str]:
    """Return somebody signed in, and the secret of the session."""
    with house.database.write() as session:
        secret = sessions.open_session(session, session.get_one(User, user_id), HERE, now=NOW)
    viewer = sessions.resume(house.database, secret, now=NOW)
    assert viewer is not None
    return viewer, secret


def give(house: House, device: Authenticator, user_id: int = JEANNE, name: str = "Clé") -> str:
    """Make the passkey of ``device`` that of a user; return the secret of the session it left."""
    viewer, secret = signed_in(house, user_id)
    asked = passkeys.ask_for_new(house, totp.owner_signed_in(viewer, NOW), now=NOW)
    made = device.make(asked.challenge)
    return passkeys.add_signed_in(
        house, viewer, secret, made, asked.challenge, name=name, now=NOW
    ).secret


def kinds(house: House) -> list[str]:
    """Return the kinds of the events of the trail, the oldest first."""
    with house.database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))
