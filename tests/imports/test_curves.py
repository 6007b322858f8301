"""What the readers of curves make of small right files."""

import numpy as np
import pytest

from services.domain.load_curve import Channel, PointStatus
from services.imports.files import FileKind, ParsedFile
from services.imports.parsing import parse
from tests.imports import samples
from tests.imports.samples import PRM, hdm, r4x, r4x_block, r63, r63_line

MISSING, REAL, ESTIMATED = PointStatus.MISSING, PointStatus.REAL, PointStatus.ESTIMATED


def read(data: bytes) -> ParsedFile:
    return parse("fichier", data)


def test_hdm_blank_is_missing_and_the_early_end_is_noted() -> None:
    parsed = read(hdm())
    (point,) = parsed.curves
    assert point.curve.power_w.tolist() == [18_000, 19_000, 0, 21_000]
    assert point.curve.status.tolist() == [REAL, REAL, MISSING, REAL]
    assert parsed.notes == (
        "Les points s’arrêtent le 03/02/2020, avant la date de fin annoncée par le fichier "
        "(04/02/2020).",
    )


@pytest.mark.parametrize("end", ["31/02/2020", "bientôt", ""])
def test_hdm_without_a_readable_end_is_read_all_the_same(end: str) -> None:
    assert read(hdm(end=end)).notes == ()


@pytest.mark.parametrize("zone", ["Z", "+0000", "+00:00", ".000Z", ".000+0000"])
def test_shapes_of_stamps(zone: str) -> None:
    stamps = [f"2020-02-03T04:{minute}:00{zone};1" for minute in (10, 20)]
    assert str(read(hdm(*stamps)).curves[0].curve.instants[-1]) == "2020-02-03T04:20:00"


def test_hdm_missing_lines_are_missing_points() -> None:
    parsed = read(hdm("2020-02-03T00:00:00+01:00;1", "2020-02-03T00:30:00+01:00;2", step="10"))
    assert parsed.curves[0].curve.status.tolist() == [REAL, MISSING, MISSING, REAL]


def test_hdm_with_windows_line_ends_quotes_and_no_last_newline() -> None:
    plain = hdm(end="03/02/2020")
    spoilt = plain.replace(b"\n", b"\r\n").replace(b"18000", b'"18000"').removesuffix(b"\r\n")
    assert np.array_equal(read(spoilt).curves[0].curve.power_w, read(plain).curves[0].curve.power_w)


@pytest.mark.parametrize(
    ("unit", "value", "watts"),
    [("", "18", 18), ("W", "18.5", 19), ("kW", "18,25", 18_250), ("kW", "0", 0)],
)
def test_hdm_units(unit: str, value: str, watts: int) -> None:
    parsed = read(
        hdm(f"2020-02-03T00:00:00+01:00;{value}", "2020-02-03T00:10:00+01:00;", unit=unit)
    )
    assert parsed.curves[0].curve.power_w[0] == watts


def test_hdm_reactive_energy_has_its_channel() -> None:
    (point,) = read(hdm(quantity="Energie réactive inductive", unit="VAr")).curves
    assert point.channel is Channel.REACTIVE_INDUCTIVE


@pytest.mark.parametrize("extra", [{"step": "30"}, {"names": "Horodate ISO fin de pas;Valeur"}])
def test_export_of_the_customer_space_stamps_the_end_of_the_step(extra: dict[str, str]) -> None:
    data = hdm("2020-02-03T00:30:00+01:00;1000", "2020-02-03T01:00:00+01:00;2000", **extra)
    parsed = read(data)
    curve = parsed.curves[0].curve
    assert parsed.kind is FileKind.HOURLY_EXPORT
    assert (str(curve.start), curve.step_s) == ("2020-02-02T23:00:00", 1_800)
    assert parsed.notes[0].startswith("Les horodates marquent la fin de pas de 30 minutes")


def test_a_delivery_whose_last_stamp_is_midnight_stamps_the_end() -> None:
    stamps = [f"2020-02-03T{h:02}:{m}0:00+01:00;5" for h in range(24) for m in range(6)][1:]
    curve = read(hdm(*stamps, "2020-02-04T00:00:00+01:00;6")).curves[0].curve
    assert (str(curve.start), str(curve.end)) == ("2020-02-02T23:00:00", "2020-02-03T23:00:00")


def test_hourly_stamps_that_start_at_midnight_begin_their_step() -> None:
    parsed = read(hdm("2020-02-03T00:00:00+01:00;1", "2020-02-03T01:00:00+01:00;2"))
    assert (str(parsed.curves[0].curve.start), len(parsed.notes)) == ("2020-02-02T23:00:00", 1)


@pytest.mark.parametrize(
    ("start", "points"), [("2020-03-29T00:00:00", 138), ("2020-10-25T00:00:00", 150)]
)
def test_r63_in_legal_time_covers_days_of_23_and_25_hours(start: str, points: int) -> None:
    first = np.datetime64(start) - np.timedelta64(1 if points == 138 else 2, "h")
    utc = first + np.arange(points) * np.timedelta64(600, "s")
    turn = np.datetime64(start) + np.timedelta64(1, "h")
    before, after = (1, 2) if points == 138 else (2, 1)
    wall = utc + np.where(utc < turn, before, after).astype("timedelta64[h]")
    lines = [r63_line(str(w).replace("T", " "), "5", prm=PRM) for w in wall]
    curve = read(r63(*lines)).curves[0].curve
    assert (curve.start, len(curve), int(curve.status.min())) == (utc[0], points, REAL)


def test_r63_statuses_and_start_stamps_of_ten_minutes() -> None:
    curve = read(r63()).curves[0].curve
    assert str(curve.start) == "2023-03-12T23:00:00"
    assert curve.status.tolist() == [REAL, ESTIMATED, MISSING]


def test_r63_half_hours_stamp_the_end() -> None:
    line = r63_line("2023-03-13T00:30:00+01:00", "692", step="PT30M")
    assert str(read(r63(line)).curves[0].curve.start) == "2023-03-12T23:00:00"


def test_r63_of_several_points_and_quantities() -> None:
    other = "30001642617348"
    stamp = "2023-03-13 00:00:00"
    parsed = read(
        r63(
            r63_line(stamp, "1", prm=other),
            r63_line(stamp, "2"),
            r63_line(stamp, "3", quantity="PRI", unit="VAr"),
            r63_line("2023-03-13 00:10:00", "4", prm=other),
            r63_line(stamp, "230", quantity="E", unit="V"),
            r63_line(stamp, "9", direction="PROD"),
        )
    )
    found = {(c.prm, c.channel): c.curve.power_w.tolist() for c in parsed.curves}
    assert found == {
        (PRM, Channel.ACTIVE): [2],
        (PRM, Channel.REACTIVE_INDUCTIVE): [3],
        (other, Channel.ACTIVE): [1, 4],
    }
    assert parsed.prms == (PRM, other)
    assert len(parsed.notes) == 2


def test_r4x_kilowatts_and_statuses() -> None:
    (point,) = read(r4x()).curves
    assert point.curve.power_w.tolist() == [28_000, 29_500, 0, 0]
    assert point.curve.status.tolist() == [REAL, ESTIMATED, MISSING, REAL]


@pytest.mark.parametrize(
    ("letters", "status"), [("RSTFG", PointStatus.REAL), ("HPECKD", PointStatus.ESTIMATED)]
)
def test_status_letters(letters: str, status: PointStatus) -> None:
    points = [(f"2022-02-02T00:{i}0:00+01:00", "1", letter) for i, letter in enumerate(letters)]
    curve = read(r4x(r4x_block(*points))).curves[0].curve
    assert set(curve.status.tolist()) == {status}


def test_r4x_blocks_of_one_quantity_are_joined() -> None:
    later = r4x_block(("2022-02-02T00:50:00+01:00", "7", "R"))
    (point,) = read(r4x(later, r4x_block(*samples.R4X_POINTS))).curves
    assert point.curve.power_w.tolist() == [28_000, 29_500, 0, 0, 0, 7_000]
    assert point.curve.status.tolist() == [REAL, ESTIMATED, MISSING, REAL, MISSING, REAL]


def test_r4x_leaves_tension_and_injection_aside() -> None:
    tension = r4x_block(*samples.R4X_POINTS, quantity="E", unit="V")
    injected = r4x_block(*samples.R4X_POINTS, direction="PROD")
    parsed = read(r4x(r4x_block(*samples.R4X_POINTS), tension, injected))
    assert len(parsed.curves) == 1
    assert ["CONS E" in parsed.notes[0], "PROD EA" in parsed.notes[1]] == [True, True]


def test_buildings_in_kwh_an_hour() -> None:
    first, second = read(samples.buildings()).curves
    assert (first.label, second.label, first.prm) == ("b0", "b4", None)
    assert str(first.curve.start) == "2019-01-01T00:00:00"
    assert first.curve.power_w.tolist() == [10_900, 0, 0, 21_700]
    assert first.curve.status.tolist() == [REAL, MISSING, MISSING, REAL]
    assert second.curve.status.tolist() == [REAL, REAL, REAL, MISSING]
