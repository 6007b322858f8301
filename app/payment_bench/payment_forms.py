"""The form that a shop sends the browser with, checked as the bank would."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from services.gateways.payment.interface import EURO, UnreadableNotificationError
from services.gateways.payment.lyra import REFERENCE, TEST, TRANS_ID, LyraShop
from services.gateways.payment.lyra_values import read_cents, read_moment
from services.gateways.payment.signature import is_signed

MOST_FIELDS = 100
LONGEST_VALUE = 1024
RETURN_MODES = frozenset({"", "NONE", "GET", "POST"})

FIXED = {
    "vads_action_mode": "INTERACTIVE",
    "vads_currency": EURO,
    "vads_page_action": "PAYMENT",
    "vads_payment_config": "SINGLE",
    "vads_version": "V2",
}


class RefusedFormError(Exception):
    """A form that the bank does not take; ``reason`` is a message id."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """A payment that a shop asks for: its fields as they were signed."""

    fields: Mapping[str, str]

    @property
    def reference(self) -> str:
        """Return the shop's own reference of the order."""
        return self.fields["vads_order_id"]

    @property
    def number(self) -> str:
        """Return what must be the only one of its day."""
        return f"{self.fields['vads_trans_date'][:8]}-{self.fields['vads_trans_id']}"

    @property
    def amount_cents(self) -> int:
        """Return what is asked for."""
        return int(self.fields["vads_amount"])

    @property
    def amount_eur(self) -> Decimal:
        """Return what is asked for."""
        return read_cents(self.fields["vads_amount"])

    @property
    def notify_url(self) -> str:
        """Return where the shop wants to hear of it."""
        return self.fields.get("vads_url_check", "")

    @property
    def return_url(self) -> str:
        """Return where the browser goes afterwards."""
        return self.fields.get("vads_url_return", "")

    @property
    def return_mode(self) -> str:
        """Return how the browser takes the outcome along: GET, POST or not at all."""
        return self.fields.get("vads_return_mode", "")


def read_payment_form(
    fields: Mapping[str, str], shop: LyraShop, origins: Collection[str]
) -> PaymentForm:
    """Return a form that the bank takes; its addresses are of one of these ``origins``.

    Raises RefusedFormError: production mode, another shop, a wrong signature, a field that is
    missing or wrong.
    """
    if fields.get("vads_ctx_mode") != TEST:
        raise RefusedFormError("bench.refused.mode")
    if fields.get("vads_site_id") != shop.site_id:
        raise RefusedFormError("bench.refused.shop")
    if len(fields) > MOST_FIELDS or not is_signed(fields, shop.key):
        raise RefusedFormError("bench.refused.signature")
    if not _is_sound(fields) or not _are_of(fields, origins):
        raise RefusedFormError("bench.refused.fields")
    return PaymentForm({name: fields[name] for name in fields if name.startswith("vads_")})


def _is_sound(fields: Mapping[str, str]) -> bool:
    return (
        all(fields.get(name) == value for name, value in FIXED.items())
        and all(len(value) <= LONGEST_VALUE and value.isprintable() for value in fields.values())
        and bool(TRANS_ID.fullmatch(fields.get("vads_trans_id", "")))
        and bool(REFERENCE.fullmatch(fields.get("vads_order_id", "")))
        and bool(re.fullmatch(r"[1-9][0-9]{0,11}", fields.get("vads_amount", "")))
        and fields.get("vads_return_mode", "") in RETURN_MODES
        and _is_moment(fields.get("vads_trans_date", ""))
    )


def _are_of(fields: Mapping[str, str], origins: Collection[str]) -> bool:
    """Tell whether every address is the portal's.

    Everybody knows the key that signs: without this any page could make the bench send a form to
    any program of this machine, or lead a browser anywhere.
    """
    given = {name: url for name, url in fields.items() if name.startswith("vads_url_")}
    return "vads_url_return" in given and all(origin_of(url) in origins for url in given.values())


def origin_of(url: str) -> str:
    """Return scheme, name and port of an address as they stand there, "" where there are none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_whole = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_whole else ""


def _is_moment(value: str) -> bool:
    try:
        read_moment(value)
    except UnreadableNotificationError:
        return False
    return True
