"""Invoices and payments: what the home page needs; billing itself comes with its own tables."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, bytewise


class Invoice(Base):
    """An issued invoice of a contract."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("due_on >= issued_on", name="dates"),
        # With the amount: the balance adds up all invoices and payments of a contract.
        Index("ix_invoice_covering", "contract_id", "issued_on", "amount_eur"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[str] = mapped_column(bytewise(24), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    due_on: Mapped[date]
    period_start: Mapped[date]
    period_end: Mapped[date]
    amount_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))


class Payment(Base):
    """Money received for an invoice."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_eur > 0", name="amount_eur"),
        CheckConstraint(
            "mode IN ('direct_debit', 'card', 'transfer', 'cheque', 'cash', 'energy_voucher')",
            name="mode",
        ),
        Index("ix_payment_covering", "invoice_id", "has_incident", "amount_eur"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    paid_on: Mapped[date]
    amount_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    mode: Mapped[str] = mapped_column(String(20))
    has_incident: Mapped[bool] = mapped_column(default=False)
