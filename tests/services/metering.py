"""Files, metering points and dumps for the tests of imports."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from services.demonstration.demo_accounts import add_customers
from services.demonstration.demo_files import FOLDER
from services.metering.meter_data import import_file
from services.metering.meter_report import ImportReport
from services.storage.engine import Database
from services.storage.models import Base, MeteringPoint
from tests.conftest import NOW

PRM = "30001642617347"
PARIS = ZoneInfo("Europe/Paris")
STEP = timedelta(minutes=10)

Dump = dict[str, list[tuple[object, ...]]]


def add_points(database: Database) -> None:
    """Add the demonstration's metering points, without any meter data."""
    with database.begin() as session:
        add_customers(session, date(2026, 3, 2))


def give(
    database: Database, data: bytes, *, name: str = "essai.csv", prm: str | None = None
) -> ImportReport:
    """Import ``data`` as the command line does."""
    return import_file(database, name, data, prm=prm, by="test", now=NOW)


def real_file(path: str) -> bytes:
    """Return a file of the demonstration, as delivered."""
    return (FOLDER / path).read_bytes()


def hdm(start: datetime, powers_w: Sequence[int | None], *, prm: str = PRM) -> bytes:
    """Return an HDM file of 10-minute points from ``start``; None leaves a value empty."""
    lines = [
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;"
        "Grandeur metier;Etape metier;Unite;Pas en minutes",
        f"{prm};Courbe de charge;;;Energie active;Consommation;Comptage Brut;;",
        "Horodate;Valeur",
    ]
    moment = start
    for power_w in powers_w:
        lines.append(f"{moment.isoformat()};{'' if power_w is None else power_w}")
        moment = (moment.astimezone(ZoneInfo("UTC")) + STEP).astimezone(PARIS)
    return "\ufeff".encode() + "\r\n".join([*lines, ""]).encode()


def billed(*readings: tuple[str, str, str, str]) -> bytes:
    """Return a file of billed readings: class, first and last date, kWh."""
    lines = ["grandeur,classe,unite,debut,fin,valeur,nature,statut"]
    lines += [f"EA,{c},kWh,{start},{end},{kwh},REEL,INITIALE" for c, start, end, kwh in readings]
    return "\n".join([*lines, ""]).encode()


def dump(database: Database) -> Dump:
    """Return every row of every table but the revision, which may count once too often."""
    with database.begin() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name != "data_revision"
        }


def point_id(database: Database, prm: str = PRM) -> int:
    """Return the id of a metering point."""
    with database.begin() as session:
        return session.scalars(select(MeteringPoint.id).where(MeteringPoint.prm == prm)).one()
