"""People of a demand for erasure, and what came of it, for the tests."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.kernel.house import House
from services.kernel.viewer import Role, Viewer
from services.privacy import personal_data
from services.storage.engine import Database
from services.storage.models import AuditEvent, Contract, DataRequest, User
from tests.conftest import NOW
from tests.services.viewers import add_viewer


def make_jeanne(database: Database) -> Viewer:
    """Return somebody whose contract ended, and who has just proved who they are."""
    viewer = add_viewer(database, "jeanne", "C-1")
    with database.write() as session:
        session.execute(update(Contract).values(ended_on=date(2020, 6, 30)))
        session.get_one(User, viewer.user_id).email = "jeanne@ferme.example"
    return replace(viewer, elevated_at=NOW)


def make_supervisor(database: Database) -> Viewer:
    with database.write() as session:
        user = User(
            username="hugo", display_name="Hugo", password_hash="none", role="supervisor"
        )  # fmt: skip
        session.add(user)
        session.flush()
        return Viewer(user.id, Role.SUPERVISOR, "Hugo", database, elevated_at=NOW)


def ask(viewer: Viewer, house: House, at: datetime = NOW) -> int:
    """Ask for erasure at that moment and return the demand's number."""
    personal_data.request_erasure(replace(viewer, elevated_at=at), house=house, now=at)
    with house.database.begin() as session:
        return session.scalars(select(DataRequest.id).order_by(DataRequest.id.desc())).first() or 0


def kinds(database: Database) -> list[str]:
    with database.begin() as session:
        return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def state_of(session: Session, number: int) -> tuple[str, str]:
    row = session.get_one(DataRequest, number)
    return row.state, row.answer
