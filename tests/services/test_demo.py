"""The demonstration says what seed.md says, once, and can be put back."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from services import demo, demo_files
from services.authentication import Attempt, sign_in
from services.demo_accounts import DEMO_PASSWORD
from services.demo_files import FOLDER, DemoFile, read_files
from services.storage.consumption import find_coverage, load_months, load_readings
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    DailyEnergy,
    DailyTemperatureRow,
    ImportedFile,
    Invoice,
    MeteringPoint,
    OffPeakCalendar,
    Payment,
    SubscribedPower,
    SupplyOption,
    User,
)
from tests.conftest import NOW
from tests.services.metering import billed, dump, give, point_id

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
            found.setdefault(reading.end, {})[reading.time_class] = int(reading.energy_kwh)
    return found


def test_the_accounts(demo_database: Database) -> None:
    with demo_database.begin() as session:
        users = {u.username: (u.role, u.is_demo) for u in session.scalars(select(User))}
        staff = session.scalar(
            select(func.count())
            .select_from(CustomerAccess)
            .join(User)
            .where(User.role.in_(["agent", "supervisor"]))
        )
    assert users == {
        "client": ("customer", True),
        "gestionnaire": ("analyst", True),
        "voisin": ("customer", True),
        "agent": ("agent", True),
        "superviseur": ("supervisor", True),
    }
    assert staff == 0


def test_everybody_signs_in_with_the_published_password(fresh_demo_database: Database) -> None:
    for name in ("client", "gestionnaire", "voisin", "agent", "superviseur"):
        attempt = Attempt(name, "demo-Terralis-2015", "127.0.0.1", "test")
        assert sign_in(fresh_demo_database, attempt, now=NOW).secret


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
            .join(Payment, Payment.invoice_id == Invoice.id)
            .where(Invoice.contract_id == contract.id)
            .order_by(Invoice.issued_on.desc())
        ).all()
    assert [(i.issued_on, i.amount_eur) for i, _ in rows] == [
        (day, Decimal(amount)) for day, amount, _ in INVOICES
    ]
    assert {i.label for i, _ in rows} == {"Facture de consommation d’énergie"}
    for (invoice, payment), (_, _, paid_on) in zip(rows, INVOICES, strict=True):
        assert payment.amount_eur == invoice.amount_eur
        assert (payment.mode, payment.has_incident) == ("direct_debit", False)
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


def test_the_manager_has_the_real_site_and_cambridge(demo_database: Database) -> None:
    _, contracts = customer_of(demo_database, "gestionnaire")
    assert len(contracts) == 13
    real, *cambridge = contracts
    assert real.metering_point.prm == "30001642617347"
    assert all("anglais" in c.metering_point.note for c in cambridge)
    assert {c.started_on for c in cambridge} == {date(2019, 1, 1)}
    with demo_database.begin() as session:
        real_reach = find_coverage(session, real.metering_point_id)
        assert (real_reach.readings_start, real_reach.readings_end) == (
            date(2019, 1, 9),
            date(2022, 1, 9),
        )
        assert (real_reach.curve_start, real_reach.curve_end) == (
            date(2020, 2, 3),
            date(2022, 2, 3),
        )
        for contract in cambridge:
            reach = find_coverage(session, contract.metering_point_id)
            assert (reach.curve_start, reach.curve_end) == (date(2019, 1, 1), date(2023, 1, 1))
        calendars = session.scalars(select(OffPeakCalendar)).all()
        windows = {(w.start_minute, w.end_minute) for c in calendars for w in c.windows}
    assert windows == {(22 * 60, 6 * 60)}
    assert min(c.start for c in calendars) <= date(2015, 1, 1)


def test_cambridge_years_are_those_of_the_archive(demo_database: Database) -> None:
    with (FOLDER / "cambridge/cambridge_batiments_resume.csv").open() as file:
        summary = {row["batiment"]: row for row in csv.DictReader(file)}
    with demo_database.begin() as session:
        points = session.scalars(
            select(MeteringPoint).where(MeteringPoint.source_label.is_not(None))
        ).all()
        assert {p.source_label for p in points} == set(summary)
        for point in points:
            months = load_months(session, point.id, date(2021, 1, 1), date(2022, 1, 1))
            mwh = sum(sum(m.energy_j) for m in months) / 3.6e9
            row = summary[point.source_label or ""]
            # The archive's years are UTC, ours local: an hour apart.
            assert mwh == pytest.approx(float(row["mwh_2021"]), abs=0.15), point.name
            assert max(m.max_power_w or 0 for m in months) <= float(row["max_kw"]) * 1_000 + 50


def test_cambridges_zeros_are_missing_and_counted(demo_database: Database) -> None:
    with (FOLDER / "cambridge/cambridge_batiments_resume.csv").open() as file:
        zeros = {r["batiment"]: int(r["zeros_ou_manquants"]) for r in csv.DictReader(file)}
    with demo_database.begin() as session:
        stored = session.scalars(
            select(ImportedFile.report).where(ImportedFile.kind == "buildings")
        ).one()
        labels = {point.prm: point.source_label for point in session.scalars(select(MeteringPoint))}
    parts = json.loads(stored)["parts"]
    assert {labels[part["subject"]]: part["missing"] for part in parts} == zeros


def test_powers_never_decrease_and_three_sites_exceed_them(demo_database: Database) -> None:
    _, contracts = customer_of(demo_database, "gestionnaire")
    exceeded = 0
    with demo_database.begin() as session:
        for contract in contracts:
            rows = session.scalars(
                select(SubscribedPower).where(SubscribedPower.contract_id == contract.id)
            ).all()
            powers = {row.time_class: row.power_kva for row in rows}
            ordered = [powers[c] for c in CLASSES]
            assert ordered == sorted(ordered), contract.number
            assert max(ordered) <= 250
            peak_w = session.scalar(
                select(func.max(DailyEnergy.max_power_w)).where(
                    DailyEnergy.metering_point_id == contract.metering_point_id
                )
            )
            exceeded += (peak_w or 0) > 1_000 * max(ordered)
    assert contracts[0].metering_point.prm == "30001642617347"
    assert exceeded >= 3


def test_the_real_site_subscribes_108_kva_and_cu(demo_database: Database) -> None:
    _, (real, *_) = customer_of(demo_database, "gestionnaire")
    with demo_database.begin() as session:
        rows = session.scalars(
            select(SubscribedPower.power_kva).where(SubscribedPower.contract_id == real.id)
        ).all()
        option = session.scalars(
            select(SupplyOption).where(SupplyOption.contract_id == real.id)
        ).one()
    assert rows == [108, 108, 108, 108]
    assert option.priced_option == "CU"


def test_the_neighbour_has_three_invoices_due(demo_database: Database) -> None:
    _, (contract,) = customer_of(demo_database, "voisin")
    assert not contract.direct_debit
    with demo_database.begin() as session:
        invoices = session.scalars(select(Invoice).where(Invoice.contract_id == contract.id)).all()
        paid = session.scalar(
            select(func.count())
            .select_from(Payment)
            .where(Payment.invoice_id.in_([i.id for i in invoices]))
        )
        reach = find_coverage(session, contract.metering_point_id)
    assert {i.amount_eur for i in invoices} == {
        Decimal("612.48"),
        Decimal("287.15"),
        Decimal("194.30"),
    }
    assert paid == 0
    # Loaded on 2 March 2026: one is eight days late, the others have weeks left.
    assert sorted(i.due_on for i in invoices) == [
        date(2026, 2, 22),
        date(2026, 3, 20),
        date(2026, 3, 21),
    ]
    assert (reach.readings_start, reach.readings_end) == (date(2025, 9, 1), date(2026, 3, 1))


def test_somebody_with_an_ended_contract_may_register(demo_database: Database) -> None:
    with demo_database.begin() as session:
        contract = session.scalars(select(Contract).where(Contract.ended_on.is_not(None))).one()
        customer, prm = contract.customer, contract.metering_point.prm
        invoice = session.scalars(select(Invoice).where(Invoice.contract_id == contract.id)).one()
        readers = session.scalars(
            select(CustomerAccess).where(CustomerAccess.customer_id == customer.id)
        ).all()
    assert (customer.reference, prm) == ("FE-098812", "28000304118264")
    assert (invoice.amount_eur, readers) == (Decimal("418.36"), [])


def test_temperatures_of_thirteen_regions_and_bedford(demo_database: Database) -> None:
    with demo_database.begin() as session:
        regions = session.execute(
            select(DailyTemperatureRow.region, func.max(DailyTemperatureRow.day)).group_by(
                DailyTemperatureRow.region
            )
        )
        last = {region: day for region, day in regions}  # noqa: C416 - rows are no pairs to dict()
    assert len(last) == 14
    assert (last["bedford"], last["Bretagne"]) == (date(2022, 12, 31), date(2022, 6, 30))


def sizes(database: Database) -> dict[str, int]:
    """Return how many rows each table has, but for the counts of attempts to sign in."""
    return {name: len(rows) for name, rows in dump(database).items() if name != "rate_window"}


def test_loading_again_changes_nothing(fresh_demo_database: Database) -> None:
    before = dump(fresh_demo_database)
    later = NOW + timedelta(days=40)
    assert demo.load_demo(fresh_demo_database, now=later) is False
    assert dump(fresh_demo_database) == before


def test_reset_puts_everything_back(fresh_demo_database: Database) -> None:
    with fresh_demo_database.begin() as session:
        session.add(Customer(reference="FE-900001", name="Un vrai client"))
    before = sizes(fresh_demo_database)
    attempt = Attempt("client", DEMO_PASSWORD, "127.0.0.1", "test")
    sign_in(fresh_demo_database, attempt, now=NOW)
    sign_in(fresh_demo_database, attempt, now=NOW + timedelta(hours=1))
    mine = billed(("HPE", "2015-10-31", "2015-11-30", "77"))
    give(fresh_demo_database, mine, prm=CLOSEAUX_PRM)
    with fresh_demo_database.begin() as session:
        session.execute(update(Invoice).values(amount_eur=Decimal(1)))
    demo.reset_demo(fresh_demo_database, now=NOW)
    assert sizes(fresh_demo_database) == before
    with fresh_demo_database.begin() as session:
        names = session.scalars(select(Customer.name).where(Customer.is_demo.is_(False))).all()
        user = session.scalars(select(User).where(User.username == "client")).one()
        invoiced = session.scalar(select(func.sum(Invoice.amount_eur)))
        assert names == ["Un vrai client"]
        # Ten of the brochure, 612,48 + 287,15 + 194,30 of the neighbour, 418,36 of the ended one.
        assert invoiced == Decimal("17849.93") + Decimal("1093.93") + Decimal("418.36")
        assert (user.last_sign_in_at, user.previous_sign_in_at) == (
            datetime(2015, 12, 14, 12, 15, 46, tzinfo=UTC),
            None,
        )
    # What an operator had imported for a demonstration point is gone, and can be imported again.
    assert give(fresh_demo_database, mine, prm=CLOSEAUX_PRM).is_new


def test_an_interrupted_load_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(database)

    def broken(today: date) -> Iterator[DemoFile]:
        yield from list(read_files(today))[:2]
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_files, "read_files", broken)
    with pytest.raises(KeyboardInterrupt):
        demo.load_demo(database, now=NOW)
    assert dump(database) == before
