"""The workbook as a whole: « À propos », properties, chart, the same bytes each time."""

import re

import pytest

from services.exports.package import with_cached_values
from tests.exports.opening import chart_of, corner_of, opened, part, render, wall
from tests.exports.samples import brochure_history, build_curve, build_export, daily_history


def about(content: bytes) -> dict[str, object]:
    rows = opened(content)["À propos"].iter_rows(min_row=3, values_only=True)
    return {str(label): value for label, value in rows}


def test_about_says_what_the_figures_are() -> None:
    facts = about(render(build_export(curve=build_curve("2021-01-01T23:00", 144))))
    assert facts["PRM"] == "30001642617347"
    assert facts["Contrat"] == "C-2011-004187"
    assert facts["Titulaire du contrat"] == "Coopérative des Closeaux"
    assert facts["Site"] == "Siège et atelier, Le Coudray"
    assert facts["Période"] == "Du 31/10/2014 au 31/10/2015"
    assert facts["Date d’extraction"] == wall("2016-01-04 09:30:15")  # Paris
    assert facts["Pas de la courbe"] == "10\u202fmin"
    assert (facts["Part réelle du tableau"], facts["Part manquante du tableau"]) == (0.975, 0.025)
    assert facts["Origine des données"] == "Relevés du gestionnaire de réseau"
    assert "Europe/Paris" in str(facts["Fuseau horaire"])
    assert "Démonstration" in facts


def test_about_without_curve_nor_demo() -> None:
    facts = about(render(build_export(is_demo=False)))
    assert facts["Part réelle du tableau"] == "Sans objet pour cette période"
    assert "Démonstration" not in facts
    assert "Pas de la courbe" not in facts


def test_properties_name_no_machine() -> None:
    properties = opened(render(build_export())).properties
    assert properties.title == "Consommations, Siège et atelier"
    assert properties.creator == properties.lastModifiedBy == "Terralis"
    assert properties.created == properties.modified == wall("2016-01-04 08:30:15")


def test_same_value_same_bytes() -> None:
    export = build_export(curve=build_curve("2021-01-01T23:00", 144))
    assert render(export) == render(export)


def test_chart_is_native_stacked_and_in_the_colours_of_the_page() -> None:
    content = render(build_export())
    chart = chart_of(content)
    assert (chart.type, chart.grouping, chart.overlap) == ("col", "stacked", 100)
    xml = part(content, "xl/charts/chart1.xml")
    fills = re.findall(r'<a:(?:solidFill|bgClr)[^>]*><a:srgbClr val="(\w{6})"', xml)
    in_order = [f for f in fills if f in {"1F3F8F", "6592D6", "BF5410", "EFB93F"}]
    assert list(dict.fromkeys(in_order)) == ["1F3F8F", "6592D6", "BF5410", "EFB93F"]
    assert re.findall(r'<a:pattFill [^>]*prst="(\w+)"', xml) == ["wdUpDiag", "pct20"]
    assert re.findall(r'<delete val="(\w+)"', xml) == ["0", "0"]
    assert "kWh" in xml
    assert "Période" in xml


def test_chart_carries_its_values_and_hides_nothing() -> None:
    content = render(build_export())
    chart = chart_of(content)
    series = chart.series[3]
    assert series.val.numRef.f == "'Consommations'!$H$5:$H$16"
    cached = [int(point.v) for point in series.val.numRef.numCache.pt]
    assert cached == [p.energy_kwh[3] for p in brochure_history().periods]
    assert series.tx.strRef.strCache.pt[0].v == "HCE - Relevé"
    assert corner_of(chart)[1] >= 18  # rows 1 to 18 hold the table


def test_chart_of_many_days_stands_beside_the_table() -> None:
    chart = chart_of(render(build_export(daily_history(366))))
    assert corner_of(chart) == (13, 3)


def test_a_formula_without_value_is_an_error() -> None:
    sheet = b'<c r="A1" s="1"><f>SUM(B1:B2)</f><v></v></c>'
    assert b"".join(with_cached_values(sheet, {"A1": 3})).endswith(b"<v>3</v></c>")
    with pytest.raises(KeyError):
        list(with_cached_values(sheet, {}))
