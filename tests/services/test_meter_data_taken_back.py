"""Corrections that are taken back, and points that a later file leaves out."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from services.storage.engine import Database
from services.storage.models import DailyEnergy, EnergyReadingRow
from tests.services.metering import PARIS, PRM, add_points, billed, dump, give, hdm

DAY = 144
START = datetime(2021, 11, 2, tzinfo=PARIS)
J_OF_A_KW_STEP = 1_000 * 600


@pytest.fixture
def points(database: Database) -> Database:
    """Return a database with metering points and no meter data."""
    add_points(database)
    return database


def day_j(database: Database) -> int:
    with database.begin() as session:
        row = session.scalars(select(DailyEnergy)).one()
        return row.hph_j + row.hch_j


def test_the_original_curve_given_again_takes_its_correction_back(points: Database) -> None:
    original, corrected = hdm(START, [1000] * DAY), hdm(START, [9000] + [1000] * (DAY - 1))
    give(points, original)
    give(points, corrected)
    assert day_j(points) == (DAY + 8) * J_OF_A_KW_STEP

    again = give(points, original)

    assert (again.is_new, again.tally.changed) == (True, 1)
    assert day_j(points) == DAY * J_OF_A_KW_STEP


def test_the_original_reading_given_again_takes_its_correction_back(points: Database) -> None:
    original = billed(("HPH", "2021-01-09", "2021-02-09", "100.0"))
    give(points, original, prm=PRM)
    give(points, billed(("HPH", "2021-01-09", "2021-02-09", "900.0")), prm=PRM)
    give(points, original, prm=PRM)
    with points.begin() as session:
        in_force = select(EnergyReadingRow.energy_kwh).where(
            EnergyReadingRow.replaced_by_id.is_(None)
        )
        assert session.scalars(in_force).all() == [Decimal("100.000")]


def test_a_file_still_in_force_writes_nothing_when_given_again(points: Database) -> None:
    give(points, hdm(START, [1000] * DAY))
    before = dump(points)
    assert give(points, hdm(START, [1000] * DAY)).is_new is False
    assert dump(points) == before


def test_points_that_a_file_leaves_out_are_kept_and_counted(points: Database) -> None:
    give(points, hdm(START, [1000] * DAY))
    report = give(points, hdm(START, [2000, None, None] + [1000] * (DAY - 3)))
    assert (report.parts[0].withdrawn, report.tally.changed) == (2, 1)
    assert day_j(points) == (DAY + 1) * J_OF_A_KW_STEP
    assert any("2 points absents" in sentence for sentence in report.sentences())
