"""Deleting the demonstration's data."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, exists, select, union, update
from sqlalchemy.orm import Session

from services.storage.invoice_writing import restore_numbers
from services.storage.models import (
    AttemptInvoice,
    Contract,
    Customer,
    DailyEnergy,
    DailyTemperatureRow,
    Document,
    EnergyReadingRow,
    ImportedFile,
    IndexReadingRow,
    InstalmentPlan,
    Invoice,
    InvoiceDocument,
    LedgerEntry,
    LoadCurveChange,
    LoadCurveMonth,
    MeteringPoint,
    MonthlyEnergy,
    Payment,
    PaymentAttempt,
    PaymentIncident,
    User,
)

_OF_A_FILE = (EnergyReadingRow, IndexReadingRow, LoadCurveMonth, LoadCurveChange)
_REFERENCES = (
    *(table.import_id for table in (*_OF_A_FILE, DailyTemperatureRow)),
    EnergyReadingRow.replaced_by_id,
    IndexReadingRow.replaced_by_id,
)
_OF_A_POINT = (*_OF_A_FILE, DailyEnergy, MonthlyEnergy)


def delete_demo(session: Session, *, importer: str) -> None:
    """Delete the demonstration's users, customers, contracts, meters and all that hangs on them.

    Temperatures that ``importer`` brought go too. A file of which nothing is left is forgotten, so
    that it can be imported again.
    """
    customer_ids = session.scalars(select(Customer.id).where(Customer.is_demo)).all()
    contracts = select(Contract.id).where(Contract.customer_id.in_(customer_ids))
    point_ids = session.scalars(
        select(Contract.metering_point_id).where(Contract.customer_id.in_(customer_ids))
    ).all()
    file_ids = _load_file_ids(session, point_ids, importer)
    _delete_billing(session, customer_ids, contracts)
    for table in _OF_A_POINT:
        session.execute(delete(table).where(table.metering_point_id.in_(point_ids)))
    session.execute(delete(User).where(User.is_demo))
    session.execute(delete(Contract).where(Contract.customer_id.in_(customer_ids)))
    session.execute(delete(MeteringPoint).where(MeteringPoint.id.in_(point_ids)))
    session.execute(delete(Customer).where(Customer.id.in_(customer_ids)))
    _delete_files(session, file_ids, importer)


def _delete_billing(session: Session, customer_ids: Sequence[int], contracts: Select[int]) -> None:
    """Delete invoices and money; the documents go where no other invoice has them."""
    attempts = select(PaymentAttempt.id).where(PaymentAttempt.customer_id.in_(customer_ids))
    session.execute(delete(PaymentIncident).where(PaymentIncident.customer_id.in_(customer_ids)))
    session.execute(delete(AttemptInvoice).where(AttemptInvoice.attempt_id.in_(attempts)))
    session.execute(delete(PaymentAttempt).where(PaymentAttempt.customer_id.in_(customer_ids)))
    session.execute(delete(InstalmentPlan).where(InstalmentPlan.contract_id.in_(contracts)))
    session.execute(delete(LedgerEntry).where(LedgerEntry.customer_id.in_(customer_ids)))
    session.execute(delete(Payment).where(Payment.customer_id.in_(customer_ids)))
    mine = Invoice.contract_id.in_(contracts)
    session.execute(update(Invoice).where(mine).values(corrects_id=None))
    session.execute(delete(Invoice).where(mine))
    restore_numbers(session)
    kept = select(InvoiceDocument.sha256).where(InvoiceDocument.sha256.is_not(None))
    session.execute(delete(Document).where(Document.sha256.not_in(kept)))


def _load_file_ids(session: Session, point_ids: Sequence[int], importer: str) -> Sequence[int]:
    """Return the files that ``importer`` brought or that something of the points came from."""
    brought = select(ImportedFile.id).where(ImportedFile.imported_by == importer)
    used = [
        select(table.import_id).where(table.metering_point_id.in_(point_ids))
        for table in _OF_A_FILE
    ]
    return session.scalars(union(brought, *used)).all()


def _delete_files(session: Session, file_ids: Sequence[int], importer: str) -> None:
    brought = select(ImportedFile.id).where(ImportedFile.imported_by == importer)
    session.execute(delete(DailyTemperatureRow).where(DailyTemperatureRow.import_id.in_(brought)))
    unused = delete(ImportedFile).where(ImportedFile.id.in_(file_ids))
    for column in _REFERENCES:
        unused = unused.where(~exists().where(column == ImportedFile.id))
    session.execute(unused)
