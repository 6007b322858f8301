"""The bars of a consumption chart: one trace per time class, and the year before."""

from components import theme
from components.figures.frame import Trace
from components.figures.period_labels import is_estimated
from services.domain.consumption import ConsumptionHistory, PeriodSource
from services.domain.time_classes import TIME_CLASSES, TimeClass
from services.kernel.wording import text

PREVIOUS_CODE = "N-1"
"""Stands for the year before where classes are listed by code, as in ``masquer=HCH,N-1``."""

# Shares of a period's slot; the browser narrows them to the design's 50 and 15 px.
BAR_SHARE = 0.42
COMPACT_BAR_SHARE = 0.62
PREVIOUS_SHARE = 0.14
GAP_SHARE = 0.04


def class_traces(
    history: ConsumptionHistory, hidden: frozenset[str], *, width: float, offset: float
) -> list[Trace]:
    """Return the stacked traces, HPH at the bottom; a class without energy draws nothing.

    Each bar carries its own ``base``: plotly.js rounds only the top of what it stacks itself.
    """
    base = [0] * len(history.periods)
    traces = []
    for index, time_class in enumerate(TIME_CLASSES):
        energies = [p.energy_kwh[index] for p in history.periods]
        visible = time_class not in hidden
        traces.append(
            {
                "type": "bar",
                "name": series_name(history, time_class),
                "meta": {"code": time_class.value, "label": text(f"chart.class.{time_class}")},
                "y": [energy or None for energy in energies],
                "base": base,
                "width": width,
                "offset": offset,
                "visible": visible,
                "hoverinfo": "skip",
                "marker": _class_marker(history, time_class),
            }
        )
        if visible:
            base = [low + energy for low, energy in zip(base, energies, strict=True)]
    return traces


def series_name(history: ConsumptionHistory, time_class: TimeClass) -> str:
    """Return ``HPH - Relevé``, or the curve's name where no reading is behind the figures."""
    from_curve = history.periods and all(p.source is PeriodSource.CURVE for p in history.periods)
    return text("chart.series.curve" if from_curve else "chart.series.reading", code=time_class)


def previous_trace(history: ConsumptionHistory, *, visible: bool) -> Trace:
    """Return the totals of a year before, on the left of each slot."""
    return {
        "type": "bar",
        "name": text("chart.previous"),
        "meta": {"code": PREVIOUS_CODE},
        "y": [p.previous_kwh for p in history.periods],
        "width": PREVIOUS_SHARE,
        "offset": -(PREVIOUS_SHARE + GAP_SHARE + BAR_SHARE) / 2,
        "visible": visible,
        "hoverinfo": "skip",
        "marker": {
            "color": theme.PREVIOUS.light,
            "line": {"color": theme.PREVIOUS_OUTLINE.light, "width": 1},
            "cornerradius": 3,
        },
    }


def _class_marker(history: ConsumptionHistory, time_class: TimeClass) -> dict[str, object]:
    style = theme.CLASS_STYLES[time_class]
    estimated = [is_estimated(p) for p in history.periods]
    fills = [style.estimated_fill.light if e else style.fill.light for e in estimated]
    fill = fills if any(estimated) else style.fill.light
    marker: dict[str, object] = {
        "color": fill,
        "line": {"color": style.outline.light, "width": 1},
        "cornerradius": 3,
    }
    if not style.pattern:
        return marker
    # plotly.js lets a colour per bar win over the pattern: behind one, only the ground may vary.
    pattern = {
        "shape": style.pattern,
        "bgcolor": fill,
        "fgcolor": style.pattern_ink.light,
        "fgopacity": style.pattern_opacity,
        "size": style.pattern_size,
        "solidity": style.pattern_solidity,
    }
    return marker | {"color": style.fill.light, "pattern": pattern}
