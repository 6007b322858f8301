"""Answers to questions of consent: kept with their date, the newest holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, exists, select
from sqlalchemy.orm import Session

from services.domain.consents import Purpose, is_agreed
from services.storage.models import (
    Consent,
    Contract,
    Customer,
    CustomerAccess,
    LoadCurveMonth,
    MeteringPoint,
)


def newest_answer(purpose: Purpose) -> ScalarSelect[bool]:
    """Return the newest answer to ``purpose`` of the query's customer, as a column; may be null."""
    return (
        select(Consent.is_granted)
        .where(Consent.customer_id == Customer.id, Consent.purpose == purpose.value)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def load_customers_of(session: Session, user_id: int) -> Sequence[Customer]:
    """Return the customers whose data a user may see, by reference."""
    query = (
        select(Customer)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.user_id == user_id)
        .order_by(Customer.reference)
    )
    return session.scalars(query).all()


def load_newest(session: Session, customer_id: int) -> Mapping[str, Consent]:
    """Return the newest answer of a customer to each purpose that was answered."""
    query = (
        select(Consent)
        .where(Consent.customer_id == customer_id)
        .order_by(Consent.given_at, Consent.id)
    )
    return {row.purpose: row for row in session.scalars(query)}


@dataclass(frozen=True, slots=True)
class SiteOfCustomer:
    """What is asked about a site hangs on: ``has_curve``: some month of one was collected."""

    segment: str
    ended_on: date | None
    has_curve: bool


def load_sites(session: Session, customer_id: int) -> Sequence[SiteOfCustomer]:
    """Return a customer's sites, those of ended contracts too, by the contract's number."""
    has_curve = exists().where(LoadCurveMonth.metering_point_id == MeteringPoint.id)
    query = (
        select(MeteringPoint.segment, Contract.ended_on, has_curve)
        .join(Contract, Contract.metering_point_id == MeteringPoint.id)
        .where(Contract.customer_id == customer_id)
    )
    return [SiteOfCustomer(*row) for row in session.execute(query.order_by(Contract.number))]


def add_answer(
    session: Session,
    customer_id: int,
    purpose: Purpose,
    *,
    is_granted: bool,
    by: str,
    text_version: str,
    now: datetime,
) -> None:
    """Add an answer; the earlier ones stay as they are."""
    session.add(
        Consent(
            customer_id=customer_id,
            purpose=purpose.value,
            is_granted=is_granted,
            given_at=now,
            given_by=by[:64],
            text_version=text_version,
        )
    )


def find_points_without_curve(session: Session, point_ids: Collection[int]) -> frozenset[int]:
    """Return those of ``point_ids`` whose present holder has not agreed to the load curve.

    The holder of the contract that began last counts; a point without a contract is nobody's.
    """
    query = (
        select(
            Contract.metering_point_id,
            MeteringPoint.segment,
            Customer.is_demo,
            newest_answer(Purpose.FINE_CURVE),
        )
        .join(Contract.customer)
        .join(Contract.metering_point)
        .where(Contract.metering_point_id.in_(point_ids))
        .order_by(Contract.started_on, Contract.id)
    )
    newest = {row[0]: row for row in session.execute(query)}
    return frozenset(
        point_id
        for point_id, (_, segment, is_demo, answer) in newest.items()
        if not is_agreed(segment, answer, is_demo=is_demo)
    )
