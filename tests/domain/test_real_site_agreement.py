"""The curve of the real C4 site against the energies that its grid operator billed."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import services
from services.domain.calendar import local_midnight_utc
from services.domain.load_curve import LoadCurve, PointStatus, energy_j, slice_curve
from services.domain.time_classes import (
    TIME_CLASSES,
    OffPeakWindow,
    TimeClassCalendar,
    classify,
)
from services.imports.parsing import parse

C4_SITE = Path(services.__file__).parent / "demonstration" / "demo_data" / "c4_fr"
NIGHT = (OffPeakWindow(22 * 60, 6 * 60),)
CALENDARS = [TimeClassCalendar(date(2019, 1, 1), None, NIGHT, NIGHT)]
KWH_J = 3_600_000

Period = tuple[date, date]


@pytest.fixture(scope="module")
def curve() -> LoadCurve:
    name = "Enedis_SGE_HDM_C4_CDC_brut.csv"
    return parse(name, (C4_SITE / name).read_bytes()).curves[0].curve


@pytest.fixture(scope="module")
def billed_kwh() -> dict[Period, np.ndarray]:
    name = "c4_consommations_mensuelles_par_classe.csv"
    billed: dict[Period, np.ndarray] = {}
    for energy in parse(name, (C4_SITE / name).read_bytes()).energy_readings:
        reading = energy.reading
        figures = billed.setdefault((reading.start, reading.end), np.zeros(len(TIME_CLASSES)))
        figures[TIME_CLASSES.index(reading.time_class)] += float(reading.energy_kwh)
    return billed


def known_whole(curve: LoadCurve, period: Period) -> LoadCurve | None:
    """Return the curve over a period, None unless every point of it is known."""
    start, end = map(local_midnight_utc, period)
    part = slice_curve(curve, start, end)
    whole = part.start == start and part.end == end and (part.status != PointStatus.MISSING).all()
    return part if whole else None


def curve_kwh(part: LoadCurve) -> np.ndarray:
    codes = classify(part.instants, CALENDARS)
    return np.bincount(codes, energy_j(part), minlength=len(TIME_CLASSES)) / KWH_J


def test_the_file_is_whole(curve: LoadCurve) -> None:
    assert (len(curve), curve.step_s) == (105_120, 600)
    assert (curve.status == PointStatus.MISSING).sum() == 2_448
    assert str(curve.start) == "2020-02-02T23:00:00"
    assert str(curve.end) == "2022-02-01T23:00:00"


def test_curve_and_billed_energies_agree_per_class(
    curve: LoadCurve, billed_kwh: dict[Period, np.ndarray]
) -> None:
    parts = {period: known_whole(curve, period) for period in sorted(billed_kwh)}
    whole = {period: part for period, part in parts.items() if part is not None}
    assert len(whole) == 20
    billed = np.sum([billed_kwh[period] for period in whole], axis=0)
    found = np.sum([curve_kwh(part) for part in whole.values()], axis=0)
    gap_pct = (found - billed) * 100 / billed
    print(f"\n{len(whole)} periods without a gap, kWh: class, billed, curve, difference")
    for name, *row in zip(TIME_CLASSES, billed, found, gap_pct, strict=True):
        print("{}: {:10.0f} {:10.0f} {:+.3f} %".format(name, *row))
    total_pct = (found.sum() - billed.sum()) * 100 / billed.sum()
    print(f"all: {billed.sum():10.0f} {found.sum():10.0f} {total_pct:+.3f} %")
    assert abs(total_pct) < 0.1
    assert (np.abs(gap_pct) < 0.5).all()


def test_other_windows_would_not_agree(
    curve: LoadCurve, billed_kwh: dict[Period, np.ndarray]
) -> None:
    late = (OffPeakWindow(23 * 60, 7 * 60),)
    calendars = [TimeClassCalendar(date(2019, 1, 1), None, late, late)]
    period = (date(2021, 11, 9), date(2021, 12, 9))
    part = known_whole(curve, period)
    assert part is not None
    codes = classify(part.instants, calendars)
    hch_kwh = energy_j(part)[codes == 1].sum() / KWH_J
    assert abs(hch_kwh / billed_kwh[period][1] - 1) > 0.02
