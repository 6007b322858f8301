"""What somebody may choose to pay: the page « Règlement par CB »."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from services.domain.ledger import OpenInvoice
from services.domain.sites import Site
from services.kernel.viewer import Viewer
from services.payments.payable import group
from services.storage import card_payments
from services.storage.access import HeldContract, load_contracts


@dataclass(frozen=True, slots=True)
class ToPay:
    """An invoice that is due; ``days_late``: 0 before its due date has passed.

    ``under_way``: reference of the payment whose outcome is awaited, "" for none.
    """

    number: str
    issued_on: date
    due_on: date
    days_late: int
    remaining_eur: Decimal
    site: Site
    under_way: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be paid by card; of the others, how many contracts are on direct debit.

    ``settled``: date and amount of the newest settled invoice of those; ``is_acting``: somebody of
    the agency looks on, who pays nothing.
    """

    invoices: tuple[ToPay, ...]
    direct_debits: int
    settled: tuple[date, Decimal] | None
    is_acting: bool


def load_choice(viewer: Viewer, *, today: date) -> Choice:
    """Return what the viewer may pay by card, oldest due first."""
    with viewer.database.begin() as session:
        held = load_contracts(session, viewer)
        owed = [invoice for payable in group(held) for invoice in payable.owed(session, today)]
        owed.sort(key=lambda invoice: (invoice.due_on, invoice.invoice_id))
        # "Nothing to pay for them" is said of the others only.
        to_pay = {invoice.contract_id for invoice in owed}
        on_debit = [
            one.id
            for one in held
            if one.direct_debit and one.site.ended_on is None and one.id not in to_pay
        ]
        settled = card_payments.find_newest_settled(session, on_debit) if on_debit else None
        invoices = _describe(session, owed, held, today)
    return Choice(invoices, len(on_debit), settled, viewer.acting_for is not None)


def _describe(
    session: Session, owed: list[OpenInvoice], held: tuple[HeldContract, ...], today: date
) -> tuple[ToPay, ...]:
    sites = {contract.id: contract.site for contract in held}
    ids = [invoice.invoice_id for invoice in owed]
    awaited = dict(card_payments.load_awaited(session, ids)) if ids else {}
    return tuple(
        ToPay(
            number=invoice.number,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            days_late=max(0, (today - invoice.due_on).days),
            remaining_eur=invoice.remaining_eur,
            site=sites[invoice.contract_id],
            under_way=awaited.get(invoice.invoice_id, ""),
        )
        for invoice in owed
    )
