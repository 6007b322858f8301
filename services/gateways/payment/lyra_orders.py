"""What Lyra's web service ``Order/Get`` answers: the transactions of an order.

The request and the shape of the answer are those of a real answer of the test platform, kept by
the tests of a public project (openfun/joanie), as is ``PSP_010``, the error for an order of which
there is no transaction. Not confirmed: whether a payment that was abandoned is ever listed.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from services.gateways.payment.interface import (
    EURO,
    PaymentEvent,
    ProviderUnavailableError,
    UnreadableNotificationError,
)
from services.gateways.payment.lyra_values import read_cents, read_payment, read_text

PATH = "/api-payment/V4/Order/Get"
SOURCE = "FETCH"
NOTHING_FOUND = "PSP_010"
EUR = "EUR"


def read_orders(
    answer: bytes, *, reference: str, site_id: str, mode: str
) -> tuple[PaymentEvent, ...]:
    """Return the transactions of the order ``reference``, as they stand.

    Raises UnreadableNotificationError, and ProviderUnavailableError for an error of the service.
    """
    try:
        whole = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise UnreadableNotificationError("not JSON") from error
    found = _part(whole, "answer")
    if whole.get("status") != "SUCCESS":
        code = str(found.get("errorCode"))[:32]
        if code == NOTHING_FOUND:
            return ()
        raise ProviderUnavailableError(f"the web service answers {code}")
    about = (found.get("orderId"), found.get("shopId"), whole.get("mode"))
    transactions = found.get("transactions")
    if about != (reference, site_id, mode) or not isinstance(transactions, list):
        raise UnreadableNotificationError("an answer about another order, shop or mode")
    return tuple(
        _read_transaction(one, reference=reference, site_id=site_id, mode=mode)
        for one in transactions
    )


def _read_transaction(one: object, *, reference: str, site_id: str, mode: str) -> PaymentEvent:
    if not _is_object(one):
        raise UnreadableNotificationError("a transaction is no object")
    details = _part(one, "transactionDetails")
    raw_status = _text(one, "detailedStatus")
    if one.get("currency") != EUR:
        raise UnreadableNotificationError("another currency")
    is_in_euros = (details.get("effectiveCurrency") or EUR) == EUR
    debited = details.get("effectiveAmount") if is_in_euros else None
    amount_eur = read_cents(str(one.get("amount") if debited is None else debited))
    status, is_unknown = read_payment(
        raw_status, _text(one, "operationType"), amount_eur=amount_eur, is_in_euros=is_in_euros
    )
    brand = _part(details, "cardDetails").get("effectiveBrand") or ""
    return PaymentEvent(
        order_reference=reference,
        provider_transaction=_text(one, "uuid"),
        status=status,
        raw_status=raw_status,
        amount_eur=amount_eur,
        currency=EURO,
        mode=mode,
        site_id=site_id,
        at=_moment(_text(one, "creationDate")),
        source=SOURCE,
        card_brand=read_text(str(brand)) or None,
        is_unknown=is_unknown,
    )


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _part(whole: object, name: str) -> Mapping[str, object]:
    """Return the object ``name`` of another; an empty one stands for none."""
    if not _is_object(whole):
        raise UnreadableNotificationError("not an object")
    part = whole.get(name) or {}
    if not _is_object(part):
        raise UnreadableNotificationError(f"{name} is no object")
    return part


def _text(whole: Mapping[str, object], name: str) -> str:
    value = whole.get(name)
    if not isinstance(value, str) or not value:
        raise UnreadableNotificationError(f"no {name}")
    return read_text(value)


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise UnreadableNotificationError("a moment is not written as one") from error
    if moment.tzinfo is None:
        raise UnreadableNotificationError("a moment without its offset")
    return moment.astimezone(UTC)
