"""The benchmark's estate: one customer with many C4 sites, their curves, readings and invoices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.demonstration.demo_invoices import DemoInvoice, add_invoices
from services.demonstration.demo_sites import DemoSite, add_site
from services.domain.calendar import next_month
from services.domain.load_curve import Channel
from services.domain.monthly import MonthRollup
from services.domain.readings import EnergyReading, ReadingNature
from services.domain.rollups import KWH_J
from services.domain.time_classes import TIME_CLASSES
from services.kernel.passwords import hash_password
from services.metering import meter_rollups
from services.storage import consumption, load_curves, readings
from services.storage.engine import Database
from services.storage.migrate import upgrade
from services.storage.models import Contract, Customer, CustomerAccess, ImportedFile, User
from tests.bench.curves import LAST_YEAR, SEED, year_curve, years_back

USERNAME = "estate"
PASSWORD = "vingt sites sous la neige"
KWH_STEP = Decimal("0.001")
EUR_PER_KWH = (Decimal("0.2065"), Decimal("0.1532"), Decimal("0.1247"), Decimal("0.0963"))
"""Of each time class, in the order of TIME_CLASSES; invented."""

WRITTEN_AT = datetime(LAST_YEAR + 1, 1, 4, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Estate:
    """What a generated database holds, known without opening it."""

    url: str
    sites: int
    years: int
    seed: int = SEED
    username: str = USERNAME
    password: str = PASSWORD

    @property
    def span(self) -> Sequence[int]:
        """Return the years that have data."""
        return years_back(self.years)

    @property
    def contracts(self) -> list[str]:
        """Return the contract numbers, in the order of the sites."""
        return [demo_site(number, self.span[0]).contract_number for number in self.numbers]

    @property
    def numbers(self) -> range:
        """Return the numbers of the sites, 1 and up, as ``site_curve`` takes them."""
        return range(1, self.sites + 1)


def write_estate(url: str, *, sites: int = 20, years: int = 3, seed: int = SEED) -> Estate:
    """Write the estate into the database of ``url``, which is brought to the newest schema."""
    estate = Estate(url, sites, years, seed)
    upgrade(url)
    database = Database(url)
    with database.write() as session:
        customer = _add_holder(session)
        for number in estate.numbers:
            contract = add_site(session, customer, demo_site(number, estate.span[0]))
            _write_curves(session, contract.metering_point_id, number, estate)
            _write_billing(session, contract, estate)
    database.dispose()
    return estate


def demo_site(number: int, first_year: int) -> DemoSite:
    """Return the site of that number, supplied from the 1 January of ``first_year``."""
    return DemoSite(
        contract_number=f"C4-77-{number:06}",
        prm=f"7700{number:010}",
        name=f"Site {number:03}",
        town="Saint-Étienne-du-Rouvray",
        powers_kva=(180, 180, 198, 198),
        started_on=date(first_year, 1, 1),
        direct_debit=True,
    )


def _add_holder(session: Session) -> Customer:
    customer = Customer(reference="FE-770000", name="Domaine mesuré")
    user = User(
        username=USERNAME,
        display_name="Odile Sarrazin",
        password_hash=hash_password(PASSWORD),
        validated_at=WRITTEN_AT,
        role="customer",
    )
    session.add_all([customer, user])
    session.flush()
    session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
    return customer


def _write_curves(session: Session, point_id: int, number: int, estate: Estate) -> None:
    """Write one file a year, as the grid operator delivers them, then the roll-ups."""
    months: set[date] = set()
    for year in estate.span:
        import_id = _add_file(session, f"courbe-{number:03}-{year}.csv")
        curve = year_curve(number, year, seed=estate.seed)
        written = load_curves.write(session, point_id, Channel.ACTIVE, curve, import_id=import_id)
        months.update(written.months)
    meter_rollups.refresh(session, point_id, sorted(months))


def _write_billing(session: Session, contract: Contract, estate: Estate) -> None:
    """Write the monthly readings that the curve adds up to, and an invoice for each month."""
    point_id = contract.metering_point_id
    first, after = date(estate.span[0], 1, 1), date(LAST_YEAR + 1, 1, 1)
    months = consumption.load_months(session, point_id, first, after)
    import_id = _add_file(session, f"releves-{contract.number}.csv")
    given = [reading for month in months for reading in month_readings(month)]
    readings.add_energy(session, point_id, given, import_id=import_id)
    bills = _invoices(contract.number, months)
    add_invoices(session, contract, bills, mode="direct_debit")


def month_readings(month: MonthRollup) -> list[EnergyReading]:
    """Return what the meter's registers say of a month: one reading for each time class."""
    end = next_month(month.first_day)
    return [
        EnergyReading(time_class, month.first_day, end, kwh, ReadingNature.REAL)
        for time_class, kwh in zip(TIME_CLASSES, _kwh(month), strict=True)
    ]


def _kwh(month: MonthRollup) -> list[Decimal]:
    return [(Decimal(j) / KWH_J).quantize(KWH_STEP) for j in month.energy_j]


def _invoices(contract_number: str, months: Iterable[MonthRollup]) -> list[DemoInvoice]:
    """Return one invoice a month, paid by direct debit but for the last one."""
    return [
        _invoice(contract_number, month, is_paid=next_month(month.first_day).year <= LAST_YEAR)
        for month in months
    ]


def _invoice(contract_number: str, month: MonthRollup, *, is_paid: bool) -> DemoInvoice:
    end = next_month(month.first_day)
    issued_on, due_on = end + timedelta(days=9), end + timedelta(days=30)
    energy_eur = sum(kwh * eur for kwh, eur in zip(_kwh(month), EUR_PER_KWH, strict=True))
    return DemoInvoice(
        number=f"FR-{contract_number}-{month.first_day:%y%m}",
        issued_on=issued_on,
        due_on=due_on,
        period_start=month.first_day,
        period_end=end,
        amount_eur=(Decimal(energy_eur) * Decimal("1.2") + 45).quantize(Decimal("0.01")),
        paid_on=due_on if is_paid else None,
    )


def _add_file(session: Session, name: str) -> int:
    row = {
        "name": name,
        "sha256": f"{name:0>64.64}",
        "kind": "bench",
        "size_bytes": 0,
        "imported_at": WRITTEN_AT,
        "imported_by": "bench",
    }
    added = session.execute(insert(ImportedFile).values(row).returning(ImportedFile.id))
    return added.scalar_one()
