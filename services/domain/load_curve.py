"""The load curve: mean power per step, with what is known of each point."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import HOUR_S, seconds, to_instants


class Channel(StrEnum):
    """What the curve measures, by the names of the grid operator's flows."""

    ACTIVE = "EA"
    REACTIVE_INDUCTIVE = "ERI"
    REACTIVE_CAPACITIVE = "ERC"


class PointStatus(IntEnum):
    """What is known of a point; a missing one carries no power, never a zero that counts."""

    MISSING = 0
    REAL = 1
    ESTIMATED = 2


@dataclass(frozen=True, slots=True, eq=False)
class LoadCurve:
    """Mean power over regular steps from ``start``.

    ``start``: first step's beginning, ``datetime64[s]``, UTC; ``step_s``: seconds, divides an hour;
    ``power_w``: ``int32[n]``, watts, 0 where missing; ``status``: ``uint8[n]`` of PointStatus.
    """

    start: np.datetime64
    step_s: int
    power_w: NDArray[np.int32]
    status: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.power_w)

    @property
    def end(self) -> np.datetime64:
        """Return the end of the last step, ``datetime64[s]``, UTC."""
        return self.start + np.timedelta64(self.step_s * len(self.power_w), "s")

    @property
    def instants(self) -> NDArray[np.datetime64]:
        """Return the beginning of each step, ``datetime64[s][n]``, UTC."""
        return self.instants_at(np.arange(len(self.power_w), dtype=np.int64))

    def instants_at(self, positions: NDArray[np.int64]) -> NDArray[np.datetime64]:
        """Return the beginning of the steps at ``positions``, ``datetime64[s][m]``, UTC."""
        return to_instants(seconds(np.array([self.start])) + positions * self.step_s)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of which nothing is known, ``start`` to ``end`` (excluded), UTC instants."""

    start: np.datetime64
    end: np.datetime64


def assemble(
    instants: NDArray[np.datetime64],
    power_w: NDArray[np.integer],
    status: NDArray[np.uint8],
    step_s: int,
) -> LoadCurve:
    """Return the regular curve of points whose steps start at ``instants`` (UTC).

    Steps that no point fills are MISSING, never zero. Raises ValueError unless the instants
    increase and lie on the grid of ``step_s``.
    """
    if not len(instants):
        raise ValueError("a curve needs a point")
    epoch_s = seconds(instants)
    if HOUR_S % step_s or (epoch_s % step_s).any():
        raise ValueError(f"instants off the grid of {step_s} s")
    position = (epoch_s - epoch_s[0]) // step_s
    if (np.diff(position) <= 0).any():
        raise ValueError("instants repeat or go back")
    return _placed(to_instants(epoch_s[:1])[0], step_s, position, power_w, status)


def energy_j(curve: LoadCurve) -> NDArray[np.int64]:
    """Return the energy of each step, joules, ``int64[n]``; 0 where missing."""
    return curve.power_w.astype(np.int64) * curve.step_s


def gaps(curve: LoadCurve) -> tuple[Gap, ...]:
    """Return the stretches of missing points, in order."""
    missing = np.concatenate([[False], curve.status == PointStatus.MISSING, [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1]).astype(np.int64)
    bounds = curve.instants_at(edges)
    return tuple(Gap(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True))


def slice_curve(curve: LoadCurve, start: np.datetime64, end: np.datetime64) -> LoadCurve:
    """Return the steps that begin within ``start`` to ``end`` (excluded), UTC; perhaps none."""
    first, last = _steps_before(curve, start), _steps_before(curve, end)
    return LoadCurve(
        curve.start + np.timedelta64(first * curve.step_s, "s"),
        curve.step_s,
        curve.power_w[first:last],
        curve.status[first:last],
    )


def merge(base: LoadCurve, update: LoadCurve, *, missing_replaces: bool = False) -> LoadCurve:
    """Return ``base`` with the points of ``update`` over it, and the gap between them missing.

    A missing point of ``update`` leaves a known one alone unless ``missing_replaces``. Raises
    ValueError for two steps: bring the coarser one to the finer with :func:`resample_finer`.
    """
    if base.step_s != update.step_s:
        raise ValueError(f"steps differ: {base.step_s} s and {update.step_s} s")
    step = np.timedelta64(base.step_s, "s")
    start = min(base.start, update.start)
    size = int((max(base.end, update.end) - start) // step)
    power_w, status = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.uint8)
    for curve in (base, update):
        first = int((curve.start - start) // step)
        there = slice(first, first + len(curve))
        known = curve.status != PointStatus.MISSING
        if curve is update and missing_replaces:
            known[:] = True
        power_w[there][known] = curve.power_w[known]
        status[there][known] = curve.status[known]
    return LoadCurve(start, base.step_s, power_w, status)


def resample_finer(curve: LoadCurve, step_s: int) -> LoadCurve:
    """Return the same curve on a shorter step: the mean power is repeated, the energy is exact.

    Raises ValueError unless ``step_s`` divides the step of ``curve``.
    """
    if step_s <= 0 or curve.step_s % step_s:
        raise ValueError(f"{step_s} s does not divide {curve.step_s} s")
    times = curve.step_s // step_s
    return LoadCurve(
        curve.start, step_s, np.repeat(curve.power_w, times), np.repeat(curve.status, times)
    )


def _steps_before(curve: LoadCurve, bound: np.datetime64) -> int:
    """Return how many steps of the curve begin before ``bound``."""
    steps = -int((curve.start - bound) // np.timedelta64(curve.step_s, "s"))
    return min(max(steps, 0), len(curve))


def _placed(
    start: np.datetime64,
    step_s: int,
    position: NDArray[np.int64],
    power_w: NDArray[np.integer],
    status: NDArray[np.uint8],
) -> LoadCurve:
    """Return the curve with points at ``position`` steps from ``start`` and gaps elsewhere."""
    size = int(position[-1]) + 1
    all_power, all_status = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.uint8)
    all_status[position] = status
    all_power[position] = np.where(status == PointStatus.MISSING, 0, power_w)
    return LoadCurve(start, step_s, all_power, all_status)
