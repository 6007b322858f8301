"""Card payments: attempts, what the bank told us, what a person must look at."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Cents, Instant


class PaymentAttempt(Base):
    """A try to pay by card, committed before the browser leaves for the bank.

    ``reference``: the order id that the bank knows; ``click_key``: one click, one attempt;
    ``trans_date`` and ``trans_number``: the bank's own number, unique per day;
    ``provider_transaction``: the bank's id of what came of it; ``next_check_at``: when the bank is
    asked next, None when nothing can change any more; ``receipt_sha256``: the receipt's document.
    """

    __tablename__ = "payment_attempt"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        CheckConstraint(
            "state IN ('created', 'pending', 'authorised', 'captured', 'refused', 'abandoned',"
            " 'expired')",
            name="state",
        ),
        UniqueConstraint("trans_date", "trans_number"),
        Index(None, "next_check_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    click_key: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    provider: Mapped[str] = mapped_column(String(20))
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    state: Mapped[str] = mapped_column(String(10), default="created")
    trans_date: Mapped[date]
    trans_number: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    next_check_at: Mapped[datetime | None] = mapped_column(Instant)
    checks: Mapped[int] = mapped_column(default=0)
    provider_transaction: Mapped[str] = mapped_column(String(64), default="")
    card_brand: Mapped[str] = mapped_column(String(20), default="")
    payment_id: Mapped[int | None] = mapped_column(
        ForeignKey("payment.id"), unique=True, index=True
    )
    receipt_sha256: Mapped[bytes | None] = mapped_column(ForeignKey("document.sha256"), index=True)


class AttemptInvoice(Base):
    """What an attempt pays of an invoice; ``is_open``: the outcome is awaited.

    An invoice has one open attempt at most.
    """

    __tablename__ = "attempt_invoice"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        Index(
            "uq_attempt_invoice_open",
            "invoice_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("payment_attempt.id", ondelete="CASCADE"), primary_key=True
    )
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    is_open: Mapped[bool] = mapped_column(default=True)


class PaymentNotice(Base):
    """The inbox of what the bank told us, once per ``dedupe_key``, and what was made of it."""

    __tablename__ = "payment_notice"
    __table_args__ = (
        CheckConstraint("outcome IN ('applied', 'ignored', 'incident')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    provider: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(Instant)
    order_reference: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(40))
    amount_eur: Mapped[Decimal | None] = mapped_column("amount_cents", Cents)
    outcome: Mapped[str] = mapped_column(String(10))


class PaymentIncident(Base):
    """Something about a payment that a person of the agency must decide; nothing is lost.

    ``overpayment``: to be paid back, on ``refunded_on`` once it was.
    """

    __tablename__ = "payment_incident"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('overpayment', 'wrong_amount', 'unknown_status', 'unknown_order', 'silent',"
            " 'unreadable')",
            name="kind",
        ),
        Index(None, "closed_at", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(180), unique=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(String(120), default="")
    refunded_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
