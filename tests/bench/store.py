"""Section « store »: how fast load curves are written, read and imported; no page is involved."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from services.demonstration.demo_files import FOLDER
from services.demonstration.demo_sites import REAL_SITE, add_site
from services.domain.load_curve import Channel, LoadCurve
from services.metering import meter_data
from services.storage import load_curves
from services.storage.engine import Database
from services.storage.migrate import upgrade
from services.storage.models import Customer, ImportedFile, MeteringPoint
from tests.bench.lines import Line

HDM_CURVE = FOLDER / "c4_fr" / "Enedis_SGE_HDM_C4_CDC_brut.csv"
ROUNDS = 5
YEARS = 10
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def run(quick: bool) -> list[Line]:
    """Return the lines of the section, on SQLite."""
    rounds = 1 if quick else ROUNDS
    return [*_fresh(lambda empty: measure_store(empty, rounds)), *_fresh(measure_import)]


def measure_store(database: Database, rounds: int = ROUNDS) -> list[Line]:
    """Write and read ten years of ten-minute points, ``rounds`` times; medians."""
    curve, writes, reads = ten_years(), [], []
    point_ids, import_id = _add_points(database, rounds)
    for point_id in point_ids:
        started = perf_counter()
        with database.begin() as session:
            load_curves.write(session, point_id, Channel.ACTIVE, curve, import_id=import_id)
        written = perf_counter()
        with database.begin() as session:
            load_curves.read(session, point_id, curve.start, curve.end)
        writes.append(len(curve.power_w) / (written - started))
        reads.append(len(curve.power_w) / (perf_counter() - written))
    return [
        _line("points written, millions a second", f"{median(writes) / 1e6:.1f}"),
        _line("points read, millions a second", f"{median(reads) / 1e6:.1f}"),
    ]


def measure_import(database: Database) -> list[Line]:
    """Import the real file of a meter, roll-ups included."""
    data = HDM_CURVE.read_bytes()
    with database.begin() as session:
        customer = Customer(reference="BENCH", name="Bench")
        session.add(customer)
        session.flush()
        add_site(session, customer, REAL_SITE)
    started = perf_counter()
    imported = meter_data.import_file(database, HDM_CURVE.name, data, by="bench", now=NOW)
    seconds = perf_counter() - started
    points = imported.tally.added
    return [
        _line(f"import of a real file ({points:,} points), s", f"{seconds:.2f}"),
        _line("points imported, thousands a second", f"{points / seconds / 1000:.0f}"),
    ]


def ten_years() -> LoadCurve:
    """Return ten years at ten minutes, a noisy day shape (seeded)."""
    points = YEARS * 365 * 144
    noise = np.random.default_rng(7).normal(0, 3000, points)
    shape = 40_000 + 25_000 * np.sin(np.arange(points) * 2 * np.pi / 144)
    power_w = np.maximum(shape + noise, 0).astype(np.int32) // 1000 * 1000
    status = np.ones(points, dtype=np.uint8)
    return LoadCurve(np.datetime64("2012-01-01T00:00:00", "s"), 600, power_w, status)


def _add_points(database: Database, count: int) -> tuple[list[int], int]:
    """Add metering points and the file that their curves come from; return their ids."""
    with database.begin() as session:
        file = ImportedFile(
            name="bench",
            sha256="0" * 64,
            kind="bench",
            size_bytes=0,
            imported_at=NOW,
            imported_by="",
        )
        points = [MeteringPoint(prm=f"{n:014}", name="bench", segment="C4") for n in range(count)]
        session.add_all([file, *points])
        session.flush()
        return [point.id for point in points], file.id


def _fresh(measure: Callable[[Database], list[Line]]) -> list[Line]:
    """Return what ``measure`` finds on an empty database."""
    with TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite:///{Path(folder)}/store.sqlite"
        upgrade(url)
        database = Database(url)
        lines = measure(database)
        database.dispose()
    return lines


def _line(what: str, ours: str) -> Line:
    return Line("store", what, ours)
