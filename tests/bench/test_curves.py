"""The generated numbers: the same for every peer, whole years of legal time, nothing missing."""

import numpy as np

from services.domain.load_curve import PointStatus
from tests.bench.curves import site_curve, year_curve, years_back


def test_a_year_of_legal_time_has_every_step_once() -> None:
    curve = year_curve(3, 2024)

    assert str(curve.start) == "2023-12-31T23:00:00"
    assert str(curve.end) == "2024-12-31T23:00:00"
    assert len(curve) == 366 * 144
    assert (curve.status == PointStatus.REAL).all()


def test_power_is_plausible_and_in_steps_of_a_hundred_watts() -> None:
    power_w = year_curve(1, 2025).power_w

    assert (power_w % 100 == 0).all()
    assert 5_000 < power_w.min() < power_w.max() <= 295_000


def test_working_days_are_busier_than_sundays() -> None:
    curve = year_curve(1, 2025)
    weeks = curve.power_w[5 * 144 : (5 + 50 * 7) * 144].reshape(50, 7, 144)  # from Monday 6 January

    assert weeks[:, 1].mean() > 1.3 * weeks[:, 6].mean()


def test_the_same_year_comes_with_one_year_or_ten() -> None:
    epoch_s, power_kw = site_curve(2, years_back(2))
    _, last_kw = site_curve(2, years_back(1))

    assert epoch_s[0] == 1_704_063_600  # 1 January 2024 in Paris
    assert (np.diff(epoch_s) == 600).all()
    assert len(power_kw) == (366 + 365) * 144
    assert power_kw[-len(last_kw) :].tolist() == last_kw.tolist()


def test_sites_and_seeds_differ() -> None:
    first, other, again = year_curve(1, 2025), year_curve(2, 2025), year_curve(1, 2025, seed=1)

    assert (first.power_w != other.power_w).mean() > 0.9
    assert (first.power_w != again.power_w).mean() > 0.9
