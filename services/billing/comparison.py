"""An invoice beside the one before it, and beside that of the same month a year before."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from services.domain.bill_comparison import Against, BillComparison, ComparedBill, compare_bills
from services.domain.invoices import InvoiceDetail, InvoiceKind
from services.storage.compared_invoices import Head, load_heads, load_lines

YEAR = timedelta(days=365)
NEAR = timedelta(days=20)
"""How far from a year before a period may begin and end: readings are not on the same day."""


def load_comparisons(session: Session, detail: InvoiceDetail) -> tuple[BillComparison, ...]:
    """Return what makes an invoice differ from the previous one and from that of a year before.

    Only between invoices of consumption whose lines are known. The caller may see ``detail``.
    """
    row = detail.row
    if row.kind is not InvoiceKind.CONSUMPTION or not detail.lines:
        return ()
    heads = load_heads(session, row.contract_number, before=row.period_start)
    chosen = _choose(heads, row.period_start, row.period_end)
    lines = load_lines(session, [head.id for head in chosen.values()]) if chosen else {}
    new = ComparedBill(row.number, row.amount_eur, detail.lines, _power(detail))
    found = [
        compare_bills(
            against,
            ComparedBill(head.number, head.amount_eur, lines.get(head.id, ()), head.power_kva),
            new,
        )
        for against, head in chosen.items()
    ]
    return tuple(comparison for comparison in found if comparison is not None)


def _choose(heads: Sequence[Head], start: date, end: date) -> dict[Against, Head]:
    chosen = {Against.PREVIOUS: heads[0]} if heads else {}
    near = (
        head
        for head in heads
        if abs(start - YEAR - head.period_start) <= NEAR
        and abs(end - YEAR - head.period_end) <= NEAR
    )
    year_before = next(near, None)
    if year_before is not None:
        chosen[Against.YEAR_BEFORE] = year_before
    return chosen


def _power(detail: InvoiceDetail) -> Decimal | None:
    powers = list(detail.facts.powers_kva.values()) if detail.facts else []
    return Decimal(sum(powers)) / len(powers) if powers else None
