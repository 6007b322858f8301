"""The real site's invoices: issued by the program itself, from its real readings and known rates.

The grid tariff is known from August 2021 on, the readings end in January 2022: five months. The
supplier's prices are invented, for illustration alone; so are the payments.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.booking import Received, receive, send_back
from services.billing.drafts import draft_period
from services.billing.recording import keep
from services.demonstration.demo_sites import REAL_SITE
from services.domain.invoice_terms import due_date
from services.storage import models
from services.storage.billing_inputs import load_inputs
from services.storage.models import Contract, Invoice

FIRST, LAST = date(2021, 8, 9), date(2022, 1, 9)
"""The readings between which a grid tariff is known."""

ISSUED_AFTER = timedelta(days=5)
ISSUED_BEFORE = timedelta(days=8)
"""The direct debit that is still to come is that of an invoice issued so long before loading."""

REJECTED = 2
"""Which direct debit the bank refused: the third; it was paid by transfer ten days later."""


def add_prices(session: Session, contract: Contract) -> None:
    """Add the offer's prices: invented for illustration, those of no supplier."""
    price = models.OfferPrice(
        contract_id=contract.id,
        start=contract.started_on,
        end=None,
        subscription_eur_month=Decimal("45.00"),
        hph_ct_kwh=Decimal("9.5"),
        hch_ct_kwh=Decimal("7.2"),
        hpe_ct_kwh=Decimal("7.8"),
        hce_ct_kwh=Decimal("6.1"),
    )
    session.add(price)


def issue_demo(session: Session, today: date) -> None:
    """Issue the real site's five invoices as of their own time; all but the last are paid.

    The last one's direct debit lies ahead of ``today``, the day of loading.
    """
    contract = session.scalars(
        select(Contract).where(Contract.number == REAL_SITE.contract_number)
    ).one()
    add_prices(session, contract)
    session.flush()
    inputs = load_inputs(session, [contract.id], FIRST - timedelta(days=400), LAST)[0]
    periods = [period for period in inputs.readings if period.start >= FIRST]
    for position, period in enumerate(periods):
        draft = draft_period(inputs, period, issued_on=period.end + ISSUED_AFTER)
        is_open = period is periods[-1]
        if is_open:
            later = due_date(today - ISSUED_BEFORE)
            draft = replace(draft, due_on=later, collected_on=later)
        invoice = keep(session, draft, now=_morning(draft.issued_on))
        if not is_open:
            _pay(session, invoice, contract.customer_id, is_rejected=position == REJECTED)


def _pay(session: Session, invoice: Invoice, customer_id: int, *, is_rejected: bool) -> None:
    money = Received(customer_id, invoice.due_on, invoice.amount_eur, "direct_debit")
    at = _morning(invoice.due_on)
    payment = receive(session, money, now=at, numbers=[invoice.number])
    if is_rejected:
        back_on, paid_on = invoice.due_on + timedelta(days=3), invoice.due_on + timedelta(days=10)
        send_back(session, payment, incident="rejected", happened_on=back_on, now=_morning(back_on))
        money = Received(customer_id, paid_on, invoice.amount_eur, "transfer")
        receive(session, money, now=_morning(paid_on), numbers=[invoice.number])


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)
