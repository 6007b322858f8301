"""The exported value: its name, its window, what it refuses; and text made harmless."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from services.domain.consumption import ConsumptionHistory, Granularity
from services.exports.consumption import ConsumptionExport, export_name
from services.exports.plain_text import cleaned, guarded, looks_like_formula
from tests.exports.samples import build_curve, build_export, build_site, classes_of, daily_history


def test_name_of_readings_ends_on_the_reading_date() -> None:
    name = export_name(build_export(), "xlsx")
    assert name == "terralis-consommations-30001642617347-2014-10-31-2015-10-31.xlsx"


def test_name_of_a_curve_ends_on_the_last_day() -> None:
    name = export_name(build_export(daily_history(31)), "csv")
    assert name == "terralis-consommations-30001642617347-2021-01-01-2021-01-31.csv"


def test_name_without_period() -> None:
    empty = ConsumptionHistory(Granularity.MONTH, date(2015, 1, 1), date(2016, 1, 1), ())
    name = export_name(build_export(empty), "xlsx")
    assert name == "terralis-consommations-30001642617347-2015-01-01-2015-12-31.xlsx"


@pytest.mark.parametrize(
    ("prm", "shown"),
    [("../../etc/x", "etcx"), ('1"\r\n;2', "12"), ("\u202e٣", "site"), ("9" * 99, "9" * 20)],
)
def test_name_is_safe(prm: str, shown: str) -> None:
    export = build_export(site=replace(build_site(), prm=prm))
    assert export_name(export, "xlsx").split("-")[2] == shown


def test_refuses_naive_instants_and_foreign_classes() -> None:
    good = build_export(curve=build_curve("2021-01-01T23:00", 10))
    with pytest.raises(ValueError, match="aware"):
        replaced(good, extracted_at=datetime.fromisoformat("2021-01-01"))
    with pytest.raises(ValueError, match="one class per point"):
        replaced(good, curve_classes=classes_of(9))


def replaced(export: ConsumptionExport, **changes: object) -> ConsumptionExport:
    return replace(export, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\t1", "\r1", "  =1", "＝1", "＠a"])
def test_formula_like(value: str) -> None:
    assert looks_like_formula(value)
    assert guarded(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "Siège", "1+1", "Coopérative = Closeaux", "'=1"])
def test_ordinary_text(value: str) -> None:
    assert not looks_like_formula(value)
    assert guarded(value) == value


def test_cleaning() -> None:
    assert cleaned("a\x00b\x0bc\x1fd\x7fe\ufffff\ud800g\u202eh\u2066i\tj\nk") == "abcdefghi\tj\nk"
    assert guarded("\x01=1") == "'=1"
