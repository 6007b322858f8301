"""Erasing what the law lets go of a customer who asks for it, for the operator and the agency.

Kept: invoices and payments (accounting, ten years, C. com. L.123-22), contracts and what they
were billed on (five years after their end, C. civ. 2224), the audit trail until its own period is
over. Erased: accounts with all that proves who signs in, contact details, and the curve and days
of natural persons. The name and address go once no invoice of less than ten years bears them.

A demand is one person's: their account goes, and what only they see. What others of the same
customer still see stays, since they did not ask.
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
from services.storage import data_requests, erased_customers
from services.storage import erasure as storage
from services.storage.models import Customer, User
from services.trail import audit
from services.trail.audit import Actor, Subject

INVOICES_KEPT_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Demand:
    """Who asked to be erased, and the number of what they asked."""

    number: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a customer does: user names of the accounts that go, rows that go, what stays.

    ``keeps_name``: an invoice of less than ten years bears the name and the address;
    ``is_shared``: others still see the customer, of whom everything but that person's access stays;
    ``waiting``: user names of accounts that nobody has validated yet, which go too.
    """

    reference: str
    accounts: tuple[str, ...]
    curve_rows: int
    invoices: int
    keeps_name: bool
    is_shared: bool = False
    waiting: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """Return the plan in the reader's language, one sentence a line."""
        accounts = ", ".join(self.accounts) or text("erasure.none")
        told = (
            text("erasure.head", reference=self.reference),
            text("erasure.accounts", names=accounts),
        )
        if self.is_shared:
            return (*told, text("erasure.shared"))
        held = "name_kept" if self.keeps_name else "name_erased"
        curve = "curve" if self.curve_rows else "no_curve"
        # Where the name may go, no invoice is younger than the law asks for.
        kept = "no_invoices" if not self.invoices else held.replace("name", "invoices")
        waiting = ", ".join(self.waiting) or text("erasure.none")
        return (
            *told,
            text("erasure.waiting", names=waiting),
            text("erasure.contact"),
            text(f"erasure.{curve}", count=self.curve_rows),
            text(f"erasure.{kept}", count=self.invoices),
            text(f"erasure.{held}"),
        )


@dataclass(frozen=True, slots=True)
class _Erased:
    """What was erased: the plan, the letters to send, the accounts by their ids."""

    plan: ErasurePlan
    letters: tuple[Letter, ...]
    user_ids: tuple[int, ...]


def plan_erasure(house: House, reference: str, *, now: datetime) -> ErasurePlan:
    """Return what :func:`erase` would do, and do nothing."""
    with house.database.write() as session:
        return plan_within(session, reference, now=now)


def plan_within(
    session: Session, reference: str, *, now: datetime, demand: Demand | None = None
) -> ErasurePlan:
    """Return what :func:`erase_within` would do, within a transaction that goes on unchanged."""
    with session.begin_nested() as attempt:
        plan = _erase(session, reference, demand, now).plan
        attempt.rollback()
    session.expire_all()
    return plan


def erase(house: House, reference: str, *, now: datetime) -> ErasurePlan:
    """Erase what may go of the customer of ``reference``, tell its users, answer their demands.

    All accounts of the customer go. Raises NotFoundError for an unknown customer,
    InvalidInputError while a contract runs.
    """
    with house.database.write() as session:
        return erase_within(session, house, reference, actor=Actor(), now=now)


def erase_within(
    session: Session,
    house: House,
    reference: str,
    *,
    actor: Actor,
    now: datetime,
    demand: Demand | None = None,
) -> ErasurePlan:
    """Do as :func:`erase` within a transaction, in the name of ``actor``.

    With a ``demand`` only the account of who asked goes, and their access to the customer.
    """
    erased = _erase(session, reference, demand, now)
    for letter in erased.letters:
        mail.post(session, house, letter, now=now)
    details = {"reference": reference, "accounts": " ".join(map(str, erased.user_ids))}
    if demand is not None:
        details |= {"demand": str(demand.number), "asker": str(demand.user_id)}
    subject = Subject(
        demand.user_id if demand else None, storage.get_customer_id(session, reference)
    )
    audit.record(session, "erasure.done", actor=actor, now=now, subject=subject, details=details)
    return erased.plan


def _erase(session: Session, reference: str, demand: Demand | None, now: datetime) -> _Erased:
    customer = storage.lock_customer(session, reference)
    if customer is None:
        raise NotFoundError(text("erasure.unknown", reference=reference))
    today = now.astimezone(PARIS).date()
    if storage.has_running_contract(session, customer.id, today):
        raise InvalidInputError(text("erasure.running", reference=reference))
    users, is_shared = _end_access(session, customer.id, demand)
    names = tuple(user.username for user in users)
    letters = tuple(_letter(user, is_shared=is_shared) for user in users if user.email)
    _erase_accounts(session, users, now, _answer(is_shared=is_shared))
    keeps_name = is_shared or _erase_contact(session, customer, today)
    curve_rows = 0 if is_shared else storage.delete_personal_measures(session, customer.id, today)
    invoices = storage.count_invoices(session, customer.id)
    waiting = () if is_shared else _end_demands(session, customer.id, now)
    plan = ErasurePlan(reference, names, curve_rows, invoices, keeps_name, is_shared, waiting)
    return _Erased(plan, letters, tuple(user.id for user in users))


def _end_access(
    session: Session, customer_id: int, demand: Demand | None
) -> tuple[list[User], bool]:
    """Return the users whose accounts go, and whether others still see the customer.

    Somebody with several customers keeps the account until the last of them is erased.
    """
    only = storage.load_only_users(session, customer_id)
    if demand is None:
        storage.end_other_access(session, customer_id, [user.id for user in only])
        return only, False
    going = [user for user in only if user.id == demand.user_id]
    storage.end_access(session, customer_id, demand.user_id)
    return going, storage.is_seen_by_others(session, customer_id, demand.user_id)


def _erase_accounts(session: Session, users: list[User], now: datetime, answer: str) -> None:
    """Leave an empty shell of each account: the trail and the demand keep pointing to it."""
    data_requests.finish_erasures(session, [u.id for u in users], answer=answer, now=now)
    for user in users:
        storage.delete_credentials(session, user.id, user.email)
        user.username, user.display_name = f"efface-{user.id}", text("erasure.erased_account")
        user.email, user.password_hash, user.is_active = "", "", False
        user.last_sign_in_at = user.previous_sign_in_at = None
    session.flush()


def _end_demands(session: Session, customer_id: int, now: datetime) -> tuple[str, ...]:
    """Let nobody open an account of the customer any more; return the user names that waited."""
    waiting = erased_customers.load_waiting(session, customer_id)
    names = tuple(user.username for user in waiting)
    erased_customers.end_demands(session, customer_id, waiting)
    erased_customers.mark(session, customer_id, now=now)
    return names


def _erase_contact(session: Session, customer: Customer, today: date) -> bool:
    """Empty the contact details; return whether the name has to stay on recent invoices."""
    customer.telephone = customer.fax = customer.email = ""
    kept_since = months_before(today, INVOICES_KEPT_MONTHS)
    keeps_name = storage.has_invoice_since(session, customer.id, kept_since)
    if not keeps_name:
        customer.name, customer.address = text("erasure.erased_customer"), ""
    session.flush()
    return keeps_name


def _letter(user: User, *, is_shared: bool) -> Letter:
    kind = "erasure_done_shared" if is_shared else "erasure_done"
    return Letter(kind, user.email, {"name": user.display_name})


def _answer(*, is_shared: bool) -> str:
    return text("erasure.answer_shared" if is_shared else "erasure.answer")
