"""Demands for erasure as the agency answers them: erased, or refused with the reason.

Supervisors and administrators; each answer by somebody who has proved lately who they are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.office.agency import checked_reason
from services.office.staff import require_supervisor
from services.privacy import erasure
from services.privacy.erasure import Demand
from services.privacy.personal_data import due_date
from services.sign_in.sessions import require_recent_proof
from services.storage import data_requests as storage
from services.storage import rate_windows
from services.storage.models import DataRequest, User
from services.trail import audit
from services.trail.audit import Subject

PAGE_SIZE = 25
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenErasure:
    """A demand that waits: who made it, for which customers, and when it has to be answered."""

    number: int
    name: str
    username: str
    references: tuple[str, ...]
    asked_at: datetime
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """What erasing one customer would do, one sentence a line; ``refusal``: why it cannot be."""

    reference: str
    sentences: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ExaminedErasure:
    """One demand, and what would go of each of the person's customers."""

    asked: OpenErasure
    plans: tuple[CustomerPlan, ...]


def count_open(viewer: Viewer) -> int:
    """Return how many demands wait; raises NotFoundError for who may not see them."""
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        return storage.count_open_erasures(session)


def load_open(viewer: Viewer, *, page: int, now: datetime) -> tuple[OpenErasure, ...]:
    """Return one page (from 1) of the demands that wait, the oldest first.

    Raises NotFoundError for who may not see them.
    """
    require_supervisor(viewer)
    with viewer.database.begin() as session:
        offset = (page - 1) * PAGE_SIZE
        rows = storage.load_open_erasures(session, limit=PAGE_SIZE, offset=offset)
        references = storage.load_references(session, [user.id for _, user in rows])
        return tuple(
            _told(request, user, tuple(references.get(user.id, ())), now) for request, user in rows
        )


def examine(viewer: Viewer, *, number: int, now: datetime) -> ExaminedErasure:
    """Return one demand with what would go, and trace once a day that it is examined.

    Raises NotFoundError when it waits no more, and for who may not see it.
    """
    require_supervisor(viewer)
    with viewer.database.write() as session:
        request, user = _get(session, number)
        references = tuple(storage.load_references(session, [user.id]).get(user.id, ()))
        asked = _told(request, user, references, now)
        demand = Demand(number, user.id)
        plans = tuple(_plan(session, reference, demand, now) for reference in references)
        # The trail last: whoever else writes to it waits for it, and not for the plans.
        key = f"erasure {number} examined by {viewer.user_id}"
        if rate_windows.count_attempt(session, key, DAY, now) == 1:
            _record(session, "erasure.examined", viewer, user.id, now)
    return ExaminedErasure(asked, plans)


def erase(
    viewer: Viewer, house: House, *, number: int, reference: str, is_confirmed: bool, now: datetime
) -> None:
    """Erase who asked by the demand ``number`` from the customer of ``reference``.

    What others of that customer still see stays.

    Raises NotFoundError for who may not, for a demand that waits no more and for another customer,
    ProofNeededError without a recent proof, InvalidInputError while a contract runs or without the
    confirmation.
    """
    require_supervisor(viewer)
    require_recent_proof(viewer, now)
    if not is_confirmed:
        raise InvalidInputError(text("agency.erasure_unconfirmed"), field="confirme")
    with house.database.write() as session:
        _, user = _get(session, number)
        if reference not in storage.load_references(session, [user.id]).get(user.id, ()):
            raise NotFoundError(text("agency.no_such_erasure"))
        actor, demand = audit.actor_of(viewer), Demand(number, user.id)
        erasure.erase_within(session, house, reference, actor=actor, now=now, demand=demand)


def refuse(viewer: Viewer, house: House, *, number: int, reason: str, now: datetime) -> None:
    """Refuse a demand and tell its author why (RGPD, article 12.4).

    Raises InvalidInputError for a reason too short or too long, and otherwise as ``erase`` does.
    """
    require_supervisor(viewer)
    require_recent_proof(viewer, now)
    kept = checked_reason(reason)
    with house.database.write() as session:
        _, user = _get(session, number)
        storage.finish(session, number, state="refused", finished_at=now, answer=kept)
        _record(session, "erasure.refused", viewer, user.id, now, reason=kept)
        if user.email:
            values = {"name": user.display_name, "reason": kept}
            letter = Letter("erasure_refused", user.email, values, "/securite")
            mail.post(session, house, letter, now=now)


def _plan(session: Session, reference: str, demand: Demand, now: datetime) -> CustomerPlan:
    try:
        plan = erasure.plan_within(session, reference, now=now, demand=demand)
    except ServiceError as error:
        return CustomerPlan(reference, refusal=error.message)
    return CustomerPlan(reference, plan.sentences())


def _get(session: Session, number: int) -> tuple[DataRequest, User]:
    found = storage.lock_open_erasure(session, number)
    if found is None:
        raise NotFoundError(text("agency.no_such_erasure"))
    return found


def _told(
    request: DataRequest, user: User, references: tuple[str, ...], now: datetime
) -> OpenErasure:
    due_on = due_date(request.created_at)
    return OpenErasure(
        number=request.id,
        name=user.display_name,
        username=user.username,
        references=references,
        asked_at=request.created_at,
        due_on=due_on,
        is_late=now.astimezone(PARIS).date() > due_on,
    )


def _record(
    session: Session, kind: str, viewer: Viewer, user_id: int, now: datetime, **details: str
) -> None:
    actor, subject = audit.actor_of(viewer), Subject(user_id)
    audit.record(session, kind, actor=actor, now=now, subject=subject, details=details)
