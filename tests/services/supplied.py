"""Customers with a metering point, a contract, prices and readings: made in bulk, to be billed.

All alike: 108 kVA flat, option CU, 45 € a month, 9.5, 7.2, 10 and 8 c€/kWh.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.domain.time_classes import TIME_CLASSES
from services.storage.models import (
    Contract,
    Customer,
    EnergyReadingRow,
    ImportedFile,
    MeteringPoint,
    OfferPrice,
    SubscribedPower,
    SupplyOption,
)
from tests.conftest import NOW

SINCE = date(2020, 1, 1)
NOVEMBER = (date(2021, 11, 9), date(2021, 12, 9))
"""A period in the high season with a known grid and one excise."""

NOVEMBER_KWH = (18_427, 8_298, 0, 0)
"""What the real site used in it: 5 267.80 € incl. tax (see test_bill_by_hand)."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: kWh in the order of the classes."""

    start: date
    end: date
    kwh: tuple[int, int, int, int]


def november(kwh: tuple[int, int, int, int] = NOVEMBER_KWH) -> Read:
    """Return the reading of November."""
    return Read(*NOVEMBER, kwh)


def add_supplies(session: Session, count: int, *reads: Read, direct_debit: bool = False) -> None:
    """Add ``count`` customers, ``FC-000001`` on, each with a contract ``C4-…`` and ``reads``."""
    numbers = range(1, count + 1)
    session.execute(
        insert(Customer),
        [
            {
                "reference": f"FC-{n:06}",
                "name": f"Client {n}",
                "address": f"{n} rue du Moulin, 28000 Chartres",
                "email": f"client-{n}@exemple.fr",
            }
            for n in numbers
        ],
    )
    session.execute(
        insert(MeteringPoint),
        [{"prm": f"{n:014}", "name": f"Site {n}", "segment": "C4"} for n in numbers],
    )
    customers = session.scalars(select(Customer.id).order_by(Customer.reference)).all()
    points = session.scalars(select(MeteringPoint.id).order_by(MeteringPoint.prm)).all()
    session.execute(
        insert(Contract),
        [
            {
                "number": f"C4-{n:06}",
                "customer_id": customer_id,
                "metering_point_id": point_id,
                "offer_name": "Tarif Alt’Expert C4 CU",
                "started_on": SINCE,
                "direct_debit": direct_debit,
            }
            for n, customer_id, point_id in zip(numbers, customers, points, strict=True)
        ],
    )
    _add_terms(session, session.scalars(select(Contract.id)).all())
    for read in reads:
        add_reading(session, points, read)


def add_reading(
    session: Session, points: Sequence[int], read: Read, *, name: str = "releves.csv"
) -> ImportedFile:
    """Add a reading of every one of ``points``, from a file of its own."""
    file = ImportedFile(
        name=name, sha256="0" * 64, kind="test", size_bytes=1, imported_at=NOW, imported_by="test"
    )
    session.add(file)
    session.flush()
    session.execute(
        insert(EnergyReadingRow),
        [
            {
                "metering_point_id": point_id,
                "time_class": time_class.value,
                "period_start": read.start,
                "period_end": read.end,
                "energy_kwh": Decimal(kwh),
                "nature": "real",
                "import_id": file.id,
            }
            for point_id in points
            for time_class, kwh in zip(TIME_CLASSES, read.kwh, strict=True)
        ],
    )
    return file


def _add_terms(session: Session, contract_ids: Sequence[int]) -> None:
    session.execute(
        insert(SupplyOption),
        [
            {"contract_id": i, "start": SINCE, "label": "CU", "priced_option": "CU"}
            for i in contract_ids
        ],
    )
    session.execute(
        insert(SubscribedPower),
        [
            {"contract_id": i, "start": SINCE, "time_class": name.value, "power_kva": 108}
            for i in contract_ids
            for name in TIME_CLASSES
        ],
    )
    prices = {"hph_ct_kwh": "9.5", "hch_ct_kwh": "7.2", "hpe_ct_kwh": "10", "hce_ct_kwh": "8"}
    price = {name: Decimal(value) for name, value in prices.items()}
    session.execute(
        insert(OfferPrice),
        [
            {"contract_id": i, "start": SINCE, "subscription_eur_month": Decimal("45")} | price
            for i in contract_ids
        ],
    )
