"""Deleting what is kept too long. Demonstration customers and users are left alone."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Delete, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from services.domain.calendar import next_month
from services.domain.consents import PERSONAL_SEGMENTS
from services.storage.models import (
    AuditEvent,
    Contract,
    Customer,
    CustomerAccess,
    DailyEnergy,
    DataRequest,
    KnownDevice,
    LoadCurveChange,
    LoadCurveMonth,
    MeteringPoint,
    OutgoingMail,
    RegistrationRequest,
    SingleUseToken,
    User,
    UserSession,
)

_CURVE = (LoadCurveMonth, LoadCurveChange)


def delete_sessions(session: Session, now: datetime) -> int:
    """Forget the sessions that are over."""
    return _count(session, delete(UserSession).where(UserSession.expires_at <= now))


def delete_tokens(session: Session, before: datetime) -> int:
    """Forget the links of e-mails that expired before."""
    return _count(session, delete(SingleUseToken).where(SingleUseToken.expires_at < before))


def delete_devices(session: Session, before: datetime) -> int:
    """Forget the browsers that were not seen since."""
    return _count(session, delete(KnownDevice).where(KnownDevice.last_seen_at < before))


def delete_registrations(session: Session, before: datetime) -> int:
    """Forget the demands for an account made before."""
    return _count(
        session, delete(RegistrationRequest).where(RegistrationRequest.created_at < before)
    )


def delete_unvalidated(session: Session, before: datetime) -> int:
    """Delete the accounts made before whose address was never confirmed."""
    return _count(
        session,
        delete(User).where(
            User.validated_at.is_(None), User.created_at < before, User.is_demo.is_(False)
        ),
    )


def delete_mails(session: Session, before: datetime) -> int:
    """Forget the e-mails that were sent or given up before."""
    ended = or_(OutgoingMail.sent_at < before, OutgoingMail.abandoned_at < before)
    return _count(session, delete(OutgoingMail).where(ended))


def empty_copies(session: Session, now: datetime) -> int:
    """Empty the copies of data that can no longer be taken."""
    statement = (
        update(DataRequest)
        .where(DataRequest.state == "ready", DataRequest.expires_at <= now)
        .values(state="done", content=None)
    )
    return len(session.scalars(statement.returning(DataRequest.id)).all())


def delete_personal_curves(session: Session, before: date) -> int:
    """Delete the load curve of natural persons before a month; days and months stay."""
    is_demo = exists().where(
        Contract.metering_point_id == MeteringPoint.id,
        Contract.customer_id == Customer.id,
        Customer.is_demo,
    )
    points = select(MeteringPoint.id).where(MeteringPoint.segment.in_(PERSONAL_SEGMENTS), ~is_demo)
    return sum(
        _count(session, delete(t).where(t.month < before, t.metering_point_id.in_(points)))
        for t in _CURVE
    )


def delete_former_measures(session: Session, ended_before: date) -> int:
    """Delete curve and days that were measured under contracts that ended before."""
    measured = exists().where(
        DailyEnergy.metering_point_id == Contract.metering_point_id,
        DailyEnergy.day >= Contract.started_on,
        DailyEnergy.day < Contract.ended_on,
    )
    query = (
        select(Contract.metering_point_id, Contract.started_on, Contract.ended_on)
        .join(Contract.customer)
        .where(Contract.ended_on < ended_before, Customer.is_demo.is_(False), measured)
    )
    rows = session.execute(query).all()
    return sum([delete_measures(session, point, start, end) for point, start, end in rows if end])


def delete_measures(session: Session, point_id: int, start: date, end: date) -> int:
    """Delete curve and days of a metering point over a contract that ended; return how many."""
    after = next_month(end)
    shared = select(Contract.id).where(
        Contract.metering_point_id == point_id,
        Contract.started_on >= end,
        Contract.started_on < after,
    )
    # The month in which the next contract began is that one's too.
    stop = end.replace(day=1) if session.scalars(shared.limit(1)).first() else after
    months = [
        delete(t).where(
            t.metering_point_id == point_id, t.month >= start.replace(day=1), t.month < stop
        )
        for t in _CURVE
    ]
    days = delete(DailyEnergy).where(
        DailyEnergy.metering_point_id == point_id, DailyEnergy.day >= start, DailyEnergy.day < end
    )
    return sum(_count(session, statement) for statement in (*months, days))


def runs_on(today: date) -> ColumnElement[bool]:
    """Return what holds for contracts that have not ended by ``today``: an end may be to come."""
    return or_(Contract.ended_on.is_(None), Contract.ended_on > today)


def load_inactive(session: Session, before: datetime, today: date) -> Sequence[User]:
    """Return the customers' accounts unused since ``before`` that have no running contract."""
    runs = (
        select(Contract.id)
        .join(CustomerAccess, CustomerAccess.customer_id == Contract.customer_id)
        .where(CustomerAccess.user_id == User.id, runs_on(today))
        .exists()
    )
    used_at = func.coalesce(User.last_sign_in_at, User.validated_at, User.created_at)
    query = select(User).where(
        User.is_demo.is_(False),
        User.role.in_(("customer", "analyst")),
        User.validated_at.is_not(None),
        used_at < before,
        ~runs,
    )
    return session.scalars(query.order_by(User.id)).all()


def find_warning(session: Session, user_id: int, since: datetime) -> datetime | None:
    """Return when somebody was warned, since then, that their account would go."""
    query = select(func.max(AuditEvent.happened_at)).where(
        AuditEvent.subject_user_id == user_id,
        AuditEvent.kind == "retention.warned",
        AuditEvent.happened_at > since,
    )
    return session.scalar(query)


def delete_user(session: Session, user: User) -> None:
    """Delete an account, with all that only it has."""
    session.delete(user)
    session.flush()


def _count(session: Session, statement: Delete) -> int:
    return int(session.connection().execute(statement).rowcount)
