"""The sheet « Consommations »: cells, types, formulas and their cached values."""

import re
from dataclasses import replace
from datetime import date

import pytest

from services.domain.consumption import ConsumptionHistory, Granularity, PeriodSource
from services.domain.readings import ReadingNature
from tests.exports.opening import names_of, opened, part, render, wall
from tests.exports.samples import brochure_history, build_export, build_site, daily_history

A4 = 9
HEADINGS = (
    "Période",
    "Début",
    "Date de relevé",
    "Type",
    "HPH - Relevé",
    "HCH - Relevé",
    "HPE - Relevé",
    "HCE - Relevé",
    "Total kWh",
    "Année précédente kWh",
    "Écart %",
    "Part manquante %",
)


def test_headings_and_the_october_reading() -> None:
    sheet = opened(render(build_export()))["Consommations"]
    assert tuple(cell.value for cell in sheet[4]) == HEADINGS
    row = [cell.value for cell in sheet[16]]
    assert row[:8] == [
        "Octobre 2015",
        wall("2015-10-01"),
        wall("2015-10-31"),
        "Relevé",
        0,
        0,
        978,
        900,
    ]
    assert row[8:] == ["=SUM(E16:H16)", 2002, "=(I16-J16)/J16", 0]
    assert [sheet.cell(16, c).data_type for c in (2, 3, 7, 9)] == ["d", "d", "n", "f"]


def test_formulas_carry_their_values() -> None:
    content = render(build_export())
    formulas = opened(content)["Consommations"]
    values = opened(content, data_only=True)["Consommations"]
    assert values["I16"].value == 1878
    total = [cell.value for cell in values[18]][4:10]
    assert total == [10731, 6978, 8136, 7128, 32973, 33815]
    assert values["K18"].value == pytest.approx((32973 - 33815) / 33815)
    assert [formulas[f"{c}18"].value for c in "EIJK"] == [
        "=SUM(E5:E16)",
        "=SUM(I5:I16)",
        "=SUM(J5:J16)",
        "=(I18-J18)/J18",
    ]
    xml = part(content, "xl/worksheets/sheet1.xml")
    assert len(re.findall("<f>", xml)) == len(re.findall("</f><v>[-0-9.]", xml)) == 12 * 2 + 7


def test_frame_of_the_sheet() -> None:
    sheet = opened(render(build_export()))["Consommations"]
    assert sheet["A2"].value == (
        "Siège et atelier · PRM 30\u202f001\u202f642\u202f617\u202f347"
        " · du 31/10/2014 au 31/10/2015"
    )
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:L16"  # neither the gap nor the total row
    assert sheet["A17"].value is None
    assert sheet["A18"].value == "Total sur 12 mois"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", A4)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$4"
    assert sheet["B16"].number_format == "dd/mm/yyyy"
    assert sheet["I16"].number_format == "#,##0"


def test_no_period_leaves_a_sentence_and_no_chart() -> None:
    empty = ConsumptionHistory(Granularity.MONTH, date(2015, 1, 1), date(2016, 1, 1), ())
    content = render(build_export(empty))
    sheet = opened(content, data_only=True)["Consommations"]
    assert sheet["A5"].value == "Aucune consommation sur cette période."
    assert sheet.auto_filter.ref == "A4:L4"
    assert "xl/charts/chart1.xml" not in names_of(content)


def test_one_day() -> None:
    content = render(build_export(daily_history(1)))
    sheet = opened(content)["Consommations"]
    assert [cell.value for cell in sheet[5]][:4] == [
        wall("2021-01-01"),
        wall("2021-01-01"),
        wall("2021-01-01"),
        "Courbe de charge",
    ]
    assert (sheet["C4"].value, sheet["A7"].value) == ("Fin", "Total")
    assert sheet["E7"].value == "=SUM(E5:E5)"
    assert sheet["L5"].value == 0.25
    assert sheet["J7"].value is None  # no year before: no sum that would look complete
    assert opened(content, data_only=True)["Consommations"]["I7"].value == 15


def test_four_years_of_days() -> None:
    content = render(build_export(daily_history(1461)))
    sheet = opened(content, data_only=True)["Consommations"]
    assert sheet.auto_filter.ref == "A4:L1465"
    assert sheet["A1467"].value == "Total sur 1461 jours"
    assert sheet["E1467"].value == 10 * 1461 + 1460 * 1461 // 2
    assert sheet["I1467"].value == sheet["E1467"].value + 5 * 1461


def test_years_are_numbers() -> None:
    year = replace(brochure_history().periods[-1], anchor=date(2015, 1, 1))
    history = ConsumptionHistory(Granularity.YEAR, date(2015, 1, 1), date(2016, 1, 1), (year,))
    assert opened(render(build_export(history)))["Consommations"]["A5"].value == 2015


@pytest.mark.parametrize(
    ("source", "nature", "kind"),
    [
        (PeriodSource.READING, ReadingNature.ESTIMATED, "Estimé"),
        (PeriodSource.READING, ReadingNature.SELF_READ, "Auto-relevé"),
        (PeriodSource.CURVE, ReadingNature.REAL, "Courbe de charge"),
        (PeriodSource.MIXED, ReadingNature.REAL, "Relevé et courbe de charge"),
    ],
)
def test_kinds(source: PeriodSource, nature: ReadingNature, kind: str) -> None:
    base = brochure_history()
    period = replace(base.periods[0], source=source, nature=nature)
    sheet = opened(render(build_export(replace(base, periods=(period,)))))["Consommations"]
    assert sheet["D5"].value == kind


def test_a_gap_is_empty_never_zero() -> None:
    base = daily_history(2)
    gap = replace(base.periods[0], energy_kwh=(0, 0, 0, 0), missing_share=1.0, previous_kwh=12)
    history = replace(base, periods=(gap, base.periods[1]))
    sheet = opened(render(build_export(history)), data_only=True)["Consommations"]
    assert [cell.value for cell in sheet[5]][3:] == ["Données manquantes", *[None] * 5, 12, None, 1]
    assert sheet["I8"].value == 16


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-2", "@SUM(1)", "\t=1"])
def test_a_name_that_looks_like_a_formula_is_text(name: str) -> None:
    content = render(build_export(site=build_site(name=name, note=name)))
    book = opened(content)
    cells = [book["Consommations"]["A2"], *(c for row in book["À propos"] for c in row)]
    hostile = [cell for cell in cells if str(cell.value).startswith(name)]
    assert len(hostile) == 3  # title line, site, note
    assert {cell.data_type for cell in hostile} == {"s"}
    assert all(cell.quotePrefix for cell in hostile)


def test_unreadable_characters_are_dropped_and_long_names_cut() -> None:
    name = "A\x00\x1b\u202egnp\ud800.exe" + "é" * 40_000
    sheet = opened(render(build_export(site=build_site(name=name))))["Consommations"]
    shown = sheet["A2"].value
    assert isinstance(shown, str)
    assert shown.startswith("Agnp.exeéé")
    assert (len(shown), shown[-1]) == (2000, "…")
