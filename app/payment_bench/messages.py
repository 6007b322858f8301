"""What the bank says of a transaction, signed: to the shop's server, and through the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.payment_bench.outcomes import PAID
from app.payment_bench.payment_forms import PaymentForm
from services.gateways.payment.interface import EURO
from services.gateways.payment.lyra_values import write_moment
from services.gateways.payment.signature import FIELD, sign

FORGERS_KEY = "not the key of any shop"
RESULTS = {"REFUSED": "05", "ABANDONED": "17"}


@dataclass(frozen=True, slots=True)
class Transaction:
    """One attempt with one card: ``uuid`` is the bank's name of it, "" for what never was one."""

    uuid: str
    status: str
    amount_cents: int
    at: datetime
    threeds: str = ""

    @property
    def is_paid(self) -> bool:
        """Tell whether the bank debits it."""
        return self.status in PAID


def write_outcome(form: PaymentForm, transaction: Transaction) -> dict[str, str]:
    """Return the unsigned fields that tell of a transaction: the form's own and the outcome."""
    echoed = {
        name: value for name, value in form.fields.items() if not name.startswith("vads_url_")
    }
    result = RESULTS.get(transaction.status, "00")
    moment = write_moment(transaction.at)
    return {
        **echoed,
        "vads_amount": str(transaction.amount_cents),
        "vads_effective_amount": str(transaction.amount_cents),
        "vads_effective_currency": EURO,
        "vads_operation_type": "DEBIT",
        "vads_trans_status": transaction.status,
        "vads_trans_uuid": transaction.uuid,
        "vads_result": result,
        "vads_auth_result": "" if result == "17" else result,
        "vads_effective_creation_date": moment,
        "vads_presentation_date": moment,
        "vads_card_brand": "CB" if transaction.uuid else "",
        "vads_card_number": "497010XXXXXX0000" if transaction.uuid else "",
        "vads_threeds_status": transaction.threeds,
    }


def write_notification(
    outcome: Mapping[str, str], key: str, *, source: str, number: int
) -> dict[str, str]:
    """Return a notification: ``number`` makes its hash another than that of its copies."""
    seed = f"{number} {source} {sorted(outcome.items())}"
    fields = {
        **outcome,
        "vads_url_check_src": source,
        "vads_hash": sha256(seed.encode()).hexdigest(),
    }
    return {**fields, FIELD: sign(fields, key)}


def write_return(outcome: Mapping[str, str], key: str) -> dict[str, str]:
    """Return what the browser takes back to the shop: signed too, without a server's hash."""
    return {**outcome, FIELD: sign(outcome, key)}
