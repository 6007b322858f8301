"""The receipt of a card payment: an e-mail in the transaction that books the money."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.kernel import formats
from services.kernel.errors import InvalidInputError
from services.kernel.house import House
from services.mailing import mail
from services.storage.models import PaymentAttempt, User

RECEIPT_PATH = "/reglement/recu/{}"
CHOICE_PATH = "/reglement"


def send(session: Session, house: House, attempt: PaymentAttempt, *, now: datetime) -> None:
    """Put the receipt into the outbox for who paid, if they still have an account."""
    path = RECEIPT_PATH.format(attempt.reference)
    letter = _write(session, attempt, "payment_receipt", path, now)
    _post(session, house, letter, now)


def take_back(session: Session, house: House, attempt: PaymentAttempt, *, now: datetime) -> None:
    """Tell who paid that the bank did not keep its promise: the invoices are due again."""
    letter = _write(session, attempt, "payment_taken_back", CHOICE_PATH, now)
    _post(session, house, letter, now)


def _write(
    session: Session, attempt: PaymentAttempt, kind: str, path: str, now: datetime
) -> mail.Letter | None:
    user = session.get(User, attempt.user_id) if attempt.user_id is not None else None
    if user is None or not user.email:
        return None
    values = {
        "amount": formats.euros(attempt.amount_eur),
        "day": formats.short_date(now.astimezone(PARIS).date()),
        "reference": attempt.reference,
    }
    return mail.Letter(kind, user.email, values, path=path)


def _post(session: Session, house: House, letter: mail.Letter | None, now: datetime) -> None:
    if letter is None:
        return
    try:
        mail.post(session, house, letter, now=now)
    except InvalidInputError:
        # An address that no server would take must not keep the money from being booked.
        return
