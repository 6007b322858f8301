"""The statement of account: on the page, as a workbook, as a PDF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import MINYEAR, date, datetime
from typing import IO

from sqlalchemy.orm import Session

from services.account.my_account import find_customer
from services.domain.account import CustomerCard
from services.domain.account_statement import (
    AccountHolder,
    AccountStatement,
    Operation,
    StatementDocument,
    compute_statement,
)
from services.domain.calendar import PARIS
from services.exports import account_statement as workbook
from services.exports import account_statement_pdf as pdf
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.sites import SiteChoice
from services.storage import customers, ledger, payment_lists
from services.storage.models import Customer
from services.trail import audit

RENDERERS: Mapping[str, Callable[[StatementDocument, IO[bytes]], None]] = {
    "xlsx": workbook.render_xlsx,
    "pdf": pdf.render_pdf,
}
FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """Both days as an address writes them (ISO 8601), None for the year of the last operation."""

    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class MyStatement:
    """The statement, and the ``years`` in which something happened, newest first."""

    choice: SiteChoice
    customer: CustomerCard
    statement: AccountStatement
    years: tuple[int, ...]


def show(
    viewer: Viewer, *, contract_number: str | None, request: StatementRequest, today: date
) -> MyStatement | SiteChoice:
    """Return the statement of the asked contract's customer: an account has all contracts.

    Raises NotFoundError for a contract that the viewer may not see, InvalidInputError for an
    unreadable period.
    """
    with viewer.database.begin() as session:
        choice, customer = find_customer(session, viewer, contract_number)
        if customer is None:
            return choice
        operations = _load_operations(session, customer.id)
    first, last = read_period(request, operations, today)
    years = tuple(sorted({o.happened_on.year for o in operations}, reverse=True))
    return MyStatement(choice, customer, compute_statement(operations, first, last), years)


def export(
    viewer: Viewer,
    reference: str,
    *,
    request: StatementRequest,
    extension: str,
    now: datetime,
    file: IO[bytes],
) -> str:
    """Write the statement of the customer of ``reference`` into ``file``; return the file's name.

    Raises NotFoundError for a customer that the viewer may not see, InvalidInputError for an
    unreadable period. The database is left before the file is made.
    """
    today = now.astimezone(PARIS).date()
    with viewer.database.write() as session:
        customer = customers.find_visible(session, viewer, reference)
        if customer is None:
            raise NotFoundError(text("site.not_found"))
        operations = _load_operations(session, customer.id)
        first, last = read_period(request, operations, today)
        document = StatementDocument(
            AccountHolder(customer.reference, customer.name, customer.address),
            compute_statement(operations, first, last),
            today,
            customer.is_demo,
        )
        _trace(session, viewer, customer, document, extension=extension, now=now)
    RENDERERS[extension](document, file)
    return f"terralis-releve-de-compte-{first.isoformat()}-{last.isoformat()}.{extension}"


def read_period(
    request: StatementRequest, operations: list[Operation], today: date
) -> tuple[date, date]:
    """Return both days of ``request``; by default the year of the last operation.

    A period that runs ends today: nobody knows what will be owed later. Raises
    InvalidInputError for what is no day, or for a last one before the first.
    """
    newest = operations[-1].happened_on.year if operations else today.year
    first = _read_day(request.first, date(newest, 1, 1), "du")
    last = _read_day(request.last, date(first.year if request.first else newest, 12, 31), "au")
    if first <= today < last:
        last = today
    if last < first:
        raise InvalidInputError(text("statement.bad_period"), field="au")
    return first, last


def _read_day(value: str | None, default: date, field: str) -> date:
    if value is None:
        return default
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date(MINYEAR, 1, 1)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInputError(text("statement.bad_day"), field=field)
    return day


def _load_operations(session: Session, customer_id: int) -> list[Operation]:
    payments = payment_lists.load_all(session, customer_id)
    operations = []
    for moved in ledger.load_movements(session, customer_id):
        payment = payments.get(moved.payment_id) if moved.payment_id is not None else None
        operations.append(
            Operation(
                moved.happened_on,
                moved.kind,
                moved.amount_eur,
                moved.invoice_number,
                payment.mode if payment else None,
                payment.incident if payment else None,
            )
        )
    return operations


def _trace(
    session: Session,
    viewer: Viewer,
    customer: Customer,
    document: StatementDocument,
    *,
    extension: str,
    now: datetime,
) -> None:
    period = f"{document.statement.first.isoformat()}/{document.statement.last.isoformat()}"
    audit.record(
        session,
        "statement.exported",
        actor=audit.actor_of(viewer),
        now=now,
        subject=audit.Subject(customer_id=customer.id),
        details={"reference": customer.reference, "form": extension, "period": period},
    )
