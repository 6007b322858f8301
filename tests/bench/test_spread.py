"""Percentiles, and ratios that pair the rounds."""

import pytest

from tests.bench.spread import paired_ratio, percentile

MS = [30.0, 10.0, 20.0, 50.0, 40.0]


@pytest.mark.parametrize(("share", "value"), [(0, 10), (0.5, 30), (0.75, 40), (0.95, 50), (1, 50)])
def test_percentile_is_one_of_the_measures(share: float, value: float) -> None:
    assert percentile(MS, share) == value


def test_percentile_of_twenty_leaves_the_highest_out() -> None:
    assert percentile([float(n) for n in range(1, 21)], 0.95) == 19


def test_ratio_is_the_median_of_the_rounds_not_the_ratio_of_the_medians() -> None:
    # The second round was twice as slow for both, the third one for the plain page only.
    assert paired_ratio([10, 20, 10], [40, 80, 100]) == 0.25


def test_ratio_leaves_out_a_round_without_a_plain_figure() -> None:
    assert paired_ratio([10, 30, 20], [20, 0, 40]) == 0.5


def test_nothing_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)
    with pytest.raises(ValueError, match="nothing was measured"):
        paired_ratio([], [])


def test_rounds_must_pair() -> None:
    with pytest.raises(ValueError, match="zip"):
        paired_ratio([1, 2], [1])
