"""Importing load curves: what is written, refused, corrected, and what follows from it."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, select

from services.kernel.errors import ImportRefusedError
from services.metering.meter_data import import_file
from services.metering.meter_report import PartReport, Tally
from services.storage import load_curves
from services.storage.engine import Database
from services.storage.load_curves.codec import decode
from services.storage.models import (
    DailyEnergy,
    ImportedFile,
    LoadCurveChange,
    MonthlyEnergy,
    OffPeakCalendar,
)
from tests.conftest import NOW
from tests.services.metering import (
    PARIS,
    PRM,
    add_points,
    dump,
    give,
    hdm,
    point_id,
    real_file,
)

HDM = "c4_fr/Enedis_SGE_HDM_C4_CDC_brut.csv"
DAY = 144
J_OF_A_KW_STEP = 1_000 * 600


@pytest.fixture
def points(database: Database) -> Database:
    """Return a database with metering points and no meter data."""
    add_points(database)
    return database


def days(database: Database) -> dict[date, DailyEnergy]:
    with database.begin() as session:
        rows = session.scalars(select(DailyEnergy).order_by(DailyEnergy.day))
        return {row.day: row for row in rows}


def local(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=PARIS)


def pandas_days(data: bytes) -> dict[date, dict[str, int]]:
    """Return joules per class, known points and peak (W) of each day, by pandas alone."""
    frame = pd.read_csv(io.BytesIO(data), sep=";", skiprows=2, encoding="utf-8-sig")
    moments = pd.to_datetime(frame["Horodate"], utc=True).dt.tz_convert("Europe/Paris")
    off_peak = (moments.dt.hour >= 22) | (moments.dt.hour < 6)
    winter = moments.dt.month.isin([11, 12, 1, 2, 3])
    joules = frame["Valeur"].fillna(0).astype("int64") * 600
    columns = {
        "hph": joules.where(winter & ~off_peak, 0),
        "hch": joules.where(winter & off_peak, 0),
        "hpe": joules.where(~winter & ~off_peak, 0),
        "hce": joules.where(~winter & off_peak, 0),
        "known": frame["Valeur"].notna().astype("int64"),
    }
    by_day = pd.DataFrame(columns).groupby(moments.dt.date).sum()
    by_day["peak"] = frame["Valeur"].groupby(moments.dt.date).max().fillna(0)
    return {
        day: {str(name): int(value) for name, value in row.items()}
        for day, row in zip(by_day.index.tolist(), by_day.to_dict("records"), strict=True)
    }


def test_the_real_file_is_imported_as_delivered(points: Database) -> None:
    report = give(points, real_file(HDM), name="Enedis.csv")
    assert report.parts == (
        PartReport(PRM, "curve EA", Tally(102_672, 0, 0), missing=2_448, gaps=4),
    )
    assert report.sentences() == (
        "Enedis.csv\u202f: courbe de charge Enedis (HDM). Valeurs ajoutées\u202f: 102\u202f672, "
        "remplacées\u202f: 0, inchangées\u202f: 0.",
        "30001642617347\u202f: données manquantes sur 2\u202f448 pas (lacunes\u202f: 4).",
    )
    with points.begin() as session:
        file = session.scalars(select(ImportedFile)).one()
        assert (file.name, file.kind, file.target) == ("Enedis.csv", "hdm_curve", "")
        assert (file.imported_by, file.imported_at, file.size_bytes) == ("test", NOW, 3_284_616)
        changes = session.scalars(select(LoadCurveChange)).all()
        assert sum(c.points_added for c in changes) == 102_672
        # From 2020-02-02 23:00 UTC to 2022-02-01 23:00 UTC: 25 UTC months, one trace each.
        assert len(changes) == 25


def test_the_same_file_twice_changes_nothing(points: Database) -> None:
    first = give(points, real_file(HDM))
    before = dump(points)
    second = give(points, real_file(HDM), name="sous un autre nom.csv")
    assert (second.is_new, second.file_id) == (False, first.file_id)
    assert second.sentences() == (
        "sous un autre nom.csv\u202f: déjà importé (courbe de charge Enedis (HDM)), "
        "rien n’a changé.",
    )
    assert dump(points) == before


def test_roll_ups_equal_an_independent_computation(points: Database) -> None:
    give(points, real_file(HDM))
    expected = pandas_days(real_file(HDM))
    found = days(points)
    assert (min(found), max(found)) == (date(2020, 2, 3), date(2022, 2, 1))
    for day, row in expected.items():
        rollup = found[day]
        for time_class in ("hph", "hch", "hpe", "hce"):
            assert getattr(rollup, f"{time_class}_j") == row[time_class], (day, time_class)
        assert rollup.real_s == row["known"] * 600, day
        assert (rollup.max_power_w or 0) == row["peak"], day
    # Days that the file skips are there, wholly missing; 29 March 2020 has 23 hours.
    assert len(found) == 730
    assert (found[date(2020, 2, 9)].real_s, found[date(2020, 2, 9)].expected_s) == (0, 86_400)
    assert found[date(2020, 3, 29)].expected_s == 82_800
    assert found[date(2020, 10, 25)].expected_s == 90_000


def test_months_are_the_sums_of_their_days(points: Database) -> None:
    give(points, real_file(HDM))
    found = days(points).values()
    with points.begin() as session:
        months = session.scalars(select(MonthlyEnergy).order_by(MonthlyEnergy.month)).all()
    assert len(months) == 25
    assert (months[0].first_day, months[0].last_day) == (date(2020, 2, 3), date(2020, 2, 29))
    for month in months:
        own = [d for d in found if d.day.replace(day=1) == month.month]
        for column in ("hph_j", "hch_j", "hpe_j", "hce_j", "expected_s", "real_s"):
            assert getattr(month, column) == sum(getattr(d, column) for d in own)
        assert month.max_power_w == max(d.max_power_w or 0 for d in own)


def test_a_corrected_file_replaces_and_leaves_a_trace(points: Database) -> None:
    start = local(2021, 6, 10)
    give(points, hdm(start, [5_000] * DAY))
    report = give(points, hdm(start, [5_000] * 60 + [9_000] + [5_000] * 83))
    assert report.tally == Tally(added=0, changed=1, unchanged=143)
    day = days(points)[date(2021, 6, 10)]
    # The corrected point starts at 10 h: a peak hour of the low season.
    assert day.hpe_j == (95 * 5 + 9) * J_OF_A_KW_STEP
    assert day.hce_j == 48 * 5 * J_OF_A_KW_STEP
    assert (day.max_power_w, day.max_at) == (9_000, datetime(2021, 6, 10, 8, 0, tzinfo=UTC))
    with points.begin() as session:
        trace = session.scalars(
            select(LoadCurveChange).where(LoadCurveChange.import_id == report.file_id)
        ).one()
        assert (trace.points_added, trace.points_changed) == (0, 1)
        assert trace.previous_payload is not None
        power_w, _ = decode(trace.previous_payload)
        assert set(power_w.tolist()) == {0, 5_000}


def test_a_late_file_fills_its_gap(points: Database) -> None:
    start = local(2021, 6, 10)
    late = hdm(local(2021, 6, 11), [7_000] * DAY)
    give(points, hdm(start, [5_000] * DAY + [None] * DAY + [5_000] * DAY))
    assert days(points)[date(2021, 6, 11)].real_s == 0
    report = give(points, late)
    assert report.tally == Tally(added=DAY)
    found = days(points)
    assert [found[date(2021, 6, d)].real_s for d in (10, 11, 12)] == [86_400] * 3
    assert found[date(2021, 6, 11)].hpe_j == 96 * 7 * J_OF_A_KW_STEP
    with points.begin() as session:
        month = session.scalars(select(MonthlyEnergy)).one()
    assert (month.real_s, month.expected_s) == (3 * 86_400, 3 * 86_400)
    assert month.hpe_j == 96 * (5 + 7 + 5) * J_OF_A_KW_STEP


@pytest.mark.parametrize("newest_first", [False, True])
def test_days_between_two_files_are_missing_days(points: Database, newest_first: bool) -> None:
    files = [hdm(local(2021, 5, 30), [5_000] * DAY), hdm(local(2021, 8, 2), [5_000] * DAY)]
    for data in reversed(files) if newest_first else files:
        give(points, data)
    found = days(points)
    assert (min(found), max(found)) == (date(2021, 5, 30), date(2021, 8, 2))
    assert all((later - earlier).days == 1 for earlier, later in pairwise(found))
    assert sum(row.real_s for row in found.values()) == 2 * 86_400


def test_missing_values_never_replace_known_ones(points: Database) -> None:
    give(points, hdm(local(2021, 6, 10), [5_000] * DAY))
    report = give(points, hdm(local(2021, 6, 10), [5_000] * 100 + [None] * 44 + [5_000]))
    assert report.tally == Tally(added=1, changed=0, unchanged=100)
    assert days(points)[date(2021, 6, 10)].real_s == 86_400


def test_an_unknown_prm_is_refused_with_its_place(points: Database) -> None:
    before = dump(points)
    with pytest.raises(ImportRefusedError) as refused:
        give(points, hdm(local(2021, 6, 10), [5_000] * 3, prm="99999999999999"))
    assert refused.value.message == (
        "essai.csv, ligne 2, colonne PRM, valeur «\u202f99999999999999\u202f»\u202f: ce PRM est "
        "inconnu. Rien n’a été importé. Créez d’abord le point de livraison, ou vérifiez le numéro."
    )
    assert (refused.value.defect.line, refused.value.defect.value) == (2, "99999999999999")
    assert dump(points) == before


def test_a_truncated_file_leaves_the_database_as_it_was(points: Database) -> None:
    give(points, hdm(local(2021, 6, 10), [5_000] * DAY))
    before = dump(points)
    whole = real_file(HDM)
    with pytest.raises(ImportRefusedError):
        give(points, whole[: len(whole) // 2 + 11])
    assert dump(points) == before


def test_a_day_without_off_peak_hours_is_refused(points: Database) -> None:
    with points.begin() as session:
        session.execute(
            delete(OffPeakCalendar).where(OffPeakCalendar.metering_point_id == point_id(points))
        )
    before = dump(points)
    with pytest.raises(ImportRefusedError, match="ne sont pas connues au 10/06/2021"):
        give(points, hdm(local(2021, 6, 10), [5_000] * DAY))
    assert dump(points) == before


def test_the_store_keeps_what_the_file_says(points: Database) -> None:
    give(points, hdm(local(2021, 10, 31), [1_000, None, 3_000, 4_000]))
    # Midnight in Paris, summer time: 22 h UTC the day before.
    start = np.datetime64("2021-10-30T22:00:00")
    with points.begin() as session:
        curve = load_curves.read(
            session, point_id(points), start, start + np.timedelta64(2_400, "s")
        )
    assert curve.power_w.tolist() == [1_000, 0, 3_000, 4_000]
    assert curve.status.tolist() == [1, 0, 1, 1]


def test_reactive_energy_has_no_roll_up(points: Database) -> None:
    report = give(points, real_file("flux_c4/ConsultationMesuresDetaillees_C4_PRI.xml"))
    assert [(p.content, p.tally.added) for p in report.parts] == [("curve ERI", 1_008)]
    assert days(points) == {}


def test_two_imports_at_once_both_count(points: Database) -> None:
    files = [hdm(local(2021, 6, day), [day * 1_000] * DAY) for day in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda data: give(points, data), files * 2))
    assert sum(report.tally.added for report in reports) == 8 * DAY
    assert sum(report.is_new for report in reports) == 8
    with points.begin() as session:
        month = session.scalars(select(MonthlyEnergy)).one()
    assert month.hpe_j == 96 * sum(range(1, 9)) * J_OF_A_KW_STEP


def test_progress_reaches_the_number_of_values(points: Database) -> None:
    seen: list[tuple[int, int]] = []
    data = real_file("flux_c4/R4Q.xml")
    import_file(
        points, "R4Q.xml", data, by="test", now=NOW, progress=lambda *step: seen.append(step)
    )
    # One day of active energy, then of reactive energy.
    assert seen == [(144, 288), (288, 288)]
