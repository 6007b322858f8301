"""What every figure shares: the layout, the scale of the value axis, encoded arrays.

A figure is a plain dict: plotly.py's objects cost fifteen times more to build and are only used
by the tests, to check the dicts.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components import theme
from services.kernel.formats import NARROW_SPACE

Figure = dict[str, object]
Trace = dict[str, object]

MOST_INTERVALS = 5
MARGIN_PX = {"l": 52, "r": 4, "t": 10, "b": 30}
X_STANDOFF_PX, Y_STANDOFF_PX = 6, 8
"""How far labels stand from the plot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis from zero to ``top``, with a tick each ``step``, both in the axis's unit."""

    top: float
    step: float


def nice_scale(highest: float, *, smallest_step: float = 1) -> Scale:
    """Return the scale that holds ``highest`` with three to five round intervals."""
    if highest <= smallest_step:
        return Scale(smallest_step, smallest_step)
    magnitude = 10 ** np.floor(np.log10(highest / MOST_INTERVALS))
    candidates = (float(magnitude * digit) for digit in (1, 2, 5, 10))
    step = max(smallest_step, next(c for c in candidates if c * MOST_INTERVALS >= highest))
    return Scale(float(np.ceil(highest / step) * step), step)


def base_layout(
    *,
    y_title: str,
    x_title: str,
    x_axis: dict[str, object],
    scale: Scale,
    meta: dict[str, object],
    y_axis: dict[str, object] | None = None,
) -> Figure:
    """Return the layout of a chart on a card: transparent, horizontal grid, zero included.

    ``x_axis`` adds the range and the ticks, which differ from chart to chart, ``y_axis`` ticks of
    its own; ``meta`` tells the browser's scripts what the slots hold (their contract:
    assets/js/charts.js).
    """
    return {
        "font": {
            "family": theme.FONT_FAMILY,
            "size": theme.FONT_SIZE_PX,
            "color": theme.MUTED.light,
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": dict(MARGIN_PX),
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "separators": f",{NARROW_SPACE}",
        "xaxis": _axis(x_title)
        | {"showgrid": False, "tickangle": 0, "tickmode": "array", "zeroline": False}
        | {"ticklabelstandoff": X_STANDOFF_PX}
        | x_axis,
        "yaxis": _value_axis(y_title, scale) | (y_axis or {}),
        "meta": meta,
    }


def _value_axis(title: str, scale: Scale) -> dict[str, object]:
    return _axis(title) | {
        "range": [0, scale.top],
        "dtick": scale.step,
        "ticklabelstandoff": Y_STANDOFF_PX,
        "tickformat": ",d" if scale.step >= 1 else ",.1f",
        "gridcolor": theme.GRID.light,
        "zerolinecolor": theme.BASELINE.light,
        "zerolinewidth": 1,
        "zeroline": True,
    }


def _axis(title: str) -> dict[str, object]:
    return {
        "title": {"text": title},
        "fixedrange": True,
        "showline": False,
        "automargin": False,
        # The browser fits the labels before it draws; plotly.js would measure each of them again.
        "ticklabeloverflow": "allow",
    }


def encode_array(values: NDArray[np.float32] | NDArray[np.integer]) -> dict[str, object]:
    """Return an array as plotly.js decodes it: little-endian bytes in base64."""
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return {"dtype": little.dtype.str[1:], "bdata": b64encode(little.tobytes()).decode("ascii")}


def encode_whole(values: NDArray[np.integer]) -> dict[str, object]:
    """Return whole numbers from zero on, in as few bytes as they need."""
    small = int(values.max(initial=0)) <= np.iinfo(np.uint16).max
    return encode_array(values.astype(np.uint16) if small else values.astype(np.int32))


def build_figure(traces: Sequence[Trace], layout: Figure) -> Figure:
    """Return the figure of ``traces`` and ``layout``."""
    return {"data": list(traces), "layout": layout}
