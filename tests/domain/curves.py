"""Small curves for the tests of the domain."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from services.domain.load_curve import LoadCurve, PointStatus

REAL, MISSING, ESTIMATED = PointStatus.REAL, PointStatus.MISSING, PointStatus.ESTIMATED


def utc(stamp: str) -> np.datetime64:
    return np.datetime64(stamp, "s")


def curve(
    start: str,
    power_w: Sequence[int],
    *,
    step_s: int = 600,
    status: Sequence[int] | None = None,
) -> LoadCurve:
    known = np.full(len(power_w), REAL) if status is None else np.array(status)
    watts = np.where(known == MISSING, 0, power_w)
    return LoadCurve(utc(start), step_s, watts.astype(np.int32), known.astype(np.uint8))


@st.composite
def curves(draw: st.DrawFn, *, step_s: int = 1800, max_points: int = 150) -> LoadCurve:
    """Draw a curve of some days around a change of hour, a leap day or a year's end."""
    start = draw(
        st.sampled_from(
            ["2020-02-27T22:00", "2020-12-30T23:00", "2021-03-26T11:30", "2021-10-29T22:00"]
        )
    )
    points = draw(
        st.lists(
            st.tuples(st.integers(0, 250_000), st.sampled_from([MISSING, REAL, ESTIMATED])),
            min_size=1,
            max_size=max_points,
        )
    )
    return curve(start, [p for p, _ in points], step_s=step_s, status=[s for _, s in points])
