"""The two charts of the consumption page on their cards: bars per class, load curve."""

from collections.abc import Sequence
from datetime import date

from dash.development.base_component import Component

from components import cards, charts
from components.brush import BrushDay, all_days_button, brush, whole_days
from components.figures.consumption import consumption_bars
from components.figures.load_curve import is_reduced, load_curve_line
from components.figures.summaries import bars_summary, curve_summary
from services.domain.consumption import ConsumptionHistory, PeriodSource
from services.domain.load_curve import LoadCurve
from services.kernel import formats
from services.kernel.wording import text

SECONDS_PER_MINUTE = 60


def bars_card(
    chart_id: str,
    history: ConsumptionHistory,
    *,
    links: Sequence[str],
    hidden: frozenset[str],
    selected: date | None = None,
) -> Component:
    """Return the bars of ``history``; ``links``: where each period leads, ``hidden``: classes.

    ``selected``: the day whose bar stands out, the last one unless told.
    """
    anchors = [period.anchor for period in history.periods]
    title_id = f"{chart_id}-title"
    graph = charts.chart(
        chart_id,
        consumption_bars(
            history,
            hidden=hidden,
            links=links,
            selected=anchors.index(selected) if selected in anchors else None,
        ),
        title_id=title_id,
        summary=bars_summary(history),
        height_class="chart-tall",
        kind="bars",
    )
    return cards.card(
        text(f"consumption.bars.{history.granularity}"),
        graph,
        unit=text(f"consumption.bars_unit.{'read' if _has_readings(history) else 'measured'}"),
        actions=[charts.legend(chart_id, history, hidden=hidden)],
        class_name="card-bars",
        title_id=title_id,
    )


def _has_readings(history: ConsumptionHistory) -> bool:
    return any(period.source is not PeriodSource.CURVE for period in history.periods)


def curve_card(
    chart_id: str,
    title_id: str,
    curve: LoadCurve,
    *,
    days: Sequence[date],
    strip: Sequence[BrushDay],
    period: Sequence[date],
    is_strip_cut: bool,
) -> Component:
    """Return the curve of ``days`` (the first and the last), under the strip that chooses them.

    ``period``: the first and the last day that the page is about, chosen in one action;
    ``is_strip_cut``: it goes further back than the strip.
    """
    whole = whole_days(strip, period[0], period[-1], is_cut=is_strip_cut)
    graph = charts.chart(
        chart_id,
        load_curve_line(curve),
        title_id=title_id,
        summary=curve_summary(curve),
        height_class="chart-low",
        kind="curve",
        reduced=is_reduced(curve),
    )
    return cards.card(
        curve_title(days[0], days[-1]),
        [brush(strip, days[0], days[-1], whole=whole), graph],
        unit=text("consumption.curve_unit", minutes=curve.step_s // SECONDS_PER_MINUTE),
        actions=[all_days_button(whole)],
        title_id=title_id,
    )


def curve_title(first: date, last: date) -> str:
    """Return « Courbe de charge, du 12 au 18 octobre 2015 »."""
    name = "consumption.curve_day" if first == last else "consumption.curve_days"
    return text(name, days=formats.date_range(first, last))
