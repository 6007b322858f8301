"""What an invoice's row keeps as JSON: the facts of its supply, the basis of its lines."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from services.domain.invoices import InvoiceFacts

DATES = ("contract_start", "next_invoice_on")
AMOUNTS = ("prepaid_eur", "credited_eur")


def dump_facts(facts: InvoiceFacts) -> str:
    """Return ``facts`` as JSON: dates as ISO 8601, the same facts always as the same text."""
    values = asdict(facts)
    for name in DATES:
        day: date | None = values[name]
        values[name] = None if day is None else day.isoformat()
    for name in AMOUNTS:
        values[name] = str(values[name])
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_facts(text: str) -> InvoiceFacts | None:
    """Return the facts that ``dump_facts`` wrote, None where nothing is known (``{}``)."""
    values = json.loads(text)
    if not values:
        return None
    for name in DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    for name in AMOUNTS:
        values[name] = Decimal(values.get(name, "0.00"))
    history = values.pop("history_kwh", ())
    return InvoiceFacts(**values, history_kwh=tuple((month, kwh) for month, kwh in history))


def dump_basis(basis: Mapping[str, str]) -> str:
    """Return what a line was computed from as JSON."""
    return json.dumps(dict(basis), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_basis(text: str) -> dict[str, str]:
    """Return what a line was computed from, by name."""
    return {str(name): str(value) for name, value in json.loads(text).items()}
