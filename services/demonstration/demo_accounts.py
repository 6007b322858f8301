"""The demonstration's customers and users, all invented but for the brochure's facts.

Their SIREN and VAT numbers fail the checks of such numbers: they cannot be anybody's.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pyotp
from sqlalchemy.orm import Session

from services.demonstration.demo_invoices import (
    add_invoices,
    closeaux_invoices,
    ended_invoices,
    neighbour_invoices,
)
from services.demonstration.demo_sites import (
    CAMBRIDGE,
    CLOSEAUX,
    ENDED,
    NEIGHBOUR,
    REAL_SITE,
    add_site,
)
from services.domain.calendar import PARIS
from services.kernel.passwords import hash_password
from services.kernel.vault import Vault
from services.kernel.viewer import STAFF, Role
from services.storage.customer_search import note_holder
from services.storage.models import Customer, CustomerAccess, Totp, User

DEMO_PASSWORD = "demo-Terralis-2015"  # noqa: S105 # nosec B105 - public, demo only
LAST_SIGN_IN = datetime(2015, 12, 14, 13, 15, 46, tzinfo=PARIS)
"""The brochure's "dernière connexion": the first sign-in of the demonstration shows it."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the demonstration, and the reference of the customer whose data it sees."""

    username: str
    display_name: str
    role: Role
    email: str
    customer_reference: str | None = None
    last_sign_in_at: datetime | None = None


USERS = (
    DemoUser(
        "client",
        "Élise Keller",
        Role.CUSTOMER,
        "e.keller@closeaux.example",
        "FE-104286",
        LAST_SIGN_IN,
    ),
    DemoUser(
        "gestionnaire",
        "Camille Aubert",
        Role.ANALYST,
        "c.aubert@patrimoine.example",
        "FE-117305",
    ),
    DemoUser(
        "voisin", "Bastien Morel", Role.CUSTOMER, "b.morel@menuiserie-morel.example", "FE-120447"
    ),
    DemoUser("agent", "Nadia Lefort", Role.AGENT, "n.lefort@terralis.example"),
    DemoUser("superviseur", "Hugo Vasseur", Role.SUPERVISOR, "h.vasseur@terralis.example"),
)


def add_customers(session: Session, today: date) -> dict[str, Customer]:
    """Add the customers with their sites and invoices; return them by reference."""
    customers = [
        _add_closeaux(session),
        _add_estate(session),
        _add_neighbour(session, today),
        _add_former(session),
    ]
    return {customer.reference: customer for customer in customers}


def add_users(
    session: Session,
    customers: dict[str, Customer],
    *,
    now: datetime,
    vault: Vault | None = None,
) -> None:
    """Add the users, who all have the published password, and what they may see.

    With a ``vault`` the agency's people have a code generator: the second step shows its code.
    """
    password_hash = hash_password(DEMO_PASSWORD)
    for who in USERS:
        user = User(
            username=who.username,
            display_name=who.display_name,
            email=who.email,
            password_hash=password_hash,
            role=who.role,
            is_demo=True,
            validated_at=now,
            last_sign_in_at=who.last_sign_in_at,
        )
        session.add(user)
        session.flush()
        if who.customer_reference is not None:
            customer = customers[who.customer_reference]
            session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
            session.flush()
            note_holder(session, customer.id, who.display_name)
        if who.role in STAFF and vault is not None:
            sealed = vault.encrypt(pyotp.random_base32().encode())
            totp = Totp(user_id=user.id, secret=sealed, created_at=now, confirmed_at=now)
            session.add(totp)


def _add_closeaux(session: Session) -> Customer:
    customer = Customer(
        reference="FE-104286",
        name="Coopérative des Closeaux",
        address="1 chemin des Closeaux, 28630 Le Coudray",
        telephone="0261910417",
        fax="0261910418",
        email="e.keller@closeaux.example",
        siren="900104286",
        vat_number="FR00900104286",
        is_demo=True,
    )
    session.add(customer)
    contract = add_site(session, customer, CLOSEAUX)
    add_invoices(session, contract, closeaux_invoices(), mode="direct_debit")
    return customer


def _add_estate(session: Session) -> Customer:
    customer = Customer(
        reference="FE-117305",
        name="Patrimoine de démonstration",
        address="2 place de la République, 28000 Chartres",
        telephone="0261910520",
        email="c.aubert@patrimoine.example",
        siren="900117305",
        vat_number="FR00900117305",
        is_demo=True,
    )
    session.add(customer)
    for site in (REAL_SITE, *CAMBRIDGE):
        add_site(session, customer, site)
    return customer


def _add_neighbour(session: Session, today: date) -> Customer:
    customer = Customer(
        reference="FE-120447",
        name="Menuiserie Morel",
        address="14 rue du Lavoir, 28120 Illiers-Combray",
        telephone="0261910633",
        email="b.morel@menuiserie-morel.example",
        siren="900120447",
        vat_number="FR00900120447",
        is_demo=True,
    )
    session.add(customer)
    contract = add_site(session, customer, NEIGHBOUR)
    add_invoices(session, contract, neighbour_invoices(today), mode="card")
    return customer


def _add_former(session: Session) -> Customer:
    """Add the customer whose contract ended and who has no account yet: for the registration."""
    customer = Customer(
        reference="FE-098812",
        name="Épicerie du Loir",
        address="6 place de l’Église, 28800 Bonneval",
        telephone="0261910748",
        email="contact@epicerie-du-loir.example",
        siren="900098812",
        vat_number="FR00900098812",
        is_demo=True,
    )
    session.add(customer)
    contract = add_site(session, customer, ENDED)
    add_invoices(session, contract, ended_invoices(), mode="cheque")
    return customer
