"""The ledger of what customers owe: rows are added, never changed, and every entry balances."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Cents, Instant
from services.storage.models.people import NEVER_AGAIN


class Payment(Base):
    """Money received from a customer (``card``: when the bank confirmed it).

    What it settles is in the ledger. ``incident``: it came back (``rejected``: a direct debit that
    the bank refused, ``unpaid``: a cheque or a card payment that was not honoured).
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        CheckConstraint(
            "mode IN ('direct_debit', 'card', 'transfer', 'cheque', 'cash', 'energy_voucher')",
            name="mode",
        ),
        CheckConstraint("incident IN ('rejected', 'unpaid')", name="incident"),
        CheckConstraint("(incident IS NULL) = (incident_on IS NULL)", name="incident_date"),
        Index(None, "customer_id", "paid_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    paid_on: Mapped[date]
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    mode: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    incident: Mapped[str | None] = mapped_column(String(10))
    incident_on: Mapped[date | None]


class LedgerEntry(Base):
    """Something that changed what a customer owes; its postings sum to zero.

    ``key`` names what it tells of: the same thing is booked once.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('invoice', 'credit_note', 'payment', 'reversal', 'refund', 'allocation',"
            " 'write_off')",
            name="kind",
        ),
        Index(None, "customer_id", "happened_on"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    happened_on: Mapped[date]
    booked_at: Mapped[datetime] = mapped_column(Instant)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)


class LedgerPosting(Base):
    """A share of an entry on one account, in euros: positive is debit.

    On the account ``customer`` positive is what the customer owes; ``invoice_id`` says for which
    invoice, None is money on account. ``contract_id`` follows from the invoice.
    """

    __tablename__ = "ledger_posting"
    __table_args__ = (
        CheckConstraint(
            "account IN ('customer', 'sales', 'vat', 'bank', 'card', 'loss')", name="account"
        ),
        CheckConstraint("amount_cents <> 0", name="amount_cents"),
        Index("ix_ledger_posting_invoice", "invoice_id", "account", "amount_cents"),
        Index("ix_ledger_posting_contract", "contract_id", "account", "amount_cents"),
    )

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_entry.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(10))
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
