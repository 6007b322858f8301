"""The numbers that every peer of the benchmark gets: invented load curves, always the same ones."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import DAY_S, HOUR_S, local_midnight_utc, local_wall, seconds
from services.domain.load_curve import LoadCurve, PointStatus

SEED = 20_26
LAST_YEAR = 2025
STEP_S = 600
MEMORY = 0.93
"""How much of a step's deviation from the usual day the next step keeps."""


def years_back(years: int) -> range:
    """Return the last ``years`` whole years of the data."""
    return range(LAST_YEAR - years + 1, LAST_YEAR + 1)


def year_curve(site: int, year: int, *, seed: int = SEED) -> LoadCurve:
    """Return a local year (Paris) of a site at ten minutes, in steps of 100 W, nothing missing.

    A site's year is the same however many years are asked for around it.
    """
    start, end = (local_midnight_utc(date(y, 1, 1)) for y in (year, year + 1))
    points = int((end - start).astype(np.int64)) // STEP_S
    whole = np.zeros(points, dtype=np.int32)
    curve = LoadCurve(start, STEP_S, whole, np.full(points, PointStatus.REAL, dtype=np.uint8))
    noise = np.random.default_rng([seed, site, year])
    power_kw = _usual_kw(site, curve.instants, seed) * (1 + 0.03 * _wandering(points, noise))
    power_kw[noise.integers(0, points, 6)] += 45  # machines that start
    whole[:] = np.rint(np.clip(power_kw, 0, 250) * 10).astype(np.int32) * 100
    return curve


def site_curve(
    site: int, years: Sequence[int], *, seed: int = SEED
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the steps of consecutive years: epoch seconds (UTC) ``int64[n]``, kW ``float64[n]``.

    Tenths of a kW, exactly what the database of the same seed holds in watts.
    """
    curves = [year_curve(site, year, seed=seed) for year in years]
    epoch_s = np.concatenate([seconds(curve.instants) for curve in curves])
    return epoch_s, np.concatenate([curve.power_w for curve in curves]) / 1000


def _usual_kw(site: int, instants: NDArray[np.datetime64], seed: int) -> NDArray[np.float64]:
    """Return a working day's hump over a base, weaker at weekends, swinging with the year."""
    traits = np.random.default_rng([seed, site])
    base, hump, swing = traits.uniform(12, 55), traits.uniform(35, 130), traits.uniform(-0.1, 0.4)
    wall_s = seconds(local_wall(instants))
    day, hour = wall_s // DAY_S, wall_s % DAY_S / HOUR_S
    working = np.sqrt(np.clip(np.sin((hour - 6) / 13 * np.pi), 0, None))
    is_weekend = (day + 3) % 7 >= 5  # 1 January 1970 was a Thursday
    season = 1 + swing * np.cos(2 * np.pi * (day % 365.2425) / 365.2425)
    usual: NDArray[np.float64] = (base + hump * working * np.where(is_weekend, 0.3, 1)) * season
    return usual


def _wandering(points: int, noise: np.random.Generator) -> NDArray[np.float64]:
    """Return a deviation that fades: each step keeps MEMORY of the one before."""
    weights = MEMORY ** np.arange(64)
    return np.convolve(noise.normal(0, 1, points), weights)[:points]
