"""From the points of a file to a regular curve: order, step and grid checked."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.domain.calendar import DAY_S, local_wall, seconds, to_instants
from services.domain.load_curve import LoadCurve, assemble
from services.imports.columns import Column
from services.imports.defects import DefectError, Reason

STEPS_S = (300, 600, 900, 1_800, 3_600)
LONGEST_START_STAMPED_S = 600
MAX_POINTS = 3_000_000
"""Twenty-eight years at five minutes: a longer span is a wrong date."""
CHANGED_STEPS = 6
"""So many equal longer intervals in a row are another step, not missing lines."""


@dataclass(frozen=True, slots=True, eq=False)
class RawPoints:
    """Points as read: the stamps and their instants (UTC), watts and PointStatus, all ``[n]``."""

    stamps: Column
    instants: NDArray[np.datetime64]
    power_w: NDArray[np.int64]
    status: NDArray[np.uint8]

    def moved(self, seconds_later: int) -> "RawPoints":
        """Return the same points at other instants."""
        return replace(self, instants=self.instants + np.timedelta64(seconds_later, "s"))


def build_curve(points: RawPoints, step_s: int) -> LoadCurve:
    """Return the curve of points whose instants begin steps of ``step_s``; gaps are MISSING.

    Raises DefectError for points that repeat, go back, overlap, leave the grid or change step, and
    for a span beyond all reason.
    """
    intervals_s = check_order(points.stamps, points.instants)
    _refuse(points.stamps, intervals_s < step_s, Reason.OVERLAP)
    _refuse(points.stamps, _other_step(intervals_s, step_s), Reason.STEP_CHANGE)
    off_grid = seconds(points.instants) % step_s != 0
    if off_grid.any():
        row = int(np.argmax(off_grid))
        raise points.stamps.defect(Reason.OFF_GRID, row, minutes=step_s // 60)
    _check_span(points, step_s)
    return assemble(points.instants, points.power_w, points.status, step_s)


def inferred_step_s(stamps: Column, instants: NDArray[np.datetime64]) -> int:
    """Return the step of points whose file does not say it: their shortest interval, in seconds.

    Raises DefectError for one point alone, points out of order, or a step that no meter has.
    """
    intervals_s = check_order(stamps, instants)
    if not len(intervals_s):
        raise stamps.defect(Reason.STEP_UNKNOWN, 0)
    row = int(np.argmin(intervals_s))
    return checked_step_s(stamps, row + 1, int(intervals_s[row]))


def checked_step_s(column: Column, row: int, step_s: int) -> int:
    """Return ``step_s``; raises DefectError at ``row`` unless meters use such a step."""
    if step_s not in STEPS_S:
        raise column.defect(Reason.STEP_UNSUPPORTED, row)
    return step_s


def check_order(stamps: Column, instants: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the intervals between points, seconds, ``int64[n-1]``.

    Raises DefectError where one is zero or negative.
    """
    intervals_s = np.diff(seconds(instants))
    if (intervals_s <= 0).any():
        row = int(np.argmax(intervals_s <= 0)) + 1
        repeated = bool((instants[:row] == instants[row]).any())
        raise stamps.defect(Reason.DUPLICATE if repeated else Reason.UNORDERED, row)
    return intervals_s


def stamps_end_steps(instants: NDArray[np.datetime64], step_s: int) -> bool:
    """Tell whether stamps mark the end of their step, where the file does not say it.

    A delivery covers whole days: its first stamp is midnight when stamps begin steps, its last one
    is when they end them. Else C1-C4 meters (5 and 10 minutes) stamp the start, C5 meters the end.
    """
    first, last = (
        int(second) % DAY_S
        for second in seconds(local_wall(to_instants(seconds(instants)[[0, -1]])))
    )
    if (first == 0) != (last == 0) and len(instants) > 1:
        return last == 0
    return step_s > LONGEST_START_STAMPED_S


def _other_step(intervals_s: NDArray[np.int64], step_s: int) -> NDArray[np.bool_]:
    """Return which intervals show another step: no multiple, or a run of equal longer ones."""
    other: NDArray[np.bool_] = intervals_s % step_s != 0
    if len(intervals_s) >= CHANGED_STEPS:
        equal = (intervals_s[1:] == intervals_s[:-1]) & (intervals_s[1:] > step_s)
        runs = np.asarray(sliding_window_view(equal, CHANGED_STEPS - 1).all(axis=1))
        other[: len(runs)] |= runs
    return other


def _refuse(stamps: Column, wrong: NDArray[np.bool_], reason: Reason) -> None:
    """Raise DefectError at the later point of the first wrong interval."""
    if wrong.any():
        raise stamps.defect(reason, int(np.argmax(wrong)) + 1)


def _check_span(points: RawPoints, step_s: int) -> None:
    first, last = seconds(points.instants)[[0, -1]].tolist()
    if (last - first) // step_s >= MAX_POINTS:
        line = int(points.stamps.lines[-1])
        value = bytes(points.stamps.cells[-1])
        raise DefectError(Reason.SPAN, line=line, column=points.stamps.name, value=value)
