"""The receipt as a document: made when it is first asked for, then always the same bytes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.exports.payment_receipt import Receipt, write_receipt
from services.kernel.errors import NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.payments.following import find_own
from services.storage import card_payments, documents
from services.storage.models import Customer, PaymentAttempt

PDF = "application/pdf"
PAID = frozenset({"authorised", "captured"})


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """The bytes of a receipt."""

    reference: str
    content: bytes
    media_type: str = PDF


def take_receipt(viewer: Viewer, house: House, *, reference: str, now: datetime) -> ReceiptDocument:
    """Return the receipt of a payment that was accepted.

    Raises NotFoundError for any other, and for somebody else's.
    """
    with viewer.database.begin() as session:
        attempt = find_own(session, viewer, reference)
        if attempt.state not in PAID:
            raise NotFoundError(text("payment.no_receipt"))
        if attempt.receipt_sha256 is not None:
            kept = documents.load_content(session, attempt.receipt_sha256)
            return ReceiptDocument(reference, kept)
        receipt = _describe(session, attempt, is_test=house.is_demo)
    made = write_receipt(receipt)
    try:
        return ReceiptDocument(reference, _keep(house, reference, made.content, made.pages, now))
    except IntegrityError:
        # Somebody made the same one meanwhile: the same bytes.
        return ReceiptDocument(reference, _keep(house, reference, made.content, made.pages, now))


def _keep(house: House, reference: str, content: bytes, pages: int, now: datetime) -> bytes:
    """Keep the document once; return what is kept, were it made twice at the same time."""
    with house.database.write() as session:
        attempt = card_payments.find_attempt(session, reference, is_locked=True)
        if attempt is None:
            raise NotFoundError(text("payment.not_found"))
        if attempt.receipt_sha256 is not None:
            return documents.load_content(session, attempt.receipt_sha256)
        sha256 = hashlib.sha256(content).digest()
        documents.add_once(session, sha256, content, media_type=PDF, pages=pages, now=now)
        attempt.receipt_sha256 = sha256
        return content


def _describe(session: Session, attempt: PaymentAttempt, *, is_test: bool) -> Receipt:
    customer = session.get_one(Customer, attempt.customer_id)
    paid_at = attempt.closed_at or attempt.created_at
    return Receipt(
        reference=attempt.reference,
        bank_reference=attempt.provider_transaction,
        paid_on=paid_at.astimezone(PARIS).date(),
        amount_eur=attempt.amount_eur,
        customer_reference=customer.reference,
        customer_name=customer.name,
        invoices=tuple(card_payments.load_paid(session, attempt)),
        card_brand=attempt.card_brand,
        is_test=is_test,
    )
