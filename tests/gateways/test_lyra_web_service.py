"""Asking Lyra's web service what became of an order, and what it may answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateways.payment import wire
from services.gateways.payment.interface import (
    PaymentStatus,
    ProviderUnavailableError,
    UnreadableNotificationError,
    find_decisive,
)
from services.gateways.payment.lyra import Lyra, LyraShop
from services.gateways.payment.lyra_orders import read_orders
from services.gateways.payment.wire import is_here, is_reachable, post
from tests.browser.server import find_free_port
from tests.gateways.shop_door import ShopDoor, open_door

SHOP = LyraShop(
    page_url="https://secure.payzen.eu/vads-payment/", site_id="24388532", key="k", mode="TEST"
)


def transaction(**changes: object) -> dict[str, Any]:
    """Return a transaction as the test platform writes it, the fields that matter."""
    return {
        "shopId": "24388532",
        "uuid": "598fd801aa8946eaa93f5916547cae9b",
        "detailedStatus": "CAPTURED",
        "status": "PAID",
        "amount": 12000,
        "currency": "EUR",
        "creationDate": "2025-01-08T12:45:49+01:00",
        "operationType": "DEBIT",
        "transactionDetails": {
            "effectiveAmount": 12000,
            "effectiveCurrency": "EUR",
            "cardDetails": {"effectiveBrand": "VISA"},
        },
        **changes,
    }


def answer(*transactions: object, **changes: object) -> bytes:
    whole = {
        "webService": "Order/Get",
        "status": "SUCCESS",
        "answer": {"orderId": "R-0001", "shopId": "24388532", "transactions": list(transactions)},
        "mode": "TEST",
    }
    return json.dumps({**whole, **changes}).encode()


def read(raw: bytes) -> Any:
    return read_orders(raw, reference="R-0001", site_id="24388532", mode="TEST")


def test_a_transaction_is_understood() -> None:
    (event,) = read(answer(transaction()))

    assert event.status is PaymentStatus.CAPTURED
    assert event.provider_transaction == "598fd801aa8946eaa93f5916547cae9b"
    assert event.amount_eur == Decimal("120.00")
    assert event.at == datetime(2025, 1, 8, 11, 45, 49, tzinfo=UTC)
    assert (event.source, event.card_brand, event.is_unknown) == ("FETCH", "VISA", False)


def test_a_payment_without_a_card_or_a_credit() -> None:
    bare, credit = read(
        answer(transaction(transactionDetails=None), transaction(operationType="CREDIT"))
    )

    assert (bare.amount_eur, bare.card_brand) == (Decimal("120.00"), None)
    assert (credit.status, credit.is_unknown) == (PaymentStatus.PENDING, True)


@pytest.mark.parametrize(
    ("details", "amount"),
    [
        ({"effectiveAmount": 5_000_000, "effectiveCurrency": "JPY"}, "120.00"),
        ({"effectiveAmount": 0, "effectiveCurrency": "EUR"}, "0.00"),
    ],
)
def test_other_money_and_no_money_are_no_payment(details: dict[str, object], amount: str) -> None:
    (event,) = read(answer(transaction(transactionDetails=details)))

    assert (event.status, event.is_unknown) == (PaymentStatus.PENDING, True)
    assert event.amount_eur == Decimal(amount)


def test_of_two_payments_in_the_same_state_the_last_decides() -> None:
    first = transaction(uuid="a", creationDate="2025-01-08T12:45:49+01:00")
    last = transaction(uuid="b", creationDate="2025-01-08T12:45:50+01:00")
    for listed in ((first, last), (last, first)):
        decisive = find_decisive(read(answer(*listed)))
        assert decisive is not None
        assert decisive.provider_transaction == "b"


def test_an_answer_is_read_no_further_than_its_largest_size(
    door: ShopDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 4)
    door.body = b"far too long"

    assert post(door.url, b"", {}).body == b"far "


def test_nothing_is_known_of_an_order_that_nobody_paid() -> None:
    assert read(answer(status="ERROR", answer={"errorCode": "PSP_010"})) == ()


def test_an_error_of_the_service_is_not_an_answer() -> None:
    with pytest.raises(ProviderUnavailableError, match="INT_905"):
        read(answer(status="ERROR", answer={"errorCode": "INT_905"}))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 100_000,
        answer(answer=[]),
        answer(mode="PRODUCTION"),
        answer(answer={"orderId": "R-0002", "shopId": "24388532", "transactions": []}),
        answer(answer={"orderId": "R-0001", "shopId": "1", "transactions": []}),
        answer(answer={"orderId": "R-0001", "shopId": "24388532", "transactions": {}}),
        answer("paid"),
        answer(transaction(uuid=None)),
        answer(transaction(currency="USD")),
        answer(transaction(amount=-5, transactionDetails={})),
        answer(transaction(amount=1.5, transactionDetails={})),
        answer(transaction(creationDate="2025-01-08T11:45:49")),
        answer(transaction(creationDate="yesterday")),
        answer(transaction(transactionDetails=[1])),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableNotificationError):
        read(raw)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(transaction())), value=ANYTHING)
def test_any_value_ends_in_events_or_one_of_two_errors(name: str, value: object) -> None:
    try:
        (event,) = read(answer(transaction(**{name: value})))
    except (UnreadableNotificationError, ProviderUnavailableError):
        return
    assert event.amount_eur >= 0


@pytest.fixture
def door() -> Iterator[ShopDoor]:
    with open_door() as door:
        yield door


def asking(url: str) -> Lyra:
    return Lyra(replace(SHOP, api_url=url, api_password="secret"), timeout_s=2.0)


@pytest.mark.parametrize("status", [301, 302, 307, 401, 404, 500, 503])
def test_another_status_is_no_answer_and_a_redirection_is_not_followed(
    door: ShopDoor, status: int
) -> None:
    door.answers = [status]
    with pytest.raises(ProviderUnavailableError, match=str(status)):
        asking(door.url).fetch("R-0001")

    ((body, headers),) = door.received
    assert json.loads(body) == {"orderId": "R-0001"}
    assert headers["Authorization"] == "Basic MjQzODg1MzI6c2VjcmV0"


def test_nobody_there() -> None:
    with pytest.raises(ProviderUnavailableError, match="Refused"):
        asking(f"http://127.0.0.1:{find_free_port()}").fetch("R-0001")
    with pytest.raises(ProviderUnavailableError):
        Lyra(SHOP).fetch("R-0001")


@pytest.mark.parametrize(
    ("url", "is_allowed", "is_ours"),
    [
        ("https://api.payzen.eu", True, False),
        ("http://api.payzen.eu", False, False),
        ("http://127.0.0.1:8051", True, True),
        ("http://[::1]:8051", True, True),
        ("http://localhost/x", True, True),
        ("http://localhost.evil.fr", False, False),
        ("http://127.0.0.1@evil.fr", False, False),
        ("file:///etc/passwd", False, False),
        ("https://", False, False),
        ("", False, False),
    ],
)
def test_what_may_be_spoken_to(url: str, is_allowed: bool, is_ours: bool) -> None:
    assert (is_reachable(url), is_here(url)) == (is_allowed, is_ours)
    if not is_allowed:
        with pytest.raises(ValueError, match="https"):
            post(url, b"", {})
