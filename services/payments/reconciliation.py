"""Asking the bank what became of attempts whose outcome nobody told us."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.gateways.payment.interface import (
    PaymentEvent,
    PaymentProvider,
    ProviderUnavailableError,
    UnreadableNotificationError,
)
from services.kernel.house import House
from services.payments import checking
from services.payments.settlement import Said, apply, close
from services.storage import card_payments
from services.storage.models import PaymentAttempt


def reconcile(
    house: House, provider: PaymentProvider, name: str, *, now: datetime, limit: int = 50
) -> int:
    """Ask about the attempts that are due, and apply what the bank says; return how many.

    A bank that does not answer is asked again a minute later, about all of them.
    """
    with house.database.begin() as session:
        references = card_payments.load_to_check(session, now, limit=limit)
    for asked, reference in enumerate(references, 1):
        try:
            check(house, provider, name, reference, now)
        except ProviderUnavailableError:
            _put_off(house, references, now)
            return asked
    return len(references)


def check(
    house: House, provider: PaymentProvider, name: str, reference: str, now: datetime
) -> None:
    """Ask the bank about one attempt and apply what it says.

    Raises ProviderUnavailableError where it does not answer: then nothing is known.
    """
    events = _ask(provider, reference)
    for event in events or ():
        apply(house, Said(event, name), now=now)
    with house.database.write() as session:
        attempt = card_payments.find_attempt(session, reference, is_locked=True)
        if attempt is None or attempt.next_check_at is None:
            return
        attempt.checks += 1
        is_open = attempt.state in checking.OPEN_STATES
        if is_open and events == () and now - attempt.created_at >= checking.ABANDONED_AFTER:
            close(session, attempt, "expired", now)
        _call_somebody(session, attempt, now)
        attempt.next_check_at = checking.next_check(attempt, now)


def _ask(provider: PaymentProvider, reference: str) -> tuple[PaymentEvent, ...] | None:
    """Return what the bank says of the order, None where it cannot be understood."""
    try:
        return provider.fetch_all(reference)
    except UnreadableNotificationError:
        return None


def _put_off(house: House, references: Sequence[str], now: datetime) -> None:
    with house.database.write() as session:
        card_payments.put_off_checks(session, now, now + checking.SHORTEST_WAIT)
        for reference in references:
            attempt = card_payments.find_attempt(session, reference, is_locked=True)
            if attempt is not None:
                _call_somebody(session, attempt, now)


def _call_somebody(session: Session, attempt: PaymentAttempt, now: datetime) -> None:
    """Leave an attempt to a person, once, when its time for an outcome is over."""
    is_open = attempt.state in checking.OPEN_STATES
    limit = checking.PATIENCE if is_open else checking.CAPTURED_WITHIN
    if not (is_open or attempt.state == "authorised") or now - attempt.created_at < limit:
        return
    if card_payments.has_incident(session, attempt.id):
        return
    card_payments.open_incident(
        session,
        "silent",
        f"silent:{attempt.reference}",
        amount_eur=attempt.amount_eur,
        now=now,
        attempt=attempt,
        note=attempt.reference,
    )
