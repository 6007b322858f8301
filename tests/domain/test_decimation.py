import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.decimation import find_stretches, merge_stretches, min_max
from services.domain.load_curve import LoadCurve
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve, curves

YEAR = 52_560
CARD = 2_200
"""Two points for each pixel of a card."""


def test_a_short_curve_is_left_as_it_is() -> None:
    points = min_max(curve("2021-01-01", [3, 1, 2]), 3)
    assert points.power_w.tolist() == [3, 1, 2]
    assert points.bucket == 1


def test_the_lowest_and_the_highest_of_each_bucket() -> None:
    points = min_max(curve("2021-01-01", [5, 9, 5, 1, 5, 5, 2, 2, 7]), 6)
    assert points.bucket == 3
    # 5 9 5 | 1 5 5 | 2 2 7, and the ends.
    assert points.positions.tolist() == [0, 1, 3, 4, 6, 8]
    assert points.power_w.tolist() == [5, 9, 1, 5, 2, 7]


def test_a_last_bucket_that_is_not_full_counts() -> None:
    points = min_max(curve("2021-01-01", [5, 5, 5, 5, 5, 9, 1, 5]), 6)
    assert points.positions.tolist() == [0, 3, 5, 6, 7]


def test_a_lone_peak_and_a_lone_trough_survive() -> None:
    power = np.full(YEAR, 20_000)
    power[31_234], power[44_321] = 86_000, 400
    points = min_max(curve("2021-01-01", power.tolist()), 1_000)
    assert len(points.power_w) <= 1_000
    peak, trough = points.power_w.argmax(), points.power_w.argmin()
    assert (points.power_w[peak], points.power_w[trough]) == (86_000, 400)
    assert points.positions[peak] == 31_234


def test_a_long_gap_keeps_its_ends_and_their_neighbours() -> None:
    status = np.full(1_000, REAL)
    status[500:620] = MISSING
    points = min_max(curve("2021-01-01", [7] * 1_000, status=status.tolist()), 20)
    kept = points.positions.tolist()
    assert {0, 499, 500, 619, 620, 999} <= set(kept)
    assert points.status[kept.index(500)] == MISSING
    assert points.gaps.tolist() == [[500, 620]]


def test_a_gap_too_short_to_be_seen_is_told_as_one_that_can() -> None:
    status = np.full(1_000, REAL)
    status[500:503] = status[560] = status[900] = MISSING
    points = min_max(curve("2021-01-01", [7] * 1_000, status=status.tolist()), 20)
    assert points.bucket == 100
    assert points.gaps.tolist() == [[481, 581], [851, 951]]


def test_a_year_of_small_gaps_and_estimates_stays_small() -> None:
    status = np.full(YEAR, REAL)
    status[::9] = MISSING
    status[4::9] = ESTIMATED
    points = min_max(curve("2021-01-01", [7] * YEAR, status=status.tolist()), CARD)
    assert len(points.positions) < 5_000
    assert points.gaps.tolist() == [[0, YEAR - 8]]


def test_a_curve_without_a_known_point_keeps_its_ends() -> None:
    points = min_max(curve("2021-01-01", [0] * 50, status=[MISSING] * 50), 10)
    assert points.status.tolist() == [MISSING, MISSING]
    assert points.gaps.tolist() == [[0, 50]]


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1], [[0, 2]]),
        ([1, 0, 1, 1, 0, 1], [[0, 1], [2, 4], [5, 6]]),
    ],
)
def test_stretches_are_half_open_and_reach_the_ends(
    flags: list[int], found: list[list[int]]
) -> None:
    assert find_stretches(np.array(flags, dtype=bool)).tolist() == found


def test_stretches_are_joined_and_widened_within_the_curve() -> None:
    stretches = np.array([[0, 1], [7, 9], [12, 13], [30, 40], [99, 100]])
    assert merge_stretches(stretches, 4, 100).tolist() == [[0, 3], [7, 13], [30, 40], [98, 100]]


@given(curves(), st.integers(4, 60))
def test_extremes_ends_and_order_are_kept(whole: LoadCurve, max_points: int) -> None:
    points = min_max(whole, max_points)
    known = whole.power_w[whole.status != MISSING]
    shown = points.power_w[points.status != MISSING]
    assert (np.diff(points.positions) > 0).all()
    assert {0, len(whole) - 1} <= set(points.positions.tolist())
    assert (points.power_w == whole.power_w[points.positions]).all()
    assert (points.status == whole.status[points.positions]).all()
    if len(known):
        assert (shown.min(), shown.max()) == (known.min(), known.max())


@given(curves(), st.integers(4, 60))
def test_no_bucket_loses_its_extremes(whole: LoadCurve, max_points: int) -> None:
    points = min_max(whole, max_points)
    for start in range(0, len(whole), points.bucket):
        inside = slice(start, start + points.bucket)
        known = whole.power_w[inside][whole.status[inside] != MISSING]
        here = (points.positions >= start) & (points.positions < start + points.bucket)
        shown = points.power_w[here & (points.status != MISSING)]
        assert len(known) == 0 or (shown.min(), shown.max()) == (known.min(), known.max())


@given(curves(), st.integers(4, 60))
def test_no_gap_and_no_estimate_is_lost(whole: LoadCurve, max_points: int) -> None:
    points = min_max(whole, max_points)
    told = np.zeros(len(whole), dtype=bool)
    for low, high in points.gaps:
        told[low:high] = True
    assert told[whole.status == MISSING].all()
    for low, high in find_stretches(whole.status == MISSING):
        if high - low >= points.bucket:
            around = {max(low - 1, 0), low, min(high, len(whole) - 1)}
            assert around <= set(points.positions.tolist())
    estimated = points.positions[points.status == ESTIMATED]
    for step in np.flatnonzero(whole.status == ESTIMATED):
        assert abs(estimated - step).min() < points.bucket or points.bucket == 1


@given(curves(), st.integers(4, 60))
def test_a_picture_never_has_many_more_points_than_asked(whole: LoadCurve, max_points: int) -> None:
    points = min_max(whole, max_points)
    buckets = -(-len(whole) // points.bucket)
    assert points.bucket == 1 or len(points.positions) <= 2 + 7 * buckets
    assert points.bucket == 1 or buckets <= max_points // 2 + 1
    assert len(points.gaps) <= buckets
