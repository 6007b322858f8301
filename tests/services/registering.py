"""A customer whose contract ended, who has no account, and demands for one."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from services.enrolment.registration import Demand
from services.enrolment.registration_forms import Person, Proof
from services.kernel.house import House
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    Invoice,
    MeteringPoint,
    RegistrationRequest,
    User,
)
from tests.conftest import NOW
from tests.services.houses import house_on

PASSWORD = "un grand sillon ocre"
PROOF = Proof("FE-700001", "70000000000001", Decimal("418.36"))
PERSON = Person("Paul Loir", "0261910748", "paul@loir.example", "paul.loir", PASSWORD)
DEMAND = Demand(PROOF, PERSON, "192.0.2.7")


def house_with_customer(database: Database) -> House:
    """Return a house with that customer."""
    with database.write() as session:
        customer = Customer(
            reference="FE-700001", name="Épicerie", email="contact@epicerie.example"
        )
        point = MeteringPoint(prm="70000000000001", name="Magasin", segment="C5")
        contract = Contract(
            number="C5-28-000001",
            customer=customer,
            metering_point=point,
            offer_name="Tarif",
            started_on=date(2012, 4, 1),
            ended_on=date(2015, 6, 30),
        )
        session.add(contract)
        session.flush()
        for number, day, amount in (("F-1", 5, "99.00"), ("F-2", 6, "418.36")):
            session.add(
                Invoice(
                    contract_id=contract.id,
                    number=number,
                    label="Facture",
                    issued_on=date(2015, day, 17),
                    due_on=date(2015, day + 1, 17),
                    period_start=date(2015, day, 1),
                    period_end=date(2015, day, 28),
                    amount_eur=Decimal(amount),
                )
            )
    return house_on(database)


def add_user(house: House, username: str, email: str, *, holds: str = "") -> None:
    with house.database.write() as session:
        user = User(
            username=username,
            display_name=username,
            email=email,
            password_hash="x",
            role="customer",
            validated_at=NOW,
        )
        session.add(user)
        session.flush()
        if holds:
            query = select(Customer.id).where(Customer.reference == holds)
            customer_id = session.scalars(query).one()
            session.add(CustomerAccess(user_id=user.id, customer_id=customer_id))


def state_of(house: House) -> str:
    with house.database.begin() as session:
        query = select(RegistrationRequest.state).order_by(RegistrationRequest.id.desc())
        return session.scalars(query).first() or ""


def count(house: House, table: type) -> int:
    with house.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
