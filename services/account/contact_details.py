"""How the customer is reached: address, telephone and fax, changed by the customer or the agency.

The e-mail address is changed with a link to the new one (``sign_in.credentials``).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from services.domain.postal_address import PostalAddress
from services.enrolment.registration_forms import RefusedFormError
from services.kernel.errors import NotFoundError, TooManyAttemptsError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter, tame
from services.storage import customers, rate_windows
from services.storage.models import Customer
from services.trail import audit
from services.trail.audit import Subject

Typed = Mapping[str, str]

WINDOW = timedelta(hours=1)
MOST_CHANGES = 10
"""Changes of one customer's details within a WINDOW: each of them writes e-mails."""

_FILLING = re.compile(r"[\s\u00a0\u202f.()-]+")
_NUMBER = re.compile(r"0\d{9}|\+\d{8,15}", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
LONGEST_STREET, LONGEST_TOWN = 140, 80


class Detail(StrEnum):
    """What of a customer's details is changed."""

    ADDRESS = "address"
    TELEPHONE = "telephone"
    FAX = "fax"


class Outcome(StrEnum):
    """What came of a form: nothing was different, the agency has to confirm, it is done."""

    SAME = "same"
    TO_CONFIRM = "to_confirm"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """What a form would change or has changed."""

    detail: Detail
    before: str
    after: str
    outcome: Outcome


def change(
    viewer: Viewer,
    house: House,
    reference: str,
    detail: Detail,
    typed: Typed,
    *,
    now: datetime,
    is_confirmed: bool = False,
) -> Change:
    """Change one detail of the customer of ``reference`` and tell its users by e-mail.

    Somebody who acts for the customer confirms it first. Raises NotFoundError for a customer that
    the viewer may not see, RefusedFormError for what cannot be read, TooManyAttemptsError.
    """
    with house.database.write() as session:
        customer = customers.find_visible(session, viewer, reference)
        if customer is None:
            raise NotFoundError(text("site.not_found"))
        value, before = _READERS[detail](typed), getattr(customer, detail.value)
        if value == before:
            return Change(detail, before, value, Outcome.SAME)
        if viewer.acting_for is not None and not is_confirmed:
            return Change(detail, before, value, Outcome.TO_CONFIRM)
        _limit(session, customer, now)
        setattr(customer, detail.value, value)
        _record_and_tell(session, viewer, house, customer, detail=detail, now=now)
    return Change(detail, before, value, Outcome.CHANGED)


def _read_address(typed: Typed) -> str:
    """Return the address of the three fields on one line; raises RefusedFormError."""
    problems: dict[str, str] = {}
    street = tame(typed.get("street", "")).replace(", ", " ").strip(", ")
    postcode = _FILLING.sub("", typed.get("postcode", ""))
    town = tame(typed.get("town", "")).replace(",", " ").strip()
    if not 3 <= len(street) <= LONGEST_STREET:
        problems["street"] = text("contact_details.bad_street")
    if not _POSTCODE.fullmatch(postcode):
        problems["postcode"] = text("contact_details.bad_postcode")
    if not 1 <= len(town) <= LONGEST_TOWN:
        problems["town"] = text("contact_details.bad_town")
    if problems:
        raise RefusedFormError(problems)
    return PostalAddress(street, postcode, town).on_one_line()


def _read_telephone(typed: Typed) -> str:
    number = _FILLING.sub("", typed.get("telephone", ""))
    if not _NUMBER.fullmatch(number):
        raise RefusedFormError({"telephone": text("contact_details.bad_number")})
    return number


def _read_fax(typed: Typed) -> str:
    """Return the number; an empty field takes it away: hardly anybody has one."""
    number = _FILLING.sub("", typed.get("fax", ""))
    if number and not _NUMBER.fullmatch(number):
        raise RefusedFormError({"fax": text("contact_details.bad_number")})
    return number


_READERS: Mapping[Detail, Callable[[Typed], str]] = {
    Detail.ADDRESS: _read_address,
    Detail.TELEPHONE: _read_telephone,
    Detail.FAX: _read_fax,
}


def _limit(session: Session, customer: Customer, now: datetime) -> None:
    key = f"contact details {customer.id}"
    if rate_windows.count_attempt(session, key, WINDOW, now) > MOST_CHANGES:
        wait = rate_windows.time_left(WINDOW, now)
        said = text("contact_details.too_often")
        raise TooManyAttemptsError(said, retry_after_s=int(wait.total_seconds()) + 1)


def _record_and_tell(
    session: Session,
    viewer: Viewer,
    house: House,
    customer: Customer,
    *,
    detail: Detail,
    now: datetime,
) -> None:
    """Record that it changed, not from what to what: the trail outlives an erasure."""
    is_own = viewer.acting_for is None
    audit.record(
        session,
        "contact_details.changed",
        actor=audit.actor_of(viewer),
        now=now,
        subject=Subject(viewer.user_id if is_own else None, customer.id),
        details={"reference": customer.reference, "detail": detail.value},
    )
    what = text(f"contact_details.mail.{detail}")
    values = {"name": customer.name, "reference": customer.reference, "what": what}
    own = [customer.email] if customer.email else []
    for address in customers.load_addresses(session, customer.id) or own:
        letter = Letter("contact_changed", address, values, "/mon-compte")
        mail.post(session, house, letter, now=now)
