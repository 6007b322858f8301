"""What the audit trail says of a card payment that the bank spoke of."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.storage.models import PaymentAttempt
from services.trail import audit

PROGRAM = audit.Actor(name="", role="program")


def record(session: Session, kind: str, attempt: PaymentAttempt, now: datetime) -> None:
    """Trace ``kind`` in the transaction of what it tells of."""
    audit.record(
        session,
        kind,
        actor=PROGRAM,
        subject=audit.Subject(attempt.user_id, attempt.customer_id),
        details={"reference": attempt.reference, "amount": str(attempt.amount_eur)},
        now=now,
    )
