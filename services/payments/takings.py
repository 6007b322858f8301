"""Money that the bank has, into the ledger: for its invoices as far as they are owed."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing import booking
from services.domain.calendar import PARIS
from services.domain.ledger import Account, Share, allocate
from services.gateways.payment.interface import PaymentEvent
from services.payments.traces import record
from services.storage import card_payments, ledger
from services.storage.models import Payment, PaymentAttempt

ZERO = Decimal("0.00")
LONGEST_REFERENCE = 40


def share_out(session: Session, attempt: PaymentAttempt) -> tuple[Share, ...]:
    """Return what goes where: no more for an invoice than is still owed on it now."""
    wanted = {
        row.invoice_id: row.amount_eur for row in card_payments.load_shares(session, attempt.id)
    }
    owed = ledger.load_open_invoices(session, attempt.customer_id)
    limited = [
        replace(o, remaining_eur=min(o.remaining_eur, wanted[o.invoice_id]))
        for o in owed
        if o.invoice_id in wanted
    ]
    return allocate(attempt.amount_eur, limited)


def receive(
    session: Session,
    attempt: PaymentAttempt,
    event: PaymentEvent,
    shares: tuple[Share, ...],
    now: datetime,
) -> Payment:
    """Book the money; what no invoice needs is an incident: to be paid back."""
    money = booking.Received(
        attempt.customer_id,
        event.at.astimezone(PARIS).date(),
        event.amount_eur,
        "card",
        into=Account.CARD,
        reference=reference_of(event),
    )
    paid = booking.receive(session, money, now=now, shares=shares)
    over = sum((share.amount_eur for share in shares if share.invoice_id is None), ZERO)
    if over:
        card_payments.open_incident(
            session,
            "overpayment",
            f"overpayment:{paid.id}",
            amount_eur=over,
            now=now,
            attempt=attempt,
            payment_id=paid.id,
        )
        record(session, "payment.too_much", attempt, now)
    return paid


def reference_of(event: PaymentEvent) -> str:
    """Return the bank's name of the money, as the payment keeps it."""
    return event.provider_transaction[:LONGEST_REFERENCE]
