"""Invoices of one contract as they are compared: heads, lines and powers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.domain.invoices import InvoiceKind, InvoiceLine, Part
from services.domain.time_classes import TimeClass
from services.storage import models
from services.storage.invoice_facts import load_facts
from services.storage.models import Contract, Invoice
from services.storage.rows import fetch

MOST_HEADS = 16
"""Enough to find the previous invoice and the one of a year before."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of an invoice before its lines; ``power_kva``: mean of the classes."""

    id: int
    number: str
    issued_on: date
    period_start: date
    period_end: date
    amount_eur: Decimal
    power_kva: Decimal | None


def load_heads(session: Session, contract_number: str, *, before: date | None = None) -> list[Head]:
    """Return the newest invoices of consumption, newest first; ``before``: begun before that day.

    The caller knows that the contract may be seen.
    """
    query = (
        select(
            *(Invoice.id, Invoice.number, Invoice.issued_on, Invoice.facts),
            *(Invoice.period_start, Invoice.period_end, Invoice.amount_eur),
        )
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Contract.number == contract_number, Invoice.kind == InvoiceKind.CONSUMPTION.value)
        .order_by(Invoice.period_start.desc(), Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(MOST_HEADS)
    )
    if before is not None:
        query = query.where(Invoice.period_start < before)
    return [
        Head(
            row.id,
            row.number,
            row.issued_on,
            row.period_start,
            row.period_end,
            row.amount_eur,
            mean_power(row.facts),
        )
        for row in fetch(session, query)
    ]


def load_lines(session: Session, ids: Sequence[int]) -> dict[int, tuple[InvoiceLine, ...]]:
    """Return the lines of each invoice, without what only a reader of one invoice needs."""
    line = models.InvoiceLine
    query = (
        select(
            *(line.invoice_id, line.part, line.code, line.time_class, line.start, line.end),
            *(line.quantity, line.unit, line.unit_price_eur, line.amount_eur, line.vat_rate_pct),
        )
        .where(line.invoice_id.in_(ids))
        .order_by(line.invoice_id, line.position)
    )
    found: dict[int, list[InvoiceLine]] = defaultdict(list)
    for row in fetch(session, query):
        time_class = TimeClass(row.time_class) if row.time_class else None
        found[row.invoice_id].append(
            InvoiceLine(
                Part(row.part),
                row.code,
                time_class,
                row.start,
                row.end,
                row.quantity,
                row.unit,
                row.unit_price_eur,
                row.amount_eur,
                row.vat_rate_pct,
            )
        )
    return {invoice_id: tuple(lines) for invoice_id, lines in found.items()}


def mean_power(facts: str) -> Decimal | None:
    """Return the mean of the subscribed powers that an invoice's facts name, in kVA."""
    known = load_facts(facts)
    powers = list(known.powers_kva.values()) if known else []
    return Decimal(sum(powers)) / len(powers) if powers else None
