"""A download is a file with a name, of the window that its address names."""

import csv
import io
from email.message import Message

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.app.browsing import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_name(disposition: str) -> str | None:
    message = Message()
    message["Content-Disposition"] = disposition
    return message.get_filename()


def test_a_workbook_is_an_attachment_of_its_whole_length(people: dict[str, Person]) -> None:
    client = people["client"].client
    with client.get("/consommations/export.xlsx?du=2015-10&au=2015-10") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == XLSX
        assert answer.content_length == len(answer.data) > 5000
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        name = file_name(answer.headers["Content-Disposition"])
        assert name is not None
        assert name.startswith("terralis-consommations-28000104286017-")
        assert name.endswith(".xlsx")
        assert len(openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames) >= 2


def test_a_csv_is_read_by_french_spreadsheets(people: dict[str, Person]) -> None:
    client = people["client"].client
    with client.get("/consommations/export.csv?du=2015-10&au=2015-10") as answer:
        assert answer.mimetype == "text/csv"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert any("1878" in cell for row in rows for cell in row)


def test_head_tells_the_length_without_the_file(manager: FlaskClient) -> None:
    with manager.head("/consommations/export.csv?vue=annee") as answer:
        assert answer.status_code == 200
        assert answer.data == b""
        assert answer.content_length is not None
        assert answer.content_length > 0


@pytest.mark.parametrize("extension", ["pdf", "xls", "xlsx.exe", "", "XLSX"])
def test_there_is_no_other_form(manager: FlaskClient, extension: str) -> None:
    assert manager.get(f"/consommations/export.{extension}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "vue=decade", "du=0001", "du=9999-12&au=9999-12", "du=2015-13",
        "vue=jour&du=2015-01-01&au=2020",
        "du=1900&au=2199", "du=%00", "vue=jour&du=2021-02-30", "du=" + "9" * 4000,
    ],
)  # fmt: skip
def test_an_unreadable_window_is_refused(manager: FlaskClient, query: str) -> None:
    answer = manager.get(f"/consommations/export.csv?{query}")

    assert answer.status_code == 400
    assert "Content-Disposition" not in answer.headers


def test_a_window_without_data_is_still_a_file(manager: FlaskClient) -> None:
    for extension in ("xlsx", "csv"):
        with manager.get(f"/consommations/export.{extension}?du=2031-01&au=2031-02") as answer:
            assert answer.status_code == 200, extension
            assert answer.content_length == len(answer.data)


def test_users_without_contracts_have_nothing_to_take_away(people: dict[str, Person]) -> None:
    answer = people["agent"].client.get("/consommations/export.xlsx")

    assert answer.status_code == 404
