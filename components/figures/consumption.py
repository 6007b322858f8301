"""Energy per period, stacked by time class, beside the same period a year before."""

from collections.abc import Sequence

from components.figures.class_bars import (
    BAR_SHARE,
    COMPACT_BAR_SHARE,
    GAP_SHARE,
    PREVIOUS_CODE,
    PREVIOUS_SHARE,
    class_traces,
    previous_trace,
)
from components.figures.frame import Figure, Scale, Trace, base_layout, build_figure, nice_scale
from components.figures.missing import missing_bands
from components.figures.period_labels import (
    is_estimated,
    narrow_label,
    notes,
    previous_name,
    tick_label,
    tooltip_title,
)
from services.domain.consumption import ConsumptionHistory, ConsumptionPeriod, Granularity
from services.kernel.wording import text

PARTLY_MISSING_HEIGHT = 0.03

X_TITLES = {
    Granularity.DAY: "chart.axis.day",
    Granularity.MONTH: "chart.axis.month",
    Granularity.YEAR: "chart.axis.year",
}


def consumption_bars(
    history: ConsumptionHistory,
    *,
    hidden: frozenset[str] = frozenset(),
    links: Sequence[str] = (),
    selected: int | None = None,
    compact: bool = False,
) -> Figure:
    """Return the bars of ``history``: whole kWh per period, one trace per class, oldest first.

    ``hidden``: codes of classes (or PREVIOUS_CODE) not drawn; ``links``: where a click on each
    period leads; ``selected``: the period shown in bold, the last one unless told; ``compact``:
    the home page's, without the year before.
    """
    with_previous = not compact and has_previous(history)
    scale = _scale(history, with_previous=with_previous)
    chosen = len(history.periods) - 1 if selected is None else selected
    layout = base_layout(
        y_title=text("chart.axis.energy"),
        x_title=text(X_TITLES[history.granularity]),
        x_axis=_slots(history),
        scale=scale,
        meta=_meta(history) | {"selected": chosen, "links": list(links), "compact": compact},
    )
    traces = _missing_traces(history, scale)
    if with_previous:
        traces.append(previous_trace(history, visible=PREVIOUS_CODE not in hidden))
    width = COMPACT_BAR_SHARE if compact else BAR_SHARE
    offset = (PREVIOUS_SHARE + GAP_SHARE - width if with_previous else -width) / 2
    traces += class_traces(history, hidden, width=width, offset=offset)
    return build_figure(traces, layout | {"barmode": "overlay"})


def home_bars(history: ConsumptionHistory) -> Figure:
    """Return the compact bars of the home page's tile."""
    return consumption_bars(history, compact=True)


def has_previous(history: ConsumptionHistory) -> bool:
    """Return whether any period can be compared with the year before."""
    return any(p.previous_kwh is not None for p in history.periods)


def _slots(history: ConsumptionHistory) -> dict[str, object]:
    count = len(history.periods)
    return {
        "range": [-0.5, count - 0.5],
        "tickvals": list(range(count)),
        "ticktext": [tick_label(history, i) for i in range(count)],
    }


def _scale(history: ConsumptionHistory, *, with_previous: bool) -> Scale:
    totals = [p.total_kwh for p in history.periods]
    previous = [p.previous_kwh or 0 for p in history.periods] if with_previous else []
    return nice_scale(max(totals + previous, default=0))


def _meta(history: ConsumptionHistory) -> dict[str, object]:
    periods = history.periods
    return {
        "kind": "bars",
        "unit": "kWh",
        "total": text("chart.total"),
        "open": text(f"chart.open.{history.granularity}"),
        "titles": [tooltip_title(history.granularity, p) for p in periods],
        "previous": [_previous(history.granularity, p) for p in periods],
        "notes": {str(i): lines for i, p in enumerate(periods) if (lines := notes(p))},
        "estimated": [i for i, p in enumerate(periods) if is_estimated(p)],
        "narrow": [narrow_label(history, i) for i in range(len(periods))],
    }


def _previous(granularity: Granularity, period: ConsumptionPeriod) -> list[object] | None:
    if period.previous_kwh is None:
        return None
    return [previous_name(granularity, period), period.previous_kwh]


def _missing_traces(history: ConsumptionHistory, scale: Scale) -> list[Trace]:
    """Hatch the whole slot of a period without data, and the top of one with a gap."""
    shares = [p.missing_share for p in history.periods]
    if not any(shares):
        return []
    heights = [
        scale.top * (1 if share >= 1 else PARTLY_MISSING_HEIGHT) if share else None
        for share in shares
    ]
    return [missing_bands(range(len(shares)), heights, top=scale.top, width=1)]
