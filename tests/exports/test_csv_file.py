"""The CSV files: bytes as a French spreadsheet reads them."""

from dataclasses import replace
from io import BytesIO

from services.domain.load_curve import PointStatus
from services.exports.csv_file import render_csv, render_curve_csv
from tests.exports.samples import (
    brochure_history,
    build_curve,
    build_export,
    daily_history,
)


def lines_of(content: bytes) -> list[str]:
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    return content.removeprefix(b"\xef\xbb\xbf").decode().removesuffix("\r\n").split("\r\n")


def table_csv(export_history: object = None) -> list[str]:
    file = BytesIO()
    render_csv(build_export(export_history), file)  # type: ignore[arg-type]
    return lines_of(file.getvalue())


def test_table() -> None:
    lines = table_csv()
    assert lines[0] == (
        "Période;Début;Date de relevé;Type;HPH - Relevé;HCH - Relevé;HPE - Relevé;HCE - Relevé;"
        "Total kWh;Année précédente kWh;Écart %;Part manquante %"
    )
    assert lines[12] == "Octobre 2015;01/10/2015;31/10/2015;Relevé;0;0;978;900;1878;2002;-6,2;0,0"
    assert len(lines) == 13  # no total row: a reader adds up


def test_table_of_days_with_a_gap() -> None:
    base = daily_history(2)
    gap = replace(base.periods[0], missing_share=1.0)
    lines = table_csv(replace(base, periods=(gap, base.periods[1])))
    assert lines[1] == "01/01/2021;01/01/2021;01/01/2021;Données manquantes;;;;;;;;100,0"
    assert lines[2] == "02/01/2021;02/01/2021;02/01/2021;Courbe de charge;11;5;0;0;16;;;0,0"


def test_table_without_period_is_its_headings() -> None:
    assert len(table_csv(replace(brochure_history(), periods=()))) == 1


def test_curve_points() -> None:
    curve = build_curve("2021-10-31T00:50", 3)  # the repeated hour: 02:50 in summer, 02:00 again
    curve.status[2] = PointStatus.MISSING
    file = BytesIO()
    render_curve_csv(build_export(curve=curve), file)
    assert lines_of(file.getvalue()) == [
        "Début du pas, heure légale;Décalage horaire;Puissance kW;Énergie kWh;Classe;Statut",
        "31/10/2021 02:50;UTC+02:00;10,0;1,6666666666666667;HPH;Réel",
        "31/10/2021 02:00;UTC+01:00;11,0;1,8333333333333333;HCH;Réel",
        "31/10/2021 02:10;UTC+01:00;;;HPE;Manquant",
    ]


def test_no_curve_gives_the_headings() -> None:
    file = BytesIO()
    render_curve_csv(build_export(), file)
    assert len(lines_of(file.getvalue())) == 1
