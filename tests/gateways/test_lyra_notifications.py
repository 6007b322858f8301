"""What Lyra's notifications say, and which are not believed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.gateways.payment.interface import (
    ForgedNotificationError,
    PaymentStatus,
    UnreadableNotificationError,
)
from tests.gateways.lyra_messages import LYRA, PAID, parse, signed


def test_a_notification_is_understood() -> None:
    (event,) = LYRA.parse_notification(
        signed(PAID), {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    )

    assert event.order_reference == "R-0001"
    assert event.provider_transaction == "0c3f2b0c6b574d8a8a0a3d54d9a1f2b7"
    assert (event.status, event.raw_status) == (PaymentStatus.AUTHORISED, "AUTHORISED")
    assert (event.amount_eur, event.currency) == (Decimal("51.24"), "978")
    assert (event.mode, event.site_id) == ("TEST", "12345678")
    assert event.at == datetime(2017, 1, 29, 13, 1, 2, tzinfo=UTC)
    assert (event.source, event.card_brand, event.is_unknown) == ("PAY", "CB", False)
    assert event.dedupe_key == "0c3f2b0c6b574d8a8a0a3d54d9a1f2b7:AUTHORISED"


@pytest.mark.parametrize(
    ("raw", "status", "is_unknown"),
    [
        ("CAPTURED", PaymentStatus.CAPTURED, False),
        ("REFUSED", PaymentStatus.REFUSED, False),
        ("ABANDONED", PaymentStatus.ABANDONED, False),
        ("CANCELLED", PaymentStatus.CANCELLED, False),
        ("EXPIRED", PaymentStatus.EXPIRED, False),
        ("UNDER_VERIFICATION", PaymentStatus.PENDING, False),
        ("AUTHORISED_TO_VALIDATE", PaymentStatus.PENDING, False),
        ("WAITING_AUTHORISATION", PaymentStatus.PENDING, False),
        ("ACCEPTED", PaymentStatus.PENDING, True),
        ("CAPTURE_FAILED", PaymentStatus.PENDING, True),
        ("PAID", PaymentStatus.PENDING, True),
        ("authorised", PaymentStatus.PENDING, True),
    ],
)
def test_statuses(raw: str, status: PaymentStatus, is_unknown: bool) -> None:
    (event,) = LYRA.parse_notification(signed({**PAID, "vads_trans_status": raw}), {})

    assert (event.status, event.is_unknown, event.raw_status) == (status, is_unknown, raw)
    assert event.status.is_paid == (raw == "CAPTURED")


@pytest.mark.parametrize("operation", ["CREDIT", "VERIFICATION"])
def test_money_that_goes_the_other_way_is_no_payment(operation: str) -> None:
    body = signed({**PAID, "vads_operation_type": operation})
    (event,) = LYRA.parse_notification(body, {})

    assert (event.status, event.is_unknown) == (PaymentStatus.PENDING, True)


def test_what_was_debited_counts() -> None:
    (event,) = LYRA.parse_notification(signed({**PAID, "vads_effective_amount": "100"}), {})

    assert event.amount_eur == Decimal("1.00")


@pytest.mark.parametrize("raw", ["AUTHORISED", "CAPTURED"])
@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"vads_effective_currency": "392", "vads_effective_amount": "512400"}, "51.24"),
        ({"vads_effective_currency": "840"}, "51.24"),
        ({"vads_effective_amount": "0"}, "0.00"),
        ({"vads_effective_amount": "", "vads_amount": "0"}, "0.00"),
    ],
)
def test_other_money_and_no_money_are_no_payment(
    raw: str, changes: dict[str, str], amount: str
) -> None:
    event = parse(signed({**PAID, **changes, "vads_trans_status": raw}))

    assert (event.status, event.is_unknown) == (PaymentStatus.PENDING, True)
    assert event.amount_eur == Decimal(amount)


def test_euros_that_are_said_to_be_euros_are_a_payment() -> None:
    event = parse(signed({**PAID, "vads_effective_currency": "978"}))

    assert (event.status, event.is_unknown) == (PaymentStatus.AUTHORISED, False)


def test_a_refusal_is_one_in_every_currency() -> None:
    fields = {**PAID, "vads_trans_status": "REFUSED", "vads_effective_currency": "840"}
    event = parse(signed(fields))

    assert (event.status, event.is_unknown) == (PaymentStatus.REFUSED, False)


def test_an_abandoned_payment_has_our_own_number() -> None:
    fields = {**PAID, "vads_trans_status": "ABANDONED", "vads_trans_uuid": ""}
    (event,) = LYRA.parse_notification(signed(fields), {})

    assert event.dedupe_key == "20170129-123456:ABANDONED"


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PAID.items() if key != name}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        urlencode(PAID).encode(),
        signed(PAID, "another key"),
        signed(PAID).replace(b"5124", b"5123"),
        signed(PAID) + b"&vads_extra=1",
        signed(without("vads_hash")),
        signed({**PAID, "vads_hash": ""}),
        signed({**PAID, "vads_site_id": "87654321"}),
        signed({**PAID, "vads_ctx_mode": "PRODUCTION"}),
    ],
)
def test_what_the_bank_did_not_send_us_is_forged(body: bytes) -> None:
    with pytest.raises((ForgedNotificationError, UnreadableNotificationError)) as raised:
        parse(body)
    assert body == b"" or raised.type is ForgedNotificationError


@pytest.mark.parametrize(
    "fields",
    [
        without("vads_order_id"),
        without("vads_amount") | {"vads_effective_amount": ""},
        without("vads_trans_status"),
        without("vads_trans_id"),
        {**PAID, "vads_effective_amount": "12.5"},
        {**PAID, "vads_effective_amount": "-5"},
        {**PAID, "vads_effective_amount": "٥"},
        {**PAID, "vads_currency": "840"},
        {**PAID, "vads_effective_creation_date": "20171329130025"},
        {**PAID, "vads_effective_creation_date": "yesterday"},
        {**PAID, "vads_order_id": "R\0"},
        {**PAID, "vads_trans_status": "A" * 65},
    ],
)
def test_what_makes_no_sense_is_said_so(fields: Mapping[str, str]) -> None:
    with pytest.raises(UnreadableNotificationError):
        parse(signed(fields))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (signed(PAID) + b"&vads_amount=5124", ""),
        (signed(PAID) + b"&signature=x", ""),
        (signed(PAID), "application/json"),
        (signed(PAID) + b"&x=" + b"y" * 65_536, ""),
        (b"&".join(b"a%d=1" % n for n in range(251)), ""),
        (b"\xff\xfe", ""),
        (b"a=%ff", ""),
        (b"vads_amount", ""),
    ],
)
def test_only_a_small_form_of_single_fields_is_read(body: bytes, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    with pytest.raises(UnreadableNotificationError):
        LYRA.parse_notification(body, headers)


NAMES = st.sampled_from([*PAID, "signature", "other"])
FIELDS = st.dictionaries(NAMES, st.text(max_size=70), max_size=20)


@given(body=st.binary(max_size=400), content_type=st.text(max_size=40))
@example(body=b"signature=%00", content_type="")
def test_any_bytes_are_refused_with_one_of_two_errors(body: bytes, content_type: str) -> None:
    with pytest.raises((ForgedNotificationError, UnreadableNotificationError)):
        LYRA.parse_notification(body, {"Content-Type": content_type})


@given(changes=FIELDS)
def test_any_fields_even_signed_end_in_an_event_or_one_of_two_errors(
    changes: dict[str, str],
) -> None:
    body = signed({**PAID, **changes})
    try:
        (event,) = LYRA.parse_notification(body, {})
    except (ForgedNotificationError, UnreadableNotificationError):
        return
    assert event.amount_eur >= 0
    assert event.status.is_paid <= (event.raw_status in {"AUTHORISED", "CAPTURED"})
