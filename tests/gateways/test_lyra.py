"""What is sent to Lyra: the public test vector, the form, what no customer can make us sign."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from services.gateways.payment.interface import ForgedNotificationError, Order
from services.gateways.payment.lyra import Lyra
from services.gateways.payment.signature import is_signed, sign
from tests.gateways.lyra_messages import KEY, LYRA, SHOP, VECTOR, parse
from tests.gateways.payment_house import RETURN, order

VECTOR_KEY = "1122334455667788"
SHA_256 = "ycA5Do5tNvsnKdc/eP1bj2xa19z9q3iWPy9/rpesfS0="
SHA_1 = "59c96b34c74b9375c332b0b6a32e6deeec87de2b"


def test_the_public_vector() -> None:
    assert sign(VECTOR, VECTOR_KEY) == SHA_256
    assert is_signed({**VECTOR, "signature": SHA_256, "other": "x"}, VECTOR_KEY)


@pytest.mark.parametrize("claimed", ["", SHA_1, SHA_256.lower(), SHA_256 + "=", "é", "\0"])
def test_anything_else_is_no_signature(claimed: str) -> None:
    assert not is_signed({**VECTOR, "signature": claimed}, VECTOR_KEY)
    assert not is_signed(VECTOR, VECTOR_KEY)


def test_accents_are_signed_as_utf_8() -> None:
    # Computed with openssl dgst -sha256 -hmac.
    signature = sign({"vads_order_info": "Réglé à Évreux"}, "clé")

    assert signature == "o20yWZH6SZKcomzA49hVm6qiLuvn9Z00oNnu5sac3Vw="


def test_an_order_becomes_a_signed_form() -> None:
    redirect = LYRA.start(order(amount="1325.67"))

    fields = dict(redirect.fields)
    signature = fields.pop("signature")
    assert (redirect.url, redirect.method) == ("https://secure.payzen.eu/vads-payment/", "POST")
    assert fields == {
        "vads_action_mode": "INTERACTIVE",
        "vads_amount": "132567",
        "vads_ctx_mode": "TEST",
        "vads_currency": "978",
        "vads_page_action": "PAYMENT",
        "vads_payment_config": "SINGLE",
        "vads_site_id": "12345678",
        "vads_trans_date": "20260302093000",
        "vads_trans_id": "000001",
        "vads_version": "V2",
        "vads_order_id": "R-0001",
        "vads_language": "fr",
        "vads_return_mode": "NONE",
        "vads_url_return": RETURN,
        "vads_url_check": RETURN,
        "vads_cust_email": "elise@exemple.fr",
        "vads_order_info": "FR-15-121-40588",
    }
    assert signature == sign(fields, KEY)


def test_the_date_is_utc() -> None:
    paris = datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=1)))

    assert LYRA.start(replace(order(), at=paris)).fields["vads_trans_date"] == "20260301233000"


@pytest.mark.parametrize(
    "wrong",
    [
        {"trans_id": "900000"},
        {"trans_id": "12345"},
        {"trans_id": "12345é"},
        {"reference": ""},
        {"reference": "R 1"},
        {"reference": "R" * 65},
        {"amount_eur": Decimal(0)},
        {"amount_eur": Decimal("-1")},
        {"amount_eur": Decimal("0.001")},
        {"amount_eur": Decimal("NaN")},
        {"amount_eur": Decimal("1e12")},
        {"currency": "840"},
        {"return_url": "https://x.fr/a+b"},
    ],
)
def test_what_the_protocol_cannot_say_is_not_sent(wrong: Mapping[str, object]) -> None:
    made: Order = replace(order(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"\w"):
        LYRA.start(made)


@pytest.mark.parametrize("field", ["email", "description"])
def test_a_customer_cannot_make_us_sign_a_notification(field: str) -> None:
    """The signature joins values with plus signs and no names: they can be cut elsewhere."""
    wanted = {
        "vads_amount": "61248",
        "vads_ctx_mode": "TEST",
        "vads_currency": "978",
        "vads_hash": "5a" * 32,
        "vads_order_id": "R-0001",
        "vads_site_id": "12345678",
        "vads_trans_date": "20260302093000",
        "vads_trans_id": "000001",
        "vads_trans_status": "AUTHORISED",
    }
    told = "+".join(wanted.values())
    started = LYRA.start(replace(order("R-0002", "000002"), **{field: f"{told}+@x.fr"})).fields  # type: ignore[arg-type]
    whole = "+".join(started[name] for name in sorted(started) if name != "signature")
    before, _, after = whole.partition(f"+{told}+")
    recut = {"vads_action_mode": before, **wanted, "vads_zzz": after}

    with pytest.raises(ForgedNotificationError):
        parse(urlencode({**recut, "signature": started["signature"]}).encode())


def test_our_own_signed_form_under_other_names_is_no_notification() -> None:
    started = LYRA.start(replace(order("R-0003", "000003"), email="lea@example.org")).fields
    names = {"vads_cust_email": "vads_hash", "vads_url_check": "vads_trans_status"}
    renamed = {names.get(name, name): value for name, value in started.items()}

    with pytest.raises(ForgedNotificationError, match="not sent by a server"):
        parse(urlencode(renamed).encode())


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "test"},
        {"mode": ""},
        {"page_url": ""},
        {"page_url": "http://secure.payzen.eu/vads-payment/"},
        {"page_url": "ftp://127.0.0.1/"},
        {"api_url": "http://api.payzen.eu"},
    ],
)
def test_an_unsafe_shop_is_refused(wrong: Mapping[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Lyra(replace(SHOP, **wrong))


def test_the_mode_is_told() -> None:
    assert LYRA.is_test
    assert not Lyra(replace(SHOP, mode="PRODUCTION")).is_test
