"""The generated databases: what the measured pages show is really there."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from services import consumption, home
from services.consumption import Exploration, Request
from services.kernel.passwords import is_password
from services.kernel.viewer import Role, Viewer
from services.storage.engine import Database
from services.storage.models import EnergyReadingRow, Invoice, Payment, User
from tests.bench import customers, people
from tests.bench.curves import site_curve
from tests.bench.customers import write_customers
from tests.bench.estate import write_estate


def viewer_of(database: Database, username: str) -> tuple[Viewer, str]:
    with database.begin() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
        return Viewer(user.id, Role(user.role), user.display_name, database), user.password_hash


def test_the_estate_shows_bars_and_a_curve_of_the_same_energy(database_url: str) -> None:
    estate = write_estate(database_url, sites=2, years=1)
    database = Database(database_url)
    viewer, password_hash = viewer_of(database, estate.username)
    asked = Request(contract_number=estate.contracts[1])
    shown = consumption.explore(viewer, request=asked)
    welcome = home.welcome(viewer, contract_number=None, today=date(2026, 3, 2))
    database.dispose()

    assert is_password(password_hash, estate.password)
    assert isinstance(shown, Exploration)
    assert len(shown.choice.sites) == 2
    assert [p.start for p in shown.history.periods] == [date(2025, m, 1) for m in range(1, 13)]
    total_kwh = sum(site_curve(2, [2025])[1]) / 6
    assert abs(sum(sum(p.energy_kwh) for p in shown.history.periods) - total_kwh) < 12
    assert shown.curve is not None
    assert shown.curve.days.last == date(2025, 12, 31)
    assert welcome.invoice is not None
    assert welcome.invoice.issued_on == date(2026, 1, 10)


def test_customers_come_with_their_readings_and_invoices(database_url: str) -> None:
    write_estate(database_url, sites=1, years=1)
    write_customers(database_url, count=3, curve_one_in=2)
    database = Database(database_url)
    viewer, password_hash = viewer_of(database, customers.username(2))
    shown = consumption.explore(viewer, request=Request())
    point = EnergyReadingRow.metering_point_id == people.FIRST_ID + 2
    with database.begin() as session:
        readings = session.scalar(select(func.count()).where(point))
        billed = select(func.count()).where(Invoice.contract_id == people.FIRST_ID + 2)
        invoices = session.scalar(billed)
        paid = session.scalar(select(func.min(Payment.amount_eur)))
    database.dispose()

    assert is_password(password_hash, people.PASSWORD)
    assert (readings, invoices) == (48, 12)
    assert paid is not None
    assert paid > Decimal(0)
    assert isinstance(shown, Exploration)
    assert [site.contract_number for site in shown.choice.sites] == [customers.contract_number(2)]
    assert [p.start.month for p in shown.history.periods] == list(range(1, 13))
    assert shown.curve is not None


def test_only_some_customers_have_a_curve(database_url: str) -> None:
    write_estate(database_url, sites=1, years=1)
    write_customers(database_url, count=2, curve_one_in=2)
    database = Database(database_url)
    shown = [
        consumption.explore(viewer_of(database, customers.username(n))[0], request=Request())
        for n in (0, 1)
    ]
    database.dispose()

    assert [isinstance(s, Exploration) and s.curve is not None for s in shown] == [True, False]
