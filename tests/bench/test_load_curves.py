"""How fast the load-curve store writes and reads, and how fast a real file is imported."""

from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import numpy as np
import pytest

from services import meter_data
from services.demo_files import FOLDER
from services.demo_sites import REAL_SITE, add_site
from services.domain.load_curve import Channel, LoadCurve
from services.storage import load_curves
from services.storage.engine import Database
from services.storage.models import Customer, ImportedFile, MeteringPoint
from tests.bench.report import say

pytestmark = pytest.mark.bench

HDM_CURVE = FOLDER / "c4_fr" / "Enedis_SGE_HDM_C4_CDC_brut.csv"
ROUNDS = 5
YEARS = 10
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def ten_years() -> LoadCurve:
    """Return ten years at ten minutes, a noisy day shape (seeded)."""
    points = YEARS * 365 * 144
    noise = np.random.default_rng(7).normal(0, 3000, points)
    shape = 40_000 + 25_000 * np.sin(np.arange(points) * 2 * np.pi / 144)
    power_w = np.maximum(shape + noise, 0).astype(np.int32) // 1000 * 1000
    status = np.ones(points, dtype=np.uint8)
    return LoadCurve(np.datetime64("2012-01-01T00:00:00", "s"), 600, power_w, status)


def test_store(database: Database) -> None:
    curve = ten_years()
    writes, reads = [], []
    with database.begin() as session:
        file = ImportedFile(
            name="bench",
            sha256="0" * 64,
            kind="bench",
            size_bytes=0,
            imported_at=NOW,
            imported_by="",
        )
        points = [MeteringPoint(prm=f"{n:014}", name="bench", segment="C4") for n in range(ROUNDS)]
        session.add_all([file, *points])
        session.flush()
        ids, import_id = [point.id for point in points], file.id
    for point_id in ids:
        started = perf_counter()
        with database.begin() as session:
            load_curves.write(session, point_id, Channel.ACTIVE, curve, import_id=import_id)
        written = perf_counter()
        with database.begin() as session:
            load_curves.read(session, point_id, curve.start, curve.end)
        writes.append(len(curve.power_w) / (written - started))
        reads.append(len(curve.power_w) / (perf_counter() - written))
    say(
        "load-curve-store",
        [
            ("points of each round", f"{len(curve.power_w):,}"),
            ("written, millions a second", f"{median(writes) / 1e6:.1f}"),
            ("read, millions a second", f"{median(reads) / 1e6:.1f}"),
        ],
    )


def test_import_of_the_real_file(database: Database) -> None:
    data = HDM_CURVE.read_bytes()
    with database.begin() as session:
        customer = Customer(reference="BENCH", name="Bench")
        session.add(customer)
        session.flush()
        add_site(session, customer, REAL_SITE)
    started = perf_counter()
    report = meter_data.import_file(database, HDM_CURVE.name, data, by="bench", now=NOW)
    seconds = perf_counter() - started
    say(
        "import-hdm",
        [
            ("points added", f"{report.tally.added:,}"),
            ("seconds, roll-ups included", f"{seconds:.2f}"),
        ],
    )
