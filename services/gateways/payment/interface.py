"""What the portal asks of a payment provider, and what it hears from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

EURO = "978"
"""ISO 4217, as card payments write it: the one currency of the portal."""


class ForgedNotificationError(Exception):
    """A message that the provider did not send, or did not send to this shop: answer 403."""


class UnreadableNotificationError(Exception):
    """A message that cannot be understood: answer 400, and let a person look."""


class ProviderUnavailableError(Exception):
    """The provider does not answer, or not now: nothing is known, ask again later."""


class PaymentStatus(StrEnum):
    """What became of a payment, as far as the provider knows."""

    AUTHORISED = "authorised"
    CAPTURED = "captured"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PENDING = "pending"

    @property
    def is_paid(self) -> bool:
        """Tell whether the bank gave its word that the money comes."""
        return self in {PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED}


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody is about to pay.

    ``trans_id``: six letters or digits, the only one of its UTC day in this shop, not beginning
    with 9 (the banks' own); ``at``: aware, the moment of the order; ``return_url``: where the
    browser comes back to; ``notify_url``: where the provider tells the outcome.
    """

    reference: str
    trans_id: str
    at: datetime
    amount_eur: Decimal
    return_url: str
    notify_url: str
    currency: str = EURO
    email: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to send the browser: ``method`` GET or POST, with these form fields."""

    url: str
    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """What a provider says of one transaction; nothing in it comes from a browser.

    ``is_unknown``: nothing a program may act upon (an unknown status, a credit): ``status`` is then
    PENDING, and a person has to look. ``amount_eur``: what was debited, to be compared with what
    was asked; ``mode``: TEST or PRODUCTION; ``at``: UTC; ``source``: what made the provider speak.
    """

    order_reference: str
    provider_transaction: str
    status: PaymentStatus
    raw_status: str
    amount_eur: Decimal
    currency: str
    mode: str
    site_id: str
    at: datetime
    source: str
    card_brand: str | None = None
    is_unknown: bool = False

    @property
    def dedupe_key(self) -> str:
        """Return what is the same for two messages that say the same, in 129 characters at most."""
        return f"{self.provider_transaction}:{self.raw_status}"


class PaymentProvider(Protocol):
    """A bank's payment page, whatever its protocol."""

    @property
    def is_test(self) -> bool:
        """Tell whether no money moves: pages must say so."""
        ...

    def start(self, order: Order) -> Redirect:
        """Return how the browser reaches the bank's page.

        Raises ValueError for an order that the protocol cannot express, ProviderUnavailableError
        where the provider has to be asked first and does not answer.
        """
        ...

    def parse_notification(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[PaymentEvent, ...]:
        """Return what a message to ``notify_url`` says; it may come twice, late or out of order.

        Raises ForgedNotificationError or UnreadableNotificationError, and ProviderUnavailableError
        where the provider has to be asked.
        """
        ...

    def fetch(self, order_reference: str) -> PaymentEvent | None:
        """Ask the provider what became of an order: the event that matters most, None for nothing.

        Raises ProviderUnavailableError or UnreadableNotificationError.
        """
        ...

    def fetch_all(self, order_reference: str) -> tuple[PaymentEvent, ...]:
        """Return every transaction of an order as it stands: two may have been paid.

        Raises as ``fetch`` does.
        """
        ...


_WEIGHT = {PaymentStatus.CAPTURED: 3, PaymentStatus.AUTHORISED: 2, PaymentStatus.PENDING: 1}


def find_decisive(events: tuple[PaymentEvent, ...]) -> PaymentEvent | None:
    """Return the event that decides of an order: the paid one, else the open one, else the last."""
    return max(events, key=lambda event: (_WEIGHT.get(event.status, 0), event.at), default=None)
