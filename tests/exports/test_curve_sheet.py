"""The sheet « Courbe de charge »: stamps, offsets, values, gaps, sheets beyond Excel's limit."""

from collections import Counter
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from services.domain.load_curve import LoadCurve, PointStatus
from services.exports import workbook
from services.exports.workbook import render_xlsx
from tests.exports.opening import opened, part, render, wall
from tests.exports.samples import build_curve, build_export

SHEET = "Courbe de charge"


def curve_sheet(curve: LoadCurve) -> Worksheet:
    sheet = opened(render(build_export(curve=curve)))[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_first_points_and_headings() -> None:
    sheet = curve_sheet(build_curve("2021-01-01T23:00", 5))
    assert [cell.value for cell in sheet[1]] == [
        "Début du pas, heure légale",
        "Décalage horaire",
        "Puissance kW",
        "Énergie kWh",
        "Classe",
        "Statut",
    ]
    assert rows_of(sheet)[:2] == [
        (wall("2021-01-02"), "UTC+01:00", 10, 10_000 * 600 / 3.6e6, "HPH", "Réel"),
        (wall("2021-01-02 00:10"), "UTC+01:00", 11, 11_000 * 600 / 3.6e6, "HCH", "Réel"),
    ]
    assert sheet["A2"].number_format == "dd/mm/yyyy hh:mm"
    assert sheet["A2"].is_date
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions == "A1:F6"


def test_day_of_25_hours() -> None:
    """Paris, 31/10/2021: 02:00 to 02:50 come twice, told apart by the offset."""
    rows = rows_of(curve_sheet(build_curve("2021-10-30T22:00", 150)))
    assert [rows[0][0], rows[-1][0]] == [
        wall("2021-10-31"),
        wall("2021-10-31 23:50"),
    ]
    assert Counter(row[1] for row in rows) == {"UTC+02:00": 18, "UTC+01:00": 132}
    assert [row[:2] for row in rows if row[0] == wall("2021-10-31 02:00")] == [
        (wall("2021-10-31 02:00"), "UTC+02:00"),
        (wall("2021-10-31 02:00"), "UTC+01:00"),
    ]
    assert len({row[:2] for row in rows}) == 150


def test_day_of_23_hours() -> None:
    """Paris, 28/03/2021: after 01:50 comes 03:00."""
    rows = rows_of(curve_sheet(build_curve("2021-03-27T23:00", 138)))
    assert rows[0][0] == wall("2021-03-28")
    assert rows[-1][0] == wall("2021-03-28 23:50")
    assert rows[11][:2] == (wall("2021-03-28 01:50"), "UTC+01:00")
    assert rows[12][:2] == (wall("2021-03-28 03:00"), "UTC+02:00")


def test_a_missing_point_has_no_power_and_an_estimated_one_says_so() -> None:
    curve = build_curve("2021-01-01T23:00", 3)
    curve.status[:] = (PointStatus.MISSING, PointStatus.ESTIMATED, PointStatus.REAL)
    curve.power_w[:] = (0, 0, 12_345)
    values = [row[2:] for row in rows_of(curve_sheet(curve))]
    assert values == [
        (None, None, "HPH", "Manquant"),
        (0, 0, "HCH", "Estimé"),
        (12.345, 12_345 / 6 / 1000, "HPE", "Réel"),
    ]


def test_no_curve_no_sheet() -> None:
    assert opened(render(build_export())).sheetnames == ["Consommations", "À propos"]
    empty = build_export(curve=build_curve("2021-01-01T23:00", 0))
    assert opened(render(empty)).sheetnames == ["Consommations", "À propos"]


def test_points_beyond_one_sheet_go_on_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_POINTS_PER_SHEET", 100)
    book = opened(render(build_export(curve=build_curve("2021-01-01T23:00", 150))))
    assert book.sheetnames == ["Consommations", SHEET, f"{SHEET} (2)", "À propos"]
    first, second = rows_of(book[SHEET]), rows_of(book[f"{SHEET} (2)"])
    assert (len(first), len(second)) == (100, 50)
    assert second[0][0] == wall("2021-01-02") + timedelta(minutes=10 * 100)
    assert book[f"{SHEET} (2)"].auto_filter.ref == "A1:F51"


def test_several_blocks_keep_every_point_and_report_progress() -> None:
    curve = build_curve("2021-01-01T23:00", 10_000)
    heard: list[tuple[int, int]] = []
    file = BytesIO()
    render_xlsx(build_export(curve=curve), file, lambda *done: heard.append(done))
    assert heard == [(4464, 10_000), (8928, 10_000), (10_000, 10_000)]
    rows = rows_of(opened(file.getvalue())[SHEET])
    assert len(rows) == 10_000
    assert sum(float(str(row[2])) for row in rows) == pytest.approx(int(curve.power_w.sum()) / 1000)
    steps = np.diff(np.array([row[0] for row in rows], dtype="datetime64[s]"))
    assert set(steps.astype(int).tolist()) == {600}


def test_rows_and_cells_are_addressed() -> None:
    xml = part(
        render(build_export(curve=build_curve("2021-01-01T23:00", 2))), "xl/worksheets/sheet2.xml"
    )
    assert '<dimension ref="A1:F3"' in xml
    assert '<row r="3"><c r="A3"' in xml
    assert xml.endswith("</worksheet>")
