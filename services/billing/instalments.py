"""Monthly instalments (mensualisation): opened, collected each month, settled by one invoice."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.booking import Received, receive
from services.billing.drafts import compose, read_periods
from services.billing.recording import issue
from services.billing.refusals import NotBillableError
from services.billing.supplies import charge
from services.domain import instalments as domain
from services.domain.calendar import PARIS
from services.domain.drafts import Draft
from services.domain.instalments import Schedule
from services.domain.invoice_terms import add_months
from services.domain.invoices import InvoiceKind
from services.domain.ledger import Share
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.storage import instalments as storage
from services.storage import ledger
from services.storage.billing_inputs import load_inputs
from services.storage.models import Contract, Instalment, InstalmentPlan, Invoice
from services.storage.registers import load_registers
from services.trail import audit
from services.trail.audit import Actor, Subject

load_schedule = storage.load_schedule


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A year of instalments for a contract: ``count`` of them come to ``yearly_eur``, incl. tax."""

    contract_number: str
    yearly_eur: Decimal
    starts_on: date
    count: int = 10


def open_plan(house: House, plan: NewPlan, *, actor: Actor, now: datetime) -> Schedule:
    """Put a contract on monthly instalments for a year, the first one a month after its start.

    Raises NotFoundError for an unknown contract, InvalidInputError for an amount or a count that
    cannot be, and while another plan runs.
    """
    try:
        due = domain.spread(plan.yearly_eur, add_months(plan.starts_on, 1), plan.count)
    except ValueError as error:
        raise InvalidInputError(text("billing.bad_plan"), field="amount") from error
    with house.database.write() as session:
        contract = _contract(session, plan.contract_number)
        last = storage.find_plan(session, contract.id)
        if last is not None and (last.settlement_id is None or plan.starts_on < last.ends_on):
            raise InvalidInputError(text("billing.plan_runs"))
        storage.add_plan(session, contract.id, plan.starts_on, due)
        contract.monthly_instalments = True
        _record(session, "instalments.opened", contract, plan.yearly_eur, actor=actor, now=now)
        schedule = load_schedule(session, contract.id)
    assert schedule is not None  # noqa: S101 # nosec B101 - it was just added
    return schedule


def collect_due(house: House, *, actor: Actor, now: datetime) -> int:
    """Book the instalments that are due until today as collected; return how many.

    Each in a transaction of its own: what a killed run did stays done, once. The money stays on the
    contract's account until the yearly settlement.
    """
    today = now.astimezone(PARIS).date()
    with house.database.begin() as session:
        due = storage.find_due(session, today)
    collected = 0
    for plan_id, due_on in due:
        with house.database.write() as session:
            collected += _collect(session, plan_id, due_on, actor, now)
    return collected


def collect_today(house: House, now: datetime) -> int:
    """Book what is due as collected, nobody asking: the worker's task of the day."""
    return collect_due(house, actor=Actor(role="program"), now=now)


def settle(house: House, contract_number: str, *, actor: Actor, now: datetime) -> Invoice:
    """Issue the invoice of the year that has passed, and pay it with the instalments collected.

    It charges for the whole year and says what was paid; what was paid too much stays on the
    contract's account, for the next invoices. Raises InvalidInputError where there is nothing to
    settle, or the year cannot be billed.
    """
    today = now.astimezone(PARIS).date()
    with house.database.write() as session:
        contract = _contract(session, contract_number)
        ledger.lock_account(session, contract.customer_id)
        plan = storage.find_plan(session, contract.id)
        if plan is None or plan.settlement_id is not None or today < plan.ends_on:
            raise InvalidInputError(text("billing.nothing_to_settle"))
        invoice = issue(session, house, _draft(session, plan, today), actor=actor, now=now)
        if invoice is None:
            raise InvalidInputError(text("billing.year_billed"))
        plan.settlement_id = invoice.id
        contract.monthly_instalments = False
    return invoice


def _draft(session: Session, plan: InstalmentPlan, today: date) -> Draft:
    bounds = (plan.starts_on, plan.ends_on)
    inputs = load_inputs(session, [plan.contract_id], *bounds)[0]
    registers = load_registers(session, [inputs.point_id], bounds).get(inputs.point_id, ())
    try:
        periods = read_periods(inputs, *bounds)
        charged = charge(inputs, periods, registers)
    except NotBillableError as refusal:
        raise InvalidInputError(refusal.sentence) from refusal
    kind = InvoiceKind.SETTLEMENT
    return compose(inputs, periods, charged, registers, issued_on=today, kind=kind)


def _collect(session: Session, plan_id: int, due_on: date, actor: Actor, now: datetime) -> bool:
    plan = session.get_one(InstalmentPlan, plan_id)
    contract = session.get_one(Contract, plan.contract_id)
    ledger.lock_account(session, contract.customer_id)
    row = session.get_one(Instalment, (plan_id, due_on), populate_existing=True)
    if row.payment_id is not None:
        return False
    money = Received(contract.customer_id, due_on, row.amount_eur, "direct_debit")
    share = Share(row.amount_eur, contract.id, None)
    row.payment_id = receive(session, money, now=now, shares=[share]).id
    _record(session, "instalments.collected", contract, row.amount_eur, actor=actor, now=now)
    return True


def _contract(session: Session, number: str) -> Contract:
    contract = storage.find_contract(session, number)
    if contract is None:
        raise NotFoundError(text("billing.no_contract", number=number))
    return contract


def _record(
    session: Session, kind: str, contract: Contract, amount: Decimal, *, actor: Actor, now: datetime
) -> None:
    subject = Subject(customer_id=contract.customer_id)
    details = {"contract": contract.number, "amount_eur": str(amount)}
    audit.record(session, kind, actor=actor, now=now, subject=subject, details=details)
