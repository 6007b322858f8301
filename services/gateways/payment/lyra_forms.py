"""What stands in the body of a Lyra notification, once its signature has been checked."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from services.gateways.payment.interface import EURO, PaymentEvent, UnreadableNotificationError
from services.gateways.payment.lyra_values import (
    DEBIT,
    read_cents,
    read_moment,
    read_payment,
    read_text,
)

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 250
FORM = "application/x-www-form-urlencoded"


def read_form(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form.

    Raises UnreadableNotificationError for anything but a small form whose fields come once: of two
    values one could be signed and the other believed.
    """
    types = [value for name, value in headers.items() if name.lower() == "content-type"]
    if types and types[0].partition(";")[0].strip().lower() != FORM:
        raise UnreadableNotificationError("not a form")
    if len(body) > LARGEST_BODY:
        raise UnreadableNotificationError("too large")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise UnreadableNotificationError("not a form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise UnreadableNotificationError("a field comes twice")
    return fields


def read_event(fields: Mapping[str, str]) -> PaymentEvent:
    """Return the event that signed fields tell of.

    Raises UnreadableNotificationError where one that matters is absent or makes no sense.
    """
    trans_date = _get(fields, "vads_trans_date")
    raw_status = read_text(_get(fields, "vads_trans_status"))
    if _get(fields, "vads_currency") != EURO:
        raise UnreadableNotificationError("another currency")
    # The whole was asked for; what was debited is what counts, where it is euros.
    is_in_euros = (fields.get("vads_effective_currency") or EURO) == EURO
    debited = fields.get("vads_effective_amount") if is_in_euros else ""
    amount_eur = read_cents(debited or _get(fields, "vads_amount"))
    status, is_unknown = read_payment(
        raw_status,
        fields.get("vads_operation_type") or DEBIT,
        amount_eur=amount_eur,
        is_in_euros=is_in_euros,
    )
    # An abandoned payment never became a transaction of the bank's: it has our number alone.
    number = f"{trans_date[:8]}-{_get(fields, 'vads_trans_id')}"
    return PaymentEvent(
        order_reference=read_text(_get(fields, "vads_order_id")),
        provider_transaction=read_text(fields.get("vads_trans_uuid") or number),
        status=status,
        raw_status=raw_status,
        amount_eur=amount_eur,
        currency=EURO,
        mode=_get(fields, "vads_ctx_mode"),
        site_id=_get(fields, "vads_site_id"),
        at=read_moment(fields.get("vads_effective_creation_date") or trans_date),
        source=read_text(fields.get("vads_url_check_src", "")),
        card_brand=read_text(fields.get("vads_card_brand", "")) or None,
        is_unknown=is_unknown,
    )


def _get(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name, "")
    if not value:
        raise UnreadableNotificationError(f"no {name}")
    return value
