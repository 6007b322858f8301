"""The plain page's SQLite file, from the numbers that our own database was written from."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import accumulate
from pathlib import Path

from sqlalchemy import select

from services.domain.calendar import next_month
from services.domain.monthly import MonthRollup
from services.domain.rollups import KWH_J
from services.domain.time_classes import TIME_CLASSES
from services.storage import consumption
from services.storage.engine import Database
from services.storage.models import Contract
from tests.bench.curves import site_curve
from tests.bench.estate import Estate, demo_site

SCHEMA = """
CREATE TABLE site (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE load_curve (
  site_id INTEGER NOT NULL, ts INTEGER NOT NULL, kw REAL NOT NULL, PRIMARY KEY (site_id, ts)
) WITHOUT ROWID;
CREATE TABLE index_reading (
  site_id INTEGER NOT NULL, class TEXT NOT NULL, month TEXT NOT NULL, index_kwh REAL NOT NULL,
  PRIMARY KEY (site_id, class, month)
) WITHOUT ROWID;
"""

IndexRow = tuple[int, str, str, float]


def write_plain_data(path: Path, estate: Estate) -> None:
    """Write the sites, curves and meter indexes of ``estate`` into a new file.

    An index is the meter's at the start of the month, from zero at the first one.
    """
    database = Database(estate.url)
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.executescript(SCHEMA)
        for number in estate.numbers:
            name = demo_site(number, estate.span[0]).name
            plain.execute("INSERT INTO site VALUES (?, ?)", (number, name))
            epoch_s, power_kw = site_curve(number, estate.span, seed=estate.seed)
            points = zip(epoch_s.tolist(), power_kw.tolist(), strict=True)
            rows = ((number, ts, kw) for ts, kw in points)
            plain.executemany("INSERT INTO load_curve VALUES (?, ?, ?)", rows)
            indexes = _indexes(number, _months(database, estate, number))
            plain.executemany("INSERT INTO index_reading VALUES (?, ?, ?, ?)", indexes)
    database.dispose()


def _months(database: Database, estate: Estate, number: int) -> list[MonthRollup]:
    """Return the energies of a site's months, as our own database holds them."""
    first, after = date(estate.span[0], 1, 1), date(estate.span[-1] + 1, 1, 1)
    wanted = Contract.number == estate.contracts[number - 1]
    with database.begin() as session:
        point_id = session.scalars(select(Contract.metering_point_id).where(wanted)).one()
        return list(consumption.load_months(session, point_id, first, after))


def _indexes(number: int, months: list[MonthRollup]) -> Iterator[IndexRow]:
    starts = [month.first_day for month in months]
    starts.append(next_month(starts[-1]))
    for position, name in enumerate(TIME_CLASSES):
        sums = accumulate((month.energy_j[position] / KWH_J for month in months), initial=0.0)
        for start, index_kwh in zip(starts, sums, strict=True):
            yield number, str(name), f"{start:%Y-%m}", round(index_kwh, 3)
