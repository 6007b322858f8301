import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain import load_curve
from services.domain.load_curve import Gap, LoadCurve
from tests.domain.curves import ESTIMATED, MISSING, REAL, curve, curves, utc


def total_j(part: LoadCurve) -> int:
    return int(load_curve.energy_j(part).sum())


def test_energy_of_a_step_is_power_times_its_length() -> None:
    energies = load_curve.energy_j(curve("2021-01-01", [18_000, 19_000], status=[REAL, MISSING]))
    assert energies.tolist() == [10_800_000, 0]
    assert energies.dtype == np.int64


def test_energy_of_great_powers_does_not_overflow() -> None:
    assert total_j(curve("2021-01-01", [100_000_000] * 6, step_s=3600)) == 2_160_000_000_000


def test_gaps_are_half_open_and_in_order() -> None:
    holed = curve("2021-01-01", range(7), status=[0, 0, 1, 0, 1, 2, 0])
    assert load_curve.gaps(holed) == (
        Gap(utc("2021-01-01T00:00"), utc("2021-01-01T00:20")),
        Gap(utc("2021-01-01T00:30"), utc("2021-01-01T00:40")),
        Gap(utc("2021-01-01T01:00"), utc("2021-01-01T01:10")),
    )
    assert load_curve.gaps(curve("2021-01-01", [1, 2])) == ()


def test_assemble_leaves_what_no_point_fills_missing() -> None:
    built = load_curve.assemble(
        np.array(["2021-01-01T00:00", "2021-01-01T00:30"], dtype="datetime64[s]"),
        np.array([5, 7]),
        np.array([REAL, ESTIMATED], dtype=np.uint8),
        600,
    )
    assert built.power_w.tolist() == [5, 0, 0, 7]
    assert built.status.tolist() == [REAL, MISSING, MISSING, ESTIMATED]
    assert (built.start, built.end) == (utc("2021-01-01"), utc("2021-01-01T00:40"))


@pytest.mark.parametrize(
    ("stamps", "step_s"),
    [
        (["2021-01-01T00:05"], 600),
        (["2021-01-01T00:00", "2021-01-01T00:00"], 600),
        (["2021-01-01T00:10", "2021-01-01T00:00"], 600),
        (["2021-01-01T00:00"], 700),
        ([], 600),
    ],
)
def test_assemble_refuses_what_is_no_curve(stamps: list[str], step_s: int) -> None:
    points = np.zeros(len(stamps), dtype=np.int64), np.ones(len(stamps), dtype=np.uint8)
    with pytest.raises(ValueError, match=r"grid|repeat|needs a point"):
        load_curve.assemble(np.array(stamps, dtype="datetime64[s]"), *points, step_s)


def test_slice_takes_the_steps_that_begin_within() -> None:
    whole = curve("2021-01-01", range(6))
    part = load_curve.slice_curve(whole, utc("2021-01-01T00:05"), utc("2021-01-01T00:30"))
    assert (part.start, part.power_w.tolist()) == (utc("2021-01-01T00:10"), [1, 2])
    beyond = load_curve.slice_curve(whole, utc("2020-12-31"), utc("2021-01-02"))
    assert (beyond.start, beyond.end) == (whole.start, whole.end)
    assert len(load_curve.slice_curve(whole, utc("2021-02-01"), utc("2021-03-01"))) == 0


def test_merge_puts_known_points_over_and_keeps_what_the_update_misses() -> None:
    base = curve("2021-01-01T00:00", [1, 2, 3], status=[REAL, ESTIMATED, REAL])
    update = curve("2021-01-01T00:10", [20, 30, 40], status=[REAL, MISSING, ESTIMATED])
    merged = load_curve.merge(base, update)
    assert merged.power_w.tolist() == [1, 20, 3, 40]
    assert merged.status.tolist() == [REAL, REAL, REAL, ESTIMATED]
    replaced = load_curve.merge(base, update, missing_replaces=True)
    assert replaced.power_w.tolist() == [1, 20, 0, 40]
    assert replaced.status.tolist() == [REAL, REAL, MISSING, ESTIMATED]


def test_merge_before_and_apart_leaves_the_middle_missing() -> None:
    merged = load_curve.merge(curve("2021-01-01T01:00", [9]), curve("2021-01-01T00:30", [8]))
    assert merged.start == utc("2021-01-01T00:30")
    assert merged.power_w.tolist() == [8, 0, 0, 9]
    assert merged.status.tolist() == [REAL, MISSING, MISSING, REAL]


def test_merge_refuses_two_steps() -> None:
    with pytest.raises(ValueError, match="600 s and 1800 s"):
        load_curve.merge(curve("2021-01-01", [1]), curve("2021-01-01", [1], step_s=1800))


def test_resample_refuses_a_step_that_does_not_divide() -> None:
    with pytest.raises(ValueError, match="900 s does not divide 600 s"):
        load_curve.resample_finer(curve("2021-01-01", [1]), 900)


@given(curves(), st.sampled_from([300, 600, 900, 1800]))
def test_resampling_keeps_energy_span_and_gaps(whole: LoadCurve, step_s: int) -> None:
    finer = load_curve.resample_finer(whole, step_s)
    assert total_j(finer) == total_j(whole)
    assert (finer.start, finer.end) == (whole.start, whole.end)
    assert load_curve.gaps(finer) == load_curve.gaps(whole)


@given(curves(), st.integers(-10_000, 300_000))
def test_the_two_sides_of_a_cut_share_energy_and_points(whole: LoadCurve, cut_s: int) -> None:
    cut = whole.start + np.timedelta64(cut_s, "s")
    left = load_curve.slice_curve(whole, whole.start, cut)
    right = load_curve.slice_curve(whole, cut, whole.end)
    assert total_j(left) + total_j(right) == total_j(whole)
    assert np.array_equal(np.concatenate([left.status, right.status]), whole.status)


@given(curves(), curves())
def test_merging_knows_all_that_either_knew(base: LoadCurve, update: LoadCurve) -> None:
    merged = load_curve.merge(base, update)
    known = {
        instant
        for part in (base, update)
        for instant in part.instants[part.status != MISSING].tolist()
    }
    assert set(merged.instants[merged.status != MISSING].tolist()) == known
    again = load_curve.merge(merged, update)
    assert np.array_equal(again.power_w, merged.power_w)
