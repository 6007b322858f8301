"""Readings and the load curve become one history: nothing twice, nothing invented."""

import csv
from collections import defaultdict
from datetime import date, timedelta

import pytest

from services import consumption
from services.consumption import Exploration, Request
from services.demonstration.demo_files import FOLDER
from services.domain.consumption import ConsumptionHistory, PeriodSource
from services.domain.readings import ReadingNature
from services.kernel.viewer import Viewer
from services.storage.engine import Database
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve
from tests.services.viewers import add_curve, add_readings, add_viewer, viewer_of

NUMBER = "C4-11-000001"
WATTS_OF_A_KWH_A_DAY = 41 + 2 / 3


@pytest.fixture
def farmer(database: Database) -> Viewer:
    """Return a viewer with one site without data."""
    return add_viewer(database, "jeanne", NUMBER)


@pytest.fixture(scope="module")
def manager(demo_database: Database) -> Viewer:
    """Return the energy manager, whose first site is the real one."""
    return viewer_of(demo_database, "gestionnaire")


def explore(
    viewer: Viewer, view: str = "mois", first: str | None = None, last: str | None = None
) -> Exploration:
    shown = consumption.explore(viewer, request=Request(None, view, first, last))
    assert isinstance(shown, Exploration)
    return shown


def shown(history: ConsumptionHistory) -> list[tuple[str, int]]:
    return [(p.anchor.isoformat(), p.total_kwh) for p in history.periods]


def billed_kwh() -> dict[str, dict[str, float]]:
    """Return the billed kWh per class of each reading date, read without the project's code."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    path = FOLDER / "c4_fr" / "c4_consommations_mensuelles_par_classe.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["grandeur"] == "EA":
                found[row["fin"]][row["classe"]] += float(row["valeur"])
    return found


def test_the_years_of_the_real_site(manager: Viewer) -> None:
    years = explore(manager, "annee").history

    assert shown(years)[:3] == [
        ("2019-01-01", 130_359), ("2020-01-01", 101_763), ("2021-01-01", 130_302)
    ]  # fmt: skip
    assert [round(p.total_kwh / 1000, 1) for p in years.periods[:3]] == [130.4, 101.8, 130.3]
    assert (years.periods[0].start, years.periods[2].end) == (date(2019, 1, 9), date(2022, 1, 9))
    assert years.periods[3].source is PeriodSource.CURVE
    assert (years.periods[3].start, years.periods[3].end) == (date(2022, 1, 9), date(2022, 2, 3))


def test_the_months_of_the_real_site_are_its_billed_readings(manager: Viewer) -> None:
    billed = billed_kwh()
    months = explore(manager, "mois", "2019-01", "2021-12").history

    assert len(months.periods) == len(billed) == 36
    for period in months.periods:
        row = billed[period.end.isoformat()]
        classes = [round(row.get(name, 0.0)) for name in ("HPH", "HCH", "HPE", "HCE")]
        assert list(period.energy_kwh) == classes, period
        assert period.source is PeriodSource.READING


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_months_add_up_to_the_year_and_classes_to_the_total(manager: Viewer, year: int) -> None:
    (whole,) = explore(manager, "annee", str(year), str(year)).history.periods
    months = explore(manager, "mois", str(year), f"{year}-12").history

    assert len(months.periods) == 12
    assert months.energy_kwh == whole.energy_kwh
    assert sum(whole.energy_kwh) == months.total_kwh == whole.total_kwh


def test_the_months_follow_one_another_without_a_hole(manager: Viewer) -> None:
    months = explore(manager, "mois", "2019-01", "2022-02").history.periods

    assert [p.end for p in months[:-1]] == [p.start for p in months[1:]]
    assert [p.anchor.month for p in months] == [*range(1, 13)] * 3 + [1, 2]


def test_after_the_last_reading_the_days_of_the_curve_add_up_to_the_months(
    manager: Viewer,
) -> None:
    january, february = explore(manager, "mois", "2022-01", "2022-02").history.periods
    days = explore(manager, "jour", "2022-01-01", "2022-02-28").history.periods

    assert (january.start, january.end) == (date(2022, 1, 9), date(2022, 2, 1))
    assert january.total_kwh == sum(
        p.total_kwh for p in days if january.start <= p.anchor < january.end
    )
    assert february.total_kwh == sum(p.total_kwh for p in days if p.anchor >= february.start)
    assert {p.source for p in (january, february)} == {PeriodSource.CURVE}


def test_a_partial_month_is_not_compared_with_a_whole_one(manager: Viewer) -> None:
    january, february = explore(manager, "mois", "2022-01", "2022-02").history.periods

    assert (january.previous_kwh, february.previous_kwh) == (None, None)


def test_days_add_up_to_a_month_that_only_the_curve_knows(
    farmer: Viewer, database: Database
) -> None:
    points = (31 * 24 + 1) * 6  # October 2021 in Paris has a day of 25 hours
    add_curve(database, NUMBER, curve("2021-09-30T22:00", [1000 + i % 777 for i in range(points)]))

    (month,) = explore(farmer).history.periods
    days = explore(farmer, "jour", "2021-10-01", "2021-10-31").history

    assert len(days.periods) == 31
    assert days.energy_kwh == month.energy_kwh
    assert (month.source, month.missing_share) == (PeriodSource.CURVE, 0.0)
    exact_kwh = sum(1000 + i % 777 for i in range(points)) / 6000
    assert abs(month.total_kwh - exact_kwh) <= 2  # each of the four classes is rounded


def test_a_history_opens_on_the_last_reading(manager: Viewer) -> None:
    opened = explore(manager)

    assert (opened.window.start, opened.window.end) == (date(2021, 1, 1), date(2022, 1, 1))
    assert (opened.first, opened.last) == (date(2019, 1, 1), date(2022, 2, 1))


def test_a_leap_day_has_no_day_to_be_compared_with(farmer: Viewer, database: Database) -> None:
    points = 24 * 6
    add_curve(database, NUMBER, curve("2019-02-27T23:00", [6000] * points))
    add_curve(database, NUMBER, curve("2020-02-28T23:00", [12_000] * points))

    (leap_day,) = explore(farmer, "jour", "2020-02-29", "2020-02-29").history.periods

    assert (leap_day.total_kwh, leap_day.previous_kwh, leap_day.change_pct) == (288, None, None)


def test_a_leap_year_is_compared_with_a_plain_one(farmer: Viewer, database: Database) -> None:
    plain = ("HPH", "2019-02-01", "2019-03-01", "280")
    leap = ("HPH", "2020-02-01", "2020-03-01", "290")
    add_readings(database, NUMBER, [plain, leap])

    (february,) = explore(farmer, "mois", "2020-02", "2020-02").history.periods

    assert (february.total_kwh, february.previous_kwh) == (290, 280)


def test_a_gap_in_the_curve_is_shown_as_missing(farmer: Viewer, database: Database) -> None:
    add_curve(database, NUMBER, curve("2021-03-09T23:00", [6000] * 144))
    add_curve(database, NUMBER, curve("2021-03-11T23:00", [6000] * 72))

    days = explore(farmer, "jour", "2021-03-01", "2021-03-31").history.periods

    assert [(p.anchor.day, p.total_kwh, p.missing_share) for p in days] == [
        (10, 144, 0.0), (11, 0, 1.0), (12, 72, 0.5)
    ]  # fmt: skip


def test_missing_and_estimated_shares_are_of_the_expected_time(
    farmer: Viewer, database: Database
) -> None:
    # The spring day of 23 hours: 92 points of 138 real, 23 estimated, 23 missing.
    status = [REAL] * 92 + [ESTIMATED] * 23 + [MISSING] * 23
    add_curve(database, NUMBER, curve("2021-03-27T23:00", [1000] * 138, status=status))

    (day,) = explore(farmer, "jour", "2021-03-28", "2021-03-28").history.periods

    assert day.missing_share == pytest.approx(23 / 138)
    assert day.estimated_share == pytest.approx(23 / 138)
    assert day.nature is ReadingNature.ESTIMATED
    assert day.previous_kwh is None


def test_an_estimated_reading_says_so(farmer: Viewer, database: Database) -> None:
    add_readings(
        database, NUMBER, [("HPE", "2021-05-01", "2021-06-01", "300")], ReadingNature.ESTIMATED
    )

    (may,) = explore(farmer).history.periods

    assert (may.nature, may.estimated_share) == (ReadingNature.ESTIMATED, 1.0)


def test_a_reading_wins_over_the_curve(farmer: Viewer, database: Database) -> None:
    add_curve(database, NUMBER, curve("2021-04-30T22:00", [6000] * (61 * 144)))
    add_readings(database, NUMBER, [("HPE", "2021-05-11", "2021-06-11", "999")])

    months = explore(farmer, "mois", "2021-05", "2021-06").history

    # May: ten days of the curve at 144 kWh and the reading; June: the days after the reading.
    assert shown(months) == [("2021-05-01", 10 * 144 + 999), ("2021-06-01", 20 * 144)]
    assert [p.source for p in months.periods] == [PeriodSource.MIXED, PeriodSource.CURVE]


def test_the_day_after_the_last_reading_comes_from_the_curve(
    farmer: Viewer, database: Database
) -> None:
    add_curve(database, NUMBER, curve("2021-04-30T22:00", [6000] * (61 * 144)))
    add_readings(database, NUMBER, [("HPE", "2021-05-01", "2021-05-31", "999")])

    (may,) = explore(farmer, "mois", "2021-05", "2021-05").history.periods

    assert may.total_kwh == 999 + 144  # the 31st: a day of 6 kW


def test_a_replaced_reading_no_longer_counts(farmer: Viewer, database: Database) -> None:
    from services.storage.models import EnergyReadingRow  # noqa: PLC0415 - of this test alone

    add_readings(database, NUMBER, [("HPE", "2021-05-01", "2021-06-01", "300")])
    with database.write() as session:
        row = session.query(EnergyReadingRow).one()
        row.replaced_by_id = row.import_id
    add_readings(database, NUMBER, [("HPE", "2021-05-01", "2021-06-01", "320")])

    assert explore(farmer).history.total_kwh == 320


def test_a_window_without_data_is_empty(manager: Viewer) -> None:
    for view, first in (("mois", "2031-01"), ("annee", "1975"), ("jour", "2031-01-01")):
        nothing = explore(manager, view, first, first)

        assert nothing.history.periods == ()
        assert nothing.history.total_kwh == 0
        assert nothing.curve is None
        assert nothing.daily_kwh == ()


def test_ten_years_of_rows(farmer: Viewer, database: Database) -> None:
    start, readings = date(2012, 1, 1), []
    for _ in range(120):
        end = (start + timedelta(days=31)).replace(day=1)
        readings.append(("HPE", start.isoformat(), end.isoformat(), "10"))
        start = end
    add_readings(database, NUMBER, readings)

    years = explore(farmer, "annee").history

    assert shown(years) == [(f"{year}-01-01", 120) for year in range(2012, 2022)]
    assert len(explore(farmer, "mois", "2012-01", "2021-12").history.periods) == 120
