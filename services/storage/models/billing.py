"""Invoices as they were issued: lines, taxes, readings, the document; nothing here is rewritten."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Cents, Instant, bytewise


class Invoice(Base):
    """An issued invoice of a contract; a credit note has a negative amount.

    ``total_ht_eur`` and ``vat_eur`` add up to ``amount_eur`` (TTC). ``origin``: ``computed`` by the
    program from readings and rates, ``printed`` elsewhere (its lines are shown, never computed
    again). ``corrects_id``: the invoice that a credit note or a régularisation is about.
    ``facts``: who, where and what was supplied, as JSON, as known when it was issued.
    ``collected_on``: the day of its direct debit.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("due_on >= issued_on", name="dates"),
        CheckConstraint(
            "kind IN ('consumption', 'credit_note', 'adjustment', 'services', 'settlement')",
            name="kind",
        ),
        CheckConstraint("origin IN ('computed', 'printed')", name="origin"),
        # With the amount: lists and balances are answered from the index.
        Index("ix_invoice_covering", "contract_id", "issued_on", "amount_eur"),
        # One computed invoice of a kind for a period: issuing again adds nothing.
        Index(
            "uq_invoice_computed_period",
            "contract_id",
            "kind",
            "period_start",
            unique=True,
            sqlite_where=text("origin = 'computed' AND kind = 'consumption'"),
            postgresql_where=text("origin = 'computed' AND kind = 'consumption'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[str] = mapped_column(bytewise(24), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default="consumption")
    origin: Mapped[str] = mapped_column(String(8), default="printed")
    issued_on: Mapped[date]
    due_on: Mapped[date]
    collected_on: Mapped[date | None]
    period_start: Mapped[date]
    period_end: Mapped[date]
    amount_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    total_ht_eur: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    vat_eur: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    facts: Mapped[str] = mapped_column(default="{}")
    announced_at: Mapped[datetime | None] = mapped_column(Instant)


class InvoiceSequence(Base):
    """The last invoice number given out in a year: one after another, none left out.

    The row is counted up in the transaction of the invoice: one that is not committed gives its
    number back.
    """

    __tablename__ = "invoice_sequence"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class InvoiceLine(Base):
    """A line of an invoice, excluding VAT; ``amount_eur`` is rounded at the cent.

    ``part``: which part of the breakdown it belongs to. ``code``: what it charges for
    (``turpe.cs_energy``, ``accise``…). ``reference``, ``source``: the legal text of a regulated
    rate and where the figure was found. ``basis``: what it was computed from, as JSON.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        CheckConstraint("part IN ('energy', 'subscription', 'network', 'taxes')", name="part"),
        CheckConstraint("time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name="time_class"),
    )

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(30))
    time_class: Mapped[str | None] = mapped_column(String(3))
    start: Mapped[date]
    end: Mapped[date]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(16, 6))
    unit: Mapped[str] = mapped_column(String(12), default="")
    unit_price_eur: Mapped[Decimal | None] = mapped_column(Numeric(16, 8))
    amount_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    vat_rate_pct: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    reference: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(400), default="")
    is_single_source: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(default="{}")


class InvoiceVat(Base):
    """The VAT of an invoice at one rate: ``vat_eur`` on ``base_eur``."""

    __tablename__ = "invoice_vat"

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True
    )
    rate_pct: Mapped[Decimal] = mapped_column(Numeric(4, 2), primary_key=True)
    base_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    vat_eur: Mapped[Decimal] = mapped_column(Numeric(12, 2))


class InvoiceReading(Base):
    """The energy of one time class that an invoice charges for, and where it was read.

    ``start_index_kwh`` and ``end_index_kwh`` are None where the grid operator gives energies alone.
    ``import_label``: the file that brought the reading.
    """

    __tablename__ = "invoice_reading"
    __table_args__ = (
        CheckConstraint("time_class IN ('HPH', 'HCH', 'HPE', 'HCE')", name="time_class"),
        CheckConstraint("nature IN ('real', 'estimated', 'self_read')", name="nature"),
    )

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    time_class: Mapped[str] = mapped_column(String(3))
    start: Mapped[date]
    end: Mapped[date]
    start_index_kwh: Mapped[int | None]
    end_index_kwh: Mapped[int | None]
    energy_kwh: Mapped[Decimal] = mapped_column(Numeric(14, 3))
    nature: Mapped[str] = mapped_column(String(10))
    import_label: Mapped[str] = mapped_column(String(250), default="")


class Document(Base):
    """A file that was made once and is kept by its hash: an invoice, a receipt, a statement."""

    __tablename__ = "document"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class InvoiceDocument(Base):
    """The PDF of an invoice: waited for, made (``sha256``), or given up after several tries.

    ``leased_until``: until when a worker has it; one that died leaves it to the next.
    """

    __tablename__ = "invoice_document"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state"),
        CheckConstraint("(state = 'ready') = (sha256 IS NOT NULL)", name="ready"),
        Index(None, "state", "next_attempt_at"),
    )

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    sha256: Mapped[bytes | None] = mapped_column(ForeignKey("document.sha256"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(String(300), default="")


class InvoiceDispute(Base):
    """An invoice that its customer contests, from ``opened_on`` until it is answered."""

    __tablename__ = "invoice_dispute"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("invoice.id", ondelete="CASCADE"), index=True
    )
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500), default="")


class OfferPrice(Base):
    """The supplier's own prices of a contract's offer over ``start`` to ``end``, excluding VAT.

    ``subscription_eur_month`` per month; energy in c€/kWh per time class.
    """

    __tablename__ = "offer_price"
    __table_args__ = (Index(None, "contract_id", "start", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    start: Mapped[date]
    end: Mapped[date | None]
    subscription_eur_month: Mapped[Decimal] = mapped_column(Numeric(10, 4))
    hph_ct_kwh: Mapped[Decimal] = mapped_column(Numeric(10, 5))
    hch_ct_kwh: Mapped[Decimal] = mapped_column(Numeric(10, 5))
    hpe_ct_kwh: Mapped[Decimal] = mapped_column(Numeric(10, 5))
    hce_ct_kwh: Mapped[Decimal] = mapped_column(Numeric(10, 5))


class InstalmentPlan(Base):
    """A year of equal monthly payments on a contract, settled by one invoice at its end."""

    __tablename__ = "instalment_plan"
    __table_args__ = (Index(None, "contract_id", "starts_on", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)


class Instalment(Base):
    """One monthly payment of a plan; ``payment_id`` once it was collected."""

    __tablename__ = "instalment"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("instalment_plan.id", ondelete="CASCADE"), primary_key=True
    )
    due_on: Mapped[date] = mapped_column(primary_key=True)
    amount_eur: Mapped[Decimal] = mapped_column("amount_cents", Cents)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
