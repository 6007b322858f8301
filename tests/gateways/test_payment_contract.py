"""What every payment provider must keep, tried with one that signs and one that must be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateways.payment.interface import (
    ForgedNotificationError,
    Order,
    PaymentProvider,
    PaymentStatus,
    UnreadableNotificationError,
)
from tests.conftest import NOW
from tests.gateways.payfip_like import PayfipLike, Treasury
from tests.gateways.payment_house import BenchHouse, open_bench, order

Message = tuple[bytes, Mapping[str, str]]


class Bank(Protocol):
    """A provider and its far side: ``pay`` returns the messages that the shop receives."""

    provider: PaymentProvider

    def pay(self, made: Order, *, is_accepted: bool) -> list[Message]: ...

    def forge(self, made: Order) -> Message: ...


@dataclass
class LyraBank:
    house: BenchHouse

    def __post_init__(self) -> None:
        self.provider: PaymentProvider = self.house.provider

    def pay(self, made: Order, *, is_accepted: bool) -> list[Message]:
        redirect = self.provider.start(made)
        self.house.submit(redirect, "threeds_accepted" if is_accepted else "refused")
        return list(self.house.door.received)

    def forge(self, made: Order) -> Message:
        self.house.submit(self.provider.start(made), "forged")
        return self.house.door.received[-1]


@dataclass
class PayfipBank:
    treasury: Treasury

    def __post_init__(self) -> None:
        self.provider: PaymentProvider = PayfipLike(self.treasury)

    def pay(self, made: Order, *, is_accepted: bool) -> list[Message]:
        number = self.provider.start(made).fields["idop"]
        self.treasury.finish(number, "P" if is_accepted else "R", NOW)
        return [(f"idop={number}".encode(), {})]

    def forge(self, made: Order) -> Message:
        self.provider.start(made)
        return b"idop=999&resultrans=P", {}


@pytest.fixture(params=["lyra", "payfip"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    if request.param == "payfip":
        yield PayfipBank(Treasury())
        return
    with open_bench(tmp_path) as house:
        yield LyraBank(house)


def made_for(bank: Bank, reference: str = "R-0001", trans_id: str = "000001") -> Order:
    url = bank.house.door.url if isinstance(bank, LyraBank) else "http://127.0.0.1/notification"
    return order(reference, trans_id, url=url)


def test_a_payment_is_announced_with_its_order_and_amount(bank: Bank) -> None:
    ((body, headers),) = bank.pay(made_for(bank), is_accepted=True)

    (event,) = bank.provider.parse_notification(body, headers)

    assert event.order_reference == "R-0001"
    assert (event.amount_eur, event.currency) == (Decimal("612.48"), "978")
    assert event.status.is_paid
    assert event.at == NOW


def test_a_refusal_is_not_paid(bank: Bank) -> None:
    ((body, headers),) = bank.pay(made_for(bank), is_accepted=False)

    (event,) = bank.provider.parse_notification(body, headers)

    assert event.status is PaymentStatus.REFUSED
    assert not event.status.is_paid


def test_the_same_message_twice_has_the_same_key(bank: Bank) -> None:
    ((body, headers),) = bank.pay(made_for(bank), is_accepted=True)

    first, second = (bank.provider.parse_notification(body, headers)[0] for _ in range(2))

    assert first.dedupe_key == second.dedupe_key


def test_asking_says_the_same_as_being_told(bank: Bank) -> None:
    assert bank.provider.fetch("R-0001") is None
    ((body, headers),) = bank.pay(made_for(bank), is_accepted=True)

    (told,) = bank.provider.parse_notification(body, headers)
    asked = bank.provider.fetch("R-0001")

    assert asked is not None
    assert (asked.dedupe_key, asked.amount_eur) == (told.dedupe_key, told.amount_eur)
    assert bank.provider.fetch_all("R-0001") == (asked,)
    assert bank.provider.fetch("R-0002") is None


def test_a_forged_message_pays_nothing(bank: Bank) -> None:
    body, headers = bank.forge(made_for(bank))

    with pytest.raises(ForgedNotificationError):
        bank.provider.parse_notification(body, headers)
    assert bank.provider.fetch("R-0001") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_any_bytes_are_refused(bank: Bank, body: bytes) -> None:
    with pytest.raises((ForgedNotificationError, UnreadableNotificationError)):
        bank.provider.parse_notification(body, {})


def test_the_browser_is_led_to_the_bank_with_what_it_needs(bank: Bank) -> None:
    redirect = bank.provider.start(made_for(bank))

    assert redirect.method in {"GET", "POST"}
    assert redirect.url.startswith(("https://", "http://127.0.0.1:"))
    assert redirect.fields


def test_pages_can_say_that_no_money_moves(bank: Bank) -> None:
    assert bank.provider.is_test
