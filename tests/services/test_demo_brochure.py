"""The customer ``client`` is the brochure's, as printed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from services.storage.engine import Database
from services.storage.models import (
    Invoice,
    LedgerEntry,
    LedgerPosting,
    Payment,
    SupplyOption,
    User,
)
from tests.services.demonstration import CLASSES, CLOSEAUX_PRM, customer_of, energy_by_date

INVOICES = [
    (date(2015, 11, 18), "1325.67", date(2015, 12, 18)),
    (date(2015, 10, 16), "2118.50", date(2015, 11, 16)),
    (date(2015, 9, 15), "827.54", date(2015, 10, 15)),
    (date(2015, 8, 17), "1665.29", date(2015, 9, 16)),
    (date(2015, 7, 16), "1620.80", date(2015, 8, 17)),
    (date(2015, 6, 15), "1468.62", None),
    (date(2015, 5, 19), "1652.99", None),
    (date(2015, 4, 13), "2404.45", None),
    (date(2015, 3, 16), "2300.81", None),
    (date(2015, 2, 16), "2465.26", None),
]
"""Issued on, amount, paid on: the five payments that the brochure prints."""

MONTHS = {
    date(2014, 11, 30): (1902, 1218, 0, 0, 3384),
    date(2014, 12, 31): (2124, 1416, 0, 0, 3702),
    date(2015, 1, 31): (2347, 1500, 0, 0, 4115),
    date(2015, 2, 28): (2092, 1395, 0, 0, 3620),
    date(2015, 3, 31): (2266, 1449, 0, 0, 3498),
    date(2015, 4, 30): (0, 0, 1404, 976, 2510),
    date(2015, 5, 31): (0, 0, 1091, 823, 2040),
    date(2015, 7, 1): (0, 0, 1124, 1088, 2105),
    date(2015, 7, 31): (0, 0, 1146, 1079, 2390),
    date(2015, 8, 31): (0, 0, 431, 388, 905),
    date(2015, 10, 1): (0, 0, 1962, 1874, 3544),
    date(2015, 10, 31): (0, 0, 978, 900, 2002),
}
"""The mock-up's table: kWh per class by reading date, and the total a year before."""


def test_the_brochures_customer(demo_database: Database) -> None:
    customer, (contract,) = customer_of(demo_database, "client")
    assert (customer.reference, customer.name) == ("FE-104286", "Coopérative des Closeaux")
    assert not customer.electronic_invoice
    assert contract.offer_name == "Tarif Alt’Expert C4 MU"
    assert (contract.direct_debit, contract.monthly_instalments) == (True, False)
    with demo_database.begin() as session:
        option = session.scalars(
            select(SupplyOption).where(SupplyOption.contract_id == contract.id)
        ).one()
        user = session.scalars(select(User).where(User.username == "client")).one()
    assert (option.label, option.priced_option) == ("MU", None)
    assert user.display_name == "Élise Keller"
    # 13:15:46 in Paris, in winter.
    assert user.last_sign_in_at == datetime(2015, 12, 14, 12, 15, 46, tzinfo=UTC)


def test_the_brochures_invoices_are_all_settled(demo_database: Database) -> None:
    _, (contract,) = customer_of(demo_database, "client")
    with demo_database.begin() as session:
        rows = session.execute(
            select(Invoice, Payment)
            .join(LedgerPosting, LedgerPosting.invoice_id == Invoice.id)
            .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
            .join(Payment, Payment.id == LedgerEntry.payment_id)
            .where(Invoice.contract_id == contract.id)
            .order_by(Invoice.issued_on.desc())
        ).all()
    assert [(i.issued_on, i.amount_eur) for i, _ in rows] == [
        (day, Decimal(amount)) for day, amount, _ in INVOICES
    ]
    assert {i.label for i, _ in rows} == {"Facture de consommation d’énergie"}
    for (invoice, payment), (_, _, paid_on) in zip(rows, INVOICES, strict=True):
        assert payment.amount_eur == invoice.amount_eur
        assert (payment.mode, payment.incident) == ("direct_debit", None)
        assert payment.paid_on.weekday() < 5
        assert 25 <= (payment.paid_on - invoice.issued_on).days <= 35
        assert paid_on in {None, payment.paid_on}


def test_the_brochures_readings(demo_database: Database) -> None:
    found = energy_by_date(demo_database, CLOSEAUX_PRM)
    assert max(found) == date(2015, 10, 31)
    assert sum(found[date(2015, 10, 31)].values()) == 1_878
    for day, (*classes, year_before) in MONTHS.items():
        assert [found[day].get(c, 0) for c in CLASSES] == classes
        assert sum(found[day.replace(year=day.year - 1)].values()) == year_before
    assert len(found) == 24
    recent = [energies for day, energies in found.items() if day in MONTHS]
    assert sum(sum(energies.values()) for energies in recent) == 32_973
    assert sum(sum(e.values()) for e in found.values()) == 32_973 + 33_815


def test_winter_classes_in_winter_only(demo_database: Database) -> None:
    for day, energies in energy_by_date(demo_database, CLOSEAUX_PRM).items():
        month = (day - timedelta(days=5)).month
        absent = ("HPE", "HCE") if month in {11, 12, 1, 2, 3} else ("HPH", "HCH")
        assert [energies.get(c, 0) for c in absent] == [0, 0], day
