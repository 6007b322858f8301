"""Plans of monthly instalments: added, collected, settled."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.domain.instalments import DueInstalment, Schedule, ScheduledInstalment
from services.domain.invoice_terms import add_months
from services.domain.ledger import Account
from services.storage.models import (
    Contract,
    Instalment,
    InstalmentPlan,
    Invoice,
    LedgerPosting,
    Payment,
)

ZERO = Decimal("0.00")


def find_contract(session: Session, number: str) -> Contract | None:
    """Return the contract of that number, whoever's it is: for the agency's own work."""
    return session.scalar(select(Contract).where(Contract.number == number))


def find_plan(session: Session, contract_id: int) -> InstalmentPlan | None:
    """Return the newest plan of a contract."""
    query = (
        select(InstalmentPlan)
        .where(InstalmentPlan.contract_id == contract_id)
        .order_by(InstalmentPlan.starts_on.desc())
        .limit(1)
    )
    return session.scalar(query)


def add_plan(
    session: Session, contract_id: int, starts_on: date, instalments: Sequence[DueInstalment]
) -> InstalmentPlan:
    """Add a plan of a year with its instalments."""
    ends_on = add_months(starts_on, 12)
    plan = InstalmentPlan(contract_id=contract_id, starts_on=starts_on, ends_on=ends_on)
    session.add(plan)
    session.flush()
    session.add_all(
        Instalment(plan_id=plan.id, due_on=one.due_on, amount_eur=one.amount_eur)
        for one in instalments
    )
    session.flush()
    return plan


def load_schedule(session: Session, contract_id: int) -> Schedule | None:
    """Return the newest plan of a contract, None without any.

    It looks at no rights: the caller found the contract among what the reader may see.
    """
    plan = find_plan(session, contract_id)
    if plan is None:
        return None
    rows = session.execute(
        select(Instalment.due_on, Instalment.amount_eur, Payment.paid_on)
        .outerjoin(Payment, (Payment.id == Instalment.payment_id) & Payment.incident.is_(None))
        .where(Instalment.plan_id == plan.id)
        .order_by(Instalment.due_on)
    )
    settlement = None
    if plan.settlement_id is not None:
        settlement = session.scalar(select(Invoice.number).where(Invoice.id == plan.settlement_id))
    instalments = tuple(ScheduledInstalment(day, amount, paid) for day, amount, paid in rows)
    return Schedule(plan.starts_on, plan.ends_on, instalments, settlement)


def find_due(session: Session, today: date) -> Sequence[tuple[int, date]]:
    """Return the instalments to collect, oldest first: their plan and their day."""
    query = (
        select(Instalment.plan_id, Instalment.due_on)
        .where(Instalment.due_on <= today, Instalment.payment_id.is_(None))
        .order_by(Instalment.due_on, Instalment.plan_id)
    )
    return [(plan_id, due_on) for plan_id, due_on in session.execute(query)]


def load_on_account(session: Session, contract_id: int) -> Decimal:
    """Return the money of a contract that has settled no invoice yet."""
    query = select(func.sum(LedgerPosting.amount_eur)).where(
        LedgerPosting.contract_id == contract_id,
        LedgerPosting.account == Account.CUSTOMER.value,
        LedgerPosting.invoice_id.is_(None),
    )
    return -(session.scalar(query) or ZERO)
