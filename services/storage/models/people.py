"""Customers, users and what users may see."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from services.domain.search_keys import keys_of
from services.storage.models.base import Base, Instant, bytewise

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""An id is never used again: the audit trail names people for longer than they are there."""


class Customer(Base):
    """An "acteur": the person or company that holds contracts; a professional has a ``siren``."""

    __tablename__ = "customer"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(bytewise(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(250), default="")
    telephone: Mapped[str] = mapped_column(String(20), default="")
    fax: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    electronic_invoice: Mapped[bool] = mapped_column(default=False)
    siren: Mapped[str] = mapped_column(String(9), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    search_keys: Mapped[list["CustomerKey"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="select"
    )

    @validates("name", "email")
    def _find_by(self, field: str, value: str) -> str:
        """Keep what the customer is found by in step with the name and the e-mail address."""
        other = (self.email if field == "name" else self.name) or ""
        kept = {key.key: key for key in self.search_keys}
        self.search_keys = [
            kept.get(key) or CustomerKey(key=key) for key in sorted(keys_of(value, other))
        ]
        return value


class CustomerKey(Base):
    """What a customer is found by: a word of the name or the e-mail address, folded.

    The agency types the beginning of one; the key of the table is the index.
    """

    __tablename__ = "customer_key"

    key: Mapped[str] = mapped_column(bytewise(64), primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class User(Base):
    """Somebody who may sign in. ``username`` and ``email`` are kept case-folded.

    ``validated_at``: when the link of the e-mail was followed; None: no sign-in yet.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint(
            "role IN ('customer', 'analyst', 'agent', 'supervisor', 'administrator')", name="role"
        ),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime | None] = mapped_column(Instant)
    validated_at: Mapped[datetime | None] = mapped_column(Instant)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(Instant)
    previous_sign_in_at: Mapped[datetime | None] = mapped_column(Instant)


class CustomerAccess(Base):
    """The right of a user to see a customer's contracts; the only thing that makes data visible."""

    __tablename__ = "customer_access"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class UserSession(Base):
    """One sign-in. The browser holds a random secret, the table only its SHA-256.

    ``public_id`` names it on the page of sessions; ``is_full``: False while the second factor is
    awaited, it opens nothing; ``elevated_at``: when who holds it was last asked to prove it;
    ``ends_at``: the absolute limit; ``acting_*``: the customer whose space an agent looks at, why,
    and until when.
    """

    __tablename__ = "user_session"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    is_full: Mapped[bool] = mapped_column(default=True)
    is_remembered: Mapped[bool] = mapped_column(default=False)
    elevated_at: Mapped[datetime | None] = mapped_column(Instant)
    acting_customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    acting_reason: Mapped[str] = mapped_column(String(200), default="")
    acting_until: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(45), default="")
    device: Mapped[str] = mapped_column(String(200), default="")


class RateWindow(Base):
    """Attempts counted in one fixed window of time for one key (an account, an address, all)."""

    __tablename__ = "rate_window"
    __table_args__ = (Index(None, "ends_at"),)

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
