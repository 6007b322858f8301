"""Starting a card payment: the attempt is committed before the browser leaves for the bank."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.ledger import OpenInvoice, Share, allocate
from services.gateways.payment.interface import (
    Order,
    PaymentProvider,
    ProviderUnavailableError,
    Redirect,
)
from services.kernel import formats
from services.kernel.errors import InvalidInputError, NotFoundError, ServiceError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.office.agency import refuse_while_acting
from services.payments import checking
from services.payments.payable import Payable, find_payable
from services.storage import card_payments, ledger
from services.storage.models import PaymentAttempt, User
from services.trail import audit

TRIES = 20
"""Customers may take the same number of the day at once: the second takes another."""

MOST_INVOICES = 100
CENT = Decimal("0.01")
RETURN_PATH = "/paiement/retour"
NOTIFY_PATH = "/paiement/notification"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to pay: the numbers of invoices; ``amount_eur`` None is all of them.

    ``click_key``: made with the form: a click that is sent twice is one attempt.
    """

    numbers: Sequence[str]
    amount_eur: Decimal | None
    click_key: str


@dataclass(frozen=True, slots=True)
class Bank:
    """The payment provider, its name, and what it is told of the portal's addresses."""

    name: str
    provider: PaymentProvider
    notify_base: str
    """How the portal's own address begins for the bank's server."""


def start(viewer: Viewer, *, house: House, bank: Bank, wish: Wish, now: datetime) -> Redirect:
    """Commit an attempt and return how the browser reaches the bank.

    The amount comes from the ledger, held meanwhile. Invoices that are not the viewer's to pay, an
    amount beyond what is due or an invoice whose payment is under way raise InvalidInputError; a
    bank that does not answer ServiceError: nothing was paid, and the invoices are free again.
    """
    refuse_while_acting(viewer)
    return _lead(viewer, house, bank, _commit(viewer, bank.name, wish, now), now)


def begin(viewer: Viewer, *, bank_name: str, wish: Wish, now: datetime) -> str:
    """Commit an attempt and return its reference; the way to the bank is ``resume``'s.

    Raises as ``start`` does.
    """
    refuse_while_acting(viewer)
    return _commit(viewer, bank_name, wish, now).reference


def resume(
    viewer: Viewer, *, house: House, bank: Bank, attempt: PaymentAttempt, now: datetime
) -> Redirect:
    """Return how the browser reaches the bank's page of an attempt that was left.

    It is the same order: the bank takes money for it once. Raises ServiceError once it is over.
    """
    refuse_while_acting(viewer)
    if attempt.closed_at is not None or attempt.state != "created":
        raise ServiceError(text("payment.over"))
    return _lead(viewer, house, bank, attempt, now)


def _lead(
    viewer: Viewer, house: House, bank: Bank, attempt: PaymentAttempt, now: datetime
) -> Redirect:
    """Ask the provider for the way; where there is none, give the invoices free at once."""
    with house.database.begin() as session:
        email = session.get_one(User, viewer.user_id).email or ""
    try:
        return bank.provider.start(_order(attempt, house, bank, email))
    except (ProviderUnavailableError, ValueError) as error:
        _give_up(house, attempt.reference, now)
        raise ServiceError(text("payment.bank_away")) from error


def _give_up(house: House, reference: str, now: datetime) -> None:
    """Close an attempt that never left; should the bank know of it all the same, we will hear."""
    with house.database.write() as session:
        attempt = card_payments.find_attempt(session, reference, is_locked=True)
        if attempt is None or attempt.state != "created":
            return
        attempt.state, attempt.closed_at = "abandoned", now
        card_payments.release_invoices(session, attempt.id)
        audit.record(
            session,
            "payment.abandoned",
            actor=audit.Actor(role="program"),
            subject=audit.Subject(attempt.user_id, attempt.customer_id),
            details={"reference": reference, "amount": str(attempt.amount_eur)},
            now=now,
        )


def _commit(
    viewer: Viewer, bank_name: str, wish: Wish, now: datetime, *, tried: int = 0
) -> PaymentAttempt:
    try:
        with viewer.database.write() as session:
            return _add_attempt(session, viewer, bank_name, wish, now, skip=tried)
    except IntegrityError:
        if tried == TRIES:
            raise
        return _commit(viewer, bank_name, wish, now, tried=tried + 1)


def _add_attempt(
    session: Session, viewer: Viewer, bank_name: str, wish: Wish, now: datetime, *, skip: int
) -> PaymentAttempt:
    today = now.astimezone(PARIS).date()
    payable = find_payable(session, viewer, wish.numbers, today=today)
    if payable is None:
        raise NotFoundError(text("site.not_found"))
    ledger.lock_account(session, payable.customer_id)
    click_key = _key_of(viewer, wish)
    known = card_payments.find_attempt_of_click(session, click_key)
    if known is not None:
        return _again(known)
    shares = _share(_choose(session, payable, wish.numbers, today), wish.amount_eur)
    at = now.astimezone(UTC).replace(microsecond=0)
    attempt = card_payments.add_attempt(
        session,
        PaymentAttempt(
            reference=f"AEL{at:%y%m%d}{secrets.token_hex(8).upper()}",
            click_key=click_key,
            customer_id=payable.customer_id,
            user_id=viewer.user_id,
            provider=bank_name,
            amount_eur=sum((share.amount_eur for share in shares), Decimal("0.00")),
            trans_date=at.date(),
            # After a collision, somewhere ahead of the others who try again.
            trans_number=card_payments.next_number(session, at) + secrets.randbelow(3 * skip + 1),
            created_at=now,
            next_check_at=now + checking.FIRST_CHECK,
        ),
        shares,
    )
    audit.record(
        session,
        "payment.started",
        actor=audit.actor_of(viewer),
        subject=audit.Subject(viewer.user_id, payable.customer_id),
        details={"reference": attempt.reference, "amount": str(attempt.amount_eur)},
        now=now,
    )
    return attempt


def _key_of(viewer: Viewer, wish: Wish) -> str:
    """Return the key of a click: this viewer's, for this choice.

    The same form sent again with another choice is another click.
    """
    chosen = f"{viewer.user_id} {wish.click_key} {sorted(set(wish.numbers))} {wish.amount_eur}"
    return hashlib.sha256(chosen.encode(errors="replace")).hexdigest()


def _again(attempt: PaymentAttempt) -> PaymentAttempt:
    """Return the attempt of a click that was sent twice, unless it is over."""
    if attempt.closed_at is not None or attempt.state != "created":
        raise ServiceError(text("payment.over"))
    return attempt


def _choose(
    session: Session, payable: Payable, numbers: Sequence[str], today: date
) -> list[OpenInvoice]:
    """Return the invoices of these numbers, as the ledger has them now, oldest due first."""
    wanted = set(numbers)
    chosen = [invoice for invoice in payable.owed(session, today) if invoice.number in wanted]
    if not wanted:
        raise InvalidInputError(text("payment.none_chosen"), field="factures")
    if len(wanted) > MOST_INVOICES:
        raise InvalidInputError(text("payment.too_many", most=MOST_INVOICES), field="factures")
    if {invoice.number for invoice in chosen} != wanted:
        raise InvalidInputError(text("payment.not_due"), field="factures")
    if card_payments.load_awaited(session, [invoice.invoice_id for invoice in chosen]):
        raise InvalidInputError(text("payment.under_way"), field="factures")
    return chosen


def _share(chosen: Sequence[OpenInvoice], amount_eur: Decimal | None) -> tuple[Share, ...]:
    due = sum((invoice.remaining_eur for invoice in chosen), Decimal("0.00"))
    amount = due if amount_eur is None else amount_eur
    if not amount.is_finite() or amount <= 0 or amount % CENT:
        raise InvalidInputError(text("payment.bad_amount"), field="montant")
    if amount > due:
        message = text("payment.too_much", due=formats.euros(due))
        raise InvalidInputError(message, field="montant")
    return allocate(amount, chosen)


def _order(attempt: PaymentAttempt, house: House, bank: Bank, email: str) -> Order:
    return Order(
        reference=attempt.reference,
        trans_id=f"{attempt.trans_number:06d}",
        at=attempt.created_at,
        amount_eur=attempt.amount_eur,
        return_url=f"{house.public_url}{RETURN_PATH}?reference={attempt.reference}",
        notify_url=f"{bank.notify_base}{NOTIFY_PATH}",
        email=email,
    )
