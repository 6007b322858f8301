"""Erasing what the law lets go of a customer who asks for it, for the operator and the agency.

Kept: invoices and payments (accounting, ten years, C. com. L.123-22), contracts and what they
were billed on (five years after their end, C. civ. 2224), the audit trail until its own period is
over. Erased: accounts with all that proves who signs in, contact details, and the curve and days
of natural persons. The name and address go once no invoice of less than ten years bears them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.domain.calendar import PARIS
from services.domain.retention import months_before
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.storage import data_requests
from services.storage import erasure as storage
from services.storage.models import Customer, User
from services.trail import audit
from services.trail.audit import Actor, Subject

INVOICES_KEPT_MONTHS = 120


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a customer does: user names of the accounts that go, rows that go, what stays.

    ``keeps_name``: an invoice of less than ten years bears the name and the address.
    """

    reference: str
    accounts: tuple[str, ...]
    curve_rows: int
    invoices: int
    keeps_name: bool

    def sentences(self) -> tuple[str, ...]:
        """Return the plan in the reader's language, one sentence a line."""
        accounts = ", ".join(self.accounts) or text("erasure.none")
        held = "name_kept" if self.keeps_name else "name_erased"
        return (
            text("erasure.head", reference=self.reference),
            text("erasure.accounts", names=accounts),
            text("erasure.contact"),
            text("erasure.curve", count=self.curve_rows),
            text("erasure.invoices", count=self.invoices),
            text(f"erasure.{held}"),
        )


def plan_erasure(house: House, reference: str, *, now: datetime) -> ErasurePlan:
    """Return what :func:`erase` would do, and do nothing."""
    with house.database.write() as session:
        return plan_within(session, reference, now=now)


def plan_within(session: Session, reference: str, *, now: datetime) -> ErasurePlan:
    """Return what :func:`erase` would do, within a transaction that goes on unchanged."""
    with session.begin_nested() as attempt:
        plan, _ = _erase(session, reference, now)
        attempt.rollback()
    session.expire_all()
    return plan


def erase(house: House, reference: str, *, now: datetime) -> ErasurePlan:
    """Erase what may go of the customer of ``reference``, tell its users, answer their demands.

    Raises NotFoundError for an unknown customer, InvalidInputError while a contract runs.
    """
    with house.database.write() as session:
        return erase_within(session, house, reference, actor=Actor(), now=now)


def erase_within(
    session: Session, house: House, reference: str, *, actor: Actor, now: datetime
) -> ErasurePlan:
    """Do as :func:`erase` within a transaction, in the name of ``actor``."""
    plan, letters = _erase(session, reference, now)
    for letter in letters:
        mail.post(session, house, letter, now=now)
    details = {"reference": reference, "accounts": str(len(plan.accounts))}
    subject = Subject(customer_id=storage.get_customer_id(session, reference))
    audit.record(session, "erasure.done", actor=actor, now=now, subject=subject, details=details)
    return plan


def _erase(
    session: Session, reference: str, now: datetime
) -> tuple[ErasurePlan, tuple[Letter, ...]]:
    customer = storage.find_customer(session, reference)
    if customer is None:
        raise NotFoundError(text("erasure.unknown", reference=reference))
    if storage.has_running_contract(session, customer.id):
        raise InvalidInputError(text("erasure.running", reference=reference))
    today = now.astimezone(PARIS).date()
    users = storage.load_only_users(session, customer.id)
    storage.end_other_access(session, customer.id, [user.id for user in users])
    names = tuple(user.username for user in users)
    letters = tuple(_letter(user) for user in users if user.email)
    _erase_accounts(session, users, now)
    keeps_name = _erase_contact(session, customer, today)
    curve_rows = storage.delete_personal_measures(session, customer.id)
    invoices = storage.count_invoices(session, customer.id)
    return ErasurePlan(reference, names, curve_rows, invoices, keeps_name), letters


def _erase_accounts(session: Session, users: list[User], now: datetime) -> None:
    """Leave an empty shell of each account: the trail and the demand keep pointing to it."""
    answer = text("erasure.answer")
    data_requests.finish_erasures(session, [u.id for u in users], answer=answer, now=now)
    for user in users:
        storage.delete_credentials(session, user.id, user.email)
        user.username, user.display_name = f"efface-{user.id}", text("erasure.erased_account")
        user.email, user.password_hash, user.is_active = "", "", False
        user.last_sign_in_at = user.previous_sign_in_at = None
    session.flush()


def _erase_contact(session: Session, customer: Customer, today: date) -> bool:
    """Empty the contact details; return whether the name has to stay on recent invoices."""
    customer.telephone = customer.fax = customer.email = ""
    kept_since = months_before(today, INVOICES_KEPT_MONTHS)
    keeps_name = storage.has_invoice_since(session, customer.id, kept_since)
    if not keeps_name:
        customer.name, customer.address = text("erasure.erased_customer"), ""
    session.flush()
    return keeps_name


def _letter(user: User) -> Letter:
    return Letter("erasure_done", user.email, {"name": user.display_name})
