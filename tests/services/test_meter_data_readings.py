"""Importing readings and temperatures, and finding the metering point that they belong to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from services.domain.readings import EnergyReading, PeriodReading, ReadingNature
from services.domain.time_classes import TimeClass
from services.kernel.errors import ImportRefusedError
from services.metering.meter_report import PartReport, Tally
from services.storage import readings
from services.storage.consumption import load_readings
from services.storage.engine import Database
from services.storage.models import DailyTemperatureRow, EnergyReadingRow, IndexReadingRow
from tests.services.metering import PRM, add_points, billed, dump, give, point_id, real_file

MAY = ("HPE", "2021-05-09", "2021-06-09", "1200")
JUNE = ("HPE", "2021-06-09", "2021-07-09", "1300")
REAL = ReadingNature.REAL
MARCH = (date(2021, 3, 9), date(2021, 4, 9))
APRIL = (date(2021, 4, 9), date(2021, 5, 9))
R171_CSV = "c4_fr/c4_index_r171_2022-02-03.csv"


@pytest.fixture
def points(database: Database) -> Database:
    """Return a database with metering points and no meter data."""
    add_points(database)
    return database


def buildings(*labels: str) -> bytes:
    """Return a file of two hours of 1 kWh for each building."""
    names = ",".join(f"{label}_kwh" for label in labels)
    ones = ",1" * len(labels)
    return f"debut_utc,{names}\n2019-01-01 00:00:00{ones}\n2019-01-01 01:00:00{ones}\n".encode()


def in_force(database: Database) -> list[PeriodReading]:
    with database.begin() as session:
        return load_readings(session, point_id(database), date(2000, 1, 1), date(2100, 1, 1))


def add_readings(database: Database, *given: EnergyReading) -> None:
    file_id = give(database, billed(MAY), prm=PRM).file_id
    with database.begin() as session:
        session.execute(delete(EnergyReadingRow))
        readings.add_energy(session, point_id(database), given, import_id=file_id)


def test_the_real_billed_readings(points: Database) -> None:
    report = give(points, real_file("c4_fr/c4_consommations_mensuelles_par_classe.csv"), prm=PRM)
    assert report.parts == (PartReport(PRM, "energy", Tally(144)),)
    with points.begin() as session:
        rows = session.scalars(select(EnergyReadingRow)).all()
    assert {row.import_id for row in rows} == {report.file_id}
    # domain.md, 1.6: the twelve months to 2022-01-09.
    year = [row for row in rows if row.period_start >= date(2021, 1, 9)]
    sums = {
        c: sum(r.energy_kwh for r in year if r.time_class == c)
        for c in ("HPH", "HCH", "HPE", "HCE")
    }
    assert sums == {"HPH": 68_382, "HCH": 32_163, "HPE": 22_002, "HCE": 7_755}


def test_a_corrected_reading_replaces_and_stays_traced(points: Database) -> None:
    first = give(points, billed(MAY, JUNE), prm=PRM)
    second = give(points, billed(MAY, (*JUNE[:3], "1350.5")), prm=PRM)
    assert second.tally == Tally(added=0, changed=1, unchanged=1)
    assert in_force(points) == [
        PeriodReading(date(2021, 5, 9), date(2021, 6, 9), (0, 0, 1_200_000, 0), REAL),
        PeriodReading(date(2021, 6, 9), date(2021, 7, 9), (0, 0, 1_350_500, 0), REAL),
    ]
    with points.begin() as session:
        replaced = session.scalars(
            select(EnergyReadingRow).where(EnergyReadingRow.replaced_by_id.is_not(None))
        ).one()
    assert (replaced.energy_kwh, replaced.import_id) == (Decimal(1300), first.file_id)
    assert replaced.replaced_by_id == second.file_id


def test_the_readings_of_a_period_are_one_as_uncertain_as_the_least_certain(
    points: Database,
) -> None:
    add_readings(
        points,
        EnergyReading(TimeClass.HCE, *MARCH, Decimal("0.125"), ReadingNature.SELF_READ),
        EnergyReading(TimeClass.HPH, *MARCH, Decimal("0.1"), REAL),
        EnergyReading(TimeClass.HPH, *MARCH, Decimal("0.2"), REAL),
        EnergyReading(TimeClass.HPE, *MARCH, Decimal("1.005"), REAL),
        EnergyReading(TimeClass.HCH, *APRIL, Decimal("99999999999.999"), ReadingNature.ESTIMATED),
        EnergyReading(TimeClass.HPE, *APRIL, Decimal(7), ReadingNature.SELF_READ),
    )
    assert in_force(points) == [
        PeriodReading(*MARCH, (300, 0, 1_005, 125), ReadingNature.SELF_READ),
        PeriodReading(*APRIL, (0, 99_999_999_999_999, 7_000, 0), ReadingNature.ESTIMATED),
    ]


def test_periods_that_overlap_in_part_are_refused_with_both(points: Database) -> None:
    give(points, billed(MAY), prm=PRM)
    before = dump(points)
    with pytest.raises(ImportRefusedError) as refused:
        give(points, billed(("HPE", "2021-06-01", "2021-06-20", "10")), prm=PRM)
    assert refused.value.message == (
        "essai.csv, classe HPE\u202f: la période du 01/06/2021 au 20/06/2021 chevauche la période "
        "du 09/05/2021 au 09/06/2021. Rien n’a été importé. Corrigez les dates du fichier."
    )
    assert dump(points) == before


def test_the_same_period_of_two_classes_is_no_overlap(points: Database) -> None:
    report = give(points, billed(MAY, ("HCE", *MAY[1:])), prm=PRM)
    assert report.tally == Tally(added=2)


def test_registers_from_csv_and_xml_are_the_same(points: Database) -> None:
    assert give(points, real_file(R171_CSV)).tally == Tally(added=28)
    assert give(points, real_file("flux_c4/R171.xml")).tally == Tally(unchanged=28)
    with points.begin() as session:
        peak = session.scalars(
            select(IndexReadingRow).where(
                IndexReadingRow.quantity == "PMA", IndexReadingRow.time_class == "HPH"
            )
        ).one()
    # 02:37:56 in Paris, in winter.
    assert (peak.value, peak.unit) == (86_000, "VA")
    assert peak.read_at == datetime(2022, 2, 3, 1, 37, 56, tzinfo=UTC)


def test_a_corrected_register_replaces_and_stays_traced(points: Database) -> None:
    give(points, real_file(R171_CSV))
    data = real_file(R171_CSV).replace(b"02:37:56,86000", b"02:37:56,87000")
    report = give(points, data)
    assert report.tally == Tally(added=0, changed=1, unchanged=27)
    with points.begin() as session:
        replaced = session.scalars(
            select(IndexReadingRow).where(IndexReadingRow.replaced_by_id == report.file_id)
        ).one()
    assert (replaced.quantity, replaced.value) == ("PMA", 86_000)


def test_temperatures_are_added_then_corrected(points: Database) -> None:
    data = b"date,tmin,tmax,tmoy\n2021-01-01,1.0,5.0,3.0\n2021-01-02,2.0,6.0,4.0\n"
    assert give(points, data, name="bedford_2021.csv").tally == Tally(added=2)
    corrected = data.replace(b"6.0,4.0", b"7.0,4.5")
    report = give(points, corrected, name="bedford_2021.csv")
    assert report.tally == Tally(added=0, changed=1, unchanged=1)
    with points.begin() as session:
        rows = session.scalars(select(DailyTemperatureRow).order_by(DailyTemperatureRow.day)).all()
    assert [(r.region, r.maximum_c, r.mean_c) for r in rows] == [
        ("bedford", 5.0, 3.0),
        ("bedford", 7.0, 4.5),
    ]
    assert rows[1].import_id == report.file_id


@pytest.mark.parametrize(
    ("data", "prm", "message"),
    [
        (billed(MAY), None, "ne nomme aucun PRM"),
        (billed(MAY), "12345678901234", "valeur « 12345678901234 »"),
        (real_file(R171_CSV), "28000104286017", "concerne le PRM 30001642617347"),
        (
            b"debut_utc,b0_kwh,x9_kwh\n2019-01-01 00:00:00,1,1\n2019-01-01 01:00:00,1,1\n",
            None,
            "x9",
        ),
        (buildings("b0", "b4"), PRM, "contient 2 points de livraison"),
    ],
)
def test_a_file_without_its_metering_point_is_refused(
    points: Database, data: bytes, prm: str | None, message: str
) -> None:
    before = dump(points)
    with pytest.raises(ImportRefusedError) as refused:
        give(points, data, prm=prm)
    assert message in refused.value.message.replace("\u202f", " ")
    assert dump(points) == before


def test_the_same_readings_for_two_points_are_two_imports(points: Database) -> None:
    other = "28000104286017"
    assert give(points, billed(MAY), prm=PRM).is_new
    assert give(points, billed(MAY), prm=other).is_new
    assert not give(points, billed(MAY), prm=other).is_new


def test_a_column_finds_its_point_by_label_or_by_prm(points: Database) -> None:
    data = buildings("b0")
    assert [p.subject for p in give(points, data).parts] == ["30009100000201"]
    assert [p.subject for p in give(points, data, prm=PRM).parts] == [PRM]
