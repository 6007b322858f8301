"""Correcting an issued invoice: by another one, a régularisation or a credit note.

What was issued is never rewritten. The bill is computed anew, from the readings and the rates known
today; what differs from all that was charged so far makes a new invoice. A difference in favour of
the customer is a credit note, which first pays what is left of the corrected invoice; one in favour
of the supplier is a régularisation. Correcting again finds no difference and issues nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.drafts import check_age, compose, read_periods
from services.billing.issuing import HISTORY_MONTHS
from services.billing.recording import issue
from services.billing.refusals import NotBillableError
from services.billing.supplies import Charged, charge
from services.domain.billing_inputs import ContractInputs
from services.domain.calendar import PARIS
from services.domain.drafts import Draft
from services.domain.invoice_differences import differences, vat_differences
from services.domain.invoice_terms import add_months
from services.domain.invoices import InvoiceDetail, InvoiceKind
from services.domain.issued_lines import sum_eur
from services.domain.ledger import Share, book_allocation
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import ledger
from services.storage.billing_inputs import load_inputs
from services.storage.corrections import find_corrections, find_customer_id, find_invoice
from services.storage.invoice_details import load_detail
from services.storage.models import Invoice
from services.storage.registers import load_registers
from services.trail.audit import Actor


@dataclass(frozen=True, slots=True)
class Correction:
    """What corrects an invoice; ``number`` is None as long as it is only planned."""

    draft: Draft
    number: str | None


def plan_correction(house: House, number: str, *, actor: Actor, now: datetime) -> Correction | None:
    """Return what would correct the invoice of that number; None when it is right.

    Nothing is written, whoever asks (``actor``). Raises what ``correct`` raises.
    """
    del actor
    with house.database.begin() as session:
        draft = _draft(session, _find(session, number), now)
    return None if draft is None else Correction(draft, None)


def correct(house: House, number: str, *, actor: Actor, now: datetime) -> Correction | None:
    """Issue what corrects the invoice of that number; None when it is right.

    Raises NotFoundError for an unknown number, InvalidInputError for an invoice that the program
    did not compute or cannot compute any more, and for a charge that comes too late.
    """
    with house.database.write() as session:
        return adjust(session, house, _find(session, number), actor=actor, now=now)


def adjust(
    session: Session, house: House, invoice: Invoice, *, actor: Actor, now: datetime
) -> Correction | None:
    """Issue what corrects ``invoice`` within the caller's transaction; see :func:`correct`."""
    customer_id = find_customer_id(session, invoice.contract_id)
    ledger.lock_account(session, customer_id)
    draft = _draft(session, invoice, now)
    if draft is None:
        return None
    row = issue(session, house, draft, actor=actor, now=now)
    assert row is not None  # noqa: S101 # nosec B101 - a correction is never billed already
    if row.amount_eur < 0:
        _offset(session, invoice, row, customer_id, now)
    return Correction(draft, row.number)


def _find(session: Session, number: str) -> Invoice:
    invoice = find_invoice(session, number)
    if invoice is None:
        raise NotFoundError(text("billing.no_invoice", number=number))
    if invoice.origin != "computed":
        raise InvalidInputError(text("billing.not_computed", number=number))
    return invoice


def _draft(session: Session, invoice: Invoice, now: datetime) -> Draft | None:
    today = _day(now)
    contract = load_inputs(
        session,
        [invoice.contract_id],
        add_months(invoice.period_start, -HISTORY_MONTHS),
        invoice.period_end,
    )[0]
    found = load_registers(session, [contract.point_id], [invoice.period_start, invoice.period_end])
    registers = found.get(contract.point_id, ())
    try:
        periods = read_periods(contract, invoice.period_start, invoice.period_end)
        charged = charge(contract, periods, registers)
    except NotBillableError as refusal:
        raise InvalidInputError(refusal.sentence) from refusal
    before = [
        load_detail(session, invoice_id, today)
        for invoice_id in (invoice.id, *find_corrections(session, invoice.id))
    ]
    changed = _changes(before, charged)
    total = sum_eur(changed.lines) + sum((t.vat_eur for t in changed.vat), Decimal("0.00"))
    if not total:
        return None
    if total > 0:
        _refuse_late(contract, invoice)
    kind = InvoiceKind.ADJUSTMENT if total > 0 else InvoiceKind.CREDIT_NOTE
    draft = compose(contract, periods, changed, registers, issued_on=today, kind=kind)
    draft = replace(draft, corrects_id=invoice.id)
    return draft if total > 0 else replace(draft, due_on=today, collected_on=None)


def _changes(before: Sequence[InvoiceDetail], charged: Charged) -> Charged:
    lines = differences((line for one in before for line in one.lines), charged.lines)
    return Charged(lines, vat_differences((t for one in before for t in one.vat), lines))


def _refuse_late(contract: ContractInputs, invoice: Invoice) -> None:
    try:
        check_age(contract, invoice.period_start)
    except NotBillableError as refusal:
        raise InvalidInputError(refusal.sentence) from refusal


def _offset(
    session: Session, corrected: Invoice, credit: Invoice, customer_id: int, now: datetime
) -> None:
    """Use the credit note for what is still owed on the invoice that it corrects."""
    owed = ledger.load_open_invoices(session, customer_id, numbers=[corrected.number])
    remaining = owed[0].remaining_eur if owed else Decimal(0)
    amount = min(remaining, -credit.amount_eur)
    if amount > 0:
        given = Share(amount, credit.contract_id, credit.id)
        taken = [Share(amount, corrected.contract_id, corrected.id)]
        key = f"offset:{credit.id}"
        entry = book_allocation(key=key, day=_day(now), given=given, taken=taken)
        ledger.book(session, customer_id, entry, now=now)


def _day(now: datetime) -> date:
    return now.astimezone(PARIS).date()
