"""People who ask, and sites made for a test."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.domain.load_curve import Channel, LoadCurve
from services.domain.readings import ReadingNature
from services.kernel.viewer import Role, Viewer
from services.metering import meter_rollups
from services.storage import load_curves
from services.storage.engine import Database
from services.storage.models import (
    Contract,
    Customer,
    CustomerAccess,
    EnergyReadingRow,
    ImportedFile,
    MeteringPoint,
    OffPeakCalendar,
    OffPeakHours,
    User,
)
from tests.conftest import NOW

Kwh = tuple[str, str, str, str]
"""Time class, first day, reading date, kWh."""


def viewer_of(database: Database, username: str) -> Viewer:
    """Return the viewer that ``username`` is once signed in."""
    with database.begin() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
    return Viewer(user.id, Role(user.role), user.display_name, database)


def add_viewer(database: Database, username: str = "jeanne", *numbers: str) -> Viewer:
    """Add a user with a customer of their own and a site for each contract number."""
    with database.write() as session:
        customer = Customer(reference=f"FE-{username}", name=f"Ferme de {username}")
        user = User(username=username, display_name=username, password_hash="none", role="customer")
        session.add_all([customer, user])
        session.flush()
        session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
        for number in numbers:
            _add_site(session, customer, number)
    return viewer_of(database, username)


def point_of(session: Session, number: str) -> int:
    """Return the id of the metering point of a contract."""
    query = select(Contract.metering_point_id).where(Contract.number == number)
    return session.scalars(query).one()


def add_readings(
    database: Database,
    number: str,
    readings: Sequence[Kwh],
    nature: ReadingNature = ReadingNature.REAL,
) -> None:
    """Add readings in force to the site of a contract."""
    with database.write() as session:
        point_id, file_id = point_of(session, number), add_file(session)
        for time_class, start, end, kwh in readings:
            session.add(
                EnergyReadingRow(
                    metering_point_id=point_id,
                    time_class=time_class,
                    period_start=date.fromisoformat(start),
                    period_end=date.fromisoformat(end),
                    energy_kwh=Decimal(kwh),
                    nature=nature,
                    import_id=file_id,
                )
            )


def add_curve(database: Database, number: str, curve: LoadCurve) -> None:
    """Add a load curve and its roll-ups to the site of a contract."""
    with database.write() as session:
        point_id, file_id = point_of(session, number), add_file(session)
        report = load_curves.write(session, point_id, Channel.ACTIVE, curve, import_id=file_id)
        meter_rollups.refresh(session, point_id, report.months)


def add_file(session: Session) -> int:
    """Add an imported file and return its id."""
    file = ImportedFile(
        name="essai.csv",
        sha256="0" * 64,
        kind="test",
        size_bytes=1,
        imported_at=NOW,
        imported_by="t",
    )
    session.add(file)
    session.flush()
    return file.id


def add_site_to(session: Session, reference: str, number: str) -> None:
    """Add a site with a contract of that number to the customer of ``reference``."""
    customer = session.scalars(select(Customer).where(Customer.reference == reference)).one()
    _add_site(session, customer, number)


def _add_site(session: Session, customer: Customer, number: str) -> None:
    digits = "".join(c for c in number if c.isdigit()).rjust(14, "9")[-14:]
    point = MeteringPoint(prm=digits, name=f"Site {number}", segment="C4")
    session.add(point)
    session.flush()
    windows = [
        OffPeakHours(season=season, start_minute=22 * 60, end_minute=6 * 60)
        for season in ("high", "low")
    ]
    session.add_all(
        [
            OffPeakCalendar(metering_point_id=point.id, start=date(2010, 1, 1), windows=windows),
            Contract(
                number=number,
                customer=customer,
                metering_point=point,
                offer_name="Essai",
                started_on=date(2010, 1, 1),
            ),
        ]
    )
