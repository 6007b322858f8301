"""Mean power over time: a line that breaks where nothing is known."""

import numpy as np
from numpy.typing import NDArray

from components import theme
from components.figures.frame import (
    Figure,
    Scale,
    Trace,
    base_layout,
    build_figure,
    encode_array,
    encode_whole,
    nice_scale,
)
from components.figures.local_time import TimeTicks, time_ticks
from components.figures.missing import missing_bands
from services.domain.decimation import CurvePoints, Stretches, min_max
from services.domain.load_curve import LoadCurve, PointStatus
from services.kernel import formats
from services.kernel.wording import text

MOST_POINTS = 5000
"""More points than this are reduced to the lowest and highest of each bucket."""

REDUCED_POINTS = 2200
"""Two for each pixel of a card on a wide screen."""

WATTS_PER_KW = 1000
_AREA: Trace = {"fill": "tozeroy", "fillcolor": theme.PRIMARY_AREA.light}


def is_reduced(curve: LoadCurve) -> bool:
    """Tell whether ``curve`` has too many points for all of them to be drawn."""
    return len(curve) > MOST_POINTS


def load_curve_line(curve: LoadCurve) -> Figure:
    """Return the power of ``curve``, in watts named in kW, over the steps since its start.

    Whole watts over steps are half the bytes of kilowatts over seconds. Ticks carry the local
    time (Europe/Paris). A gap is hatched; estimated points are dotted.
    """
    points = min_max(curve, REDUCED_POINTS if is_reduced(curve) else len(curve))
    scale = nice_scale(int(curve.power_w.max(initial=0)) / WATTS_PER_KW, smallest_step=0.1)
    scale_w = Scale(round(scale.top * WATTS_PER_KW), round(scale.step * WATTS_PER_KW))
    ticks = time_ticks(curve.start, curve.end, step_s=curve.step_s)
    layout = base_layout(
        y_title=text("chart.axis.power"),
        x_title=text("chart.axis.local_time"),
        x_axis=_time_axis(ticks, count=len(curve)),
        y_axis=_power_axis(scale_w),
        scale=scale_w,
        meta=_meta(curve, points, ticks),
    )
    traces = [*_gap_traces(points.gaps, top_w=scale_w.top), *_power_traces(points)]
    return build_figure(traces, layout | {"dragmode": "zoom", "barmode": "overlay"})


def _meta(curve: LoadCurve, points: CurvePoints, ticks: TimeTicks) -> dict[str, object]:
    return {
        "kind": "curve",
        "unit": "kW",
        "per_unit": WATTS_PER_KW,
        "zone": "Europe/Paris",
        "start": int(curve.start.astype("datetime64[s]").astype(np.int64)),
        "step": curve.step_s,
        "reduced": points.bucket > 1,
        "gaps": points.gaps.tolist(),
        "narrow": ticks.narrow,
        "texts": {
            "power": text("chart.power"),
            "missing": text("chart.missing"),
            "estimated": text("chart.estimated"),
            "summer": text("chart.summer_time"),
            "winter": text("chart.winter_time"),
        },
    }


def _time_axis(ticks: TimeTicks, *, count: int) -> dict[str, object]:
    return {
        "range": [0, count],
        "fixedrange": False,
        "tickvals": ticks.at,
        "ticktext": ticks.labels,
        "minor": {
            "tickmode": "array",
            "tickvals": ticks.limits,
            "showgrid": True,
            "gridcolor": theme.GRID.light,
        },
    }


def _power_axis(scale_w: Scale) -> dict[str, object]:
    values = range(0, int(scale_w.top) + 1, int(scale_w.step))
    decimals = 0 if scale_w.step >= WATTS_PER_KW else 1
    names = [formats.number(value / WATTS_PER_KW, decimals) for value in values]
    return {"tickmode": "array", "tickvals": list(values), "ticktext": names}


def _power_traces(points: CurvePoints) -> list[Trace]:
    """Return the area, then the line of the real points, then the dotted line of the estimated."""
    where = _positions(points)
    real = points.status == PointStatus.REAL
    if real.all():
        return [_line("power", where, encode_whole(points.power_w), dash="solid") | _AREA]
    line = _line("power", where, _broken(points.power_w, real), dash="solid")
    # plotly.js fills straight across a gap: the area is a trace of its own, at zero there.
    ground = _line("area", where, encode_whole(points.power_w), dash="solid")
    traces = [ground | _AREA | {"line": {"width": 0}}, line]
    estimated = points.status == PointStatus.ESTIMATED
    if estimated.any():
        joined = _with_neighbours(estimated) & (points.status != PointStatus.MISSING)
        traces.append(_line("estimated", where, _broken(points.power_w, joined), dash="dot"))
    return traces


def _line(code: str, where: Trace, power_w: Trace, *, dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": text(f"chart.series.{code}"),
        "meta": {"code": code},
        **where,
        "y": power_w,
        "line": {"color": theme.PRIMARY.light, "width": 1.35, "dash": dash},
        "hoverinfo": "skip",
    }


def _broken(power_w: NDArray[np.int32], shown: NDArray[np.bool_]) -> Trace:
    """Return the values that are ``shown``; a float holds whole watts exactly up to 16 MW."""
    return encode_array(np.where(shown, power_w, np.nan).astype(np.float32))


def _positions(points: CurvePoints) -> Trace:
    return {"x0": 0, "dx": 1} if points.bucket == 1 else {"x": encode_whole(points.positions)}


def _with_neighbours(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wider = flags.copy()
    wider[1:] |= flags[:-1]
    wider[:-1] |= flags[1:]
    return wider


def _gap_traces(gaps: Stretches, *, top_w: float) -> list[Trace]:
    if not len(gaps):
        return []
    middles: list[float] = (gaps.sum(axis=1) / 2).tolist()
    widths: list[float] = (gaps[:, 1] - gaps[:, 0]).tolist()
    return [missing_bands(middles, [top_w] * len(middles), top=top_w, width=widths)]
