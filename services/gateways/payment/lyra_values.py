"""How Lyra writes statuses, amounts and moments, in its forms and in its web service alike."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from services.gateways.payment.interface import PaymentStatus, UnreadableNotificationError

DEBIT = "DEBIT"
"""The one kind of operation that pays: a CREDIT gives back, a VERIFICATION moves nothing."""

STATUSES = {
    "AUTHORISED": PaymentStatus.AUTHORISED,
    "CAPTURED": PaymentStatus.CAPTURED,
    "REFUSED": PaymentStatus.REFUSED,
    "ABANDONED": PaymentStatus.ABANDONED,
    "NOT_CREATED": PaymentStatus.ABANDONED,
    "CANCELLED": PaymentStatus.CANCELLED,
    "EXPIRED": PaymentStatus.EXPIRED,
    "INITIAL": PaymentStatus.PENDING,
    "AUTHORISED_TO_VALIDATE": PaymentStatus.PENDING,
    "SUSPENDED": PaymentStatus.PENDING,
    "UNDER_VERIFICATION": PaymentStatus.PENDING,
    "WAITING_AUTHORISATION": PaymentStatus.PENDING,
    "WAITING_AUTHORISATION_TO_VALIDATE": PaymentStatus.PENDING,
}
"""What each status means here. Left out on purpose: ACCEPTED (of a verification, moves no money)
and CAPTURE_FAILED (a promise that the bank broke): a person has to look at both."""

_CENTS = re.compile(r"[0-9]{1,12}")
_MOMENT = re.compile(r"[0-9]{14}")
LONGEST_TEXT = 64


def read_status(raw: str, operation: str) -> tuple[PaymentStatus, bool]:
    """Return a status, and whether it is one that a program must not act upon."""
    known = STATUSES.get(raw) if operation == DEBIT else None
    return (PaymentStatus.PENDING, True) if known is None else (known, False)


def read_payment(
    raw: str, operation: str, *, amount_eur: Decimal, is_in_euros: bool
) -> tuple[PaymentStatus, bool]:
    """Return a status as ``read_status`` does; money paid in another currency, or none, is unknown.

    ``amount_eur``: what was debited; ``is_in_euros``: what the currency of the debit says.
    """
    status, is_unknown = read_status(raw, operation)
    if status.is_paid and not (is_in_euros and amount_eur):
        return PaymentStatus.PENDING, True
    return status, is_unknown


def read_cents(value: str) -> Decimal:
    """Return ``5124`` as 51.24."""
    if not _CENTS.fullmatch(value):
        raise UnreadableNotificationError("an amount is not a number of cents")
    return Decimal(value).scaleb(-2)


def write_cents(amount_eur: Decimal) -> str:
    """Return 51.24 as ``5124``.

    Raises ValueError for an amount that is not positive, too large or finer than a cent.
    """
    cents = amount_eur.scaleb(2)
    if not (cents.is_finite() and 0 < cents < 10**12 and cents == cents.to_integral_value()):
        raise ValueError("a payment is a positive amount in whole cents")
    return str(int(cents))


def read_moment(value: str) -> datetime:
    """Return ``20170129130025`` as that moment in UTC."""
    if _MOMENT.fullmatch(value):
        try:
            return datetime.strptime(value, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise UnreadableNotificationError("a moment is not written as a date and a time")


def write_moment(moment: datetime) -> str:
    """Return an aware moment as ``20170129130025``, in UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def read_text(value: str) -> str:
    """Return a short text as it is; one that is too long or unprintable could not be kept."""
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise UnreadableNotificationError("a text is too long or not printable")
    return value
