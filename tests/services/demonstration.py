"""Looking up the demonstration's customers and readings."""

from datetime import date

from sqlalchemy import select

from services.storage.consumption import load_readings
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    User,
)
from tests.services.metering import point_id

CLASSES = ("HPH", "HCH", "HPE", "HCE")
CLOSEAUX_PRM = "28000104286017"


def customer_of(database: Database, username: str) -> tuple[Customer, list[Contract]]:
    with database.begin() as session:
        customer = session.scalars(
            select(Customer).join(CustomerAccess).join(User).where(User.username == username)
        ).one()
        contracts = session.scalars(
            select(Contract).where(Contract.customer_id == customer.id).order_by(Contract.number)
        ).all()
        for contract in contracts:
            assert contract.metering_point.segment == "C4"
        return customer, list(contracts)


def energy_by_date(database: Database, prm: str) -> dict[date, dict[str, int]]:
    found: dict[date, dict[str, int]] = {}
    with database.begin() as session:
        for reading in load_readings(
            session, point_id(database, prm), date(2000, 1, 1), date(2100, 1, 1)
        ):
            found[reading.end] = {
                name: wh // 1000 for name, wh in zip(CLASSES, reading.energy_wh, strict=True)
            }
    return found
