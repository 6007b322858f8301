"""A customer that the demonstration lacks: seventy sites, ten years of readings on the first."""

from datetime import date, timedelta

from services.demonstration.demo_sites import DemoSite, add_site
from services.kernel.passwords import hash_password
from services.metering.meter_data import import_file
from services.storage.engine import Database
from services.storage.models import Customer, CustomerAccess, User
from tests.browser.support import DEMO_PASSWORD
from tests.conftest import NOW
from tests.services.invoicing import Made, add_invoices

ACCOUNT = "domaine"
SITES = 70
INVOICED = "C4-70-000003"
FIRST_YEAR, YEARS = 2012, 10


def add_large_estate(url: str) -> None:
    """Add the customer and its user ``domaine`` to a database that has the demonstration."""
    database = Database(url)
    with database.begin() as session:
        customer = Customer(reference="FE-200000", name="Domaine des Soixante-dix", is_demo=True)
        user = User(
            username=ACCOUNT,
            display_name="Odile Sarrazin",
            password_hash=hash_password(DEMO_PASSWORD),
            validated_at=NOW,
            role="analyst",
            is_demo=True,
        )
        session.add_all([customer, user])
        session.flush()
        session.add(CustomerAccess(user_id=user.id, customer_id=customer.id))
        for number in range(1, SITES + 1):
            add_site(session, customer, site(number))
    add_invoices(database, INVOICED, *many_invoices())
    import_file(database, "dix-ans.csv", ten_years(), prm=site(1).prm, by="test", now=NOW)
    database.dispose()


def many_invoices() -> list[Made]:
    """Return three hundred paid invoices, one a week over six years."""
    first = date(2016, 1, 4)
    days = [first + timedelta(weeks=week) for week in range(300)]
    return [
        Made(f"V-{week:04}", issued_on=day, due_on=day + timedelta(days=20), paid_eur="100.00")
        for week, day in enumerate(days)
    ]


def site(number: int) -> DemoSite:
    """Return the site of that number, 1 to SITES."""
    return DemoSite(
        contract_number=f"C4-70-{number:06}",
        prm=f"7000{number:010}",
        name=f"Station de pompage {number:02}",
        town="Saint-Étienne-du-Rouvray" if number % 2 else "L’Haÿ-les-Roses",
        powers_kva=(48, 48, 54, 54),
        started_on=date(FIRST_YEAR, 1, 1),
    )


def ten_years() -> bytes:
    """Return a file of billed readings: each month of ten years, 1 000 kWh and the month more."""
    lines = ["grandeur,classe,unite,debut,fin,valeur,nature,statut"]
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        for month in range(1, 13):
            start = date(year, month, 1)
            end = date(year + month // 12, month % 12 + 1, 1)
            season = "E" if 4 <= month <= 10 else "H"
            lines += [
                f"EA,H{kind}{season},kWh,{start},{end},{kwh},REEL,INITIALE"
                for kind, kwh in (("P", 700), ("C", 300 + month))
            ]
    return "\n".join([*lines, ""]).encode()
