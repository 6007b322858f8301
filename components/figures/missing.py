"""Hatched bands where nothing is known: never a zero, never an interpolation."""

from collections.abc import Sequence

from components import theme
from components.figures.frame import Trace
from services.kernel.wording import text

MISSING_CODE = "missing"


def missing_bands(
    positions: Sequence[float],
    heights: Sequence[float | None],
    *,
    top: float,
    width: float | Sequence[float],
) -> Trace:
    """Return bands centred on ``positions`` that hang from ``top`` (all in the axes' units)."""
    return {
        "type": "bar",
        "name": text("chart.missing"),
        "meta": {"code": MISSING_CODE},
        "x": list(positions),
        "y": list(heights),
        "base": [top - (height or 0) for height in heights],
        "width": width if isinstance(width, int | float) else list(width),
        "hoverinfo": "skip",
        "marker": {
            "color": theme.INFO_GROUND.light,
            "line": {"width": 0},
            "pattern": {
                "shape": "/",
                "fillmode": "overlay",
                "fgcolor": theme.INFO.light,
                "fgopacity": 0.35,
                "size": 8,
                "solidity": 0.15,
            },
        },
    }
