"""What is taken away is what is on the screen: the same sums, the same window, one's own site."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from services import consumption, consumption_export
from services.consumption import Exploration, Request
from services.kernel.errors import InvalidInputError, NotFoundError
from services.kernel.viewer import Viewer
from services.storage.engine import Database
from tests.conftest import NOW
from tests.services.viewers import add_viewer, viewer_of

YEAR_2021 = Request(None, "mois", "2021-01", "2021-12")


@pytest.fixture(scope="module")
def manager(demo_database: Database) -> Viewer:
    """Return the energy manager, whose first site is the real one."""
    return viewer_of(demo_database, "gestionnaire")


def take(viewer: Viewer, request: Request, extension: str = "xlsx") -> tuple[str, bytes]:
    file = io.BytesIO()
    name = consumption_export.export(
        viewer, request=request, extension=extension, now=NOW, file=file
    )
    return name, file.getvalue()


def seen(viewer: Viewer, request: Request) -> Exploration:
    shown = consumption.explore(viewer, request=request)
    assert isinstance(shown, Exploration)
    return shown


def rows(content: bytes, sheet: int = 0) -> list[tuple[object, ...]]:
    """Return the rows of a sheet; the others, of up to 100 000 rows, are left unread."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    found: list[tuple[object, ...]] = list(book.worksheets[sheet].iter_rows(values_only=True))
    book.close()
    return found


def has_row(found: list[tuple[object, ...]], *kwh: int) -> bool:
    """Tell whether some row has these numbers, one after the other."""
    size = len(kwh)
    return any(row[i : i + size] == kwh for row in found for i in range(len(row) - size + 1))


@pytest.mark.parametrize(
    "request_",
    [YEAR_2021, Request(None, "annee"), Request(None, "jour", "2021-10-01", "2021-10-31")],
    ids=["months", "years", "days"],
)
def test_the_sums_are_those_of_the_page(manager: Viewer, request_: Request) -> None:
    history = seen(manager, request_).history
    found = rows(take(manager, request_)[1])

    for period in history.periods:
        assert has_row(found, *period.energy_kwh, period.total_kwh), period
    assert has_row(found, *history.energy_kwh, history.total_kwh)


def test_the_name_says_whose_and_when(manager: Viewer) -> None:
    name, _ = take(manager, YEAR_2021)

    assert name == "terralis-consommations-30001642617347-2021-01-09-2022-01-09.xlsx"
    assert take(manager, YEAR_2021, "csv")[0].endswith("2022-01-09.csv")


def test_the_csv_adds_up_too(manager: Viewer) -> None:
    history = seen(manager, YEAR_2021).history
    _, content = take(manager, YEAR_2021, "csv")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    for period in history.periods:
        classes = [str(kwh) for kwh in (*period.energy_kwh, period.total_kwh)]
        assert any(",".join(classes) in ",".join(line) for line in lines), period


def test_the_curve_is_of_the_shown_periods(manager: Viewer) -> None:
    _, content = take(manager, Request(None, "jour", "2021-10-30", "2021-10-31"))
    points = [row for row in rows(content, 1) if isinstance(row[0], datetime)]

    assert len(points) == (24 + 25) * 6


def test_the_hours_of_a_curve_agree_with_its_days(manager: Viewer) -> None:
    request = Request(None, "jour", "2021-10-12", "2021-10-12")
    view = consumption.load_curve(manager, contract_number=None, days="2021-10-12")
    (day,) = seen(manager, request).history.periods

    assert abs(view.curve.power_w.sum() * 600 / 3_600_000 - day.total_kwh) <= 2


def test_a_foreign_contract_is_not_found(manager: Viewer) -> None:
    for number in ("C4-28-004417", "none", ""):
        with pytest.raises(NotFoundError, match="Contrat introuvable"):
            take(manager, Request(number))


def test_a_refused_export_writes_nothing(manager: Viewer) -> None:
    file = io.BytesIO()
    for request in (Request("C4-28-004417"), Request(None, "decade"), Request(None, "mois", "x")):
        with pytest.raises((NotFoundError, InvalidInputError)):
            consumption_export.export(manager, request=request, extension="csv", now=NOW, file=file)

    assert file.getvalue() == b""


def test_a_site_without_data_has_nothing_to_take_away(database: Database) -> None:
    viewer = add_viewer(database, "jeanne", "C4-11-000001")

    with pytest.raises(NotFoundError, match="export"):
        take(viewer, Request())
    with pytest.raises(NotFoundError):
        take(add_viewer(database, "paul"), Request())


def test_without_a_curve_the_readings_are_enough(demo_database: Database) -> None:
    name, content = take(viewer_of(demo_database, "client"), Request())

    assert name == "terralis-consommations-28000104286017-2014-10-31-2015-10-31.xlsx"
    assert any(1878 in row for row in rows(content))
    assert any(32_973 in row for row in rows(content))


def test_a_window_without_periods_is_an_empty_table(manager: Viewer) -> None:
    name, content = take(manager, Request(None, "mois", "2031-01", "2031-02"))

    assert name.endswith("2031-01-01-2031-02-28.xlsx")
    assert content.startswith(b"PK")


def test_an_export_does_not_change_which_site_opens(manager: Viewer) -> None:
    take(manager, Request("C4-90-000201", "annee"))

    current = seen(manager, Request()).choice.current
    assert current is not None
    assert current.contract_number == "C4-90-000101"
    assert current.started_on == date(2019, 1, 1)
