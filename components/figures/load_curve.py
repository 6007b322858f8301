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
    nice_scale,
)
from components.figures.local_time import TimeTicks, elapsed_s, time_ticks
from components.figures.missing import missing_bands
from services.domain.decimation import CurvePoints, min_max
from services.domain.load_curve import LoadCurve, PointStatus
from services.kernel.wording import text

MOST_POINTS = 5000
"""More visible points than this are reduced to the lowest and highest of each bucket."""

WATTS_PER_KW = 1000
_AREA: Trace = {"fill": "tozeroy", "fillcolor": theme.PRIMARY_AREA.light}

Spans = list[tuple[int, int]]


def load_curve_line(curve: LoadCurve, *, max_points: int = MOST_POINTS) -> Figure:
    """Return the power of ``curve`` in kW over the seconds elapsed since its start.

    Ticks carry the local time (Europe/Paris). A gap is hatched; estimated points are dotted.
    """
    points = min_max(curve, max_points)
    scale = nice_scale(int(curve.power_w.max(initial=0)) / WATTS_PER_KW, smallest_step=0.1)
    ticks = time_ticks(curve.start, curve.end)
    gaps = status_spans(curve, PointStatus.MISSING)
    layout = base_layout(
        y_title=text("chart.axis.power"),
        x_title=text("chart.axis.local_time"),
        x_axis=_time_axis(ticks, duration_s=elapsed_s(curve.start, curve.end)),
        scale=scale,
        meta=_meta(curve, ticks) | {"gaps": gaps},
    )
    traces = [*_gap_traces(gaps, scale), *_power_traces(curve, points)]
    return build_figure(traces, layout | {"dragmode": "zoom", "barmode": "overlay"})


def status_spans(curve: LoadCurve, status: PointStatus) -> Spans:
    """Return the stretches of ``status``: seconds elapsed, half-open."""
    flags = np.concatenate([[False], curve.status == status, [False]])
    edges = np.flatnonzero(flags[1:] != flags[:-1]) * curve.step_s
    return [(int(low), int(high)) for low, high in zip(edges[::2], edges[1::2], strict=True)]


def _meta(curve: LoadCurve, ticks: TimeTicks) -> dict[str, object]:
    return {
        "kind": "curve",
        "unit": "kW",
        "zone": "Europe/Paris",
        "start": int(curve.start.astype("datetime64[s]").astype(np.int64)),
        "step": curve.step_s,
        "estimated": status_spans(curve, PointStatus.ESTIMATED),
        "narrow": ticks.narrow,
        "texts": {
            "power": text("chart.power"),
            "missing": text("chart.missing"),
            "estimated": text("chart.estimated"),
            "summer": text("chart.summer_time"),
            "winter": text("chart.winter_time"),
        },
    }


def _time_axis(ticks: TimeTicks, *, duration_s: int) -> dict[str, object]:
    return {
        "range": [0, duration_s],
        "fixedrange": False,
        "tickvals": ticks.at_s,
        "ticktext": ticks.labels,
        "minor": {
            "tickmode": "array",
            "tickvals": ticks.limits_s,
            "showgrid": True,
            "gridcolor": theme.GRID.light,
        },
    }


def _power_traces(curve: LoadCurve, points: CurvePoints) -> list[Trace]:
    """Return the area, then the line of the real points, then the dotted line of the estimated."""
    where = _positions(curve, points)
    known = points.status != PointStatus.MISSING
    real = points.status == PointStatus.REAL
    line = _line("power", where, _kilowatts(points, real), dash="solid")
    if real.all():
        return [line | _AREA]
    # plotly.js fills straight across a gap: the area is a trace of its own, at zero there.
    ground = np.nan_to_num(_kilowatts(points, known))
    traces = [_line("area", where, ground, dash="solid") | _AREA | {"line": {"width": 0}}, line]
    estimated = points.status == PointStatus.ESTIMATED
    if estimated.any():
        joined = _kilowatts(points, _with_neighbours(estimated) & known)
        traces.append(_line("estimated", where, joined, dash="dot"))
    return traces


def _line(code: str, where: Trace, power_kw: NDArray[np.float32], *, dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": text(f"chart.series.{code}"),
        "meta": {"code": code},
        **where,
        "y": encode_array(power_kw),
        "line": {"color": theme.PRIMARY.light, "width": 1.35, "dash": dash},
        "hoverinfo": "skip",
    }


def _kilowatts(points: CurvePoints, shown: NDArray[np.bool_]) -> NDArray[np.float32]:
    power_kw = points.power_w.astype(np.float32) / np.float32(WATTS_PER_KW)
    return np.where(shown, power_kw, np.float32(np.nan))


def _positions(curve: LoadCurve, points: CurvePoints) -> Trace:
    if len(points.instants) == len(curve):
        return {"x0": 0, "dx": curve.step_s}
    elapsed = (points.instants - curve.start) // np.timedelta64(1, "s")
    return {"x": encode_array(elapsed.astype(np.int32))}


def _with_neighbours(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wider = flags.copy()
    wider[1:] |= flags[:-1]
    wider[:-1] |= flags[1:]
    return wider


def _gap_traces(gaps: Spans, scale: Scale) -> list[Trace]:
    if not gaps:
        return []
    middles = [(low + high) / 2 for low, high in gaps]
    widths = [float(high - low) for low, high in gaps]
    return [missing_bands(middles, [scale.top] * len(gaps), top=scale.top, width=widths)]
