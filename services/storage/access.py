"""The one place that says what a user may see. Every query on customers' data starts here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, cast, exists, select, union_all
from sqlalchemy.orm import Session

from services.domain.consents import Detail, Purpose, shown_detail
from services.domain.sites import Site
from services.domain.time_classes import TIME_CLASSES
from services.kernel.viewer import Viewer
from services.storage.consents import newest_answer
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    MeteringPoint,
    MonthlyEnergy,
    PreferredContract,
    SubscribedPower,
)
from services.storage.rows import AnyRow, fetch

Powers = Mapping[str, int]
"""Newest subscribed power per time class, in kVA."""


@dataclass(frozen=True, slots=True)
class HeldContract:
    """A contract that its viewer may see, and the site that it supplies.

    ``is_preferred``: it is the one that the viewer looked at last; ``is_demo``: its customer is
    one of the demonstration; ``detail``: how fine what is shown of it may be.
    """

    id: int
    customer_id: int
    metering_point_id: int
    direct_debit: bool
    is_demo: bool
    is_preferred: bool
    detail: Detail
    site: Site


# Their own customers, or the one whose space somebody of the agency looks at.
_CUSTOMERS = union_all(
    select(CustomerAccess.customer_id).where(CustomerAccess.user_id == bindparam("user_id")),
    select(cast(bindparam("acting_for"), Integer)),
)


def who(viewer: Viewer) -> dict[str, int | None]:
    """Return the parameters of ``visible_contracts`` for ``viewer``.

    Somebody who acts for a customer sees that customer's contracts alone.
    """
    is_acting = viewer.acting_for is not None
    return {"user_id": None if is_acting else viewer.user_id, "acting_for": viewer.acting_for}


def visible_customers(*columns: Any) -> Select[Any]:
    """Return the query of ``columns`` over the customers that somebody may see (see ``who``)."""
    return select(*columns).where(Customer.id.in_(_CUSTOMERS))


def visible_contracts(*columns: Any) -> Select[Any]:
    """Return the query of ``columns`` over the contracts that somebody may see (see ``who``).

    It joins each contract with its customer and its metering point.
    """
    return (
        select(*columns)
        .select_from(Contract)
        .join(Contract.customer)
        .join(Contract.metering_point)
        .where(Customer.id.in_(_CUSTOMERS))
    )


_CONTRACTS = (
    visible_contracts(
        Contract.id,
        Contract.customer_id,
        Contract.metering_point_id,
        Contract.started_on,
        Contract.ended_on,
        Contract.direct_debit,
        Contract.number,
        Contract.offer_name,
        Customer.name.label("holder"),
        Customer.is_demo,
        MeteringPoint.prm,
        MeteringPoint.name,
        MeteringPoint.town,
        MeteringPoint.segment,
        MeteringPoint.note,
        exists()
        .where(MonthlyEnergy.metering_point_id == Contract.metering_point_id)
        .label("has_curve"),
        newest_answer(Purpose.DAILY_CURVE).label("daily_answer"),
        newest_answer(Purpose.FINE_CURVE).label("fine_answer"),
        PreferredContract.user_id.is_not(None).label("is_preferred"),
    )
    .outerjoin(
        PreferredContract,
        and_(
            PreferredContract.user_id == bindparam("user_id"),
            PreferredContract.contract_id == Contract.id,
        ),
    )
    .order_by(Contract.ended_on.is_not(None), Contract.number)
)

_POWERS = (
    visible_contracts(
        SubscribedPower.contract_id, SubscribedPower.time_class, SubscribedPower.power_kva
    )
    .join(SubscribedPower, SubscribedPower.contract_id == Contract.id)
    .order_by(SubscribedPower.start)
)


def load_contracts(session: Session, viewer: Viewer) -> tuple[HeldContract, ...]:
    """Return the viewer's contracts with their sites, the active ones first, then by number."""
    rows = fetch(session, _CONTRACTS, **who(viewer))
    powers = _load_powers(session, viewer) if rows else {}
    return tuple(_contract(row, powers.get(row.id, {})) for row in rows)


def _load_powers(session: Session, viewer: Viewer) -> dict[int, Powers]:
    powers: dict[int, dict[str, int]] = defaultdict(dict)
    for row in fetch(session, _POWERS, **who(viewer)):
        powers[row.contract_id][row.time_class] = row.power_kva
    return dict(powers)


def _contract(row: AnyRow, powers: Powers) -> HeldContract:
    detail = shown_detail(row.segment, row.daily_answer, row.fine_answer, is_demo=row.is_demo)
    return HeldContract(
        id=row.id,
        customer_id=row.customer_id,
        metering_point_id=row.metering_point_id,
        direct_debit=row.direct_debit,
        is_demo=row.is_demo,
        is_preferred=bool(row.is_preferred),
        detail=detail,
        site=_site(row, powers, detail),
    )


def _site(row: AnyRow, powers: Powers, detail: Detail) -> Site:
    kva = tuple(powers[c] for c in TIME_CLASSES) if len(powers) == len(TIME_CLASSES) else None
    return Site(
        contract_number=row.number,
        prm=row.prm,
        name=row.name,
        town=row.town,
        segment=row.segment,
        holder=row.holder,
        offer_name=row.offer_name,
        started_on=row.started_on,
        ended_on=row.ended_on,
        subscribed_kva=(kva[0], kva[1], kva[2], kva[3]) if kva else None,
        has_curve=bool(row.has_curve) and detail.days,
        is_withheld=bool(row.has_curve) and not detail.days,
        note=row.note,
    )
