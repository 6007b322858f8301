import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.domain.decimation import min_max
from services.domain.load_curve import LoadCurve
from tests.domain.curves import MISSING, curve, curves


def test_a_short_curve_is_left_as_it_is() -> None:
    points = min_max(curve("2021-01-01", [3, 1, 2]), 3)
    assert points.power_w.tolist() == [3, 1, 2]


def test_a_lone_peak_and_a_lone_trough_survive() -> None:
    power = np.full(52_560, 20_000)
    power[31_234], power[44_321] = 86_000, 400
    points = min_max(curve("2021-01-01", power.tolist()), 1_000)
    assert len(points.power_w) <= 1_000
    peak, trough = points.power_w.argmax(), points.power_w.argmin()
    assert (points.power_w[peak], points.power_w[trough]) == (86_000, 400)
    assert str(points.instants[peak]) == "2021-08-05T21:40:00"


def test_a_gap_keeps_its_neighbours_and_its_first_missing_point() -> None:
    status = np.ones(1_000, dtype=int)
    status[500:503] = MISSING
    points = min_max(curve("2021-01-01", [7] * 1_000, status=status.tolist()), 20)
    kept = ((points.instants - np.datetime64("2021-01-01")) // np.timedelta64(600, "s")).tolist()
    assert {0, 499, 500, 503, 999} <= set(kept)
    assert points.status[kept.index(500)] == MISSING


def test_a_curve_without_a_known_point_keeps_its_ends() -> None:
    points = min_max(curve("2021-01-01", [0] * 50, status=[MISSING] * 50), 10)
    assert points.status.tolist() == [MISSING, MISSING]


@given(curves(), st.integers(4, 60))
def test_extremes_ends_and_order_are_kept(whole: LoadCurve, max_points: int) -> None:
    points = min_max(whole, max_points)
    known = whole.power_w[whole.status != MISSING]
    shown = points.power_w[points.status != MISSING]
    assert (np.diff(points.instants) > np.timedelta64(0, "s")).all()
    assert points.instants[0] == whole.instants[0]
    assert points.instants[-1] == whole.instants[-1]
    if len(known):
        assert (shown.min(), shown.max()) == (known.min(), known.max())
