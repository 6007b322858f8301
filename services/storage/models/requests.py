"""What people ask of the agency: an account, their data, to be forgotten."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Instant


class RegistrationRequest(Base):
    """A demand for an account, whatever its truth: what was typed, and what came of it.

    ``customer_id``: whom the proof fits, ``user_id``: the account that waits for its validation,
    ``mailed_at``: when the answer was last sent.
    """

    __tablename__ = "registration_request"
    __table_args__ = (
        CheckConstraint(
            "state IN ('sent', 'unmatched', 'existing', 'to_examine', 'accepted', 'refused')",
            name="state",
        ),
        Index(None, "state", "created_at"),
        Index(None, "reference", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    mailed_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(45), default="")
    reference: Mapped[str] = mapped_column(String(20))
    prm: Mapped[str] = mapped_column(String(14), default="")
    contract_number: Mapped[str] = mapped_column(String(20), default="")
    display_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(20), default="")
    username: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")


class Consent(Base):
    """An answer to one question of consent; the newest of a purpose holds, the others stay.

    ``text_version``: the wording that was agreed to or refused.
    """

    __tablename__ = "consent"
    __table_args__ = (Index(None, "customer_id", "purpose", "given_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(30))
    is_granted: Mapped[bool]
    given_at: Mapped[datetime] = mapped_column(Instant)
    given_by: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str] = mapped_column(String(20))


class DataRequest(Base):
    """A copy of one's data (``export``) or a demand for erasure (``erasure``).

    ``content``: the zip of an export once it is ready, until ``expires_at``.
    """

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("kind IN ('export', 'erasure')", name="kind"),
        CheckConstraint(
            "state IN ('waiting', 'ready', 'failed', 'done', 'refused', 'withdrawn')", name="state"
        ),
        Index(None, "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer: Mapped[str] = mapped_column(String(500), default="")


class InvoiceDelivery(Base):
    """How a customer gets invoices from then on: ``electronic`` alone, or on ``paper`` too.

    Kept for ever as the proof of who agreed to what (consumer code, art. L.224-12): the text's
    version, the checked e-mail address. ``reminder``: the yearly reminder was sent.
    """

    __tablename__ = "invoice_delivery"
    __table_args__ = (
        CheckConstraint("choice IN ('electronic', 'paper', 'reminder')", name="choice"),
        Index(None, "customer_id", "chosen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    choice: Mapped[str] = mapped_column(String(10))
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    chosen_by: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(45), default="")
    text_version: Mapped[str] = mapped_column(String(20))


class Archive(Base):
    """A zip of documents that is made in the background; ``done`` of ``total`` are in it.

    ``rights``: a digest of what its user could see when it was asked for.

    ``contract_id``: of one contract, None: of all that the user may see; ``year``: None is all.
    """

    __tablename__ = "archive"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", name="state"),
        Index(None, "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    contract_id: Mapped[int | None] = mapped_column(
        ForeignKey("contract.id", ondelete="CASCADE"), index=True
    )
    year: Mapped[int | None]
    rights: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
