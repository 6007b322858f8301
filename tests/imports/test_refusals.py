"""Files that are refused whole: where, what value, why and what to do."""

# The table reads best with one case a line.
# ruff: noqa: E501

import gzip

import pytest

from services.imports.defects import Reason
from services.imports.files import Limits
from services.imports.parsing import parse, recognise
from services.kernel.errors import ImportRefusedError
from tests.imports import samples
from tests.imports.samples import PRM, R4X_POINTS, billed, hdm, r4x, r4x_block, r63, r63_line, r171

T = "2020-02-03T00:{:02}:00+01:00;{}".format
BILLED = samples.BILLED_LINES[0]
INDEX = samples.R171_LINES[0]
SOAP = samples.demo("flux_c4/ConsultationMesures_C4_response.xml")
DETAILED = samples.demo("flux_c4/ConsultationMesuresDetaillees_C4_PA.xml")

CASES: list[tuple[str, bytes, Reason, int | None, str | None, str | None]] = [
    ("nothing", b"", Reason.EMPTY, None, None, None),
    ("byte order mark", b"\xef\xbb\xbf \r\n", Reason.EMPTY, None, None, None),
    ("utf-16", hdm().decode("utf-8-sig").encode("utf-16"), Reason.ENCODING, None, None, None),
    ("utf-16 xml", r4x().decode().encode("utf-16"), Reason.ENCODING, None, None, None),
    ("latin-1", r63().decode().encode("latin-1"), Reason.ENCODING, 1, None, "Identifiant PRM;Date de d\ufffd"),
    ("zip", b"PK\x03\x04" + bytes(50), Reason.ZIP_ARCHIVE, None, None, None),
    ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Reason.BINARY, None, None, None),
    ("nul beyond the head", hdm(*[f"x;{i:064}" for i in range(1_000)]) + b"\0", Reason.BINARY, 1_004, None, None),
    ("late nul", hdm(*[T(m, 1) for m in (0, 10)]) + b"\0", Reason.BINARY, None, None, None),
    ("letter", "Bonjour,\nvoici…\n".encode(), Reason.UNKNOWN_KIND, None, None, "Bonjour,"),
    ("web page", b"<html><body/></html>", Reason.UNKNOWN_KIND, None, None, "<html><body/></html>"),
    ("broken gzip", gzip.compress(hdm())[:-9], Reason.BROKEN_ARCHIVE, None, None, None),
    ("false gzip", b"\x1f\x8bnothing of the kind", Reason.BROKEN_ARCHIVE, None, None, None),
    # HDM
    ("index", hdm(kind="Index"), Reason.UNKNOWN_KIND, 2, "Type de donnees", "Index"),
    ("injected", hdm(direction="Production"), Reason.DIRECTION, 2, "Grandeur metier", "Production"),
    ("tension", hdm(quantity="Tension"), Reason.QUANTITY, 2, "Grandeur physique", "Tension"),
    ("energies", hdm(unit="kWh"), Reason.UNIT, 2, "Unite", "kWh"),
    ("megawatts", hdm(unit="MW"), Reason.UNIT, 2, "Unite", "MW"),
    ("reactive for active", hdm(unit="VAr"), Reason.UNIT, 2, "Unite", "VAr"),
    ("active for reactive", hdm(quantity="ERI", unit="W"), Reason.UNIT, 2, "Unite", "W"),
    ("short prm", hdm(prm=PRM[1:]), Reason.PRM, 2, "Identifiant PRM", PRM[1:]),
    ("arabic prm", hdm(prm="٣" * 14), Reason.PRM, 2, "Identifiant PRM", "٣" * 14),
    ("unit in the header", hdm(names="Horodate;Valeur (kWh)"), Reason.UNIT, 2, "Unite", "kWh"),
    ("other columns", hdm(names="Horodate;Cumul"), Reason.MISSING_COLUMN, None, None, "Horodate;Cumul"),
    ("preamble alone", hdm()[:140], Reason.TRUNCATED, 2, None, None),
    ("no point", hdm("", names="Horodate;Valeur"), Reason.NO_DATA, 4, None, None),
    ("cut in a stamp", hdm()[:-20], Reason.TRUNCATED, 7, None, "2020-02-03T0"),
    ("cut in a value", hdm()[:-3], Reason.TRUNCATED, 7, None, None),
    ("three cells", hdm(T(0, 1), T(10, "2;R")), Reason.CELL_COUNT, 5, None, T(10, "2;R")),
    ("cells that make up", hdm(T(0, 1), T(10, "2;R"), "x"), Reason.CELL_COUNT, 5, None, T(10, "2;R")),
    ("two files in one", hdm() + hdm()[3:], Reason.CELL_COUNT, 8, None, None),
    ("long cell", hdm(T(0, "1" * 100)), Reason.CELL_LENGTH, 4, "Valeur", "1" * 59 + "…"),
    ("word", hdm(T(0, 1), T(10, "abc")), Reason.NUMBER, 5, "Valeur", "abc"),
    ("nan", hdm(T(0, 1), T(10, "NaN")), Reason.NUMBER, 5, "Valeur", "NaN"),
    ("infinite", hdm(T(0, "inf"), T(10, 2)), Reason.NUMBER, 4, "Valeur", "inf"),
    ("exponent", hdm(T(0, "1e3"), T(10, 2)), Reason.NUMBER, 4, "Valeur", "1e3"),
    ("two points", hdm(T(0, "1.2.3"), T(10, 2)), Reason.NUMBER, 4, "Valeur", "1.2.3"),
    ("dash", hdm(T(0, "-"), T(10, 2)), Reason.NUMBER, 4, "Valeur", "-"),
    ("many digits", hdm(T(0, "1" * 13), T(10, 2)), Reason.NUMBER, 4, "Valeur", "1" * 13),
    ("negative", hdm(T(0, 1), T(10, -5)), Reason.NEGATIVE, 5, "Valeur", "-5"),
    ("formula", hdm(T(0, "=1+1"), T(10, 2)), Reason.NUMBER, 4, "Valeur", "=1+1"),
    ("above 100 MW", hdm(T(0, 1), T(10, 100_000_001)), Reason.TOO_HIGH, 5, "Valeur", "100000001"),
    ("kW read as MW", hdm(T(0, 100_001), unit="kW"), Reason.TOO_HIGH, 4, "Valeur", "100001"),
    ("30 february", hdm("2021-02-29T00:00:00+01:00;1"), Reason.STAMP, 4, "Horodate", "2021-02-29T00:00:00+01:00"),
    ("hour 24", hdm(T(0, 1), "2020-02-03T24:10:00+01:00;1"), Reason.STAMP, 5, "Horodate", "2020-02-03T24:10:00+01:00"),
    ("french stamp", hdm("03/02/2020 00:00;1"), Reason.STAMP, 4, "Horodate", "03/02/2020 00:00"),
    ("mixed stamps", hdm(T(0, 1), "2020-02-03T00:10:00;1"), Reason.STAMP, 5, "Horodate", "2020-02-03T00:10:00"),
    ("year 1900", hdm("1900-02-03T00:00:00+01:00;1"), Reason.STAMP, 4, "Horodate", "1900-02-03T00:00:00+01:00"),
    ("far offset", hdm("2020-02-03T00:00:00+23:00;1"), Reason.STAMP, 4, "Horodate", "2020-02-03T00:00:00+23:00"),
    ("no offset sign", hdm(T(0, 1), "2020-02-03T00:10:00 01:00;1"), Reason.STAMP, 5, "Horodate", "2020-02-03T00:10:00 01:00"),
    ("skipped hour", hdm("2020-03-29T01:50:00;1", "2020-03-29T02:00:00;1"), Reason.SKIPPED_HOUR, 5, "Horodate", "2020-03-29T02:00:00"),
    ("duplicate", hdm(T(0, 1), T(10, 2), T(10, 2)), Reason.DUPLICATE, 6, "Horodate", "2020-02-03T00:10:00+01:00"),
    ("late duplicate", hdm(T(0, 1), T(10, 2), T(0, 1)), Reason.DUPLICATE, 6, "Horodate", "2020-02-03T00:00:00+01:00"),
    ("unordered", hdm(T(0, 1), T(20, 2), T(10, 2)), Reason.UNORDERED, 6, "Horodate", "2020-02-03T00:10:00+01:00"),
    ("off grid", hdm(T(3, 1), T(13, 2)), Reason.OFF_GRID, 4, "Horodate", "2020-02-03T00:03:00+01:00"),
    ("one point", hdm(T(0, 1)), Reason.STEP_UNKNOWN, 4, "Horodate", "2020-02-03T00:00:00+01:00"),
    ("odd step", hdm(T(0, 1), T(7, 1)), Reason.STEP_UNSUPPORTED, 5, "Horodate", "2020-02-03T00:07:00+01:00"),
    ("said odd step", hdm(step="7"), Reason.STEP_UNSUPPORTED, 2, "Pas en minutes", "7"),
    ("overlap", hdm(T(0, 1), T(5, 1), step="10"), Reason.OVERLAP, 5, "Horodate", "2020-02-03T00:05:00+01:00"),
    ("between steps", hdm(T(0, 1), T(10, 1), T(25, 1)), Reason.STEP_CHANGE, 6, "Horodate", "2020-02-03T00:25:00+01:00"),
    ("longer step", hdm(T(0, 1), T(10, 1), *[f"2020-02-03T{h:02}:00:00+01:00;1" for h in range(1, 9)]), Reason.STEP_CHANGE, 7, "Horodate", "2020-02-03T02:00:00+01:00"),
    ("a century", hdm(T(0, 1), T(5, 1), "2090-02-03T00:00:00+01:00;1"), Reason.SPAN, 6, "Horodate", "2090-02-03T00:00:00+01:00"),
    # R63
    ("no stamp column", r63().replace(b"Horodate", b"Heure"), Reason.UNKNOWN_KIND, None, None, None),
    ("no unit column", r63().replace("Unité".encode(), b"U"), Reason.MISSING_COLUMN, 1, None, None),
    ("watt-hours", r63(r63_line("2023-03-13 00:00:00", "1", unit="Wh")), Reason.UNIT, 2, "Unité", "Wh"),
    ("unknown letter", r63(r63_line("2023-03-13 00:00:00", "1", nature="Z")), Reason.STATUS, 2, "nature", "Z"),
    ("only injected", r63(r63_line("2023-03-13 00:00:00", "1", direction="PROD")), Reason.QUANTITY, None, None, "PROD PA"),
    ("bad prm", r63(r63_line("2023-03-13 00:00:00", "1", prm="12")), Reason.PRM, 2, "Identifiant PRM", "12"),
    ("duration", r63(r63_line("2023-03-13 00:00:00", "1", step="PT7M")), Reason.STEP_UNSUPPORTED, 2, "pas", "PT7M"),
    ("two steps", r63(r63_line("2023-03-13 00:00:00", "1"), r63_line("2023-03-13 00:30:00", "1", step="PT30M")), Reason.STEP_CHANGE, 3, "pas", "PT30M"),
    # XML
    ("bomb", r4x(before='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'), Reason.DOCTYPE, 1, None, None),
    ("external entity", r4x(before='\n<!DOCTYPE x SYSTEM "file:///etc/passwd">'), Reason.DOCTYPE, 2, None, None),
    ("hidden root", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", Reason.DOCTYPE, None, None, None),
    ("cut xml", r4x()[:-40], Reason.TRUNCATED, None, None, None),
    ("cut in a tag", r4x()[:-3], Reason.TRUNCATED, None, None, None),
    ("crossed tags", r4x().replace(b"</Corps>", b"</Corpse>"), Reason.MALFORMED_XML, 9, None, None),
    ("undeclared entity", r4x(prm="&x;"), Reason.MALFORMED_XML, 2, None, None),
    ("said latin-1", r4x().replace(b"UTF-8", b"ISO-8859-1"), Reason.ENCODING, 1, None, "ISO-8859-1"),
    ("no element", r4x().replace(b"Granularite", b"Grain"), Reason.MISSING_ELEMENT, 3, "Granularite", None),
    ("no attribute", r4x().replace(b"Valeur_Point", b"Valeur"), Reason.MISSING_ELEMENT, 4, "Valeur_Point", None),
    ("no body", r4x().replace(b"Corps", b"Coeur"), Reason.QUANTITY, None, None, None),
    ("no measure", r4x(r4x_block()), Reason.NO_DATA, None, "Horodatage", None),
    ("kW for kVAr", r4x(r4x_block(*R4X_POINTS, quantity="ERI")), Reason.UNIT, 3, "Unite_Mesure", "kW"),
    ("r4x value", r4x(r4x_block(*R4X_POINTS[:1], ("2022-02-02T00:10:00+01:00", "x", "R"))), Reason.NUMBER, 5, "Valeur_Point", "x"),
    ("r4x status", r4x(r4x_block(("2022-02-02T00:10:00+01:00", "1", "RR"))), Reason.STATUS, 4, "Statut_Point", "RR"),
    ("r4x step", r4x(r4x_block(*R4X_POINTS, step="x")), Reason.STEP_UNSUPPORTED, 3, "Granularite", "x"),
    ("r4x prm", r4x(prm="123"), Reason.PRM, 2, "Identifiant_PRM", "123"),
    ("r4x overlap", r4x(r4x_block(*R4X_POINTS), r4x_block(*R4X_POINTS[2:])), Reason.OVERLAP, None, None, f"{PRM} EA"),
    ("r4x two steps", r4x(r4x_block(*R4X_POINTS), r4x_block(("2022-02-02T01:00:00+01:00", "1", "R"), step="5")), Reason.STEP_CHANGE, None, None, f"{PRM} EA"),
    ("r4x decades", r4x(r4x_block(*R4X_POINTS), r4x_block(("2090-02-02T01:00:00+01:00", "1", "R"))), Reason.SPAN, None, None, f"{PRM} EA"),
    ("r4x long cell", r4x(r4x_block(("2" * 70, "1", "R"))), Reason.CELL_LENGTH, 4, "Horodatage", "2" * 59 + "…"),
    ("soap unit", DETAILED.replace(b"<unite>W<", b"<unite>V<"), Reason.UNIT, 14, "unite", "V"),
    ("soap step", DETAILED.replace(b"PT10M", b"PT30M", 1), Reason.STEP_CHANGE, 24, "p", "PT10M"),
    ("soap duration", DETAILED.replace(b"PT10M", b"10 min"), Reason.STEP_UNSUPPORTED, 18, "p", "10 min"),
    ("soap without point", DETAILED.replace(b"pointId", b"point"), Reason.MISSING_ELEMENT, None, "pointId", None),
    ("soap tension", DETAILED.replace(b">PA<", b">E<"), Reason.QUANTITY, None, None, "CONS E"),
    ("soap nothing", samples.soap_curve().replace(b"mesure>", b"rien>"), Reason.NO_DATA, None, "d", None),
    ("soap fraction", DETAILED.replace(b"10:00.000", b"10:00.001", 1), Reason.STAMP, 23, "d", "2022-01-05T00:10:00.001+01:00"),
    ("soap failure", SOAP.replace(b"SGT200", b"SGT401"), Reason.SERVICE_ANSWER, 5, None, "SGT401 Succès"),
    ("soap without grid", SOAP.replace(b"GrilleTurpe", b"Grille"), Reason.MISSING_ELEMENT, None, "seriesMesuresDateesGrilleTurpe", None),
    # Readings
    ("billed unit", billed(BILLED.replace("kWh", "MWh")), Reason.UNIT, 2, "unite", "MWh"),
    ("billed class", billed(BILLED.replace("HPH", "POINTE")), Reason.TIME_CLASS, 2, "classe", "POINTE"),
    ("billed value", billed(BILLED.replace("19405.0", "x")), Reason.NUMBER, 2, "valeur", "x"),
    ("billed negative", billed(BILLED.replace("19405.0", "-1")), Reason.NEGATIVE, 2, "valeur", "-1"),
    ("billed day", billed(BILLED.replace("2021-12-09", "09/12/2021")), Reason.DATE, 2, "debut", "09/12/2021"),
    ("billed no day", billed(BILLED.replace("2022-01-09", "2022-02-30")), Reason.DATE, 2, "fin", "2022-02-30"),
    ("billed backwards", billed(BILLED.replace("2022-01-09", "2021-12-09")), Reason.PERIOD, 2, "fin", "2021-12-09"),
    ("billed nature", billed(BILLED.replace("REEL", "DEVINE")), Reason.NATURE, 2, "nature", "DEVINE"),
    ("billed state", billed(BILLED.replace("INITIALE", "PERDUE")), Reason.STATUS, 2, "statut", "PERDUE"),
    ("billed twice", billed(BILLED, BILLED), Reason.DUPLICATE, 3, "debut", "2021-12-09"),
    ("billed overlap", billed(BILLED, BILLED.replace("2021-12-09", "2021-12-31")), Reason.OVERLAP, 3, "debut", "2021-12-31"),
    ("billed cut", billed()[:-20], Reason.TRUNCATED, 4, None, "EA,HPH,kWh,2021-11-09,2021-12-09,17"),
    ("billed cells", billed("EA,HPH", BILLED), Reason.CELL_COUNT, 2, None, "EA,HPH"),
    ("billed quotes", billed(BILLED, '"EA'), Reason.MALFORMED_CSV, None, None, None),
    ("billed nothing", billed("")[:-1], Reason.NO_DATA, 1, None, None),
    ("no state column", billed().replace(b"statut", b"etat"), Reason.MISSING_COLUMN, 1, None, None),
    ("index unit", r171(INDEX.replace("Wh", "kWh")), Reason.UNIT, 2, "unite", "kWh"),
    ("index value", r171(INDEX[:-1] + ".5"), Reason.NUMBER, 2, "valeur", "42922900.5"),
    ("index stamp", r171(INDEX.replace("T02", "T25")), Reason.STAMP, 2, "dateFin", "2022-02-03T25:37:56"),
    ("index prm", r171(INDEX.replace(PRM, "1")), Reason.PRM, 2, "prm", "1"),
    ("index twice", r171(INDEX, INDEX), Reason.DUPLICATE, 3, "dateFin", "2022-02-03T02:37:56"),
    # Buildings and temperatures
    ("half-hours", samples.buildings("2019-01-01 00:00:00,1,1", "2019-01-01 00:30:00,1,1"), Reason.STEP_UNSUPPORTED, 2, "debut_utc", "2019-01-01 00:00:00"),
    ("building unit", samples.buildings(names="debut_utc,b0_kwh,b4_mwh"), Reason.UNIT, 1, "b4_mwh", "mwh"),
    ("building twice", samples.buildings(names="debut_utc,b0_kwh,b0_kwh"), Reason.MISSING_COLUMN, 1, None, "b0_kwh"),
    ("no building", samples.buildings("2019-01-01 00:00:00", names="debut_utc"), Reason.MISSING_COLUMN, 1, None, None),
    ("building value", samples.buildings("2019-01-01 00:00:00,1,x", "2019-01-01 01:00:00,1,1"), Reason.NUMBER, 2, "b4_kwh", "x"),
    ("degrees", samples.temperatures("2016-01-01,53,Bretagne,3,12,x"), Reason.NUMBER, 2, "tmoy", "x"),
    ("heat", samples.temperatures("2016-01-01,53,Bretagne,3,75,7"), Reason.TEMPERATURE, 2, "tmax", "75"),
    ("mean", samples.temperatures("2016-01-01,53,Bretagne,3,12,13"), Reason.TEMPERATURE, 2, "tmoy", "13"),
    ("day twice", samples.temperatures(*["2016-01-01,53,Bretagne,3,12,7"] * 2), Reason.DUPLICATE, 3, "date", "2016-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason", "line", "column", "value"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_refused_with_place_value_and_reason(
    data: bytes, reason: Reason, line: int | None, column: str | None, value: str | None
) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        parse("dossier/mesures.csv", data)
    defect = refused.value.defect
    assert defect.reason == reason
    assert line is None or defect.line == line
    assert column is None or defect.column == column
    assert value is None or defect.value == value
    message = refused.value.message
    assert message.startswith("Fichier «\u202fmesures.csv\u202f» refusé")
    assert message.endswith("Rien n’a été importé de ce fichier.")
    assert defect.line is None or f", ligne {defect.line}" in message
    assert defect.value is None or not defect.value or f"«\u202f{defect.value}\u202f»" in message


LIMITED = {
    Reason.TOO_LARGE: (hdm(), Limits(packed_bytes=100)),
    Reason.UNPACKED_TOO_LARGE: (gzip.compress(bytes(1 << 22)), Limits(unpacked_bytes=1 << 20)),
    Reason.TOO_MANY_ROWS: (hdm(), Limits(rows=3)),
}


@pytest.mark.parametrize("reason", LIMITED)
def test_refused_beyond_a_limit(reason: Reason) -> None:
    data, limits = LIMITED[reason]
    with pytest.raises(ImportRefusedError) as refused:
        parse("f", data, limits=limits)
    assert refused.value.defect.reason == reason


def test_limits_of_xml_and_of_small_csv() -> None:
    for data, limits in (
        (r4x(), Limits(xml_bytes=100)),
        (r4x(), Limits(rows=10)),
        (billed(), Limits(rows=2)),
    ):
        with pytest.raises(ImportRefusedError, match=r"dépasse|plus de"):
            parse("f", data, limits=limits)


def test_too_many_series_are_refused() -> None:
    lines = [r63_line("2023-03-13 00:00:00", "1", prm=f"{n:014}") for n in range(1_001)]
    with pytest.raises(ImportRefusedError, match="plus de 1000 séries"):
        parse("f", r63(*lines))


def test_every_reason_is_shown_by_a_case() -> None:
    shown = {case[2] for case in CASES} | set(LIMITED) | {Reason.TOO_MANY_SERIES}
    assert shown == set(Reason)


def test_the_whole_sentence() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        parse("C:\\mesures\\janvier.csv", hdm(T(0, 1), T(10, -5)))
    assert refused.value.message == (
        "Fichier «\u202fjanvier.csv\u202f» refusé, ligne 5, colonne «\u202fValeur\u202f», "
        "valeur «\u202f-5\u202f»\u202f: la valeur est négative. Vérifiez que l’export porte sur "
        "l’énergie soutirée. Rien n’a été importé de ce fichier."
    )


def test_values_and_names_are_shown_without_control_characters() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        parse("a\x1b[31m\u202e.csv", hdm(T(0, "\x07{0}\x1b[2J"), T(10, 1)))
    assert refused.value.defect.value == "{0}[2J"
    assert not {"\x07", "\x1b", "\u202e"} & set(refused.value.message)


def test_recognition_refuses_what_nothing_reads() -> None:
    with pytest.raises(ImportRefusedError):
        recognise("photo.csv", b"\x89PNG\r\n\x1a\n\0")
    with pytest.raises(ImportRefusedError):
        recognise("x.gz", b"\x1f\x8bxxxxxxxxxxxxxxxx")
