"""A provider unlike Lyra, after PayFiP: its notifications prove nothing, it must be asked.

The payment is created by a call, which gives a number (``idop``); the browser takes it along; the
notification carries the number alone, unsigned; what became of it is a second call. Here the calls
are a Python object's: what is proven is that the interface suits such a provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from urllib.parse import parse_qs

from services.gateways.payment.interface import (
    EURO,
    ForgedNotificationError,
    Order,
    PaymentEvent,
    PaymentStatus,
    Redirect,
    UnreadableNotificationError,
    find_decisive,
)

STATUSES = {
    "P": PaymentStatus.CAPTURED,
    "R": PaymentStatus.REFUSED,
    "A": PaymentStatus.ABANDONED,
}


@dataclass
class Operation:
    """What the public treasury keeps of a payment; ``result`` is "" while it is open."""

    order: Order
    result: str = ""
    at: datetime | None = None


@dataclass
class Treasury:
    """The far side: operations by their number."""

    operations: dict[str, Operation] = field(default_factory=dict)

    def create(self, order: Order) -> str:
        number = f"{len(self.operations) + 1:036}"
        self.operations[number] = Operation(order)
        return number

    def finish(self, number: str, result: str, at: datetime) -> None:
        self.operations[number].result = result
        self.operations[number].at = at


class PayfipLike:
    """A PaymentProvider that believes nobody and asks the treasury."""

    def __init__(self, treasury: Treasury) -> None:
        self._treasury = treasury

    @property
    def is_test(self) -> bool:
        return True

    def start(self, order: Order) -> Redirect:
        number = self._treasury.create(order)
        return Redirect("https://www.payfip.gouv.fr/tpa/paiementws.web", "GET", {"idop": number})

    def parse_notification(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[PaymentEvent, ...]:
        try:
            numbers = parse_qs(body.decode("ascii"), strict_parsing=True)["idop"]
        except (ValueError, KeyError) as error:
            raise UnreadableNotificationError("no number") from error
        if len(numbers) != 1 or numbers[0] not in self._treasury.operations:
            raise ForgedNotificationError("a number that the treasury does not know")
        return (self._read(numbers[0]),)

    def fetch(self, order_reference: str) -> PaymentEvent | None:
        return find_decisive(self.fetch_all(order_reference))

    def fetch_all(self, order_reference: str) -> tuple[PaymentEvent, ...]:
        return tuple(
            self._read(number)
            for number, operation in self._treasury.operations.items()
            if operation.order.reference == order_reference and operation.result
        )

    def _read(self, number: str) -> PaymentEvent:
        operation = self._treasury.operations[number]
        status = STATUSES.get(operation.result, PaymentStatus.PENDING)
        return PaymentEvent(
            order_reference=operation.order.reference,
            provider_transaction=number,
            status=status,
            raw_status=operation.result or "open",
            amount_eur=operation.order.amount_eur.quantize(Decimal("0.01")),
            currency=EURO,
            mode="TEST",
            site_id="",
            at=operation.at or operation.order.at,
            source="FETCH",
        )
