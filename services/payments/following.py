"""Following a payment after the bank's page: what is known of it, and asking the bank for more."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.gateways.payment.interface import ProviderUnavailableError, Redirect
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import BRIEFLY_MS, Viewer
from services.kernel.wording import text
from services.payments import attempts, checking, reconciliation
from services.payments.attempts import Bank
from services.storage import card_payments, rate_windows
from services.storage.access import load_contracts
from services.storage.models import PaymentAttempt, User

ASKED_EVERY = timedelta(seconds=4)
TOGETHER_WINDOW = timedelta(seconds=10)
MOST_TOGETHER = 6
"""A bank that is slow to answer must not hold all who serve pages."""


class Stage(StrEnum):
    """What the customer is told."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    PENDING = "pending"
    TAKEN_BACK = "taken_back"


_STAGES = {
    "authorised": Stage.ACCEPTED,
    "captured": Stage.ACCEPTED,
    "refused": Stage.REFUSED,
    "abandoned": Stage.CANCELLED,
    "expired": Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class FollowedPayment:
    """A payment as its customer sees it.

    ``invoices``: number, date and share of each; ``email``: where the receipt went, "" for nowhere;
    ``can_resume``: the bank has said nothing, its page may be opened again; ``is_examined``:
    somebody of the agency has to look into it.
    """

    reference: str
    stage: Stage
    amount_eur: Decimal
    begun_on: date
    closed_on: date | None
    card_brand: str
    invoices: tuple[tuple[str, date, Decimal], ...]
    email: str
    can_resume: bool
    is_examined: bool


def look(viewer: Viewer, *, reference: str) -> FollowedPayment:
    """Return what our database knows; raises NotFoundError unless the viewer may see it."""
    with viewer.database.begin() as session:
        attempt = find_own(session, viewer, reference)
        payer = session.get(User, attempt.user_id) if attempt.user_id is not None else None
        is_examined = card_payments.has_incident(session, attempt.id)
        return FollowedPayment(
            reference=attempt.reference,
            stage=_stage_of(attempt),
            amount_eur=attempt.amount_eur,
            begun_on=attempt.created_at.astimezone(PARIS).date(),
            closed_on=attempt.closed_at.astimezone(PARIS).date() if attempt.closed_at else None,
            card_brand=attempt.card_brand,
            invoices=tuple(card_payments.load_paid(session, attempt)),
            email=(payer.email or "") if payer else "",
            can_resume=attempt.state == "created" and not is_examined,
            is_examined=is_examined and attempt.state in checking.OPEN_STATES,
        )


def find_own(session: Session, viewer: Viewer, reference: str) -> PaymentAttempt:
    """Return an attempt of a customer whose contracts the viewer sees.

    Raises NotFoundError for any other, as for one that does not exist.
    """
    customers = {contract.customer_id for contract in load_contracts(session, viewer)}
    attempt = card_payments.find_attempt(session, reference)
    if attempt is None or attempt.customer_id not in customers:
        raise NotFoundError(text("payment.not_found"))
    return attempt


def ask(viewer: Viewer, *, house: House, bank: Bank, reference: str, now: datetime) -> None:
    """Ask the bank about a payment that nobody told us the outcome of, every few seconds at most.

    Whatever goes wrong, the worker asks again; raises NotFoundError as ``look`` does.
    """
    with viewer.database.begin() as session:
        attempt = find_own(session, viewer, reference)
    if attempt.state not in checking.OPEN_STATES or not _may_ask(house, reference, now):
        return
    try:
        reconciliation.check(house, bank.provider, bank.name, reference, now)
    except ProviderUnavailableError:
        return


def resume(viewer: Viewer, *, house: House, bank: Bank, reference: str, now: datetime) -> Redirect:
    """Return the way back to the bank's page of a payment that was left; see ``attempts.resume``.

    Raises NotFoundError as ``look`` does.
    """
    with viewer.database.begin() as session:
        attempt = find_own(session, viewer, reference)
    return attempts.resume(viewer, house=house, bank=bank, attempt=attempt, now=now)


def _may_ask(house: House, reference: str, now: datetime) -> bool:
    try:
        with house.database.write(patience_ms=BRIEFLY_MS) as session:
            own = f"payment {reference}"
            if rate_windows.count_attempt(session, own, ASKED_EVERY, now) > 1:
                return False
            together = rate_windows.count_attempt(session, "payments", TOGETHER_WINDOW, now)
            return together <= MOST_TOGETHER
    except OperationalError:
        return False


def _stage_of(attempt: PaymentAttempt) -> Stage:
    if attempt.state in {"abandoned", "expired"} and attempt.payment_id is not None:
        return Stage.TAKEN_BACK
    return _STAGES.get(attempt.state, Stage.PENDING)
