"""What somebody may pay by card: what no direct debit will collect.

Invoices of a contract that is on direct debit come in once the debit failed: it was sent back, or
the due date has passed and something is still owed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.domain.ledger import OpenInvoice
from services.kernel.viewer import Viewer
from services.storage import card_payments, ledger
from services.storage.access import HeldContract, load_contracts


@dataclass(frozen=True, slots=True)
class Payable:
    """A customer's account, and its contracts: paid by card, or on direct debit."""

    customer_id: int
    contract_ids: frozenset[int]
    on_debit: frozenset[int]

    def owed(self, session: Session, today: date) -> list[OpenInvoice]:
        """Return what is owed and may be paid by card, oldest due first."""
        owed = [
            invoice
            for invoice in ledger.load_open_invoices(session, self.customer_id)
            if invoice.remaining_eur > 0
        ]
        debited = [one.invoice_id for one in owed if one.contract_id in self.on_debit]
        sent_back = card_payments.find_sent_back(session, debited) if debited else frozenset()
        return [
            invoice
            for invoice in owed
            if invoice.contract_id in self.contract_ids
            or (
                invoice.contract_id in self.on_debit
                and (invoice.due_on < today or invoice.invoice_id in sent_back)
            )
        ]


def find_payable(
    session: Session, viewer: Viewer, numbers: Sequence[str], *, today: date
) -> Payable | None:
    """Return the account that these invoices belong to, None for somebody without any contract.

    Invoices of two accounts cannot be paid at once: those of the other are then not of this one.
    """
    payables = group(load_contracts(session, viewer))
    if len(payables) < 2:
        return next(iter(payables), None)
    wanted = set(numbers)
    for payable in payables:
        if wanted & {invoice.number for invoice in payable.owed(session, today)}:
            return payable
    return payables[0]


def group(held: Sequence[HeldContract]) -> list[Payable]:
    """Return the accounts of contracts, with how each of their contracts is paid."""
    contracts: dict[int, list[HeldContract]] = defaultdict(list)
    for contract in held:
        contracts[contract.customer_id].append(contract)
    return [
        Payable(
            customer,
            frozenset(one.id for one in own if not one.direct_debit),
            frozenset(one.id for one in own if one.direct_debit),
        )
        for customer, own in contracts.items()
    ]
