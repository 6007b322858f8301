"""Mon Compte: who the customer is, where the account stands, what was paid, one contract."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.account import invoice_delivery
from services.domain.account import (
    ContractCard,
    CustomerCard,
    DeliveryState,
    InvoiceMention,
    PaymentList,
    PaymentRow,
)
from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import SiteChoice, choose_within
from services.storage import contract_facts, contract_sheets, customers, ledger, payment_lists
from services.storage.access import HeldContract
from services.storage.contract_sheets import ContractSheet

LAST_PAYMENTS = 5
LARGEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class MyAccount:
    """What the page shows; ``contract`` is None for a customer without any.

    ``last_sign_in``: the viewer's one before this; ``balance_eur``: owed on all contracts;
    ``is_payable``: something of the shown contract's part may be paid by card.
    """

    choice: SiteChoice
    customer: CustomerCard
    last_sign_in: datetime | None
    balance_eur: Decimal
    payments: tuple[PaymentRow, ...]
    contract: ContractCard | None
    delivery: DeliveryState
    is_payable: bool


@dataclass(frozen=True, slots=True)
class MyPayments:
    """All payments of the customer, a page at a time."""

    choice: SiteChoice
    customer: CustomerCard
    payments: PaymentList


def overview(viewer: Viewer, *, contract_number: str | None, today: date) -> MyAccount | SiteChoice:
    """Return the account of the asked contract's customer; a choice alone where there is nobody.

    ``today`` decides whether a contract has ended. Raises NotFoundError for a contract that the
    viewer may not see.
    """
    with viewer.database.begin() as session:
        choice, held = choose_within(session, viewer, contract_number)
        sheet = contract_sheets.load_sheet(session, held.id, today=today) if held else None
        customer = sheet.customer if sheet else customers.find_first(session, viewer)
        if customer is None:
            return choice
        return MyAccount(
            choice=choice,
            customer=customer,
            last_sign_in=customers.find_last_sign_in(session, viewer, customer.id),
            balance_eur=ledger.load_customer_balance(session, customer.id),
            payments=tuple(payment_lists.load_last(session, customer.id, LAST_PAYMENTS)),
            contract=_contract(session, held, sheet, today) if held and sheet else None,
            delivery=invoice_delivery.find_state(session, viewer, customer),
            is_payable=bool(sheet and held and sheet.balance_eur > 0 and not held.direct_debit),
        )


def list_payments(
    viewer: Viewer, *, contract_number: str | None, page: str | None
) -> MyPayments | SiteChoice:
    """Return one page of the payments, newest first; raises as ``overview`` does.

    ``page`` is untrusted text: raises InvalidInputError for what is no number.
    """
    wanted = _read_page(page)
    with viewer.database.begin() as session:
        choice, customer = find_customer(session, viewer, contract_number)
        if customer is None:
            return choice
        return MyPayments(choice, customer, payment_lists.load_page(session, customer.id, wanted))


def find_customer(
    session: Session, viewer: Viewer, contract_number: str | None
) -> tuple[SiteChoice, CustomerCard | None]:
    """Return the customer of the asked contract, or the viewer's first one."""
    choice, held = choose_within(session, viewer, contract_number)
    if held is None:
        return choice, customers.find_first(session, viewer)
    return choice, customers.load_card(session, held.customer_id)


def _contract(
    session: Session, held: HeldContract, sheet: ContractSheet, today: date
) -> ContractCard:
    site, last = held.site, sheet.last_invoice
    return ContractCard(
        number=site.contract_number,
        offer_name=site.offer_name,
        supply_address=sheet.supply_address,
        is_direct_debit=held.direct_debit,
        is_monthly=sheet.is_monthly,
        ended_on=site.ended_by(today),
        last_reading=contract_facts.find_last_reading(
            session, held.metering_point_id, site.started_on, site.ended_on
        ),
        last_invoice=InvoiceMention(last.number, last.issued_on, last.amount_eur) if last else None,
        instalments=contract_facts.load_instalments(session, held.id) if sheet.is_monthly else (),
    )


def _read_page(value: str | None) -> int:
    if value is None:
        return 1
    is_number = value.isascii() and value.isdigit() and len(value) <= 6
    if not is_number or not 1 <= int(value) <= LARGEST_PAGE:
        raise InvalidInputError(text("account.unreadable"), field="page")
    return int(value)
