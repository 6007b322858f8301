"""The load curve's points in legal French time, block by block, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.domain.calendar import to_instants, utc_offsets_s
from services.domain.load_curve import LoadCurve

BLOCK_POINTS = 4_464
"""Points handled at once: 31 days at 10 minutes."""
JOULES_PER_KWH = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class CurveBlock:
    """Consecutive points of a curve, each stamped with the beginning of its step.

    ``local_s``: ``int64[n]``, Paris wall clock as seconds since 1970-01-01T00:00 of that clock;
    ``offset_s``: ``int64[n]``, that clock minus UTC; ``power_w``: ``int32[n]``, 0 where missing;
    ``status``: ``uint8[n]`` of PointStatus; ``classes``: ``int8[n]``, position in TIME_CLASSES.
    """

    local_s: NDArray[np.int64]
    offset_s: NDArray[np.int64]
    power_w: NDArray[np.int32]
    status: NDArray[np.uint8]
    classes: NDArray[np.int8] | None


def iterate_blocks(
    curve: LoadCurve, classes: NDArray[np.int8] | None, first: int = 0, stop: int | None = None
) -> Iterator[CurveBlock]:
    """Yield the points ``first`` to before ``stop``, at most BLOCK_POINTS at a time."""
    end = len(curve.power_w) if stop is None else stop
    origin_s = int(curve.start.astype("datetime64[s]").astype(np.int64))
    for begin in range(first, end, BLOCK_POINTS):
        part = slice(begin, min(begin + BLOCK_POINTS, end))
        utc_s = origin_s + np.arange(part.start, part.stop, dtype=np.int64) * curve.step_s
        offset_s = utc_offsets_s(to_instants(utc_s))
        yield CurveBlock(
            local_s=utc_s + offset_s,
            offset_s=offset_s,
            power_w=curve.power_w[part],
            status=curve.status[part],
            classes=None if classes is None else classes[part],
        )


def offset_label(offset_s: int) -> str:
    """Return ``UTC+02:00``; it does not begin with a sign, which a spreadsheet would evaluate."""
    hours, minutes = divmod(abs(offset_s) // 60, 60)
    return f"UTC{'-' if offset_s < 0 else '+'}{hours:02}:{minutes:02}"


def power_kw(power_w: int) -> float:
    """Return the power in kW."""
    return power_w / 1000


def energy_kwh(power_w: int, step_s: int) -> float:
    """Return the energy of one step in kWh, from exact joules."""
    return power_w * step_s / JOULES_PER_KWH
