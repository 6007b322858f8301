"""What the bank says becomes what the ledger says: inbox, state, ledger and mail at once.

A message may come twice, late, out of order, or never (``reconciliation`` then asks). Money that
came is always booked: for its invoices as far as they are owed, the rest on account, with an
incident for the agency to pay it back.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.billing import booking
from services.domain.calendar import PARIS
from services.domain.ledger import Share
from services.gateways.payment.interface import PaymentEvent, PaymentStatus
from services.kernel.house import House
from services.payments import checking, receipts, takings
from services.payments.traces import record
from services.storage import card_payments, ledger
from services.storage.models import Payment, PaymentAttempt, PaymentNotice


class Outcome(StrEnum):
    """What was made of a message."""

    APPLIED = "applied"
    IGNORED = "ignored"
    INCIDENT = "incident"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Said:
    """An event and the provider that said it."""

    event: PaymentEvent
    provider: str

    @property
    def key(self) -> str:
        """Return what is the same when the same is said again, in 193 characters at most."""
        return f"{self.event.order_reference[:64]}:{self.event.dedupe_key}"


OVER = {
    PaymentStatus.REFUSED: "refused",
    PaymentStatus.ABANDONED: "abandoned",
    PaymentStatus.CANCELLED: "abandoned",
    PaymentStatus.EXPIRED: "expired",
}


TAKEN_AWAY = frozenset({PaymentStatus.CANCELLED, PaymentStatus.EXPIRED})
"""What ends a transaction that was authorised before, whether we heard of that or not yet."""


def apply(house: House, said: Said, *, now: datetime) -> Outcome:
    """Take one event into account, in one transaction; the same event again changes nothing."""
    try:
        with house.database.write() as session:
            return _apply(session, house, said, now)
    except IntegrityError:
        # Somebody took the same message meanwhile: now it is known.
        with house.database.write() as session:
            return _apply(session, house, said, now)


def _apply(session: Session, house: House, said: Said, now: datetime) -> Outcome:
    event = said.event
    if card_payments.has_notice(session, said.key):
        return Outcome.KNOWN
    attempt = card_payments.find_attempt(session, event.order_reference, is_locked=True)
    if attempt is None:
        outcome = _leave(session, "unknown_order", event, None, now)
    else:
        ledger.lock_account(session, attempt.customer_id)
        if card_payments.has_notice(session, said.key):
            return Outcome.KNOWN
        outcome = _judge(session, house, attempt, event, now)
    session.add(
        PaymentNotice(
            dedupe_key=said.key,
            provider=said.provider,
            received_at=now,
            order_reference=event.order_reference[:64],
            status=event.raw_status[:40],
            amount_eur=event.amount_eur,
            outcome=outcome.value,
        )
    )
    session.flush()
    return outcome


def _judge(
    session: Session, house: House, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    if event.is_unknown:
        return _leave(session, "unknown_status", event, attempt, now)
    if event.status.is_paid:
        return _take(session, house, attempt, event, now)
    if event.status is PaymentStatus.PENDING:
        return _wait(attempt)
    return _close(session, house, attempt, event, now)


def _leave(
    session: Session,
    kind: str,
    event: PaymentEvent,
    attempt: PaymentAttempt | None,
    now: datetime,
) -> Outcome:
    """Leave it to a person; a message that nobody can act upon never pays an invoice."""
    # Authorised, then captured: of one transaction with a wrong amount a person hears once.
    about = event.provider_transaction if kind == "wrong_amount" else event.dedupe_key
    card_payments.open_incident(
        session,
        kind,
        f"{kind}:{about}",
        amount_eur=event.amount_eur,
        now=now,
        attempt=attempt,
        note=f"{event.order_reference} {event.provider_transaction} {event.raw_status}",
    )
    return Outcome.INCIDENT


def _wait(attempt: PaymentAttempt) -> Outcome:
    if attempt.state == "created":
        attempt.state = "pending"
        return Outcome.APPLIED
    return Outcome.IGNORED


def _take(
    session: Session, house: House, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    """Book money that the bank has: once per transaction of the bank."""
    is_promise = event.status is PaymentStatus.AUTHORISED
    if event.provider_transaction == attempt.provider_transaction:
        if attempt.payment_id is not None:
            return _go_on(session, attempt, event, now)
        if is_promise:
            # We heard first that it was cancelled: this was said before, and came after.
            return Outcome.IGNORED
    if event.amount_eur != attempt.amount_eur:
        return _leave(session, "wrong_amount", event, attempt, now)
    if card_payments.has_payment(session, takings.reference_of(event)):
        return _take_again(session, attempt, event, now)
    if attempt.payment_id is None:
        _settle(session, house, attempt, event, now)
        return Outcome.APPLIED
    # A second transaction of one order was paid: nobody owes that twice.
    takings.receive(session, attempt, event, (Share(event.amount_eur, None, None),), now)
    return Outcome.INCIDENT


def _go_on(
    session: Session, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    """Follow a payment that is booked: promised, then captured."""
    if attempt.state == "captured" or event.status is PaymentStatus.AUTHORISED:
        return Outcome.IGNORED
    if attempt.state != "authorised":
        # Taken back from the ledger, and captured all the same: a person has to find out.
        return _leave(session, "unknown_status", event, attempt, now)
    attempt.state, attempt.next_check_at = "captured", None
    return Outcome.APPLIED


def _take_again(
    session: Session, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    """See to money that is booked but not as the attempt's own: the second of a paid order."""
    if attempt.payment_id is not None:
        return Outcome.IGNORED
    return _leave(session, "unknown_status", event, attempt, now)


def _settle(
    session: Session, house: House, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> None:
    paid = takings.receive(session, attempt, event, takings.share_out(session, attempt), now)
    attempt.payment_id = paid.id
    attempt.state = "captured" if event.status is PaymentStatus.CAPTURED else "authorised"
    attempt.closed_at = now
    attempt.next_check_at = checking.next_check(attempt, now)
    attempt.provider_transaction = event.provider_transaction
    attempt.card_brand = event.card_brand or ""
    card_payments.release_invoices(session, attempt.id)
    receipts.send(session, house, attempt, now=now)
    record(session, "payment.accepted", attempt, now)


def _close(
    session: Session, house: House, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    """Close an attempt that came to nothing; its invoices may be paid again.

    The bank is still asked for a day: its page lets people try another card.
    """
    if attempt.payment_id is not None:
        return _undo(session, house, attempt, event, now)
    if event.status in TAKEN_AWAY:
        attempt.provider_transaction = event.provider_transaction
    if attempt.state not in checking.OPEN_STATES:
        return Outcome.IGNORED
    close(session, attempt, OVER[event.status], now)
    return Outcome.APPLIED


def close(session: Session, attempt: PaymentAttempt, state: str, now: datetime) -> None:
    """Close an attempt in ``state`` and let its invoices be paid by another one."""
    attempt.state, attempt.closed_at = state, now
    attempt.next_check_at = checking.next_check(attempt, now)
    card_payments.release_invoices(session, attempt.id)
    record(session, f"payment.{state}", attempt, now)


def _undo(
    session: Session, house: House, attempt: PaymentAttempt, event: PaymentEvent, now: datetime
) -> Outcome:
    """Take back money that was promised and never captured; a late refusal changes nothing."""
    is_the_same = event.provider_transaction == attempt.provider_transaction
    if not is_the_same or attempt.state != "authorised" or event.status is PaymentStatus.REFUSED:
        return Outcome.IGNORED
    paid = session.get_one(Payment, attempt.payment_id)
    today = now.astimezone(PARIS).date()
    booking.send_back(session, paid, incident="unpaid", happened_on=today, now=now)
    attempt.state, attempt.next_check_at = OVER[event.status], None
    receipts.take_back(session, house, attempt, now=now)
    record(session, "payment.taken_back", attempt, now)
    return Outcome.APPLIED
