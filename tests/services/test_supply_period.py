"""A meter outlives its contracts: each holder sees what was measured under their own."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from services import consumption, consumption_export, home
from services.consumption import Exploration, Request
from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Viewer
from services.storage.engine import Database
from services.storage.models import Contract
from tests.conftest import NOW
from tests.domain.curves import curve
from tests.services.viewers import add_curve, add_readings, add_viewer, point_of

OLD, NEW = "C4-11-000001", "C4-11-000002"
MOVED_ON = date(2021, 7, 1)
DAY = 144


@pytest.fixture
def holders(database: Database) -> tuple[Viewer, Viewer]:
    """Return the previous and the present holder of one meter, which changed hands on 1 July."""
    before, after = add_viewer(database, "jeanne", OLD), add_viewer(database, "luc", NEW)
    with database.write() as session:
        contracts = {c.number: c for c in session.scalars(select(Contract))}
        contracts[NEW].metering_point_id = point_of(session, OLD)
        contracts[OLD].ended_on = contracts[NEW].started_on = MOVED_ON
    readings = [
        ("HPE", "2021-05-01", "2021-06-01", "777"),
        ("HPE", "2021-06-01", "2021-07-01", "888"),
        ("HPE", "2021-06-15", "2021-07-15", "999"),
        ("HPE", "2021-07-15", "2021-08-15", "555"),
    ]
    add_readings(database, OLD, readings)
    add_curve(database, OLD, curve("2021-06-29T22:00", [1_000] * DAY + [2_000] * DAY))
    return before, after


def totals(viewer: Viewer, view: str, first: str, last: str) -> list[int]:
    shown = consumption.explore(viewer, request=Request(None, view, first, last))
    assert isinstance(shown, Exploration)
    return [period.total_kwh for period in shown.history.periods]


def test_each_holder_sees_their_own_months(holders: tuple[Viewer, Viewer]) -> None:
    before, after = holders
    assert totals(before, "mois", "2021-05", "2021-08") == [777, 888]
    assert 777 not in totals(after, "mois", "2021-05", "2021-08")
    # 48 kWh of 1 July from the curve, then the first reading wholly under the new contract.
    assert sum(totals(after, "mois", "2021-05", "2021-08")) == 48 + 555


def test_each_holder_sees_their_own_days(holders: tuple[Viewer, Viewer]) -> None:
    before, after = holders
    assert totals(before, "jour", "2021-06-30", "2021-07-01") == [24]
    assert totals(after, "jour", "2021-06-30", "2021-07-01") == [48]


def test_the_curve_stops_at_the_contract(holders: tuple[Viewer, Viewer]) -> None:
    _, after = holders
    view = consumption.load_curve(after, contract_number=NEW, days="2021-06-30..2021-07-01")
    assert view.days.start == MOVED_ON
    assert set(view.curve.power_w.tolist()) == {2_000}
    with pytest.raises(InvalidInputError, match="pas couverts par votre contrat"):
        consumption.load_curve(after, contract_number=NEW, days="2021-06-30..2021-06-30")


def test_home_and_workbook_keep_to_the_contract(holders: tuple[Viewer, Viewer]) -> None:
    before, after = holders
    last = home.welcome(before, contract_number=None, today=NOW.date()).last
    assert last is not None
    assert last.total_kwh == 888
    file = BytesIO()
    request = Request(None, "jour", "2021-06-30", "2021-07-01")
    consumption_export.export(after, request=request, extension="xlsx", now=NOW, file=file)
    powers = [row[2] for row in load_workbook(file)["Courbe de charge"].iter_rows(values_only=True)]
    assert 1 not in powers
    assert powers.count(2) == DAY
