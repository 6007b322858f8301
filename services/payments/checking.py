"""When the bank is asked about an attempt: often at first, then less, and at last no more."""

from datetime import datetime, timedelta

from services.storage.models import PaymentAttempt

FIRST_CHECK = timedelta(minutes=1)
SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
SHARE_OF_AGE = 20
"""The next question comes when an attempt is a twentieth older: every minute at first."""

ABANDONED_AFTER = timedelta(hours=1)
"""The bank's page is open for some minutes: what it knows nothing of then was never begun. The
invoices are free again; what is paid later all the same is still found."""

PATIENCE = timedelta(hours=24)
"""How long somebody whose payment was refused may still find another card on the bank's page."""

CAPTURED_WITHIN = timedelta(days=10)
CAPTURE_WAIT = timedelta(days=1)
"""A promise is kept within the week: it is asked about every day until then."""

OPEN_STATES = frozenset({"created", "pending"})


def next_check(attempt: PaymentAttempt, now: datetime) -> datetime | None:
    """Return when the bank is to be asked again, None when nothing can change any more."""
    age = now - attempt.created_at
    if attempt.state == "captured":
        return None
    if attempt.state == "authorised":
        return now + CAPTURE_WAIT if age < CAPTURED_WITHIN else None
    # Refused, abandoned, expired: the customer may still have paid on the page that was left open.
    limit = CAPTURED_WITHIN if attempt.state in OPEN_STATES else PATIENCE
    if age >= limit:
        return None
    return now + min(max(age / SHARE_OF_AGE, SHORTEST_WAIT), LONGEST_WAIT)
