"""Details of contracts: subscribed powers, whether a curve exists, the one looked at last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.domain.sites import Site
from services.domain.time_classes import TIME_CLASSES
from services.storage.models import Contract, MonthlyEnergy, PreferredContract, SubscribedPower


@dataclass(frozen=True, slots=True)
class _Details:
    """What a site shows beyond its contract row."""

    powers: dict[int, dict[str, int]]
    with_curve: frozenset[int]


def load_sites(session: Session, contracts: Sequence[Contract]) -> dict[int, Site]:
    """Return the sites of ``contracts``, by contract id."""
    details = _Details(
        _load_powers(session, [c.id for c in contracts]),
        _load_with_curve(session, [c.metering_point_id for c in contracts]),
    )
    return {contract.id: _site(contract, details) for contract in contracts}


def find_preferred_contract(session: Session, user_id: int) -> int | None:
    """Return the id of the contract that the user looked at last."""
    row = session.get(PreferredContract, user_id)
    return row.contract_id if row else None


def remember_contract(session: Session, user_id: int, contract_id: int) -> None:
    """Keep the contract as the one looked at last, even if two tabs choose at the same time."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(PreferredContract)
        .values(user_id=user_id, contract_id=contract_id)
        .on_conflict_do_update(
            index_elements=[PreferredContract.user_id], set_={"contract_id": contract_id}
        )
    )


def _load_powers(session: Session, contract_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return the newest subscribed powers per contract and class, in kVA."""
    query = (
        select(SubscribedPower)
        .where(SubscribedPower.contract_id.in_(contract_ids))
        .order_by(SubscribedPower.start)
    )
    powers: dict[int, dict[str, int]] = defaultdict(dict)
    for row in session.scalars(query):
        powers[row.contract_id][row.time_class] = row.power_kva
    return powers


def _load_with_curve(session: Session, metering_point_ids: Iterable[int]) -> frozenset[int]:
    query = (
        select(MonthlyEnergy.metering_point_id)
        .where(MonthlyEnergy.metering_point_id.in_(metering_point_ids))
        .distinct()
    )
    return frozenset(session.scalars(query))


def _site(contract: Contract, details: _Details) -> Site:
    point = contract.metering_point
    powers = details.powers.get(contract.id, {})
    kva = tuple(powers[c] for c in TIME_CLASSES) if len(powers) == len(TIME_CLASSES) else None
    return Site(
        contract_number=contract.number,
        prm=point.prm,
        name=point.name,
        town=point.town,
        segment=point.segment,
        holder=contract.customer.name,
        offer_name=contract.offer_name,
        started_on=contract.started_on,
        ended_on=contract.ended_on,
        subscribed_kva=(kva[0], kva[1], kva[2], kva[3]) if kva else None,
        has_curve=contract.metering_point_id in details.with_curve,
        note=point.note,
    )
