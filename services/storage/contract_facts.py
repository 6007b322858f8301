"""What the card of a contract needs besides its sheet: the last reading, the monthly payments."""

from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.domain.account import InstalmentRow, LastReading
from services.domain.readings import ReadingNature
from services.storage.models import EnergyReadingRow, Instalment, InstalmentPlan, Payment

_CERTAINTY = (ReadingNature.REAL, ReadingNature.SELF_READ, ReadingNature.ESTIMATED)


def find_last_reading(
    session: Session, metering_point_id: int, start: date, end: date | None
) -> LastReading | None:
    """Return the last reading in force of a meter from ``start`` to ``end`` (None: open).

    Its nature is the least certain one of its classes.
    """
    order = case({n.value: i for i, n in enumerate(_CERTAINTY)}, value=EnergyReadingRow.nature)
    query = (
        select(EnergyReadingRow.period_end, func.max(order))
        .where(
            EnergyReadingRow.metering_point_id == metering_point_id,
            EnergyReadingRow.replaced_by_id.is_(None),
            EnergyReadingRow.period_start >= start,
        )
        .group_by(EnergyReadingRow.period_end)
        .order_by(EnergyReadingRow.period_end.desc())
        .limit(1)
    )
    if end is not None:
        query = query.where(EnergyReadingRow.period_end <= end)
    found = session.execute(query).first()
    return None if found is None else LastReading(found[0], _CERTAINTY[found[1]])


def load_instalments(session: Session, contract_id: int) -> tuple[InstalmentRow, ...]:
    """Return the monthly payments of the newest plan of a contract, oldest first."""
    newest = (
        select(InstalmentPlan.id)
        .where(InstalmentPlan.contract_id == contract_id)
        .order_by(InstalmentPlan.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Instalment.due_on, Instalment.amount_eur, Payment.paid_on)
        .outerjoin(Payment, (Payment.id == Instalment.payment_id) & Payment.incident.is_(None))
        .where(Instalment.plan_id == newest)
        .order_by(Instalment.due_on)
    )
    return tuple(InstalmentRow(*row) for row in session.execute(query))
