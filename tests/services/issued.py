"""Issuing in tests: the command's use case on a database of supplies, and what it says."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from services.billing.issuing import IssueReport, Order, issue_month
from services.kernel.house import House
from services.storage.models import (
    Contract,
    Customer,
    MeteringPoint,
    OfferPrice,
    SubscribedPower,
    SupplyOption,
)
from services.trail.audit import Actor
from tests.conftest import NOW
from tests.services.supplied import add_reading, november

DECEMBER = date(2021, 12, 1)
ACTOR = Actor(name="test", role="operator")


def issue(house: House, month: date = DECEMBER, *, is_dry_run: bool = False) -> IssueReport:
    """Issue the invoices of a month, today."""
    return issue_month(house, Order(month, None, is_dry_run), actor=ACTOR, now=NOW)


def plain(sentence: str) -> str:
    """Return ``sentence`` on one line, with ordinary spaces."""
    return " ".join(sentence.split())


def add_second(session: Session) -> None:
    """Add another customer's contract, with nothing wrong about it."""
    customer = Customer(reference="FC-000002", name="Client 2")
    point = MeteringPoint(prm="00000000000002", name="Site 2", segment="C4")
    session.add_all([customer, point])
    session.flush()
    contract = Contract(
        number="C4-000002", customer_id=customer.id, metering_point_id=point.id,
        offer_name="CU", started_on=date(2020, 1, 1),
    )  # fmt: skip
    session.add(contract)
    session.flush()
    since = {"contract_id": contract.id, "start": date(2020, 1, 1)}
    cheap = dict.fromkeys(("hph_ct_kwh", "hch_ct_kwh", "hpe_ct_kwh", "hce_ct_kwh"), Decimal(5))
    session.add(SupplyOption(**since, label="CU", priced_option="CU"))
    session.add(OfferPrice(**since, subscription_eur_month=Decimal(0), **cheap))
    session.add_all(
        SubscribedPower(**since, time_class=name, power_kva=42)
        for name in ("HPH", "HCH", "HPE", "HCE")
    )
    add_reading(session, [point.id], november((900, 400, 0, 0)))
