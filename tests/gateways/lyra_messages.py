"""A shop of Lyra's, and the messages that its bank could send."""

from collections.abc import Mapping
from urllib.parse import urlencode

from services.gateways.payment.interface import PaymentEvent
from services.gateways.payment.lyra import Lyra, LyraShop
from services.gateways.payment.signature import sign

VECTOR = {
    "vads_action_mode": "INTERACTIVE",
    "vads_amount": "5124",
    "vads_ctx_mode": "TEST",
    "vads_currency": "978",
    "vads_page_action": "PAYMENT",
    "vads_payment_config": "SINGLE",
    "vads_site_id": "12345678",
    "vads_trans_date": "20170129130025",
    "vads_trans_id": "123456",
    "vads_version": "V2",
}
KEY = "a key of this test"
SHOP = LyraShop(
    page_url="https://secure.payzen.eu/vads-payment/", site_id="12345678", key=KEY, mode="TEST"
)
LYRA = Lyra(SHOP)

PAID = {
    **VECTOR,
    "vads_order_id": "R-0001",
    "vads_effective_amount": "5124",
    "vads_trans_status": "AUTHORISED",
    "vads_trans_uuid": "0c3f2b0c6b574d8a8a0a3d54d9a1f2b7",
    "vads_operation_type": "DEBIT",
    "vads_effective_creation_date": "20170129130102",
    "vads_card_brand": "CB",
    "vads_url_check_src": "PAY",
    "vads_hash": "5a" * 32,
}


def signed(fields: Mapping[str, str], key: str = KEY) -> bytes:
    return urlencode({**fields, "signature": sign(fields, key)}).encode()


def parse(body: bytes) -> PaymentEvent:
    (event,) = LYRA.parse_notification(body, {})
    return event
