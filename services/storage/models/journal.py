"""What leaves the house and what happened in it: e-mails to send, the audit trail."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.storage.models.base import Base, Instant


class OutgoingMail(Base):
    """An e-mail as it will be sent, encrypted; written in the transaction that causes it.

    ``leased_until``: a sender has taken it; ``abandoned_at``: given up after too many refusals.
    ``filed_at``: somebody of the agency has seen that it was given up. The body is emptied some
    time after it was sent.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index(None, "sent_at", "abandoned_at", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    abandoned_at: Mapped[datetime | None] = mapped_column(Instant)
    filed_at: Mapped[datetime | None] = mapped_column(Instant)


class AuditEvent(Base):
    """One thing that somebody did, chained to the one before by its hash; never changed.

    ``actor``: who did it; ``subject``: whose account or data it was about. Both stay readable when
    the account is gone, hence no foreign keys. ``details``: JSON of short texts, no secrets.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "subject_customer_id", "number"),
        Index(None, "subject_user_id", "number"),
        Index(None, "actor_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    happened_at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    actor_role: Mapped[str] = mapped_column(String(20), default="")
    subject_user_id: Mapped[int | None]
    subject_customer_id: Mapped[int | None]
    address: Mapped[str] = mapped_column(String(45), default="")
    details: Mapped[str] = mapped_column(String(2000), default="{}")
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    event_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The end of the chain: the one row that every new event locks and moves on.

    ``first_number`` and ``first_previous_hash``: where the chain begins since older events were
    purged.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    event_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_number: Mapped[int] = mapped_column(BigInteger)
    first_previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
