"""Lyra's payment form (``vads_``), spoken by PayZen, Systempay, Scellius and Sogecommerce.

The same protocol under several banks' names: a deployment chooses one by the addresses, the shop's
number and its key. The page is the bank's own: no card number ever comes near the portal.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.gateways.payment import wire
from services.gateways.payment.interface import (
    EURO,
    ForgedNotificationError,
    Order,
    PaymentEvent,
    ProviderUnavailableError,
    Redirect,
    find_decisive,
)
from services.gateways.payment.lyra_forms import read_event, read_form
from services.gateways.payment.lyra_orders import PATH, read_orders
from services.gateways.payment.lyra_values import write_cents, write_moment
from services.gateways.payment.signature import FIELD, is_signed, sign

TEST = "TEST"
PRODUCTION = "PRODUCTION"

TRANS_ID = re.compile(r"[0-8A-Za-z][0-9A-Za-z]{5}")
REFERENCE = re.compile(r"[0-9A-Za-z_-]{1,64}")
LONGEST_DESCRIPTION = 255
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")

JOINT = "+"
"""What Lyra's signature joins values with, without their names. A customer whose address read
``…+AUTHORISED+…`` would make us sign what can be sent back as a notification of a payment: no
value that we sign has the sign in it. The bank asks for an address where it got none."""


@dataclass(frozen=True, slots=True)
class LyraShop:
    """A shop at one of the banks.

    ``page_url``: of the payment page (``https://secure.payzen.eu/vads-payment/``); ``api_url``: of
    the web service (``https://api.payzen.eu``), "" to do without; ``key``: of the form, for
    ``mode`` TEST or PRODUCTION; ``api_password``: the web service's own, which is another.
    """

    page_url: str
    site_id: str
    key: str
    mode: str
    api_url: str = ""
    api_password: str = ""


class Lyra:
    """A PaymentProvider that speaks Lyra's form protocol for one shop."""

    def __init__(self, shop: LyraShop, *, timeout_s: float = wire.TIMEOUT_S) -> None:
        if shop.mode not in {TEST, PRODUCTION}:
            raise ValueError("the mode is TEST or PRODUCTION")
        addresses = [address for address in (shop.page_url, shop.api_url) if address]
        if not shop.page_url or not all(map(wire.is_reachable, addresses)):
            raise ValueError("payments would go unencrypted")
        self._shop = shop
        self._timeout_s = timeout_s

    @property
    def is_test(self) -> bool:
        """Tell whether no money moves."""
        return self._shop.mode == TEST

    def start(self, order: Order) -> Redirect:
        """Return the form that leads the browser to the bank's page."""
        fields = _write_fields(self._shop, order)
        return Redirect(
            self._shop.page_url, "POST", {**fields, FIELD: sign(fields, self._shop.key)}
        )

    def parse_notification(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[PaymentEvent, ...]:
        """Return what a notification says, once it has shown that it comes from the bank.

        ``vads_hash`` is sent from server to server alone: without it the fields may have been
        taken from a browser's return. It must look like a digest: the signature joins values
        without their names, and nothing that we sign ourselves looks like one.
        """
        fields = read_form(body, headers)
        if not is_signed(fields, self._shop.key):
            raise ForgedNotificationError("the signature is wrong or absent")
        if not _DIGEST.fullmatch(fields.get("vads_hash", "")):
            raise ForgedNotificationError("not sent by a server")
        if fields.get("vads_site_id") != self._shop.site_id:
            raise ForgedNotificationError("for another shop")
        if fields.get("vads_ctx_mode") != self._shop.mode:
            raise ForgedNotificationError("for another mode")
        return (read_event(fields),)

    def fetch(self, order_reference: str) -> PaymentEvent | None:
        """Ask the web service what became of an order."""
        return find_decisive(self.fetch_all(order_reference))

    def fetch_all(self, order_reference: str) -> tuple[PaymentEvent, ...]:
        """Return every transaction of an order as the web service knows it."""
        shop = self._shop
        if not shop.api_url:
            raise ProviderUnavailableError("no address of the web service in the settings")
        credentials = base64.b64encode(f"{shop.site_id}:{shop.api_password}".encode())
        headers = {
            "Authorization": f"Basic {credentials.decode('ascii')}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        question = json.dumps({"orderId": order_reference}).encode()
        url = shop.api_url.rstrip("/") + PATH
        answer = wire.post(url, question, headers, timeout_s=self._timeout_s)
        if answer.status != 200:
            raise ProviderUnavailableError(f"the web service answers {answer.status}")
        return read_orders(
            answer.body, reference=order_reference, site_id=shop.site_id, mode=shop.mode
        )


def _write_fields(shop: LyraShop, order: Order) -> dict[str, str]:
    if order.currency != EURO:
        raise ValueError("payments are in euros")
    if not TRANS_ID.fullmatch(order.trans_id):
        raise ValueError("a transaction's number is six letters or digits, the first not 9")
    if not REFERENCE.fullmatch(order.reference):
        raise ValueError("a reference is 64 letters, digits, dashes or underscores at most")
    if JOINT in order.return_url + order.notify_url:
        raise ValueError("an address with a plus sign could be read as two values")
    fields = {
        "vads_action_mode": "INTERACTIVE",
        "vads_amount": write_cents(order.amount_eur),
        "vads_ctx_mode": shop.mode,
        "vads_currency": EURO,
        "vads_page_action": "PAYMENT",
        "vads_payment_config": "SINGLE",
        "vads_site_id": shop.site_id,
        "vads_trans_date": write_moment(order.at),
        "vads_trans_id": order.trans_id,
        "vads_version": "V2",
        "vads_order_id": order.reference,
        "vads_language": "fr",
        # The browser brings nothing back: nothing that it says would be believed.
        "vads_return_mode": "NONE",
        "vads_url_return": order.return_url,
        "vads_url_check": order.notify_url,
        "vads_cust_email": "" if JOINT in order.email else order.email,
        "vads_order_info": order.description.replace(JOINT, " ")[:LONGEST_DESCRIPTION],
    }
    return {name: value for name, value in fields.items() if value}
