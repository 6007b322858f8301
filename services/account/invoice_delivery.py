"""The electronic invoice: agreed to with a proof, given up at any time, recalled every year.

Consumer code, art. L.224-12: the e-mail address is checked before and every year, the customer is
told how to return to paper, freely and at any time, and the supplier can prove all this. It is no
"facture électronique" between companies, which passes through approved platforms.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.domain.account import CustomerCard, DeliveryState
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.kernel.wording import text
from services.mailing import mail
from services.mailing.mail import Letter
from services.office.agency import refuse_while_acting
from services.sign_in import day_limits
from services.storage import customers
from services.storage import invoice_delivery as storage
from services.storage.invoice_delivery import Choice, Proof
from services.storage.models import Customer, User
from services.trail import audit
from services.trail.audit import Actor, Subject

TEXT_VERSION = "2026.11"
"""The wording that people agree to now (``delivery.consent.<version>``); earlier ones stay."""

MOST_A_DAY = 5
"""How often an account may turn to electronic invoices; back to paper is always free."""
YEAR = timedelta(days=365)
AT_ONCE = 50
"""Customers that one transaction reminds."""

PAGE = "/mon-compte?vue=facture-electronique"


def find_state(session: Session, viewer: Viewer, customer: CustomerCard) -> DeliveryState:
    """Return how the customer's invoices are sent, and the address that would be agreed to."""
    user = session.get_one(User, viewer.user_id)
    newest = (
        storage.find_newest(session, customer.id, Choice.ELECTRONIC)
        if customer.has_electronic_invoice
        else None
    )
    since = newest.chosen_at if newest else None
    email = newest.email if newest else _checked_email(user)
    return DeliveryState(customer.has_electronic_invoice, since, email)


def activate(viewer: Viewer, house: House, reference: str, *, version: str, now: datetime) -> bool:
    """Send the customer's invoices by e-mail alone from now on; False when it was so already.

    ``version``: the text that was read. Raises NotFoundError for somebody else's customer,
    ServiceError to the agency, InvalidInputError for another text or an unchecked address.
    """
    refuse_while_acting(viewer)
    with house.database.write() as session:
        customer = _own(session, viewer, reference)
        email = _checked_email(session.get_one(User, viewer.user_id))
        if not email:
            raise InvalidInputError(text("delivery.no_address"), field="email")
        if version != TEXT_VERSION:
            raise InvalidInputError(text("delivery.other_text"), field="version")
        if customer.electronic_invoice:
            return False
        day_limits.count(
            session,
            f"delivery {viewer.user_id}",
            most=MOST_A_DAY,
            sentence=text("delivery.too_often", most=MOST_A_DAY),
            now=now,
        )
        customer.electronic_invoice = True
        proof = Proof(now, email, TEXT_VERSION, viewer.display_name, viewer.address)
        _keep(session, viewer, customer, Choice.ELECTRONIC, proof)
        mail.post(session, house, _letter("delivery_electronic", email, customer), now=now)
    return True


def return_to_paper(viewer: Viewer, house: House, reference: str, *, now: datetime) -> bool:
    """Send the customer's invoices on paper again, freely; False when it was so already.

    Raises NotFoundError for somebody else's customer, ServiceError to the agency.
    """
    refuse_while_acting(viewer)
    with house.database.write() as session:
        customer = _own(session, viewer, reference)
        if not customer.electronic_invoice:
            return False
        customer.electronic_invoice = False
        email = session.get_one(User, viewer.user_id).email
        proof = Proof(now, email, TEXT_VERSION, viewer.display_name, viewer.address)
        _keep(session, viewer, customer, Choice.PAPER, proof)
        if email:
            mail.post(session, house, _letter("delivery_paper", email, customer), now=now)
    return True


def remind(house: House, now: datetime) -> int:
    """Tell customers without paper once a year that they are, and how to return; return how many.

    One whom no checked address reaches any more gets paper again. It may be done twice at once.
    """
    done = 0
    while True:
        with house.database.write() as session:
            found = storage.find_to_remind(session, now - YEAR, limit=AT_ONCE)
            done += sum(_remind_one(session, house, number, now) for number in found)
        if len(found) < AT_ONCE:
            return done


def follow_email(session: Session, user: User, old: str, *, now: datetime) -> None:
    """Let the user's confirmed new address take the place of the old one for their customers.

    Both the address of the customer and the one that gets the invoices; the caller records it.
    """
    customers.follow_email(session, user, old)
    for customer in customers.load_electronic_of(session, user.id):
        agreed = storage.find_newest(session, customer.id, Choice.ELECTRONIC)
        if agreed is not None and agreed.email == old:
            proof = Proof(now, user.email, agreed.text_version, user.display_name)
            storage.add(session, customer.id, Choice.ELECTRONIC, proof)


def _remind_one(session: Session, house: House, customer_id: int, now: datetime) -> bool:
    customer = storage.take(session, customer_id)
    # Another worker may have been faster.
    if customer_id not in storage.find_to_remind(
        session, now - YEAR, limit=AT_ONCE, only=customer_id
    ):
        return False
    addresses = customers.load_addresses(session, customer_id)
    if not addresses:
        customer.electronic_invoice = False
        _keep(session, None, customer, Choice.PAPER, Proof(now, "", TEXT_VERSION))
        return True
    _keep(session, None, customer, Choice.REMINDER, Proof(now, addresses[0], TEXT_VERSION))
    for address in addresses:
        mail.post(session, house, _letter("delivery_reminder", address, customer), now=now)
    return True


def _own(session: Session, viewer: Viewer, reference: str) -> Customer:
    customer = customers.find_visible(session, viewer, reference)
    if customer is None:
        raise NotFoundError(text("site.not_found"))
    return customer


def _checked_email(user: User) -> str:
    """Return an address that a link proved to be the user's, "" without one."""
    return user.email if user.validated_at is not None else ""


def _keep(
    session: Session, viewer: Viewer | None, customer: Customer, choice: Choice, proof: Proof
) -> None:
    """Keep the proof and record the event; without a viewer it is the program's doing."""
    storage.add(session, customer.id, choice, proof)
    audit.record(
        session,
        f"delivery.{choice}",
        actor=audit.actor_of(viewer) if viewer else Actor(),
        now=proof.chosen_at,
        subject=Subject(viewer.user_id if viewer else None, customer.id),
        details={"reference": customer.reference, "text_version": proof.text_version},
    )


def _letter(kind: str, recipient: str, customer: Customer) -> Letter:
    values = {"name": customer.name, "reference": customer.reference, "email": recipient}
    return Letter(kind, recipient, values, PAGE)
